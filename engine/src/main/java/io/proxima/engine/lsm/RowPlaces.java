package io.proxima.engine.lsm;

import java.util.Arrays;

/// The order of rows as it follows from their lists.
final class RowPlaces {
  private RowPlaces() {}

  /// Puts in the place of the list of each row the ord that it gets: rows of one list keep their
  /// order, and those without a list are last.
  ///
  /// @param sizes the number of rows of each list
  static void toOrds(int[] lists, int[] sizes) {
    int[] next = new int[sizes.length + 1];
    for (int list = 0; list < sizes.length; list++) {
      next[list + 1] = next[list] + sizes[list];
    }
    for (int place = 0; place < lists.length; place++) {
      int list = lists[place] == LooseRows.NO_LIST ? sizes.length : lists[place];
      lists[place] = next[list]++;
    }
  }

  /// Every row in its place.
  static int[] inOrder(int count) {
    int[] ords = new int[count];
    Arrays.setAll(ords, place -> place);
    return ords;
  }
}

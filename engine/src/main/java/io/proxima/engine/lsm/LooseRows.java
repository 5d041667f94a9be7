package io.proxima.engine.lsm;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.row.VectorColumnBuilder;

/// Rows on their way into a segment whose order is not fixed yet. They are named by their places,
/// from 0 in the order in which they come.
interface LooseRows {
  /// The list of a row without a vector.
  int NO_LIST = -1;

  /// The list of a row of which it is not known yet.
  int UNKNOWN = -2;

  /// The number of rows.
  int rowCount();

  /// Appends the vectors of the first `count` of `places`, which ascend.
  void vectors(int column, int[] places, int count, VectorColumnBuilder out);

  /// Puts the list of each row in `lists`, as far as the place where it is now tells: others stay
  /// as they are.
  ///
  /// @return about the sum of the distances of these rows from the centres of their lists
  double knownLists(EpochId epoch, int[] lists);
}

package io.proxima.engine.query;

import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Which rows of its sources a reading has to look at: all that are visible, or only those that an
/// ordered index names, if these are few.
///
/// - **Threads:** one thread.
final class RowsToVisit {
  /// An index that names a larger part of the rows saves nothing.
  private static final int PART = 8;

  private static final int FEW_ROWS = 64;

  private final Predicate predicate;
  private final IndexConditions conditions;
  private final Set<String> used = new LinkedHashSet<>();
  private IntPredicate mayPass = _ -> true;
  private int @Nullable [] ords;
  private int next;

  RowsToVisit(Predicate predicate, IndexConditions conditions) {
    this.predicate = predicate;
    this.conditions = conditions;
  }

  /// Goes to the first block of a source.
  void begin(RowSource source) {
    mayPass = source.blocksWith(predicate);
    ords = null;
    next = 0;
    for (IndexConditions.Ranges ranges : conditions.all()) {
      int limit = ords == null ? source.rowCount() / PART + FEW_ROWS : ords.length;
      int[] found = ordsIn(source, ranges, limit);
      if (found != null) {
        ords = found;
        used.add(ranges.index().name());
      }
    }
  }

  private static int @Nullable [] ordsIn(
      RowSource source, IndexConditions.Ranges ranges, int limit) {
    int[] all = new int[0];
    for (IndexRange range : ranges.ranges()) {
      int[] found = source.ordsIn(ranges.index(), range, limit - all.length);
      if (found == null) {
        return null;
      }
      int count = all.length;
      all = Arrays.copyOf(all, count + found.length);
      System.arraycopy(found, 0, all, count, found.length);
    }
    if (ranges.ranges().size() > 1) {
      Arrays.sort(all);
    }
    return all;
  }

  /// Whether no index told which rows to look at: then blocks may be asked for in any order.
  boolean areAll() {
    return ords == null;
  }

  /// The first block from `block` on that may have such rows; blocks are asked for in their order.
  int from(int block) {
    if (ords == null) {
      return block;
    }
    while (next < ords.length && ords[next] / RowSource.BLOCK_ROWS < block) {
      next++;
    }
    return next < ords.length ? ords[next] / RowSource.BLOCK_ROWS : Integer.MAX_VALUE;
  }

  /// The rows of a block, ascending, as positions in it.
  ///
  /// @return how many
  int visible(RowSource source, int block, int[] rows) {
    if (!mayPass.test(block)) {
      return 0;
    }
    int visible = source.visible(block, rows);
    if (ords == null) {
      return visible;
    }
    int first = block * RowSource.BLOCK_ROWS;
    int count = 0;
    for (int i = 0; i < visible && next < ords.length; i++) {
      while (next < ords.length && ords[next] < first + rows[i]) {
        next++;
      }
      if (next < ords.length && ords[next] == first + rows[i]) {
        rows[count++] = rows[i];
      }
    }
    return count;
  }

  /// The names of the indexes that were used.
  List<String> used() {
    return List.copyOf(used);
  }
}

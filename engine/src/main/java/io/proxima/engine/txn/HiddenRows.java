package io.proxima.engine.txn;

import io.proxima.engine.row.RowSource;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Rows of a source that one transaction has deleted or replaced and that only this transaction
/// must not see any more.
///
/// Each is hidden from a step of the transaction on; steps count up from 1. A reader at step `n`
/// misses the rows that were hidden at a step ≤ `n`.
///
/// - **Threads:** one writer, many readers.
public final class HiddenRows {
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  /// Per block, and only where something is hidden, the step at which each row was hidden, or 0.
  private final AtomicReferenceArray<int[]> blocks;

  private volatile int hiddenCount;

  /// Nothing is hidden yet in the first `rowCount` rows of a source.
  public HiddenRows(int rowCount) {
    blocks = new AtomicReferenceArray<>(rowCount / RowSource.BLOCK_ROWS + 1);
  }

  /// Hides a row from `step` on, unless it is hidden already.
  public void hide(int ord, int step) {
    if (step < 1) {
      throw new IllegalArgumentException("steps count from 1, got " + step);
    }
    int[] steps = blocks.get(ord / RowSource.BLOCK_ROWS);
    if (steps == null) {
      steps = new int[RowSource.BLOCK_ROWS];
      blocks.set(ord / RowSource.BLOCK_ROWS, steps);
    }
    if (steps[ord % RowSource.BLOCK_ROWS] == 0) {
      INTS.setOpaque(steps, ord % RowSource.BLOCK_ROWS, step);
      add(1);
    }
  }

  /// Whether no row is hidden now; a reader that was made then misses none.
  boolean isEmpty() {
    return hiddenCount == 0;
  }

  /// How many rows are hidden from a reader at `step`.
  int count(int step) {
    int count = 0;
    for (int block = 0; block < blocks.length(); block++) {
      int[] steps = blocks.get(block);
      for (int row = 0; steps != null && row < steps.length; row++) {
        count += isHidden(steps, row, step) ? 1 : 0;
      }
    }
    return count;
  }

  /// Whether a row is hidden from a reader at `step`.
  public boolean isHidden(int ord, int step) {
    if (hiddenCount == 0) {
      return false;
    }
    int[] steps = blocks.get(ord / RowSource.BLOCK_ROWS);
    return steps != null && isHidden(steps, ord % RowSource.BLOCK_ROWS, step);
  }

  /// Shows the rows again that were hidden after `step`.
  public void rollbackTo(int step) {
    for (int block = 0; block < blocks.length(); block++) {
      int[] steps = blocks.get(block);
      for (int row = 0; steps != null && row < steps.length; row++) {
        if (steps[row] > step) {
          INTS.setOpaque(steps, row, 0);
          add(-1);
        }
      }
    }
  }

  /// Drops hidden rows from `rows[0..count)`, positions in a block.
  ///
  /// @return how many are left
  int dropHidden(int block, int step, int[] rows, int count) {
    int[] steps = hiddenCount == 0 ? null : blocks.get(block);
    if (steps == null) {
      return count;
    }
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += isHidden(steps, row, step) ? 0 : 1;
    }
    return left;
  }

  private static boolean isHidden(int[] steps, int row, int step) {
    int hiddenAt = (int) INTS.getOpaque(steps, row);
    return hiddenAt != 0 && hiddenAt <= step;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void add(int more) {
    hiddenCount += more;
  }
}

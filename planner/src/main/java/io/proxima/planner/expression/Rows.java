package io.proxima.planner.expression;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows an expression is computed for; a selection copies a column only when it is read.
///
/// - **Threads:** one thread at a time.
public final class Rows {
  private final Bindings bindings;
  private final int rowCount;
  private final @Nullable RowBatch batch;
  private final @Nullable Rows parent;
  private final int[] selection;
  private final @Nullable Column[] selected;

  private Rows(
      Bindings bindings,
      int rowCount,
      @Nullable RowBatch batch,
      @Nullable Rows parent,
      int[] selection,
      int width) {
    this.bindings = bindings;
    this.rowCount = rowCount;
    this.batch = batch;
    this.parent = parent;
    this.selection = selection;
    this.selected = new Column[width];
  }

  /// All rows of a batch.
  public static Rows of(RowBatch batch, Bindings bindings) {
    return new Rows(bindings, batch.rowCount(), batch, null, new int[0], 0);
  }

  /// One row without columns.
  public static Rows single(Bindings bindings) {
    return of(new RowBatch(1, List.of()), bindings);
  }

  /// The number of rows.
  public int rowCount() {
    return rowCount;
  }

  /// What the execution brings.
  public Bindings bindings() {
    return bindings;
  }

  /// The rows `rows[0..count)` of these; keeps `rows`.
  public Rows select(int[] rows, int count) {
    return new Rows(bindings, count, null, this, rows, width());
  }

  /// The column at a position.
  public Column column(int position) {
    if (batch != null) {
      return batch.column(position);
    }
    Column column = selected[position];
    if (column == null) {
      if (parent == null) {
        throw new IllegalStateException("rows without a source");
      }
      column = parent.column(position).select(selection, rowCount);
      selected[position] = column;
    }
    return column;
  }

  private int width() {
    return batch != null ? batch.columns().size() : selected.length;
  }
}

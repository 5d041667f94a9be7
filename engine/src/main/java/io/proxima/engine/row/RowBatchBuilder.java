package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects rows of all columns of a table.
///
/// - **Threads:** one thread.
public final class RowBatchBuilder {
  private static final int START_BYTES = 1 << 20;

  private final TableDef table;
  private final List<ColumnBuilder> columns;

  /// A builder that expects about `expectedRows`.
  public RowBatchBuilder(TableDef table, int expectedRows) {
    this(table, expectedRows, START_BYTES);
  }

  /// A builder that makes room for vectors of `vectorBytes` only at first: NULL vectors need none.
  RowBatchBuilder(TableDef table, int expectedRows, int vectorBytes) {
    this.table = table;
    this.columns =
        table.columns().stream()
            .map(column ->
                ColumnBuilder.of(
                    column.type(),
                    column.type().kind().layout() == TypeKind.Layout.VECTOR
                        ? Math.min(expectedRows, vectorBytes / (Float.BYTES * column.type().size()))
                        : expectedRows))
            .toList();
  }

  /// The builder of a column, for typed values. All columns must get the same number of rows.
  public ColumnBuilder column(int position) {
    return columns.get(position);
  }

  /// Adds a value, as [io.proxima.engine.schema.TypeKind] describes it, to a column; null is NULL.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`
  public void append(int position, @Nullable Object value) {
    ColumnBuilder builder = columns.get(position);
    if (value == null) {
      builder.appendNull();
      return;
    }
    ColumnDef column = table.columns().get(position);
    int dim = dim(value);
    if (dim >= 0 && dim != column.type().size()) {
      throw new RowErrors(table, column).dimension(builder.rowCount(), dim);
    }
    builder.append(value);
  }

  private static int dim(Object value) {
    return switch (value) {
      case float[] vector -> vector.length;
      case BitVector bits -> bits.dim();
      case SparseVector sparse -> sparse.dim();
      default -> -1;
    };
  }

  /// Adds a row.
  ///
  /// @param values one for each column; null is NULL
  public void appendRow(@Nullable Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          values.length + " values for " + columns.size() + " columns");
    }
    for (int i = 0; i < values.length; i++) {
      append(i, values[i]);
    }
  }

  /// The rows; the builder must not be used afterwards.
  public RowBatch build() {
    return new RowBatch(
        columns.getFirst().rowCount(), columns.stream().map(ColumnBuilder::build).toList());
  }
}

package io.proxima.planner;

import io.proxima.engine.Transaction;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.sql.Statement;
import io.proxima.sql.type.Assignment;
import java.util.ArrayList;
import java.util.List;

/// The plan of a change of rows.
///
/// The source is read to its end before the first write, so that a statement never meets its own
/// rows.
///
/// - **Threads:** immutable.
public final class ModifyPlan implements Plan {
  private static final int EXPECTED_ROWS = 16;

  private final Statement.Modify.Kind kind;
  private final TableDef table;
  private final Operator source;
  private final String explain;

  ModifyPlan(Statement.Modify.Kind kind, TableDef table, Operator source, String explain) {
    this.kind = kind;
    this.table = table;
    this.source = source;
    this.explain = explain;
  }

  /// Adds the changes to a transaction, whose snapshot is that of `scope`. If it fails, what it
  /// added before must be rolled back by the caller.
  ///
  /// @return the number of rows changed
  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`, `NOT_NULL`,
  ///   `VALUE_TOO_LONG`, `NUMERIC_OUT_OF_RANGE`, `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`, and
  ///   what [QueryPlan#open] throws
  public long execute(Transaction transaction, ExecutionScope scope) {
    List<Key> keys = new ArrayList<>();
    try (Reservation reservation = scope.memory().reserve("rows to write", 0)) {
      RowBatch rows = read(scope, keys, reservation);
      if (kind == Statement.Modify.Kind.DELETE) {
        transaction.delete(table, keys);
        return keys.size();
      }
      if (rows.rowCount() > 0) {
        write(transaction, AvroRows.of(table).encode(rows), keys);
      }
      return rows.rowCount();
    }
  }

  private void write(Transaction transaction, EncodedRows rows, List<Key> keys) {
    switch (kind) {
      case INSERT -> transaction.insert(table, rows);
      case UPSERT -> transaction.upsert(table, rows);
      case UPDATE -> transaction.update(table, keys, rows);
      case DELETE -> throw new IllegalStateException("a delete has no rows to write");
    }
  }

  private RowBatch read(ExecutionScope scope, List<Key> keys, Reservation reservation) {
    int width = kind == Statement.Modify.Kind.DELETE ? 0 : table.columns().size();
    boolean keyed = kind == Statement.Modify.Kind.UPDATE || kind == Statement.Modify.Kind.DELETE;
    List<ColumnBuilder> builders =
        table.columns().subList(0, width).stream()
            .map(column -> new ColumnBuilder(column.type(), EXPECTED_ROWS))
            .toList();
    int rowCount = 0;
    try (RowCursor cursor = source.open(scope)) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        scope.cancellation().check();
        reservation.grow(rowBytes() * batch.rowCount());
        for (int i = 0; i < width; i++) {
          append(builders.get(i), batch.column(i), table.columns().get(i));
        }
        if (keyed) {
          appendKeys(keys, batch.column(width));
        }
        rowCount += batch.rowCount();
      }
    }
    return new RowBatch(
        width == 0 ? 0 : rowCount, builders.stream().map(ColumnBuilder::build).toList());
  }

  private long rowBytes() {
    long bytes = 64;
    for (ColumnDef column : table.columns()) {
      bytes +=
          switch (column.type().kind().layout()) {
            case LONG, DOUBLE -> 8;
            case OBJECT -> 48;
            case VECTOR -> 4L * column.type().size();
          };
    }
    return bytes;
  }

  private void append(ColumnBuilder builder, Column values, ColumnDef column) {
    boolean same = values.type().equals(column.type());
    String place = "column " + column.name() + " of table " + table.name();
    for (int row = 0; row < values.rowCount(); row++) {
      if (same) {
        builder.add(values, row);
      } else {
        builder.add(
            values.isNull(row)
                ? null
                : Assignment.convert(values.valueAt(row), values.type(), column.type(), place));
      }
    }
  }

  private static void appendKeys(List<Key> keys, Column column) {
    for (int row = 0; row < column.rowCount(); row++) {
      keys.add((Key) column.valueAt(row));
    }
  }

  @Override
  public String explain() {
    return explain;
  }
}

package io.proxima.planner.exec;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.expression.ColumnBuilder;
import java.util.ArrayList;
import java.util.List;

/// Rows that an operator keeps until it ends, counted in the memory budget. An address stands for a
/// row: batch number in the upper, row in the lower half.
///
/// - **Threads:** one thread.
final class RowStore implements AutoCloseable {
  /// What addresses take beside a row, while they are sorted, too.
  private static final long ROW_BYTES = 64;

  private final List<ColumnType> types;
  private final Reservation reservation;
  private final List<RowBatch> batches = new ArrayList<>();
  private int rowCount;

  RowStore(List<ColumnType> types, MemoryBudget memory, String owner) {
    this.types = types;
    this.reservation = memory.reserve(owner, 0);
  }

  /// Takes all rows of a cursor and closes it.
  void addAll(RowCursor cursor, Cancellation cancellation) {
    try (cursor) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        cancellation.check();
        add(batch);
      }
    }
  }

  void add(RowBatch batch) {
    reservation.grow(HeapSize.of(batch) + ROW_BYTES * batch.rowCount());
    batches.add(batch);
    rowCount = Math.addExact(rowCount, batch.rowCount());
  }

  /// Counts what somebody keeps beside the rows until they go.
  void count(long bytes) {
    reservation.grow(bytes);
  }

  int rowCount() {
    return rowCount;
  }

  /// The addresses of all rows, in the order they came.
  long[] addresses() {
    long[] addresses = new long[rowCount];
    int i = 0;
    for (int batch = 0; batch < batches.size(); batch++) {
      for (int row = 0; row < batches.get(batch).rowCount(); row++) {
        addresses[i++] = address(batch, row);
      }
    }
    return addresses;
  }

  static long address(int batch, int row) {
    return (long) batch << 32 | row;
  }

  List<RowBatch> batches() {
    return batches;
  }

  Column column(long address, int position) {
    return batches.get((int) (address >> 32)).column(position);
  }

  static int row(long address) {
    return (int) address;
  }

  /// The rows at `addresses[from..to)`.
  RowBatch gather(long[] addresses, int from, int to) {
    List<Column> columns = new ArrayList<>();
    for (int position = 0; position < types.size(); position++) {
      ColumnBuilder builder = new ColumnBuilder(types.get(position), to - from);
      for (int i = from; i < to; i++) {
        builder.add(column(addresses[i], position), row(addresses[i]));
      }
      columns.add(builder.build());
    }
    return new RowBatch(to - from, columns);
  }

  @Override
  public void close() {
    batches.clear();
    reservation.close();
  }
}

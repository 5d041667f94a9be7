package io.proxima.engine.lsm;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.HiddenColumn;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentColumns;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.List;

/// Brings the rows of a merge into their order, as many at a time as there is memory for.
///
/// Columns are decoded block by block, but rows that follow each other in the new segment may come
/// from everywhere. So for each window of new ords the inputs are gone through once: every block
/// that has rows of the window is decoded once, what is in the window is kept and put in its order
/// at the end. Vectors are not kept: they can be read one by one where they are, unless they are
/// packed.
///
/// - **Threads:** one thread.
final class MergeWindow implements AutoCloseable {
  private static final int ROWS_IN_ORDER = 8 * RowSource.BLOCK_ROWS;
  private static final int SAMPLED_RUNS = 16;
  private static final int RUN_ROWS = 64;
  private static final long LEAST_BYTES = 1 << 20;
  private static final long MOST_BYTES = 64 << 20;
  private static final int PART_OF_BUDGET = 16;
  private static final HiddenColumn[] HIDDEN = HiddenColumn.values();

  private final SegmentMerge merge;
  private final boolean hasPacked;
  private final Reservation memory;
  private final int rows;

  /// By the order in which rows are found: where they are now.
  private final int[] foundInputs;

  private final int[] foundOrds;

  /// By the new ord in the window: the number in the order in which rows are found.
  private final int[] numbers;

  /// @param isMixed whether rows of one block go to many places
  MergeWindow(SegmentMerge merge, boolean isMixed, MemoryBudget budget) {
    this.merge = merge;
    this.hasPacked = merge.inputs().stream().anyMatch(input -> input.columns().sparseGroups() > 0);
    this.memory = budget.reserve("a merge of segments of table " + merge.table().name(), 0);
    boolean done = false;
    try {
      long rowBytes = rowBytes();
      long rowsInMemory =
          reserve(budget, isMixed ? MOST_BYTES : ROWS_IN_ORDER * rowBytes) / rowBytes;
      this.rows =
          Math.clamp(
              rowsInMemory, RowSource.BLOCK_ROWS, Math.max(RowSource.BLOCK_ROWS, merge.rowCount()));
      this.foundInputs = new int[rows];
      this.foundOrds = new int[rows];
      this.numbers = new int[rows];
      done = true;
    } finally {
      if (!done) {
        memory.close();
      }
    }
  }

  /// Takes what can be had, less and less until the least fails.
  private long reserve(MemoryBudget budget, long most) {
    long bytes =
        Math.clamp(budget.limitBytes() / PART_OF_BUDGET, LEAST_BYTES, Math.max(LEAST_BYTES, most));
    while (true) {
      try {
        memory.grow(bytes);
        return bytes;
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.OUT_OF_MEMORY || bytes <= LEAST_BYTES) {
          throw e;
        }
        bytes = Math.max(LEAST_BYTES, bytes / 2);
      }
    }
  }

  /// What a row takes on the heap, as some of all parts let expect: kept, growing, and put in
  /// order.
  private long rowBytes() {
    long bytes = 3L * Integer.BYTES + 2L * Long.BYTES * HIDDEN.length;
    for (int column = 0; column < merge.table().columns().size(); column++) {
      if (!isReadInPlace(column)) {
        ColumnType type = merge.table().columns().get(column).type();
        boolean isVector = layout(column) == TypeKind.Layout.VECTOR;
        long most = isVector ? (long) Float.BYTES * type.size() : Long.BYTES;
        for (int input = 0; input < merge.inputs().size(); input++) {
          int[] ords = isObject(column) ? sample(merge.kept(input)) : new int[0];
          int count = ords.length;
          if (count > 0) {
            ColumnBuilder builder = builder(column, count);
            merge.copy(input, column, ords, 0, count, builder);
            most = Math.max(most, HeapSize.of(builder.build()) / count + 1);
          }
        }
        bytes += 2 * most;
      }
    }
    return bytes;
  }

  /// Some runs of neighbours from the first to the last.
  private static int[] sample(int[] ords) {
    if (ords.length <= SAMPLED_RUNS * RUN_ROWS) {
      return ords;
    }
    int[] some = new int[SAMPLED_RUNS * RUN_ROWS];
    for (int run = 0; run < SAMPLED_RUNS; run++) {
      int from = (int) ((long) (ords.length - RUN_ROWS) * run / (SAMPLED_RUNS - 1));
      System.arraycopy(ords, from, some, run * RUN_ROWS, RUN_ROWS);
    }
    return some;
  }

  private boolean isReadInPlace(int column) {
    return !hasPacked && layout(column) == TypeKind.Layout.VECTOR;
  }

  private boolean isObject(int column) {
    return layout(column) == TypeKind.Layout.OBJECT;
  }

  private TypeKind.Layout layout(int column) {
    return merge.table().columns().get(column).type().kind().layout();
  }

  private ColumnBuilder builder(int column, int expectedRows) {
    ColumnDef definition = merge.table().columns().get(column);
    return ColumnBuilder.of(definition.type(), expectedRows);
  }

  /// The number of rows in a window.
  int rows() {
    return rows;
  }

  /// Writes the rows that get the ords `[from, to)`.
  void write(int from, int to, SegmentWriter writer, Cancellation cancellation) {
    int columnCount = merge.table().columns().size();
    List<ColumnBuilder> values = new ArrayList<>();
    for (int column = 0; column < columnCount; column++) {
      values.add(builder(column, isReadInPlace(column) ? 0 : to - from));
    }
    List<LongColumnBuilder> hidden = new ArrayList<>();
    for (HiddenColumn _ : HIDDEN) {
      hidden.add(new LongColumnBuilder(ColumnType.of(TypeKind.BIGINT), to - from));
    }
    find(from, to, values, hidden, cancellation);
    List<Column> columns = new ArrayList<>();
    for (int column = 0; column < columnCount; column++) {
      columns.add(values.get(column).build());
    }
    List<LongColumn> times = hidden.stream().map(LongColumnBuilder::build).toList();
    for (int at = 0; at < to - from; at += RowSource.BLOCK_ROWS) {
      cancellation.check();
      append(at, Math.min(to - from, at + RowSource.BLOCK_ROWS), columns, times, writer);
    }
  }

  /// Collects the rows of the window in the order in which they are now.
  private void find(
      int from,
      int to,
      List<ColumnBuilder> values,
      List<LongColumnBuilder> hidden,
      Cancellation cancellation) {
    int found = 0;
    int[] ords = new int[RowSource.BLOCK_ROWS];
    for (int input = 0; input < merge.inputs().size(); input++) {
      int[] kept = merge.kept(input);
      int next = merge.startOf(input, from);
      int end = merge.endOf(input, to);
      while (next < end) {
        int block = kept[next] / RowSource.BLOCK_ROWS;
        int count = 0;
        for (; next < end && kept[next] / RowSource.BLOCK_ROWS == block; next++) {
          int newOrd = merge.newOrd(input, next);
          if (newOrd >= from && newOrd < to) {
            numbers[newOrd - from] = found;
            foundInputs[found] = input;
            foundOrds[found++] = kept[next];
            ords[count++] = kept[next];
          }
        }
        if (count > 0) {
          cancellation.check();
          copy(input, block, ords, count, values, hidden);
        }
      }
    }
  }

  private void copy(
      int input,
      int block,
      int[] ords,
      int count,
      List<ColumnBuilder> values,
      List<LongColumnBuilder> hidden) {
    for (int column = 0; column < values.size(); column++) {
      if (!isReadInPlace(column)) {
        merge.copy(input, column, ords, 0, count, values.get(column));
      }
    }
    SegmentColumns columns = merge.inputs().get(input).columns();
    for (int i = 0; i < HIDDEN.length; i++) {
      if (HIDDEN[i] != HiddenColumn.ROW_ID || merge.table().key().isEmpty()) {
        append(columns.hidden(HIDDEN[i], block), ords, count, hidden.get(i));
      } else {
        for (int row = 0; row < count; row++) {
          hidden.get(i).append(0);
        }
      }
    }
  }

  /// NULL is [RowOrigins#NEVER]: only an expiry can be NULL.
  private static void append(LongColumn column, int[] ords, int count, LongColumnBuilder out) {
    for (int i = 0; i < count; i++) {
      int row = ords[i] % RowSource.BLOCK_ROWS;
      out.append(column.isNull(row) ? RowOrigins.NEVER : column.values()[row]);
    }
  }

  /// Gives the rows of a part of the window to the writer, in their order.
  private void append(
      int from, int to, List<Column> values, List<LongColumn> hidden, SegmentWriter writer) {
    int count = to - from;
    int[] rows = new int[count];
    System.arraycopy(numbers, from, rows, 0, count);
    List<Column> columns = new ArrayList<>();
    for (int column = 0; column < values.size(); column++) {
      columns.add(
          isReadInPlace(column) ? vectors(column, rows) : values.get(column).select(rows, count));
    }
    long[][] origins = new long[HIDDEN.length][count];
    for (int i = 0; i < HIDDEN.length; i++) {
      for (int row = 0; row < count; row++) {
        origins[i][row] = hidden.get(i).values()[rows[row]];
      }
    }
    writer.append(
        new RowBatch(count, columns),
        new RowOrigins(origins[0], origins[1], origins[2], origins[3], origins[4]));
  }

  private Column vectors(int column, int[] rows) {
    ColumnBuilder builder = builder(column, rows.length);
    int[] ords = new int[rows.length];
    int done = 0;
    for (int i = 0; i < rows.length; i++) {
      ords[i] = foundOrds[rows[i]];
      if (foundInputs[rows[i]] != foundInputs[rows[done]]) {
        merge.copy(foundInputs[rows[done]], column, ords, done, i, builder);
        done = i;
      }
    }
    if (done < rows.length) {
      merge.copy(foundInputs[rows[done]], column, ords, done, rows.length, builder);
    }
    return builder.build();
  }

  @Override
  public void close() {
    memory.close();
  }
}

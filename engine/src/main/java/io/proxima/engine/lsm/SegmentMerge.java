package io.proxima.engine.lsm;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.Evolution;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.HiddenColumn;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentColumns;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The rows of some segments on their way into one.
///
/// Rows that no snapshot can see any more are left behind: those deleted at or before the horizon,
/// and those that expired at or before a time. What was deleted later goes along, and its deletion
/// into the mask of the new segment.
///
/// - **Threads:** one thread at a time; rows of the segments may be deleted meanwhile.
public final class SegmentMerge {
  private static final int LEFT_BEHIND = -1;

  private final TableDef table;
  private final List<SegmentReader> inputs;
  private final long horizon;
  private final long expiredMicros;
  private final List<int[]> newOrds = new ArrayList<>();
  private final Map<Integer, Evolution> evolutions = new HashMap<>();
  private int rowCount;
  private long carriedUpTo;

  private record Deletion(int ord, long sequence) {}

  /// The rows of `inputs` that somebody may see who reads at `horizon` or later, and later than
  /// `expiredMicros`.
  public SegmentMerge(
      TableDef table, List<SegmentReader> inputs, long horizon, long expiredMicros) {
    this.table = table;
    this.inputs = List.copyOf(inputs);
    this.horizon = horizon;
    this.expiredMicros = expiredMicros;
    this.carriedUpTo = horizon;
  }

  /// The heap that it takes beside the columns of a block.
  public static long memoryBytes(List<SegmentReader> inputs) {
    return inputs.stream().mapToLong(input -> (long) Integer.BYTES * input.rowCount()).sum();
  }

  /// Adds the rows to `writer`, segment by segment.
  public void writeTo(SegmentWriter writer, Cancellation cancellation) {
    for (SegmentReader input : inputs) {
      int[] ords = new int[input.rowCount()];
      Arrays.fill(ords, LEFT_BEHIND);
      newOrds.add(ords);
      for (int from = 0; from < ords.length; from += RowSource.BLOCK_ROWS) {
        cancellation.check();
        append(input, from / RowSource.BLOCK_ROWS, ords, writer);
      }
    }
  }

  private void append(SegmentReader input, int block, int[] ords, SegmentWriter writer) {
    int[] kept = new int[RowSource.BLOCK_ROWS];
    int count = dropExpired(input, block, kept, input.notDeleted(block, horizon, kept));
    if (count == 0) {
      return;
    }
    for (int i = 0; i < count; i++) {
      kept[i] += block * RowSource.BLOCK_ROWS;
      ords[kept[i]] = rowCount++;
    }
    List<Column> columns = new ArrayList<>(table.columns().size());
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDef column = table.columns().get(i);
      ColumnBuilder builder = ColumnBuilder.of(column.type(), count);
      copy(input, i, kept, count, builder);
      columns.add(builder.build());
    }
    writer.append(new RowBatch(count, columns), origins(input.columns(), block, kept, count));
  }

  private void copy(SegmentReader input, int column, int[] ords, int count, ColumnBuilder builder) {
    TableDef then = input.table();
    if (then.version() == table.version()) {
      input.columns().copy(column, ords, 0, count, builder);
      return;
    }
    Evolution evolution =
        evolutions.computeIfAbsent(then.version(), _ -> Evolution.of(then, table));
    int origin = evolution.origin(column);
    if (origin < 0) {
      evolution.fill(column).append(count, builder);
    } else {
      input.columns().copy(origin, ords, 0, count, builder);
    }
  }

  private int dropExpired(SegmentReader input, int block, int[] rows, int count) {
    if (input.summary().firstExpiry() > expiredMicros) {
      return count;
    }
    LongColumn expiry = input.columns().hidden(HiddenColumn.EXPIRES_AT, block);
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += expiry.isNull(row) || expiry.values()[row] > expiredMicros ? 1 : 0;
    }
    return left;
  }

  private RowOrigins origins(SegmentColumns columns, int block, int[] ords, int count) {
    long[] rowIds =
        table.key().isEmpty()
            ? values(columns.hidden(HiddenColumn.ROW_ID, block), ords, count)
            : new long[count];
    return new RowOrigins(
        rowIds,
        values(columns.hidden(HiddenColumn.SEQUENCE, block), ords, count),
        values(columns.hidden(HiddenColumn.CREATED_AT, block), ords, count),
        values(columns.hidden(HiddenColumn.UPDATED_AT, block), ords, count),
        values(columns.hidden(HiddenColumn.EXPIRES_AT, block), ords, count));
  }

  /// NULL is [RowOrigins#NEVER]: only an expiry can be NULL.
  private static long[] values(LongColumn column, int[] ords, int count) {
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      int row = ords[i] % RowSource.BLOCK_ROWS;
      values[i] = column.isNull(row) ? RowOrigins.NEVER : column.values()[row];
    }
    return values;
  }

  /// The number of rows that were written.
  public int rowCount() {
    return rowCount;
  }

  /// Deletes from the new segment what was deleted from the old ones up to `sequence`, apart from
  /// what an earlier call did; the old ones must have all of these deletions.
  public void carryDeletes(SegmentReader output, long sequence) {
    List<Deletion> deletions = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int[] ords = newOrds.get(i);
      inputs
          .get(i)
          .forEachDeleted(
              carriedUpTo,
              sequence,
              (ord, deletedAt) -> deletions.add(new Deletion(ords[ord], deletedAt)));
    }
    deletions.removeIf(deletion -> deletion.ord() == LEFT_BEHIND); // it had expired
    deletions.sort(Comparator.comparingLong(Deletion::sequence));
    deletions.forEach(deletion -> output.delete(deletion.ord(), deletion.sequence()));
    carriedUpTo = Math.max(carriedUpTo, sequence);
  }
}

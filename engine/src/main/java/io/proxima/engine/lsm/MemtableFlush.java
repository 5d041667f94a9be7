package io.proxima.engine.lsm;

import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The rows of a memtable on their way into a segment.
///
/// Rows that were deleted at or before the horizon or expired at or before a time, which no
/// snapshot can see any more, are left behind. What was deleted later goes along, and its deletion
/// into the segment's mask.
///
/// - **Threads:** one thread; no row may be added to the memtable any more, deletions may.
public final class MemtableFlush {
  private static final int LEFT_BEHIND = -1;

  private final Memtable memtable;
  private final int[] kept;
  private final int[] newOrds;

  /// The rows of `memtable` that somebody may see who reads after `horizon`.
  public MemtableFlush(Memtable memtable, long horizon) {
    this(memtable, horizon, Long.MIN_VALUE);
  }

  /// Those that somebody may see who reads after `horizon`, and later than `expiredMicros`.
  public MemtableFlush(Memtable memtable, long horizon, long expiredMicros) {
    this.memtable = memtable;
    int rowCount = memtable.rowCount(Long.MAX_VALUE);
    this.kept =
        IntStream.range(0, rowCount)
            .filter(ord -> memtable.deletedAt(ord) > horizon)
            .filter(ord -> memtable.timeAt(RowTime.EXPIRES, ord) > expiredMicros)
            .toArray();
    this.newOrds = new int[rowCount];
    Arrays.fill(newOrds, LEFT_BEHIND);
    for (int newOrd = 0; newOrd < kept.length; newOrd++) {
      newOrds[kept[newOrd]] = newOrd;
    }
  }

  /// The number of rows that go into the segment.
  public int rowCount() {
    return kept.length;
  }

  /// Adds the rows to `writer`, in the order of their commits.
  public void writeTo(SegmentWriter writer, Cancellation cancellation) {
    RowSource source = memtable.at(Long.MAX_VALUE);
    for (int from = 0; from < kept.length; from += RowSource.BLOCK_ROWS) {
      cancellation.check();
      int to = Math.min(kept.length, from + RowSource.BLOCK_ROWS);
      writer.append(rows(source, from, to), origins(from, to));
    }
  }

  private RowBatch rows(RowSource source, int from, int to) {
    List<ColumnDef> columns = memtable.table().columns();
    List<Column> copied = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      ColumnBuilder builder = ColumnBuilder.of(columns.get(i).type(), to - from);
      source.copy(i, kept, from, to, builder);
      copied.add(builder.build());
    }
    return new RowBatch(to - from, copied);
  }

  private RowOrigins origins(int from, int to) {
    TableDef table = memtable.table();
    KeyCodec keys = KeyCodec.of(table);
    long[] rowIds = new long[to - from];
    long[] sequences = new long[to - from];
    long[] created = new long[to - from];
    long[] updated = new long[to - from];
    long[] expires = new long[to - from];
    for (int i = from; i < to; i++) {
      sequences[i - from] = memtable.createdAt(kept[i]);
      created[i - from] = memtable.timeAt(RowTime.CREATED, kept[i]);
      updated[i - from] = memtable.timeAt(RowTime.UPDATED, kept[i]);
      expires[i - from] = memtable.timeAt(RowTime.EXPIRES, kept[i]);
      if (table.key().isEmpty()) {
        rowIds[i - from] = (Long) keys.decode(memtable.keyAt(kept[i])).getFirst();
      }
    }
    return new RowOrigins(rowIds, sequences, created, updated, expires);
  }

  /// Deletes from the segment what was deleted from the memtable up to `sequence`, apart from what
  /// an earlier call did; the memtable must have all of these deletions.
  public void carryDeletes(SegmentReader segment, long sequence) {
    IntStream.of(kept)
        .filter(ord -> memtable.deletedAt(ord) <= sequence)
        .boxed()
        .sorted(Comparator.comparingLong(memtable::deletedAt))
        .forEach(ord -> segment.delete(newOrds[ord], memtable.deletedAt(ord)));
  }
}

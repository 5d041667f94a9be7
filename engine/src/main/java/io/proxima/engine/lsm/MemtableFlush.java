package io.proxima.engine.lsm;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.RowOrigins;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows of a memtable on their way into a segment.
///
/// Rows that were deleted at or before the horizon or expired at or before a time, which no
/// snapshot can see any more, are left behind. What was deleted later goes along, and its deletion
/// into the segment's mask.
///
/// - **Threads:** one thread; no row may be added to the memtable any more, deletions may.
public final class MemtableFlush implements LooseRows {
  private static final int LEFT_BEHIND = -1;

  private final Memtable memtable;
  private final int[] newOrds;
  private int[] kept;
  private Clustering.@Nullable Assignment assignment;

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
            .filter(ord -> memtable.deletedSequence(ord) > horizon)
            .filter(ord -> memtable.timeAt(RowTime.EXPIRES, ord) > expiredMicros)
            .toArray();
    this.newOrds = new int[rowCount];
    number();
  }

  private void number() {
    Arrays.fill(newOrds, LEFT_BEHIND);
    for (int newOrd = 0; newOrd < kept.length; newOrd++) {
      newOrds[kept[newOrd]] = newOrd;
    }
  }

  /// Puts the rows in the order in which they are written.
  ///
  /// @param form that of a new epoch
  /// @param current the epoch of the table, or null
  /// @param ids gives the id of a new one
  public void order(Clustering clustering, Form form, @Nullable EpochId current, LongSupplier ids) {
    assignment = clustering.assign(memtable.table(), form, this, current, false, ids);
    if (assignment != null) {
      int[] ords = assignment.lists();
      RowPlaces.toOrds(ords, assignment.sizes());
      int[] ordered = new int[kept.length];
      for (int place = 0; place < ords.length; place++) {
        ordered[ords[place]] = kept[place];
      }
      kept = ordered;
      number();
    }
  }

  /// The order of the rows, or null if they are in that of their commits.
  public @Nullable ListOrder order() {
    return assignment == null ? null : new ListOrder(assignment.epoch(), assignment.sizes());
  }

  /// The epoch that was trained for these rows and is a part of nothing yet, or null.
  public @Nullable EpochId newEpoch() {
    return assignment != null && assignment.isNew() ? assignment.epoch().id() : null;
  }

  @Override
  public void vectors(int column, int[] places, int count, VectorColumnBuilder out) {
    int[] ords = new int[count];
    for (int i = 0; i < count; i++) {
      ords[i] = kept[places[i]];
    }
    memtable.at(Long.MAX_VALUE).copy(column, ords, 0, count, out);
  }

  /// Rows in memory are in no list.
  @Override
  public double knownLists(EpochId epoch, int[] lists) {
    return 0;
  }

  /// The number of rows that go into the segment.
  @Override
  public int rowCount() {
    return kept.length;
  }

  /// Adds the rows to `writer`.
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
      sequences[i - from] = memtable.createdSequence(kept[i]);
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
        .filter(ord -> memtable.deletedSequence(ord) <= sequence)
        .boxed()
        .sorted(Comparator.comparingLong(memtable::deletedSequence))
        .forEach(ord -> segment.delete(newOrds[ord], memtable.deletedSequence(ord)));
  }
}

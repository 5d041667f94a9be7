package io.proxima.engine.segment;

import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A segment at one sequence and one engine time.
final class SegmentRows implements RowSource {
  private final SegmentReader segment;
  private final SegmentColumns columns;
  private final DeletedRows deleted;
  private final int rowCount;
  private final long sequence;
  private final long timeMicros;
  private final boolean someAreLater;
  private final boolean someHaveExpired;

  SegmentRows(SegmentReader segment, long sequence, long timeMicros) {
    this.segment = segment;
    this.columns = segment.columns();
    this.deleted = segment.deletedAt(sequence);
    this.sequence = sequence;
    this.timeMicros = timeMicros;
    SegmentSummary summary = segment.summary();
    this.rowCount = summary.firstSequence() > sequence ? 0 : summary.rowCount();
    this.someAreLater = summary.lastSequence() > sequence;
    this.someHaveExpired = summary.firstExpiry() <= timeMicros;
  }

  @Override
  public TableDef table() {
    return segment.table();
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public int visibleCount() {
    if (rowCount == 0 || !(someAreLater || someHaveExpired)) {
      return rowCount == 0 ? 0 : rowCount - deleted.prefix();
    }
    return RowSource.super.visibleCount();
  }

  @Override
  public int find(Key key) {
    return rowCount == 0 ? -1 : segment.find(key, this);
  }

  @Override
  public int @Nullable [] ordsIn(OrderedIndexDef index, IndexRange range, int limit) {
    return rowCount == 0
        ? new int[0]
        : segment.indexes().ask(index, ordered -> ordered.ordsIn(range, limit));
  }

  @Override
  public int anyIn(OrderedIndexDef index, IndexRange range, IntPredicate accepted) {
    if (rowCount == 0) {
      return -1;
    }
    Integer found =
        segment
            .indexes()
            .ask(
                index,
                ordered -> ordered.anyIn(range, ord -> isVisible(ord) && accepted.test(ord)));
    return found == null ? RowSource.super.anyIn(index, range, accepted) : found;
  }

  @Override
  public Key keyAt(int ord) {
    return segment.keyAt(ord);
  }

  @Override
  public boolean hidesExpired() {
    return someHaveExpired;
  }

  @Override
  public long timeAt(RowTime time, int ord) {
    HiddenColumn column =
        switch (time) {
          case CREATED -> HiddenColumn.CREATED_AT;
          case UPDATED -> HiddenColumn.UPDATED_AT;
          case EXPIRES -> HiddenColumn.EXPIRES_AT;
        };
    LongColumn values = columns.hidden(column, ord / BLOCK_ROWS);
    return values.isNull(ord % BLOCK_ROWS) ? RowTimes.NEVER : values.values()[ord % BLOCK_ROWS];
  }

  @Override
  public int visible(int block, int[] rows) {
    int blockRows = Math.min(BLOCK_ROWS, rowCount - block * BLOCK_ROWS);
    int count = deleted.live(block, blockRows, rows);
    if (someAreLater) {
      long[] created = columns.hidden(HiddenColumn.SEQUENCE, block).values();
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[left] = row;
        left += created[row] <= sequence ? 1 : 0;
      }
      count = left;
    }
    return someHaveExpired ? dropExpired(block, rows, count) : count;
  }

  private int dropExpired(int block, int[] rows, int count) {
    LongColumn expiry = columns.hidden(HiddenColumn.EXPIRES_AT, block);
    int left = 0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      rows[left] = row;
      left += expiry.isNull(row) || expiry.values()[row] > timeMicros ? 1 : 0;
    }
    return left;
  }

  boolean isVisible(int ord) {
    int block = ord / BLOCK_ROWS;
    int row = ord % BLOCK_ROWS;
    if (deleted.contains(ord)) {
      return false;
    }
    if (someAreLater && columns.hidden(HiddenColumn.SEQUENCE, block).values()[row] > sequence) {
      return false;
    }
    return !someHaveExpired || dropExpired(block, new int[] {row}, 1) == 1;
  }

  @Override
  public @Nullable VectorIndex vectorIndex(VectorIndexDef index) {
    return rowCount == 0 ? null : segment.vectorIndexes().find(index);
  }

  @Override
  public ColumnBlock block(int block) {
    return columns.block(block);
  }

  @Override
  public IntPredicate blocksWith(Predicate predicate) {
    return columns.blocksWith(predicate);
  }

  @Override
  public void copy(int column, int[] ords, int from, int to, ColumnBuilder out) {
    columns.copy(column, ords, from, to, out);
  }

  @Override
  public @Nullable Clusters clusters(int column) {
    return rowCount == 0 ? null : columns.clusters(column);
  }

  @Override
  public Scorer scorer(int column, Metric metric, Object query) {
    return columns.scorer(column, metric, query);
  }
}

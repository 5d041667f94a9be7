package io.proxima.engine.memtable;

import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A memtable at one sequence and one engine time.
final class MemtableRows implements RowSource {
  private final Memtable memtable;
  private final long sequence;
  private final long timeMicros;
  private final int rowCount;
  private final boolean someHaveExpired;

  MemtableRows(Memtable memtable, long sequence, long timeMicros) {
    this.memtable = memtable;
    this.sequence = sequence;
    this.timeMicros = timeMicros;
    this.rowCount = memtable.rowCount(sequence);
    this.someHaveExpired = memtable.times().someHaveExpired(timeMicros);
  }

  @Override
  public TableDef table() {
    return memtable.table();
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public int visibleCount() {
    int known = someHaveExpired ? Memtable.NONE : memtable.visibleCount(sequence);
    return known == Memtable.NONE ? RowSource.super.visibleCount() : known;
  }

  @Override
  public int find(Key key) {
    int ord = memtable.find(key, sequence);
    boolean isExpired =
        ord != Memtable.NONE && someHaveExpired && timeAt(RowTime.EXPIRES, ord) <= timeMicros;
    return isExpired ? Memtable.NONE : ord;
  }

  @Override
  public int @Nullable [] ordsIn(OrderedIndexDef index, IndexRange range, int limit) {
    MemtableIndex ordered = memtable.ordered(index);
    return ordered == null ? null : ordered.ordsIn(range, limit);
  }

  @Override
  public int anyIn(OrderedIndexDef index, IndexRange range, IntPredicate accepted) {
    MemtableIndex ordered = memtable.ordered(index);
    return ordered == null
        ? RowSource.super.anyIn(index, range, accepted)
        : ordered.anyIn(range, ord -> isVisible(ord) && accepted.test(ord));
  }

  @Override
  public @Nullable VectorIndex vectorIndex(VectorIndexDef index) {
    return memtable.vectorIndex(index, rowCount);
  }

  private boolean isVisible(int ord) {
    return ord < rowCount
        && memtable.createdSequence(ord) <= sequence
        && memtable.deletedSequence(ord) > sequence
        && (!someHaveExpired || timeAt(RowTime.EXPIRES, ord) > timeMicros);
  }

  @Override
  public Key keyAt(int ord) {
    return memtable.keyAt(ord);
  }

  @Override
  public boolean hidesExpired() {
    return someHaveExpired;
  }

  @Override
  public long timeAt(RowTime time, int ord) {
    return memtable.timeAt(time, ord);
  }

  @Override
  public int visible(int block, int[] rows) {
    int blockRows = Math.min(BLOCK_ROWS, rowCount - block * BLOCK_ROWS);
    int count = memtable.versions().visible(block, blockRows, sequence, rows);
    return someHaveExpired ? memtable.times().dropExpired(block, timeMicros, rows, count) : count;
  }

  @Override
  public ColumnBlock block(int block) {
    return new ColumnBlock() {
      @Override
      public Column column(int position) {
        return memtable.column(position).view(block);
      }

      @Override
      public Validity validity(int position) {
        return memtable.column(position).validity(block);
      }
    };
  }

  @Override
  public void copy(int column, int[] ords, int from, int to, ColumnBuilder out) {
    memtable.column(column).copy(ords, from, to, out);
  }

  @Override
  public Scorer scorer(int column, Metric metric, Object query) {
    return switch (memtable.column(column)) {
      case VectorStore vectors -> vectors.scorer(metric, (float[]) query);
      case ObjectStore objects -> objects.scorer(metric, query);
      case LongStore _, DoubleStore _ ->
          throw new IllegalArgumentException("column " + column + " holds no vectors");
    };
  }
}

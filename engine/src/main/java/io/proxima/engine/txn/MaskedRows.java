package io.proxima.engine.txn;

import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.row.Clusters;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// The rows of a source without those that a transaction has hidden from itself.
public record MaskedRows(RowSource rows, HiddenRows hidden, int step) implements RowSource {
  @Override
  public TableDef table() {
    return rows.table();
  }

  @Override
  public int rowCount() {
    return rows.rowCount();
  }

  @Override
  public int visibleCount() {
    return rows.visibleCount() - hidden.count(step);
  }

  @Override
  public int find(Key key) {
    int ord = rows.find(key);
    return ord >= 0 && hidden.isHidden(ord, step) ? -1 : ord;
  }

  @Override
  public Key keyAt(int ord) {
    return rows.keyAt(ord);
  }

  @Override
  public boolean hidesExpired() {
    return rows.hidesExpired();
  }

  @Override
  public long timeAt(RowTime time, int ord) {
    return rows.timeAt(time, ord);
  }

  @Override
  public int visible(int block, int[] positions) {
    int count = rows.visible(block, positions);
    return hidden.dropHidden(block, step, positions, count);
  }

  @Override
  public IntPredicate blocksWith(Predicate predicate) {
    return rows.blocksWith(predicate);
  }

  @Override
  public int @Nullable [] ordsIn(OrderedIndexDef index, IndexRange range, int limit) {
    return rows.ordsIn(index, range, limit);
  }

  @Override
  public int anyIn(OrderedIndexDef index, IndexRange range, IntPredicate accepted) {
    return rows.anyIn(index, range, ord -> !hidden.isHidden(ord, step) && accepted.test(ord));
  }

  @Override
  public @Nullable VectorIndex vectorIndex(VectorIndexDef index) {
    return rows.vectorIndex(index);
  }

  @Override
  public ColumnBlock block(int block) {
    return rows.block(block);
  }

  @Override
  public void copy(int column, int[] ords, int from, int to, ColumnBuilder out) {
    rows.copy(column, ords, from, to, out);
  }

  @Override
  public @Nullable Clusters clusters(int column) {
    return rows.clusters(column);
  }

  @Override
  public Scorer scorer(int column, Metric metric, Object query) {
    return rows.scorer(column, metric, query);
  }
}

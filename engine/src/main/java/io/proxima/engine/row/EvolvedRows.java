package io.proxima.engine.row;

import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.Scorer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Rows of an earlier version of a table as rows of a later one.
///
/// - **Threads:** thread-safe.
record EvolvedRows(Evolution evolution, RowSource rows) implements RowSource {
  @Override
  public TableDef table() {
    return evolution.to();
  }

  @Override
  public int rowCount() {
    return rows.rowCount();
  }

  @Override
  public int visibleCount() {
    return rows.visibleCount();
  }

  @Override
  public int find(Key key) {
    return rows.find(key);
  }

  @Override
  public Key keyAt(int ord) {
    return rows.keyAt(ord);
  }

  @Override
  public int visible(int block, int[] visible) {
    return rows.visible(block, visible);
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
  public IntPredicate blocksWith(Predicate predicate) {
    Predicate before = evolution.before(predicate);
    return before == null ? _ -> true : rows.blocksWith(before);
  }

  @Override
  public int @Nullable [] ordsIn(OrderedIndexDef index, IndexRange range, int limit) {
    return evolution.had(index.columnIds()) ? rows.ordsIn(index, range, limit) : null;
  }

  @Override
  public int anyIn(OrderedIndexDef index, IndexRange range, IntPredicate accepted) {
    return evolution.had(index.columnIds())
        ? rows.anyIn(index, range, accepted)
        : RowSource.super.anyIn(index, range, accepted);
  }

  @Override
  public @Nullable VectorIndex vectorIndex(VectorIndexDef index) {
    return evolution.had(index.columnIds()) ? rows.vectorIndex(index) : null;
  }

  @Override
  public ColumnBlock block(int block) {
    ColumnBlock before = rows.block(block);
    return new ColumnBlock() {
      @Override
      public Column column(int position) {
        int origin = evolution.origin(position);
        return origin < 0 ? evolution.fill(position).block() : before.column(origin);
      }

      @Override
      public Validity validity(int position) {
        int origin = evolution.origin(position);
        return origin < 0 ? evolution.fill(position).validity() : before.validity(origin);
      }
    };
  }

  @Override
  public void copy(int column, int[] ords, int from, int to, ColumnBuilder out) {
    int origin = evolution.origin(column);
    if (origin < 0) {
      evolution.fill(column).append(to - from, out);
    } else {
      rows.copy(origin, ords, from, to, out);
    }
  }

  @Override
  public @Nullable Clusters clusters(int column) {
    int origin = evolution.origin(column);
    return origin < 0 ? null : rows.clusters(origin);
  }

  @Override
  public Scorer scorer(int column, Metric metric, Object query) {
    int origin = evolution.origin(column);
    return origin < 0
        ? evolution.fill(column).scorer(metric, query)
        : rows.scorer(origin, metric, query);
  }
}

package io.proxima.engine.memtable;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.ValueScorer;
import org.jspecify.annotations.Nullable;

/// A column of layout `OBJECT`.
final class ObjectStore implements ColumnStore {
  private final ColumnType type;
  private final Chunks<@Nullable Object[]> values = new Chunks<>(Object[]::new);
  private final NullStore nulls;

  ObjectStore(ColumnDef column) {
    this.type = column.type();
    this.nulls = new NullStore(column.nullable());
  }

  /// Distances of a column of vectors, which have the kind and the dimension of `query`.
  ValueScorer scorer(Metric metric, Object query) {
    return new ValueScorer(metric, query, this::vector);
  }

  private Object vector(int ord) {
    Object value = values.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS];
    if (value == null) {
      throw new IllegalStateException("row " + ord + " is NULL");
    }
    return value;
  }

  @Override
  public int slotBytes() {
    return Long.BYTES;
  }

  @Override
  public void ensureCapacity(int rows) {
    values.ensureCapacity(rows);
    nulls.ensureCapacity(rows);
  }

  @Override
  public void append(int ord, Column source, int row) {
    @Nullable Object value = ((ObjectColumn) source).values()[row];
    values.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS] = value;
    if (value == null) {
      nulls.set(ord);
    }
  }

  @Override
  public ObjectColumn view(int block) {
    @Nullable Object[] chunk = values.chunk(block);
    return new ObjectColumn(type, chunk.length, chunk);
  }

  @Override
  public Validity validity(int block) {
    return nulls.validity(block);
  }

  @Override
  public void copy(int[] ords, int from, int to, ColumnBuilder out) {
    for (int i = from; i < to; i++) {
      Object value = values.chunk(ords[i] / RowSource.BLOCK_ROWS)[ords[i] % RowSource.BLOCK_ROWS];
      if (value == null) {
        out.appendNull();
      } else {
        out.append(value);
      }
    }
  }

  @Override
  public void close() {}
}

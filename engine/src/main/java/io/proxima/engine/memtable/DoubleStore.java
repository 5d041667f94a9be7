package io.proxima.engine.memtable;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;

/// A column of layout `DOUBLE`.
final class DoubleStore implements ColumnStore {
  private final ColumnType type;
  private final Chunks<double[]> values = new Chunks<>(double[]::new);
  private final NullStore nulls;

  DoubleStore(ColumnDef column) {
    this.type = column.type();
    this.nulls = new NullStore(column.nullable());
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
    DoubleColumn column = (DoubleColumn) source;
    values.chunk(ord / RowSource.BLOCK_ROWS)[ord % RowSource.BLOCK_ROWS] = column.values()[row];
    if (column.isNull(row)) {
      nulls.set(ord);
    }
  }

  @Override
  public DoubleColumn view(int block) {
    double[] chunk = values.chunk(block);
    return new DoubleColumn(type, chunk.length, chunk, nulls.validity(block));
  }

  @Override
  public Validity validity(int block) {
    return nulls.validity(block);
  }

  @Override
  public void copy(int[] ords, int from, int to, ColumnBuilder out) {
    DoubleColumnBuilder target = (DoubleColumnBuilder) out;
    for (int i = from; i < to; i++) {
      int block = ords[i] / RowSource.BLOCK_ROWS;
      int row = ords[i] % RowSource.BLOCK_ROWS;
      if (nulls.validity(block).isNull(row)) {
        target.appendNull();
      } else {
        target.append(values.chunk(block)[row]);
      }
    }
  }

  @Override
  public void close() {}
}

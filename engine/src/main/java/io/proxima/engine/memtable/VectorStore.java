package io.proxima.engine.memtable;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.row.VectorColumnBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;

/// A column of layout `VECTOR`: a matrix with zeros where NULL.
final class VectorStore implements ColumnStore {
  private final Matrix matrix;
  private final NullStore nulls;

  VectorStore(TableDef table, ColumnDef column, MemoryBudget budget) {
    this.matrix =
        Matrix.open(
            budget,
            "column " + column.name() + " of table " + table.name(),
            column.type().kind().element(),
            column.type().size());
    this.nulls = new NullStore(column.nullable());
  }

  MatrixScorer scorer(Metric metric, float[] query) {
    return MatrixScorer.of(matrix, metric, query);
  }

  @Override
  public int slotBytes() {
    return 0;
  }

  @Override
  public long offHeapBytes() {
    return matrix.capacityBytes();
  }

  @Override
  public void ensureCapacity(int rows) {
    matrix.ensureCapacity(rows);
    nulls.ensureCapacity(rows);
  }

  @Override
  public void append(int ord, Column source, int row) {
    VectorColumn column = (VectorColumn) source;
    if (column.isNull(row)) {
      nulls.set(ord);
      matrix.appendZero();
    } else {
      matrix.append(column.values(), row * column.dim());
    }
  }

  @Override
  public Column view(int block) {
    throw new IllegalArgumentException("a vector column has no view");
  }

  @Override
  public Validity validity(int block) {
    return nulls.validity(block);
  }

  @Override
  public void copy(int[] ords, int from, int to, ColumnBuilder out) {
    VectorColumnBuilder target = (VectorColumnBuilder) out;
    for (int i = from; i < to; i++) {
      if (isNull(ords[i])) {
        target.appendNull();
      } else {
        int start = target.appendRow();
        matrix.copy(ords[i], target.values(), start);
      }
    }
  }

  private boolean isNull(int ord) {
    return nulls.validity(ord / RowSource.BLOCK_ROWS).isNull(ord % RowSource.BLOCK_ROWS);
  }

  /// Copies a vector into `out`.
  ///
  /// @return false if the row has none
  boolean read(int ord, float[] out) {
    if (isNull(ord)) {
      return false;
    }
    matrix.copy(ord, out, 0);
    return true;
  }

  @Override
  public void close() {
    matrix.close();
  }
}

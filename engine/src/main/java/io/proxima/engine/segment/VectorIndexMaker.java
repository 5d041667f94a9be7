package io.proxima.engine.segment;

import io.proxima.engine.index.VectorRows;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.Space;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.schema.VectorIndexOptions;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.MatrixRows;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// Makes the vector indexes of a segment from its rows.
///
/// - **Owns:** memory while it makes one.
/// - **Threads:** one thread.
final class VectorIndexMaker {
  private static final int MEAN_ROWS = 10_000;
  private static final int PART_BYTES = 64 << 10;

  /// From so many dimensions on the signs alone tell enough to choose the rows to be measured.
  private static final int SIGNS_TELL_ENOUGH = 384;

  private static final int BITS_OF_SHORT = 4;

  private final SegmentFiles files;
  private final TableDef table;
  private final SegmentColumns columns;
  private final MemoryBudget budget;

  VectorIndexMaker(
      SegmentFiles files, TableDef table, SegmentColumns columns, MemoryBudget budget) {
    this.files = files;
    this.table = table;
    this.columns = columns;
    this.budget = budget;
  }

  /// Writes the file of an index.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`,
  ///   `CANCELLED`, `CORRUPT_FILE` if the rows are damaged
  void make(VectorIndexDef index, Cancellation cancellation) {
    int column = table.positionOfId(index.columnId());
    int dim = table.columns().get(column).type().size();
    Vectors rows = new Vectors(column, cancellation);
    Space space = Space.of(index.metric(), index.id(), mean(rows, dim));
    try (OffHeap bytes =
        StoredFlat.encode(budget, space, bits(index, dim) - 1, columns.rowCount(), rows)) {
      files.writeDerived(
          VectorIndexes.fileOf(index.id()), out -> write(bytes.segment(), out, cancellation));
    }
  }

  private static int bits(VectorIndexDef index, int dim) {
    String asked = index.options().get(VectorIndexOptions.BITS);
    if (asked != null) {
      return Integer.parseInt(asked);
    }
    return dim >= SIGNS_TELL_ENOUGH ? 1 : BITS_OF_SHORT;
  }

  private float[] mean(Vectors rows, int dim) {
    double[] sums = new double[dim];
    float[] vector = new float[dim];
    int step = Math.max(1, columns.rowCount() / MEAN_ROWS);
    int count = 0;
    for (int ord = 0; ord < columns.rowCount(); ord += step) {
      if (rows.read(ord, vector)) {
        count++;
        for (int i = 0; i < dim; i++) {
          sums[i] += vector[i];
        }
      }
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim && count > 0; i++) {
      mean[i] = (float) (sums[i] / count);
    }
    return mean;
  }

  private static void write(MemorySegment bytes, SegmentOutput out, Cancellation cancellation) {
    byte[] part = new byte[PART_BYTES];
    for (long from = 0; from < bytes.byteSize(); from += PART_BYTES) {
      cancellation.check();
      int length = (int) Math.min(PART_BYTES, bytes.byteSize() - from);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, part, 0, length);
      out.write(part, 0, length);
    }
  }

  /// The vectors of a column.
  private final class Vectors implements VectorRows {
    private final int column;
    private final MatrixRows rows;
    private final Cancellation cancellation;
    private int block = -1;
    private @Nullable Validity validity;

    Vectors(int column, Cancellation cancellation) {
      StoredMatrix matrix = columns.matrix(column);
      if (matrix == null) {
        throw new IllegalArgumentException("column " + column + " has no dense vectors");
      }
      this.column = column;
      this.rows = matrix.rows();
      this.cancellation = cancellation;
    }

    @Override
    public boolean read(int ord, float[] out) {
      if (validityOf(ord / RowSource.BLOCK_ROWS).isNull(ord % RowSource.BLOCK_ROWS)) {
        return false;
      }
      rows.copy(ord, out, 0);
      return true;
    }

    private Validity validityOf(int wanted) {
      Validity known = validity;
      if (known == null || wanted != block) {
        cancellation.check();
        known = columns.block(wanted).validity(column);
        validity = known;
        block = wanted;
      }
      return known;
    }
  }
}

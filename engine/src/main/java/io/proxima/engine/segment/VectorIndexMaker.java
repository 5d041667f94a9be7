package io.proxima.engine.segment;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.index.MeanVector;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.index.hnsw.HnswBuilder;
import io.proxima.engine.index.ivf.IvfBuilder;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.Space;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.schema.VectorIndexOptions;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.MatrixRows;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.OptionalInt;

/// Makes the vector indexes of a segment from its rows.
///
/// - **Owns:** memory while it makes one.
/// - **Threads:** one thread, and those of the crew.
final class VectorIndexMaker {
  private static final int MEAN_ROWS = 10_000;
  private static final int PART_BYTES = 64 << 10;

  /// So few rows are searched by all their codes as fast as by lists.
  private static final int FEW_FOR_LISTS = 30_000;

  /// Lists of fewer rows waste the lanes of their blocks.
  private static final int LEAST_LIST_ROWS = 96;

  /// From so many dimensions on the signs alone tell enough to choose the rows to be measured.
  private static final int SIGNS_TELL_ENOUGH = 384;

  private static final int BITS_OF_SHORT = 4;

  private final SegmentFiles files;
  private final TableDef table;
  private final SegmentColumns columns;
  private final MemoryBudget budget;
  private final IndexWork work;

  VectorIndexMaker(
      SegmentFiles files,
      TableDef table,
      SegmentColumns columns,
      MemoryBudget budget,
      IndexWork work) {
    this.files = files;
    this.table = table;
    this.columns = columns;
    this.budget = budget;
    this.work = work;
  }

  /// Writes the file of an index.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`,
  ///   `CANCELLED`, `CORRUPT_FILE` if the rows are damaged
  void make(VectorIndexDef index) {
    int column = table.positionOfId(index.columnId());
    int dim = table.columns().get(column).type().size();
    Vectors rows = Vectors.of(columns, column, work.cancellation());
    try (OffHeap bytes = bytes(index, dim, rows)) {
      files.writeDerived(
          VectorIndexes.fileOf(index.id()),
          out -> write(bytes.segment(), out, work.cancellation()));
    }
  }

  private OffHeap bytes(VectorIndexDef index, int dim, Vectors rows) {
    return switch (index.method()) {
      case FLAT -> flat(index, dim, rows);
      case IVF -> lists(index, dim, rows);
      case HNSW -> graph(index, dim, rows);
      case AUTO ->
          columns.rowCount() < FEW_FOR_LISTS ? flat(index, dim, rows) : lists(index, dim, rows);
    };
  }

  private OffHeap graph(VectorIndexDef index, int dim, Vectors rows) {
    HnswBuilder builder =
        new HnswBuilder(budget, work.crew(), work.cancellation(), work.progress());
    HnswBuilder.Source source = new HnswBuilder.Source(index.metric(), columns.rowCount(), rows);
    HnswBuilder.Options options = HnswBuilder.Options.DEFAULT;
    return builder.build(
        source,
        builder.space(source, dim, index.id()),
        new HnswBuilder.Options(
            VectorIndexOptions.number(index, VectorIndexOptions.M).orElse(options.m()),
            VectorIndexOptions.number(index, VectorIndexOptions.EF_CONSTRUCTION)
                .orElse(options.efConstruction())));
  }

  private OffHeap flat(VectorIndexDef index, int dim, Vectors rows) {
    Space space = Space.of(index.metric(), index.id(), mean(index.metric(), rows, dim));
    int bits = bits(index).orElse(dim >= SIGNS_TELL_ENOUGH ? 1 : BITS_OF_SHORT);
    return StoredFlat.encode(budget, space, bits - 1, columns.rowCount(), counted(rows));
  }

  /// Tells of rows that are read in their order.
  private VectorRows counted(VectorRows rows) {
    return (ord, out) -> {
      if ((ord + 1) % RowSource.BLOCK_ROWS == 0) {
        work.cancellation().check();
        work.progress().accept(RowSource.BLOCK_ROWS);
      }
      return rows.read(ord, out);
    };
  }

  private static OptionalInt bits(VectorIndexDef index) {
    return VectorIndexOptions.number(index, VectorIndexOptions.BITS);
  }

  private float[] mean(Metric metric, Vectors rows, int dim) {
    MeanVector mean = new MeanVector(metric, dim);
    float[] vector = new float[dim];
    int step = Math.max(1, columns.rowCount() / MEAN_ROWS);
    for (int ord = 0; ord < columns.rowCount(); ord += step) {
      if (rows.read(ord, vector)) {
        mean.add(vector);
      }
    }
    return mean.toArray();
  }

  private OffHeap lists(VectorIndexDef index, int dim, Vectors rows) {
    int bits = bits(index).orElse(IvfBuilder.bits(dim) + 1) - 1;
    IvfBuilder builder = new IvfBuilder(budget, work.crew(), work.cancellation(), work.progress());
    IvfBuilder.Source source =
        new IvfBuilder.Source(index.metric(), bits, columns.rowCount(), rows);
    OptionalInt asked = VectorIndexOptions.number(index, VectorIndexOptions.LISTS);
    SegmentLists order = columns.lists();
    Epoch epoch =
        order != null && asked.isEmpty() && isFit(index, order) ? work.epochs().of(order) : null;
    if (order != null && epoch != null && epoch.form() == source.form()) {
      return builder.build(source, epoch, listOf(index.metric(), order, dim, rows));
    }
    EpochId own = new EpochId(table.id(), index.columnId(), 0);
    return builder.build(
        source,
        asked.isPresent()
            ? builder.train(source, dim, own, asked.getAsInt())
            : builder.train(source, dim, own));
  }

  /// Whether the lists in whose order the rows are may serve an index. Where a segment has few of
  /// the rows of a table they are short.
  private static boolean isFit(VectorIndexDef index, SegmentLists order) {
    return order.columnId() == index.columnId()
        && order.vectorCount() / Math.max(1, order.count()) >= LEAST_LIST_ROWS;
  }

  /// The lists of the rows. Under cosine zero vectors are in none.
  private int[] listOf(Metric metric, SegmentLists order, int dim, Vectors vectors) {
    int[] listOf = new int[columns.rowCount()];
    Arrays.fill(listOf, -1);
    for (int i = 0; i < order.count(); i++) {
      Arrays.fill(listOf, order.firstOrds()[i], order.firstOrds()[i + 1], order.numbers()[i]);
    }
    if (metric == Metric.COSINE) {
      VectorRows rows = vectors.own();
      float[] vector = new float[dim];
      for (int ord = 0; ord < listOf.length; ord++) {
        if (ord % RowSource.BLOCK_ROWS == 0) {
          work.cancellation().check();
        }
        if (rows.read(ord, vector) && Distances.squaredNorm(vector, 0, dim) == 0) {
          listOf[ord] = -1;
        }
      }
    }
    return listOf;
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
  private record Vectors(StoredMatrix matrix, BitSet nulls) implements VectorRows {
    static Vectors of(SegmentColumns columns, int column, Cancellation cancellation) {
      StoredMatrix matrix = columns.matrix(column);
      if (matrix == null) {
        throw new IllegalArgumentException("column " + column + " has no dense vectors");
      }
      BitSet nulls = new BitSet();
      for (int first = 0; first < columns.rowCount(); first += RowSource.BLOCK_ROWS) {
        cancellation.check();
        Validity validity = columns.block(first / RowSource.BLOCK_ROWS).validity(column);
        int rows = Math.min(RowSource.BLOCK_ROWS, columns.rowCount() - first);
        for (int row = 0; row < rows && !validity.isAll(); row++) {
          nulls.set(first + row, validity.isNull(row));
        }
      }
      return new Vectors(matrix, nulls);
    }

    @Override
    public boolean read(int ord, float[] out) {
      return read(matrix.rows(), ord, out);
    }

    private boolean read(MatrixRows rows, int ord, float[] out) {
      if (nulls.get(ord)) {
        return false;
      }
      rows.copy(ord, out, 0);
      return true;
    }

    @Override
    public VectorRows own() {
      MatrixRows rows = matrix.rows();
      return (ord, out) -> read(rows, ord, out);
    }
  }
}

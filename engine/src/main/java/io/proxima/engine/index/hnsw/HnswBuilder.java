package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Crew;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/// Makes graph indexes: codes the rows, links each with some of those nearest to it, codes the
/// links, and finds out by some of the rows how many candidates searches have to hold.
///
/// The bytes are made in memory, which counts against the budget until they are closed. One thread
/// makes the same bytes every time; several make graphs that are as good.
///
/// - **Threads:** one thread calls; the crew may be more.
public final class HnswBuilder {
  private static final int CHUNK_ROWS = 2048;
  private static final int PIECE_NODES = 256;
  private static final int ALONE_NODES = 1024;
  private static final int LOCKS = 4096;
  private static final int MOST_SAMPLED = 16_384;
  private static final int NODES_PER_ENTRY = 64;
  private static final int MOST_ENTRIES = 4096;
  private static final int LEAST_ENTRIES = 32;
  private static final double LARGEST_SQUARE = 1e30;
  private static final String OWNER = "graph index";

  private final MemoryBudget budget;
  private final Crew crew;
  private final Cancellation cancellation;
  private final IntConsumer progress;

  /// A builder.
  ///
  /// @param progress is told of rows that were linked, by any thread of the crew
  public HnswBuilder(
      MemoryBudget budget, Crew crew, Cancellation cancellation, IntConsumer progress) {
    this.budget = budget;
    this.crew = crew;
    this.cancellation = cancellation;
    this.progress = progress;
  }

  /// The rows to be indexed.
  public record Source(Metric metric, int rowCount, VectorRows rows) {
    /// Checks the metric.
    public Source {
      if (!Space.codes(metric)) {
        throw new IllegalArgumentException("there are no codes for " + metric);
      }
    }
  }

  /// How a graph is made.
  ///
  /// @param m half of the neighbours that a row has at most, 2 to 100
  /// @param efConstruction the candidates held while it is built, 4 to 1000
  public record Options(int m, int efConstruction) {
    /// What serves most data well.
    public static final Options DEFAULT = new Options(16, 100);

    /// Checks the ranges.
    public Options {
      if (m < HnswLayout.LEAST_M || m > HnswLayout.MOST_M) {
        throw new IllegalArgumentException("m must be 2 to 100, got " + m);
      }
      if (efConstruction < 4 || efConstruction > 1000) {
        throw new IllegalArgumentException(
            "efConstruction must be 4 to 1000, got " + efConstruction);
      }
    }
  }

  /// A space around the mean of the rows.
  public Space space(Source source, int dim, long seed) {
    double[] sums = new double[dim];
    float[] vector = new float[dim];
    int wanted = Math.min(MOST_SAMPLED, source.rowCount);
    int count = 0;
    for (int i = 0; i < wanted; i++) {
      if (i % CHUNK_ROWS == 0) {
        cancellation.check();
      }
      if (isPlaced(source, (int) ((long) i * source.rowCount / wanted), vector)) {
        double square = Distances.squaredNorm(vector, 0, dim);
        double scale = source.metric == Metric.COSINE ? 1 / Math.sqrt(square) : 1;
        for (int j = 0; j < dim; j++) {
          sums[j] += vector[j] * scale;
        }
        count++;
      }
    }
    float[] mean = new float[dim];
    for (int j = 0; j < dim; j++) {
      mean[j] = (float) (sums[j] / Math.max(1, count));
    }
    return Space.of(source.metric, seed, isSmall(mean) ? mean : new float[dim]);
  }

  private static boolean isPlaced(Source source, int ord, float[] vector) {
    return source.rows.read(ord, vector)
        && (source.metric != Metric.COSINE || Distances.squaredNorm(vector, 0, vector.length) > 0);
  }

  private static boolean isSmall(float[] vector) {
    return Distances.squaredNorm(vector, 0, vector.length) < LARGEST_SQUARE;
  }

  /// Makes the index of rows in a space of their metric.
  ///
  /// @return the bytes to be written to a file; the caller closes it
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `CANCELLED`
  public OffHeap build(Source source, Space space, Options options) {
    if (space.metric() != source.metric) {
      throw new IllegalArgumentException(source.metric + " in a space of " + space.metric());
    }
    long words = source.rowCount / Long.SIZE + 1L;
    try (Reservation held = budget.reserve(OWNER, 8 * words)) {
      Places places = places(source, space.dim());
      int nodes = places.areSmall() ? places.count() : 0;
      HnswLayout layout =
          new HnswLayout(
              space,
              source.rowCount,
              options.m,
              nodes,
              entries(nodes),
              StoredFlat.bytes(space, 0, source.rowCount));
      long scratch = crew.size() * Linker.bytes(layout, options.efConstruction);
      held.grow(scratch + NodeMarks.bytes(nodes) + 8L * nodes);
      return build(new Plan(source, layout, options, places));
    }
  }

  private static int entries(int nodes) {
    return Math.min(nodes, Math.clamp(nodes / NODES_PER_ENTRY, LEAST_ENTRIES, MOST_ENTRIES));
  }

  /// What is made of what.
  private record Plan(Source source, HnswLayout layout, Options options, Places places) {}

  /// The rows that have a place in the space.
  ///
  /// - **Shape:** a bit a row in `words`, lowest first; `before` are the rows of the words before.
  private record Places(long[] words, int[] before, boolean areSmall) {
    static Places of(long[] words, boolean areSmall) {
      int[] before = new int[words.length + 1];
      for (int i = 0; i < words.length; i++) {
        before[i + 1] = before[i] + Long.bitCount(words[i]);
      }
      return new Places(words, before, areSmall);
    }

    int count() {
      return before[words.length];
    }

    /// The node of a row; -1 if it has none.
    int node(int ord) {
      long word = words[ord / Long.SIZE];
      return (word >>> ord & 1) == 0
          ? -1
          : before[ord / Long.SIZE] + Long.bitCount(word & (1L << ord) - 1);
    }
  }

  private Places places(Source source, int dim) {
    long[] words = new long[source.rowCount / Long.SIZE + 1];
    boolean[] isLarge = new boolean[chunks(source)];
    crew.run(
        isLarge.length,
        () -> {
          float[] vector = new float[dim];
          return chunk -> {
            cancellation.check();
            int end = Math.min(source.rowCount, (chunk + 1) * CHUNK_ROWS);
            for (int ord = chunk * CHUNK_ROWS; ord < end; ord++) {
              if (isPlaced(source, ord, vector)) {
                words[ord / Long.SIZE] |= 1L << ord;
                isLarge[chunk] |= !isSmall(vector);
              }
            }
          };
        });
    boolean areSmall = true;
    for (boolean large : isLarge) {
      areSmall &= !large;
    }
    return Places.of(words, areSmall);
  }

  private static int chunks(Source source) {
    return (int) ((source.rowCount + (long) CHUNK_ROWS - 1) / CHUNK_ROWS);
  }

  private OffHeap build(Plan plan) {
    HnswLayout layout = plan.layout;
    OffHeap memory = budget.allocate(OWNER, layout.length());
    boolean isDone = false;
    try {
      MemorySegment target = memory.segment();
      layout.writeHeader(target, plan.options.efConstruction);
      StoredFlat.begin(flat(target, layout), layout.space(), 0, layout.rowCount());
      NodeRecords records = new NodeRecords(target, layout);
      crew.run(chunks(plan.source), () -> rowCoder(plan, records));
      progress.accept(layout.rowCount() - layout.nodes());
      if (layout.nodes() > 0) {
        link(plan, records);
      }
      EfTable.none().write(target, layout.tableAt());
      HnswIndex index = HnswIndex.of(OWNER, target);
      new EfTrials(index, plan.source.rows, crew, cancellation)
          .table()
          .write(target, layout.tableAt());
      isDone = true;
      return memory;
    } finally {
      if (!isDone) {
        memory.close();
      }
    }
  }

  private static MemorySegment flat(MemorySegment target, HnswLayout layout) {
    return target.asSlice(HnswLayout.HEADER_BYTES, layout.flatBytes());
  }

  /// Codes the rows of a chunk, for the flat index and as nodes.
  private IntConsumer rowCoder(Plan plan, NodeRecords records) {
    HnswLayout layout = plan.layout;
    Space space = layout.space();
    MemorySegment flat = flat(records.bytes(), layout);
    RabitqEncoder encoder = new RabitqEncoder(space, 0);
    float[] vector = new float[space.dim()];
    float[] placed = new float[space.paddedDim()];
    byte[] scratch = new byte[space.paddedDim()];
    Point point = new Point(space.paddedDim());
    return chunk -> {
      cancellation.check();
      int end = Math.min(plan.source.rowCount, (chunk + 1) * CHUNK_ROWS);
      for (int ord = chunk * CHUNK_ROWS; ord < end; ord++) {
        int node = plan.places.node(ord);
        boolean isPlaced =
            node >= 0 && plan.source.rows.read(ord, vector) && space.place(vector, 0, placed);
        if (isPlaced) {
          encoder.encodePlaced(placed);
        } else {
          encoder.encodeNone();
        }
        StoredFlat.put(flat, space, ord, encoder);
        if (isPlaced && layout.nodes() > 0) {
          records.write(node, ord, placed, scratch);
          records.read(node, point, scratch);
          encoder.encodePlaced(point.vector);
          float square = encoder.radius() * encoder.radius();
          records.setOwn(node, encoder.own(), square);
        }
      }
    };
  }

  private void link(Plan plan, NodeRecords records) {
    HnswLayout layout = plan.layout;
    int nodes = layout.nodes();
    int ef = Math.max(plan.options.efConstruction, plan.options.m);
    NodeOrder order = new NodeOrder(nodes, layout.space().seed());
    Object[] locks = new Object[LOCKS];
    Arrays.setAll(locks, i -> new Object());
    Linker first = new Linker(records, order, locks, ef);
    int alone = Math.min(nodes, ALONE_NODES);
    linkPiece(first, 0, alone);
    crew.run(
        (nodes - alone + PIECE_NODES - 1) / PIECE_NODES,
        () -> {
          Linker linker = new Linker(records, order, locks, ef);
          return piece -> {
            int from = alone + piece * PIECE_NODES;
            linkPiece(linker, from, Math.min(nodes, from + PIECE_NODES));
          };
        });
    int[] degrees = new int[nodes];
    Arrays.setAll(degrees, node -> records.degree(records.at(node)));
    forAll(
        nodes,
        () -> {
          Linker linker = new Linker(records, order, locks, ef);
          return node -> linker.fill(node, degrees);
        });
    first.connect();
    writeEntries(records, order);
    forAll(nodes, () -> new NeighbourCoder(records)::code);
  }

  /// Does something with each node, many at a time.
  private void forAll(int nodes, Supplier<IntConsumer> workers) {
    crew.run(
        (nodes + PIECE_NODES - 1) / PIECE_NODES,
        () -> {
          IntConsumer worker = workers.get();
          return piece -> {
            cancellation.check();
            int end = Math.min(nodes, (piece + 1) * PIECE_NODES);
            for (int node = piece * PIECE_NODES; node < end; node++) {
              worker.accept(node);
            }
          };
        });
  }

  private void linkPiece(Linker linker, int from, int to) {
    cancellation.check();
    for (int number = from; number < to; number++) {
      linker.link(number);
    }
    progress.accept(to - from);
  }

  private static void writeEntries(NodeRecords records, NodeOrder order) {
    HnswLayout layout = records.layout();
    RabitqEncoder encoder = new RabitqEncoder(layout.space(), 0);
    Point point = new Point(layout.space().paddedDim());
    byte[] scratch = new byte[layout.space().paddedDim()];
    int lanes = layout.entryBlocks() * CodeKernels.LANES;
    for (int i = 0; i < lanes; i++) {
      if (i < layout.entries()) {
        int node = order.node(i);
        records.bytes().set(HnswLayout.ANY_INT, layout.entryNodesAt() + 4L * i, node);
        records.read(node, point, scratch);
        encoder.encodePlaced(point.vector);
      } else {
        encoder.encodeNone();
      }
      long block = layout.entryBlocksAt() + i / CodeKernels.LANES * layout.blockBytes();
      encoder.writeTo(records.bytes(), block, i % CodeKernels.LANES);
    }
  }
}

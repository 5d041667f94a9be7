package io.proxima.bench.contest;

import io.github.jbellis.jvector.disk.BufferedRandomAccessWriter;
import io.github.jbellis.jvector.disk.RandomAccessReader;
import io.github.jbellis.jvector.disk.ReaderSupplier;
import io.github.jbellis.jvector.disk.ReaderSupplierFactory;
import io.github.jbellis.jvector.graph.GraphIndexBuilder;
import io.github.jbellis.jvector.graph.GraphSearcher;
import io.github.jbellis.jvector.graph.ImmutableGraphIndex;
import io.github.jbellis.jvector.graph.ListRandomAccessVectorValues;
import io.github.jbellis.jvector.graph.RandomAccessVectorValues;
import io.github.jbellis.jvector.graph.SearchResult;
import io.github.jbellis.jvector.graph.disk.OnDiskGraphIndex;
import io.github.jbellis.jvector.graph.similarity.BuildScoreProvider;
import io.github.jbellis.jvector.graph.similarity.DefaultSearchScoreProvider;
import io.github.jbellis.jvector.graph.similarity.SearchScoreProvider;
import io.github.jbellis.jvector.quantization.CompressedVectors;
import io.github.jbellis.jvector.quantization.NVQVectors;
import io.github.jbellis.jvector.quantization.NVQuantization;
import io.github.jbellis.jvector.quantization.PQVectors;
import io.github.jbellis.jvector.quantization.ProductQuantization;
import io.github.jbellis.jvector.util.Bits;
import io.github.jbellis.jvector.vector.VectorSimilarityFunction;
import io.github.jbellis.jvector.vector.VectorizationProvider;
import io.github.jbellis.jvector.vector.types.VectorFloat;
import io.github.jbellis.jvector.vector.types.VectorTypeSupport;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/// The graph of JVector: written to a file and read from there, as its makers use it, with vectors
/// or what they are quantised to in memory.
public final class JVectorGraph implements Contestant {
  private static final String VERSION = "4.0.2";
  private static final VectorTypeSupport TYPES =
      VectorizationProvider.getInstance().getVectorTypeSupport();
  private static final int[] EFS = {10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400, 600, 800};
  private static final float OVERFLOW = 1.2f;
  private static final float ALPHA = 1.2f;

  private final Rows rows;
  private final Shape shape;
  private final Kept keptGraph;
  private final Kept keptCodes;
  private @Nullable OnDiskGraphIndex graph;
  private @Nullable ReaderSupplier readers;
  private @Nullable CompressedVectors codes;

  /// How vectors are kept for the way through the graph.
  public enum Coding {
    /// As they are.
    FLOAT32,
    /// A byte for each four components.
    PQ4,
    /// A byte for each eight components.
    PQ8,
    /// A byte a component.
    NVQ
  }

  /// The parameters of a graph.
  ///
  /// @param m the most neighbours of a row; Lucene and hnswlib allow twice theirs in the lowest
  ///   layer
  public record Shape(int m, int efConstruction, Coding coding) {
    String label() {
      return coding + ", M " + m + ", efC " + efConstruction;
    }
  }

  /// Rows in the form that JVector likes, for all its graphs.
  public record Rows(Field field, RandomAccessVectorValues vectors) {
    /// Copies the rows.
    public static Rows of(Field field) {
      List<VectorFloat<?>> list = new ArrayList<>();
      for (float[] row : field.rows()) {
        list.add(TYPES.createFloatVector(row.clone()));
      }
      return new Rows(field, new ListRandomAccessVectorValues(list, field.set().dim()));
    }
  }

  /// A graph, kept under `cache`; all codings share it.
  public JVectorGraph(Rows rows, Shape shape, Path cache, Clock clock) {
    this.rows = rows;
    this.shape = shape;
    String name = "jvector-" + VERSION + "-";
    String graphName = name + "M " + shape.m + "-efC " + shape.efConstruction;
    this.keptGraph = Kept.of(cache, rows.field.set(), graphName, clock);
    this.keptCodes = Kept.of(cache, rows.field.set(), name + shape.coding, clock);
  }

  @Override
  public String system() {
    return "JVector";
  }

  @Override
  public String variant() {
    return shape.label();
  }

  @Override
  public Build build() throws Exception {
    Build build = keptGraph.ensure(rows.field.set().base().byteSize(), this::makeGraph);
    readers = ReaderSupplierFactory.open(keptGraph.folder().resolve("graph"));
    graph = OnDiskGraphIndex.load(readers);
    if (shape.coding == Coding.FLOAT32) {
      return build;
    }
    Build coding = keptCodes.ensure(0, this::makeCodes);
    try (ReaderSupplier supplier = ReaderSupplierFactory.open(keptCodes.folder().resolve("codes"));
        RandomAccessReader in = supplier.get()) {
      codes = shape.coding == Coding.NVQ ? NVQVectors.load(in) : PQVectors.load(in);
    }
    return new Build(
        build.wallSeconds() + coding.wallSeconds(),
        build.cpuSeconds() + coding.cpuSeconds(),
        build.indexBytes() + coding.indexBytes(),
        build.isStored() || coding.isStored());
  }

  private double makeGraph(Path folder) throws IOException {
    ForkJoinPool threads = new ForkJoinPool(OrderedRows.THREADS);
    try (GraphIndexBuilder builder =
        GraphIndexBuilder.builder(
                BuildScoreProvider.randomAccessScoreProvider(rows.vectors, similarity()),
                rows.vectors.dimension(),
                List.of(shape.m, shape.m))
            .withBeamWidth(shape.efConstruction)
            .withNeighborOverflow(OVERFLOW)
            .withAlpha(ALPHA)
            .withSimdExecutor(threads)
            .withParallelExecutor(threads)
            .build()) {
      ImmutableGraphIndex built = builder.build(rows.vectors);
      OnDiskGraphIndex.write(built, rows.vectors, folder.resolve("graph"));
    } finally {
      threads.shutdown();
    }
    return 0;
  }

  private double makeCodes(Path folder) throws IOException {
    ForkJoinPool threads = new ForkJoinPool(OrderedRows.THREADS);
    try (BufferedRandomAccessWriter out = new BufferedRandomAccessWriter(folder.resolve("codes"))) {
      encode(rows.vectors, threads).write(out);
    } finally {
      threads.shutdown();
    }
    return 0;
  }

  private CompressedVectors encode(RandomAccessVectorValues all, ForkJoinPool threads) {
    boolean isL2 = similarity() == VectorSimilarityFunction.EUCLIDEAN;
    int dim = all.dimension();
    return switch (shape.coding) {
      case FLOAT32 -> throw new IllegalStateException("floats are no codes");
      case NVQ -> NVQuantization.compute(all, 2).encodeAll(all, threads);
      case PQ4 ->
          ProductQuantization.compute(all, (dim + 3) / 4, 256, isL2).encodeAll(all, threads);
      case PQ8 ->
          ProductQuantization.compute(all, (dim + 7) / 8, 256, isL2).encodeAll(all, threads);
    };
  }

  private VectorSimilarityFunction similarity() {
    return switch (rows.field.set().metric()) {
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case COSINE, INNER_PRODUCT -> VectorSimilarityFunction.DOT_PRODUCT;
      default -> throw new IllegalArgumentException("JVector has no " + rows.field.set().metric());
    };
  }

  @Override
  public List<Setting> settings() {
    OnDiskGraphIndex index = graph;
    if (index == null) {
      throw new IllegalStateException("there is no graph yet");
    }
    List<Setting> settings = new ArrayList<>();
    for (int ef : EFS) {
      settings.add(
          new Setting(
              "ef " + ef,
              () ->
                  new Asking(
                      new GraphSearcher(index), rows.vectors.copy(), codes, similarity(), ef)));
    }
    return settings;
  }

  @Override
  public void close() throws IOException {
    if (graph != null) {
      graph.close();
    }
    if (readers != null) {
      readers.close();
    }
  }

  private record Asking(
      GraphSearcher searcher,
      RandomAccessVectorValues vectors,
      @Nullable CompressedVectors codes,
      VectorSimilarityFunction similarity,
      int ef)
      implements FilteredSearcher {
    @Override
    public int search(float[] query, int[] ords) {
      return search(query, Bits.ALL, ords);
    }

    @Override
    public Filter prepare(long[] words, int eligible) {
      Bits bits = ord -> (words[ord >> 6] >>> ord & 1) != 0;
      return (query, ords) -> search(query, bits, ords);
    }

    private int search(float[] query, Bits accepted, int[] ords) {
      VectorFloat<?> vector = TYPES.createFloatVector(query);
      SearchScoreProvider scores =
          codes == null
              ? DefaultSearchScoreProvider.exact(vector, similarity, vectors)
              : new DefaultSearchScoreProvider(
                  codes.precomputedScoreFunctionFor(vector, similarity),
                  vectors.rerankerFor(vector, similarity));
      SearchResult found =
          searcher.search(scores, ords.length, Math.max(ef, ords.length), 0, 0, accepted);
      SearchResult.NodeScore[] nodes = found.getNodes();
      for (int i = 0; i < nodes.length; i++) {
        ords[i] = nodes[i].node;
      }
      return nodes.length;
    }

    @Override
    public void close() {
      try {
        searcher.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

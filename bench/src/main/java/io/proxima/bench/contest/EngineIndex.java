package io.proxima.bench.contest;

import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.index.hnsw.HnswBuilder;
import io.proxima.engine.index.ivf.IvfBuilder;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.MatrixScorer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An index of this engine, asked as the engine asks it, preparation of the query included.
public final class EngineIndex implements Contestant {
  private final OrderedRows rows;
  private final String kind;
  private final Maker maker;
  private final List<Aim> aims;
  private final Clock clock;
  private @Nullable OffHeap bytes;

  /// Makes the bytes of an index.
  interface Maker {
    /// Makes them with the threads of a crew.
    OffHeap make(OrderedRows rows, Crew crew);
  }

  private EngineIndex(OrderedRows rows, String kind, Maker maker, List<Aim> aims, Clock clock) {
    this.rows = rows;
    this.kind = kind;
    this.maker = maker;
    this.aims = aims;
    this.clock = clock;
  }

  /// Codes in lists, asked for a recall or for so many lists. Training and ordering of the rows
  /// count as a part of making it.
  public static EngineIndex ivf(OrderedRows rows, Clock clock) {
    Stream<Aim> lists =
        Stream.of(2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128).map(count -> new Aim(0.99, 0, count));
    return ivf(rows, Stream.concat(recalls(), lists).toList(), clock);
  }

  /// The same, asked for a recall only: under a filter a number of lists says nothing.
  public static EngineIndex ivfByRecall(OrderedRows rows, Clock clock) {
    return ivf(rows, recalls().toList(), clock);
  }

  private static Stream<Aim> recalls() {
    return Stream.of(0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998).map(Aim::recall);
  }

  private static EngineIndex ivf(OrderedRows rows, List<Aim> aims, Clock clock) {
    return new EngineIndex(
        rows,
        "IVF",
        (from, crew) -> OrderedRows.builder(crew).build(from.source(), from.epoch(), from.listOf()),
        aims,
        clock);
  }

  /// Codes of all rows.
  public static EngineIndex flat(OrderedRows rows, Clock clock) {
    int bits = IvfBuilder.bits(rows.set().dim());
    return new EngineIndex(
        rows,
        "FLAT",
        (from, crew) ->
            StoredFlat.encode(
                OrderedRows.budget(),
                Space.of(from.set().metric(), from.epoch().rotationSeed(), from.epoch().mean()),
                bits,
                from.set().count(),
                from.source().rows()),
        Stream.of(0.8, 0.95, 0.99, 0.999).map(Aim::recall).toList(),
        clock);
  }

  /// A graph over codes of one bit.
  public static EngineIndex hnsw(OrderedRows rows, Clock clock) {
    Stream<Aim> efs =
        Stream.of(10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 400, 600, 800)
            .map(ef -> new Aim(0.99, ef, 0));
    return new EngineIndex(
        rows,
        "HNSW",
        (from, crew) -> {
          HnswBuilder builder =
              new HnswBuilder(OrderedRows.budget(), crew, Cancellation.unlimited(), count -> {});
          HnswBuilder.Source source =
              new HnswBuilder.Source(from.set().metric(), from.set().count(), from.source().rows());
          return builder.build(
              source, builder.space(source, from.set().dim(), 1), HnswBuilder.Options.DEFAULT);
        },
        efs.toList(),
        clock);
  }

  @Override
  public String system() {
    return "Proxima " + kind;
  }

  @Override
  public String variant() {
    return kind.equals("HNSW")
        ? "1 bit, m " + HnswBuilder.Options.DEFAULT.m()
        : "1+" + IvfBuilder.bits(rows.set().dim()) + " bits";
  }

  @Override
  public Build build() {
    long cpu = Kept.cpuNanos();
    long begin = clock.monotonicNanos();
    try (Scheduler scheduler = Scheduler.threads()) {
      bytes = maker.make(rows, Crew.of(scheduler, OrderedRows.THREADS));
    }
    return new Build(
        rows.wallSeconds() + (clock.monotonicNanos() - begin) / 1e9,
        rows.cpuSeconds() + (Kept.cpuNanos() - cpu) / 1e9,
        bytes.segment().byteSize(),
        false);
  }

  @Override
  public List<Setting> settings() {
    if (bytes == null) {
      throw new IllegalStateException("there is no index yet");
    }
    VectorIndex index = StoredIndex.open("bench", bytes.segment());
    return aims.stream()
        .map(aim -> new Setting(label(aim), () -> new Asking(rows, index.searcher(), aim)))
        .toList();
  }

  private static String label(Aim aim) {
    if (aim.efSearch() > 0) {
      return "ef " + aim.efSearch();
    }
    return aim.probes() > 0 ? aim.probes() + " lists" : "recall " + aim.recall();
  }

  @Override
  public void close() {
    if (bytes != null) {
      bytes.close();
    }
  }

  private record Asking(OrderedRows rows, VectorSearcher searcher, Aim aim)
      implements FilteredSearcher {
    @Override
    public int search(float[] query, int[] ords) {
      return search(query, LaneMask.all(), rows.set().count(), ords);
    }

    @Override
    public Filter prepare(long[] words, int eligible) {
      long[] ordered = new long[words.length];
      for (int i = 0; i < rows.original().length; i++) {
        int ord = rows.original()[i];
        ordered[i >> 6] |= (words[ord >> 6] >>> ord & 1) << i;
      }
      LaneMask mask = LaneMask.of(ordered);
      return (query, ords) -> search(query, mask, eligible, ords);
    }

    private int search(float[] query, LaneMask mask, int eligible, int[] ords) {
      NearestOrds nearest = new NearestOrds(ords.length);
      int count = rows.set().count();
      searcher.search(
          new SearchRequest(
              new PreparedQuery(query),
              MatrixScorer.of(rows.matrix(), rows.set().metric(), query),
              ords.length,
              count,
              mask,
              eligible,
              aim),
          nearest,
          Cancellation.unlimited());
      int[] found = nearest.ords();
      Arrays.setAll(ords, i -> i < found.length ? rows.original()[found[i]] : -1);
      return found.length;
    }
  }
}

package io.proxima.bench;

import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.ivf.IvfBuilder;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recall and speed of the inverted index on real data: one thread, the preparation of the query
/// included, queries that took no part in the choice of anything.
record IvfPart(boolean quick, Clock clock) implements Part {
  private static final int K = 10;
  private static final double[] AIMS = {0.8, 0.9, 0.95, 0.98, 0.99, 0.995};
  private static final int[] PROBES = {4, 8, 16, 32, 64, 128};

  @Override
  public String name() {
    return "ivf";
  }

  @Override
  public Table run() throws IOException {
    Datasets sets = new Datasets(quick ? 600 : 3_000);
    List<List<Object>> rows = new ArrayList<>();
    for (String name : sets.names()) {
      Dataset set = sets.open(name);
      try (Matrix matrix = Datasets.matrix(set)) {
        rows.addAll(sweep(set, matrix));
      }
    }
    return new Table(
        "ivf",
        "The inverted index: recall@10 by distance against queries per second of one core",
        List.of(
            "data",
            "aim",
            "recall",
            "5th %",
            "QPS",
            "p50 µs",
            "p99 µs",
            "probes",
            "visited",
            "measured",
            "B/row",
            "s"),
        rows,
        "QPS by CPU time of the thread; `aim` is the recall asked for, or the number of lists;"
            + " `visited` are the rows of a query looked at by their codes, `measured` those whose"
            + " vectors were read, `s` the CPU seconds of making the index from the rows.");
  }

  private List<List<Object>> sweep(Dataset set, Matrix matrix) {
    IvfBuilder.Source source =
        new IvfBuilder.Source(
            set.metric(),
            IvfBuilder.bits(set.dim()),
            set.count(),
            (ord, out) -> {
              set.row(ord, out);
              return true;
            });
    IvfBuilder builder =
        new IvfBuilder(
            MemoryBudget.of(4L << 30), Crew.alone(), Cancellation.unlimited(), count -> {});
    long begin = QueryRun.cpuNow();
    Epoch epoch = builder.train(source, set.dim(), new EpochId(1, 1, 1));
    try (OffHeap bytes = builder.build(source, epoch)) {
      double seconds = (QueryRun.cpuNow() - begin) / 1e9;
      VectorIndex index = StoredIndex.open("bench", bytes.segment());
      List<Aim> aims = new ArrayList<>();
      Arrays.stream(AIMS).mapToObj(Aim::recall).forEach(aims::add);
      Arrays.stream(PROBES).mapToObj(probes -> new Aim(0.99, 0, probes)).forEach(aims::add);
      aims.forEach(aim -> run(set, matrix, index, aim, seconds));
      List<List<Object>> rows = new ArrayList<>();
      aims.forEach(aim -> rows.add(run(set, matrix, index, aim, seconds)));
      return rows;
    }
  }

  private List<Object> run(Dataset set, Matrix matrix, VectorIndex index, Aim aim, double seconds) {
    VectorSearcher searcher = index.searcher();
    SearchFigures[] figures = {SearchFigures.NONE};
    QueryRun run =
        QueryRun.of(
            set,
            K,
            clock,
            query -> {
              NearestOrds nearest = new NearestOrds(K);
              searcher.search(
                  new SearchRequest(
                      new PreparedQuery(query),
                      MatrixScorer.of(matrix, set.metric(), query),
                      K,
                      set.count(),
                      LaneMask.all(),
                      set.count(),
                      aim),
                  nearest,
                  Cancellation.unlimited(clock));
              figures[0] = figures[0].plus(searcher.figures());
              return nearest::distances;
            });
    List<Object> row = new ArrayList<>();
    row.add(set.name());
    row.add(aim.probes() > 0 ? aim.probes() + " lists" : Double.toString(aim.recall()));
    row.addAll(run.cells());
    row.add(figures[0].probes() / run.count());
    row.add(figures[0].visited() / run.count());
    row.add(figures[0].measured() / run.count());
    row.add(index.sizeBytes() / set.count());
    row.add(seconds);
    return row;
  }
}

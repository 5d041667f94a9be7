package io.proxima.bench;

import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchFigures;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.hnsw.HnswBuilder;
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
import java.util.List;
import java.util.Locale;

/// Recall and speed of the graph index on real data next to those of the inverted index, in turns:
/// one thread, the preparation of the query included, queries that took no part in the choice of
/// anything.
record HnswPart(boolean quick, Clock clock) implements Part {
  private static final int K = 10;
  private static final double[] AIMS = {0.8, 0.9, 0.95, 0.98, 0.99, 0.995};
  private static final int[] EFS = {16, 32, 64, 128, 256, 512};
  private static final MemoryBudget BUDGET = MemoryBudget.of(8L << 30);

  @Override
  public String name() {
    return "hnsw";
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
    List<String> columns = new ArrayList<>(List.of("data", "index", "aim"));
    columns.addAll(QueryRun.COLUMNS);
    columns.addAll(List.of("of ivf", "visited", "measured", "B/row", "s"));
    return new Table(
        "hnsw",
        "The graph index and the inverted one: recall@10 by distance against queries per second of"
            + " one core",
        columns,
        rows,
        "QPS by CPU time of the thread; `aim` is the recall asked for, or the number of candidates;"
            + " `of ivf` are the QPS by those of the inverted index at the same recall, between the"
            + " points that were measured; `visited` are the rows of a query looked at by their"
            + " codes, `measured` those whose vectors were read, `s` the CPU seconds of making the"
            + " index from the rows on one thread.");
  }

  /// An index and what it took to make it.
  private record Made(VectorIndex index, double seconds) {}

  /// What a run of queries showed.
  private record Shown(QueryRun run, SearchFigures figures) {}

  private List<List<Object>> sweep(Dataset set, Matrix matrix) {
    VectorRows vectors =
        (ord, out) -> {
          set.row(ord, out);
          return true;
        };
    long begin = QueryRun.cpuNow();
    try (OffHeap graph = graph(set, vectors)) {
      Made hnsw = made(graph, begin);
      begin = QueryRun.cpuNow();
      try (OffHeap lists = lists(set, vectors)) {
        return compare(set, matrix, hnsw, made(lists, begin));
      }
    }
  }

  private static Made made(OffHeap bytes, long begin) {
    double seconds = (QueryRun.cpuNow() - begin) / 1e9;
    return new Made(StoredIndex.open("bench", bytes.segment()), seconds);
  }

  private static OffHeap graph(Dataset set, VectorRows vectors) {
    HnswBuilder.Source source = new HnswBuilder.Source(set.metric(), set.count(), vectors);
    HnswBuilder builder =
        new HnswBuilder(BUDGET, Crew.alone(), Cancellation.unlimited(), count -> {});
    return builder.build(source, builder.space(source, set.dim(), 1), HnswBuilder.Options.DEFAULT);
  }

  private static OffHeap lists(Dataset set, VectorRows vectors) {
    IvfBuilder.Source source =
        new IvfBuilder.Source(set.metric(), IvfBuilder.bits(set.dim()), set.count(), vectors);
    IvfBuilder builder =
        new IvfBuilder(BUDGET, Crew.alone(), Cancellation.unlimited(), count -> {});
    return builder.build(source, builder.train(source, set.dim(), new EpochId(1, 1, 1)));
  }

  private List<List<Object>> compare(Dataset set, Matrix matrix, Made hnsw, Made ivf) {
    List<Aim> aims = new ArrayList<>();
    for (double aim : AIMS) {
      aims.add(Aim.recall(aim));
    }
    for (int ef : EFS) {
      aims.add(new Aim(0.99, ef, 0));
    }
    List<Shown> walks = new ArrayList<>();
    List<Shown> scans = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      walks.clear();
      scans.clear();
      for (int i = 0; i < aims.size(); i++) {
        walks.add(run(set, matrix, hnsw.index, aims.get(i)));
        if (i < AIMS.length) {
          scans.add(run(set, matrix, ivf.index, aims.get(i)));
        }
      }
    }
    List<List<Object>> rows = new ArrayList<>();
    for (int i = 0; i < aims.size(); i++) {
      rows.add(row(set, hnsw, aims.get(i), walks.get(i), scans));
    }
    for (int i = 0; i < scans.size(); i++) {
      rows.add(row(set, ivf, aims.get(i), scans.get(i), List.of()));
    }
    return rows;
  }

  private static List<Object> row(Dataset set, Made made, Aim aim, Shown shown, List<Shown> scans) {
    List<Object> row = new ArrayList<>();
    row.add(set.name());
    row.add(made.index.kind().toString().toLowerCase(Locale.ROOT));
    row.add(aim.efSearch() > 0 ? "ef " + aim.efSearch() : Double.toString(aim.recall()));
    row.addAll(shown.run.cells());
    row.add(ratio(shown, scans));
    row.add(shown.figures.visited() / shown.run.count());
    row.add(shown.figures.measured() / shown.run.count());
    row.add(made.index.sizeBytes() / set.count());
    row.add(made.seconds);
    return row;
  }

  /// The rate by that of other runs at the same recall; nothing where they do not reach so far.
  private static Object ratio(Shown shown, List<Shown> scans) {
    double recall = shown.run.recall();
    for (int i = 1; i < scans.size(); i++) {
      QueryRun low = scans.get(i - 1).run;
      QueryRun high = scans.get(i).run;
      if (low.recall() <= recall && recall < high.recall()) {
        double part = (recall - low.recall()) / (high.recall() - low.recall());
        return shown.run.qps() / (low.qps() + part * (high.qps() - low.qps()));
      }
    }
    return "";
  }

  private Shown run(Dataset set, Matrix matrix, VectorIndex index, Aim aim) {
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
    return new Shown(run, figures[0]);
  }
}

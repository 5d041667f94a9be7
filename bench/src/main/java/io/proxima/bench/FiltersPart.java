package io.proxima.bench;

import io.proxima.bench.contest.Contest;
import io.proxima.bench.contest.Contestant;
import io.proxima.bench.contest.EngineIndex;
import io.proxima.bench.contest.Field;
import io.proxima.bench.contest.FilterContest;
import io.proxima.bench.contest.JVectorGraph;
import io.proxima.bench.contest.LuceneGraph;
import io.proxima.bench.contest.OrderedRows;
import io.proxima.bench.contest.RowFilters;
import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.time.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Recall and speed under filters, next to Lucene and JVector.
record FiltersPart(Options options, Clock clock) implements Part {
  private static final double[] SHARES = {0.001, 0.01, 0.1, 0.5};

  @Override
  public String name() {
    return "filters";
  }

  @Override
  public Table run() throws Exception {
    Datasets sets = new Datasets(options.quick() ? 600 : 3_000);
    List<List<Object>> rows = new ArrayList<>();
    for (String name : options.sets(sets)) {
      rows.addAll(measure(sets.open(name), sets.cache()));
    }
    return new Table(
        "filters",
        "The 10 nearest of the rows that a filter leaves: queries per second of one core",
        List.of(
            "data",
            "rows left",
            "which",
            "system",
            "recall",
            "5th %",
            "QPS",
            "min",
            "max",
            "p50 µs",
            "p99 µs",
            "× unfiltered",
            "too few",
            "setting"),
        rows,
        "Each system with the setting that is the fastest of those with recall 0.95 on queries for"
            + " tuning, else that of the highest recall; × unfiltered is its speed by that without"
            + " a filter, chosen the same way. Which rows are near a query is told by 64 rows taken"
            + " by chance, to the nearest of which all others belong. Too few is the share of"
            + " queries that got fewer rows than min(k, those left). Bitmaps are ready"
            + " beforehand.");
  }

  private List<List<Object>> measure(Dataset set, Path cache) throws Exception {
    FilterContest.Size size =
        options.quick() ? new FilterContest.Size(30, 60, 3) : new FilterContest.Size(60, 240, 5);
    Field field = Field.of(set);
    List<Contest.Ready> ready = new ArrayList<>();
    try (OrderedRows ordered = OrderedRows.of(set, clock)) {
      JVectorGraph.Rows rows = JVectorGraph.Rows.of(field);
      for (Contestant contestant :
          List.of(
              EngineIndex.ivfByRecall(ordered, clock),
              EngineIndex.flat(ordered, clock),
              EngineIndex.hnsw(ordered, clock),
              new LuceneGraph(field, Grid.some().lucene().getFirst(), cache, clock),
              new JVectorGraph(rows, Grid.some().jvector().getFirst(), cache, clock))) {
        ready.add(new Contest.Ready(contestant, contestant.build()));
      }
      return sweep(set.name(), new FilterContest(ordered, field, size, clock), ready);
    } finally {
      for (Contest.Ready one : ready) {
        one.contestant().close();
      }
    }
  }

  private static List<List<Object>> sweep(
      String name, FilterContest contest, List<Contest.Ready> ready) {
    Map<String, Double> unfiltered = new HashMap<>();
    List<List<Object>> rows = new ArrayList<>();
    for (FilterContest.Result result : contest.run(ready, RowFilters.Kind.UNCORRELATED, 1)) {
      unfiltered.put(result.system(), result.speed().median());
      rows.add(row(name, "100 %", "all", result, unfiltered));
    }
    for (RowFilters.Kind kind : RowFilters.Kind.values()) {
      for (double share : SHARES) {
        String shown = String.format(Locale.ROOT, "%s %%", Table.shown(100 * share));
        System.err.println(name + ": " + shown + " of the rows, " + kind.shown());
        for (FilterContest.Result result : contest.run(ready, kind, share)) {
          rows.add(row(name, shown, kind.shown(), result, unfiltered));
        }
      }
    }
    return rows;
  }

  private static List<Object> row(
      String name,
      String share,
      String kind,
      FilterContest.Result result,
      Map<String, Double> unfiltered) {
    return List.of(
        name,
        share,
        kind,
        result.system(),
        String.format(Locale.ROOT, "%.4f", result.recall()),
        result.lowRecall(),
        result.speed().median(),
        result.speed().min(),
        result.speed().max(),
        result.p50(),
        result.p99(),
        result.speed().median() / unfiltered.getOrDefault(result.system(), Double.NaN),
        result.shortShare(),
        result.setting());
  }
}

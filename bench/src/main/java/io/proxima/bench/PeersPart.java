package io.proxima.bench;

import io.proxima.bench.contest.Build;
import io.proxima.bench.contest.Contest;
import io.proxima.bench.contest.Contestant;
import io.proxima.bench.contest.Curve;
import io.proxima.bench.contest.EngineIndex;
import io.proxima.bench.contest.Field;
import io.proxima.bench.contest.HnswlibGraph;
import io.proxima.bench.contest.JVectorGraph;
import io.proxima.bench.contest.LuceneGraph;
import io.proxima.bench.contest.OrderedRows;
import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// Recall and speed next to JVector, Lucene and hnswlib, on the same rows and queries in turns.
final class PeersPart implements Part {
  private static final double NOT_REACHED = Double.NaN;

  private final Options options;
  private final Clock clock;
  private final List<Chart> charts = new ArrayList<>();

  PeersPart(Options options, Clock clock) {
    this.options = options;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "peers";
  }

  @Override
  public List<Chart> charts() {
    return charts;
  }

  @Override
  public Table run() throws Exception {
    Datasets sets = new Datasets(options.quick() ? 600 : 3_000);
    List<List<Object>> rows = new ArrayList<>();
    for (String name : options.sets(sets)) {
      Dataset set = sets.open(name);
      List<Curve> curves = measure(set, sets.cache());
      charts.add(new Chart(name, curves));
      rows.addAll(rows(set, curves));
    }
    return new Table(
        "peers",
        "Queries per second of one core at recall@10, next to others in the same run",
        List.of(
            "data",
            "system",
            "0.90",
            "0.95",
            "0.99",
            "2 threads 0.95",
            "p50 µs",
            "p95 µs",
            "p99 µs",
            "ratio 0.95",
            "ratio 0.99",
            "build s",
            "CPU s",
            "B/row",
            "at 0.95"),
        rows,
        "Between the measured points of a system; one thread by the time of its processor, two by"
            + " the clock; latencies at the point that first reaches 0.95, by the clock. Ratios are"
            + " those of a system to the fastest one of JVector and Lucene at that recall. Bytes"
            + " are without the vectors. Builds take two threads; * marks an index that an earlier"
            + " run made.");
  }

  private List<Curve> measure(Dataset set, Path cache) throws Exception {
    Field field = Field.of(set);
    Contest contest = new Contest(field, options.effort(), clock);
    List<Contest.Tried> chosen = new ArrayList<>();
    List<Contestant> open = new ArrayList<>();
    try (OrderedRows ordered = OrderedRows.of(set, clock)) {
      for (List<Contestant> system : systems(ordered, field, cache)) {
        List<Contest.Tried> tried = new ArrayList<>();
        for (Contestant contestant : system) {
          open.add(contestant);
          Build build = contestant.build();
          List<Contest.Tried> some = contest.tune(new Contest.Ready(contestant, build));
          some.forEach(one -> tell(set, one));
          tried.addAll(some);
        }
        chosen.addAll(Contest.worthy(tried));
      }
      System.err.println("measuring " + chosen.size() + " settings ...");
      return contest.run(chosen);
    } finally {
      for (Contestant contestant : open) {
        contestant.close();
      }
    }
  }

  private static void tell(Dataset set, Contest.Tried tried) {
    Contestant contestant = tried.ready().contestant();
    Build build = tried.ready().build();
    System.err.printf(
        Locale.ROOT,
        "%s %s %s %s: %.4f %.0f, build %.1f s%n",
        set.name(),
        contestant.system(),
        contestant.variant(),
        tried.setting().label(),
        tried.recall(),
        tried.speed(),
        build.wallSeconds());
  }

  private List<List<Contestant>> systems(OrderedRows ordered, Field field, Path cache)
      throws IOException, InterruptedException {
    List<List<Contestant>> systems = new ArrayList<>();
    systems.add(List.of(EngineIndex.ivf(ordered, clock)));
    systems.add(List.of(EngineIndex.flat(ordered, clock)));
    systems.add(List.of(EngineIndex.hnsw(ordered, clock)));
    systems.add(
        options.grid().lucene().stream()
            .<Contestant>map(shape -> new LuceneGraph(field, shape, cache, clock))
            .toList());
    JVectorGraph.Rows rows = JVectorGraph.Rows.of(field);
    systems.add(
        options.grid().jvector().stream()
            .<Contestant>map(shape -> new JVectorGraph(rows, shape, cache, clock))
            .toList());
    if (HnswlibGraph.isPossible(cache)) {
      Path program = HnswlibGraph.compile(cache);
      systems.add(
          options.grid().hnswlib().stream()
              .<Contestant>map(shape -> new HnswlibGraph(field, shape, program, cache, clock))
              .toList());
    } else {
      System.err.println("hnswlib is left out: g++ or its headers are not here, see data/fetch");
    }
    return systems;
  }

  private static List<List<Object>> rows(Dataset set, List<Curve> curves) {
    List<List<Object>> rows = new ArrayList<>();
    for (Curve curve : curves) {
      List<Object> row = new ArrayList<>(List.of(set.name(), curve.system()));
      for (double recall : Contest.RECALLS) {
        row.add(shown(curve.speedAt(recall)));
      }
      row.add(shown(curve.at(0.95, point -> point.paired().median())));
      Curve.Point point = curve.reaching(0.95).orElse(curve.best().getLast());
      row.addAll(List.of(point.p50(), point.p95(), point.p99()));
      row.add(ratio(curve, curves, 0.95));
      row.add(ratio(curve, curves, 0.99));
      Build build = point.build();
      row.add(
          String.format(Locale.ROOT, "%.1f%s", build.wallSeconds(), build.isStored() ? "*" : ""));
      row.add(build.cpuSeconds());
      row.add((double) build.indexBytes() / set.count());
      row.add(point.variant() + ", " + point.setting());
      rows.add(row);
    }
    return rows;
  }

  private static Object shown(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : "";
  }

  /// The speed by that of the fastest of the peers in Java.
  static Object ratio(Curve curve, List<Curve> curves, double recall) {
    double peer =
        curves.stream()
            .filter(other -> List.of("JVector", "Lucene").contains(other.system()))
            .mapToDouble(other -> other.speedAt(recall).orElse(0))
            .max()
            .orElse(0);
    double own = curve.speedAt(recall).orElse(NOT_REACHED);
    return peer > 0 && own > 0 ? own / peer : "";
  }
}

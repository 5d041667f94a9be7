package io.proxima.bench.contest;

import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Asks contestants the same queries in turns.
///
/// First a round over the queries for tuning tells which settings of a system are worth a report:
/// those that no other setting of the system beats in both recall and speed. These are warmed up,
/// asked all reported queries once for recall and latency, and then timed in short windows, every
/// setting of every contestant once before any has its next turn.
///
/// - **Threads:** one thread calls.
public final class Contest {
  /// How many rows are asked for.
  public static final int K = 10;

  /// The recalls at which speeds are compared.
  public static final List<Double> RECALLS = List.of(0.90, 0.95, 0.99);

  private static final double ENOUGH = 0.9995;
  private static final int FEWEST = 300;
  private static final int WARM_WINDOWS = 4;

  private final Field field;
  private final Effort effort;
  private final Clock clock;

  /// How long to measure.
  ///
  /// @param turns how often each setting is timed
  /// @param pairedTurns the same with two threads
  /// @param windowNanos how long a turn is, about
  /// @param tuned how many queries the choice of settings is made by, at most
  public record Effort(int turns, int pairedTurns, long windowNanos, int tuned) {}

  /// A contestant with its index.
  public record Ready(Contestant contestant, Build build) {}

  /// What a setting reached in the round of tuning.
  public record Tried(Ready ready, Setting setting, double recall, double speed) {
    private boolean isBeaten(Tried other) {
      return other.recall >= recall
          && other.speed >= speed
          && (other.recall > recall || other.speed > speed);
    }
  }

  /// A contest for the rows of a field.
  public Contest(Field field, Effort effort, Clock clock) {
    this.field = field;
    this.effort = effort;
    this.clock = clock;
  }

  /// Tries the settings of a contestant, of each kind up to the first that finds nearly all.
  public List<Tried> tune(Ready ready) {
    List<Tried> tried = new ArrayList<>();
    int count = Math.min(effort.tuned, field.set().firstReported());
    float[][] queries = field.queries(0, count);
    List<Setting> settings = ready.contestant.settings();
    warm(settings.get(settings.size() / 3), queries);
    Set<String> done = new HashSet<>();
    for (Setting setting : settings) {
      String kind = setting.label().replaceAll("[0-9.]+", "");
      if (done.contains(kind)) {
        continue;
      }
      try (Searcher searcher = setting.searchers().get()) {
        Searcher.Round round = Searcher.Round.of(0, queries, K);
        searcher.ask(round.part(0, count / 4), clock);
        long nanos = searcher.ask(round, clock);
        double recall = Arrays.stream(recalls(round)).average().orElseThrow();
        tried.add(new Tried(ready, setting, recall, count * 1e9 / nanos));
        if (recall > ENOUGH) {
          done.add(kind);
        }
      }
    }
    return tried;
  }

  /// Has the code compiled, so that it does not matter what is tried first.
  private void warm(Setting setting, float[][] queries) {
    try (Searcher searcher = setting.searchers().get()) {
      Searcher.Round round = Searcher.Round.of(0, queries, K);
      long nanos = 0;
      while (nanos < WARM_WINDOWS * effort.windowNanos) {
        nanos += searcher.ask(round, clock);
      }
    }
  }

  /// Of the settings of one system those that no other beats, and of these the ones around each of
  /// the recalls that count.
  public static List<Tried> worthy(List<Tried> tried) {
    List<Tried> best =
        tried.stream()
            .filter(one -> tried.stream().noneMatch(one::isBeaten))
            .sorted((a, b) -> Double.compare(a.recall, b.recall))
            .toList();
    boolean[] isChosen = new boolean[best.size()];
    for (double recall : RECALLS) {
      int above = 0;
      while (above < best.size() && best.get(above).recall < recall) {
        above++;
      }
      for (int i = Math.max(0, above - 1); i < Math.min(best.size(), above + 1); i++) {
        isChosen[i] = true;
      }
    }
    for (int i = best.size() - 1; i >= 0; i--) {
      if (best.get(i).recall < ENOUGH) {
        isChosen[i] = true;
        break;
      }
    }
    List<Tried> worthy = new ArrayList<>();
    for (int i = 0; i < isChosen.length; i++) {
      if (isChosen[i]) {
        worthy.add(best.get(i));
      }
    }
    return worthy;
  }

  /// Measures settings.
  public List<Curve> run(List<Tried> chosen) {
    List<Turns> all = new ArrayList<>();
    double[][] recalls = new double[chosen.size()][];
    for (Tried tried : chosen) {
      Turns turns = turns(tried);
      turns.warm();
      recalls[all.size()] = recalls(turns.round());
      all.add(turns);
    }
    double[][] alone = new double[chosen.size()][effort.turns];
    double[][] paired = new double[chosen.size()][effort.pairedTurns];
    for (int turn = 0; turn < effort.turns; turn++) {
      for (int i = 0; i < alone.length; i++) {
        alone[i][turn] = all.get(i).alone();
      }
    }
    try (Scheduler threads = Scheduler.threads()) {
      for (int turn = 0; turn < effort.pairedTurns; turn++) {
        for (int i = 0; i < paired.length; i++) {
          paired[i][turn] = all.get(i).paired(threads);
        }
      }
    }
    List<Curve.Point> points = new ArrayList<>();
    for (int i = 0; i < alone.length; i++) {
      points.add(point(chosen.get(i), all.get(i), recalls[i], alone[i], paired[i]));
    }
    all.forEach(Turns::close);
    return chosen.stream()
        .map(one -> one.ready.contestant.system())
        .distinct()
        .map(system -> curve(system, chosen, points))
        .toList();
  }

  private static Curve curve(String system, List<Tried> chosen, List<Curve.Point> points) {
    List<Curve.Point> own = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (chosen.get(i).ready.contestant.system().equals(system)) {
        own.add(points.get(i));
      }
    }
    return new Curve(system, own);
  }

  private Turns turns(Tried tried) {
    int first = field.set().firstReported();
    float[][] queries = field.queries(first, field.set().queryCount());
    Searcher.Round round = Searcher.Round.of(first, queries, K);
    double fitting = effort.windowNanos / 1e9 * tried.speed;
    int count = (int) Math.clamp(fitting, Math.min(FEWEST, queries.length), queries.length);
    return new Turns(tried.setting, round, count, clock);
  }

  private double[] recalls(Searcher.Round round) {
    double[] recalls = new double[round.queries().length];
    for (int i = 0; i < recalls.length; i++) {
      int[] ords = round.found()[i];
      int count = 0;
      while (count < ords.length && ords[count] >= 0) {
        count++;
      }
      recalls[i] = field.set().recall(round.first() + i, ords, count, K);
    }
    return recalls;
  }

  private static Curve.Point point(
      Tried tried, Turns turns, double[] recalls, double[] alone, double[] paired) {
    long[] nanos = turns.latencies().clone();
    Arrays.sort(nanos);
    return new Curve.Point(
        tried.ready.contestant.variant(),
        tried.setting.label(),
        tried.ready.build,
        Arrays.stream(recalls).average().orElseThrow(),
        Quantile.of(recalls, 0.05),
        Spread.of(alone),
        Spread.of(paired),
        micros(nanos, 0.5),
        micros(nanos, 0.95),
        micros(nanos, 0.99),
        turns.share());
  }

  private static double micros(long[] nanos, double share) {
    return Quantile.of(Arrays.stream(nanos).asDoubleStream().toArray(), share) / 1e3;
  }
}

package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.MatrixScorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Asks contestants queries under filters, each with the setting that is the fastest of those that
/// have the wanted recall on the queries for tuning.
///
/// - **Threads:** one thread calls.
public final class FilterContest {
  private static final int K = Contest.K;
  private static final double WANTED = 0.95;

  private final OrderedRows rows;
  private final Field field;
  private final RowFilters filters;
  private final Size size;
  private final Clock clock;

  /// How much to measure.
  ///
  /// @param tuned the queries by which settings are chosen
  /// @param reported those that are reported
  /// @param turns how often each is asked
  public record Size(int tuned, int reported, int turns) {}

  /// What came of one contestant under one filter.
  ///
  /// @param shortShare the share of queries with fewer rows than there are, and than were wanted
  public record Result(
      String system,
      String variant,
      String setting,
      double recall,
      double lowRecall,
      Spread speed,
      double p50,
      double p99,
      double shortShare) {}

  /// A contest about the rows of a field.
  public FilterContest(OrderedRows rows, Field field, Size size, Clock clock) {
    this.rows = rows;
    this.field = field;
    this.filters = new RowFilters(field.set());
    this.size = size;
    this.clock = clock;
  }

  /// Queries with what they may find, and how far the last row that counts is.
  private record Asked(float[][] queries, RowFilters.Left[] left, double[] limits) {}

  /// A setting with what it did on some queries.
  private record Done(Setting setting, double[] recalls, long[] nanos, Spread speed, int shorts) {
    double recall() {
      return Arrays.stream(recalls).average().orElseThrow();
    }
  }

  /// Asks all contestants under one filter.
  ///
  /// @param share of the rows that are left; 1 for no filter
  public List<Result> run(List<Contest.Ready> contestants, RowFilters.Kind kind, double share) {
    Asked tuned = asked(0, size.tuned, kind, share);
    Asked reported = asked(field.set().firstReported(), size.reported, kind, share);
    List<Result> results = new ArrayList<>();
    for (Contest.Ready ready : contestants) {
      Setting setting = fastest(ready, tuned);
      Done done = ask(setting, reported, size.turns);
      double[] micros = Arrays.stream(done.nanos).mapToDouble(nanos -> nanos / 1e3).toArray();
      results.add(
          new Result(
              ready.contestant().system(),
              ready.contestant().variant(),
              setting.label(),
              done.recall(),
              Quantile.of(done.recalls, 0.05),
              done.speed,
              Quantile.of(micros, 0.5),
              Quantile.of(micros, 0.99),
              (double) done.shorts / reported.queries.length));
    }
    return results;
  }

  private Asked asked(int first, int count, RowFilters.Kind kind, double share) {
    Dataset set = field.set();
    RowFilters.Left[] left = new RowFilters.Left[count];
    double[] limits = new double[count];
    for (int i = 0; i < count; i++) {
      boolean isOne = kind == RowFilters.Kind.UNCORRELATED && i > 0;
      float[] query = set.query(first + i);
      left[i] = isOne ? left[0] : filters.of(kind, share, query, first + i);
      limits[i] = limit(query, left[i]);
    }
    return new Asked(field.queries(first, first + count), left, limits);
  }

  /// The distance of the last row that counts.
  private double limit(float[] query, RowFilters.Left left) {
    MatrixScorer scorer = MatrixScorer.of(rows.matrix(), field.set().metric(), query);
    NearestOrds nearest = new NearestOrds(K);
    int[] ords = new int[1024];
    for (int from = 0; from < field.set().count(); from += ords.length) {
      int count = Math.min(ords.length, field.set().count() - from);
      int found = scorer.candidates(from, count, nearest.worst(), ords);
      for (int i = 0; i < found; i++) {
        if (left.has(rows.original()[ords[i]])) {
          nearest.offer(scorer.exact(ords[i]), ords[i]);
        }
      }
    }
    double[] distances = nearest.distances();
    return distances.length == 0 ? Double.NEGATIVE_INFINITY : distances[distances.length - 1];
  }

  /// The fastest setting of the wanted recall, else the one of the highest.
  private Setting fastest(Contest.Ready ready, Asked tuned) {
    Optional<Done> best = Optional.empty();
    for (Setting setting : ready.contestant().settings()) {
      Done done = ask(setting, tuned, 2);
      if (best.isEmpty() || isBetter(done, best.get())) {
        best = Optional.of(done);
      }
    }
    return best.orElseThrow().setting;
  }

  private static boolean isBetter(Done done, Done than) {
    boolean isEnough = done.recall() >= WANTED;
    boolean wasEnough = than.recall() >= WANTED;
    if (isEnough && wasEnough) {
      return done.speed.max() > than.speed.max();
    }
    return isEnough || (!wasEnough && done.recall() > than.recall());
  }

  private Done ask(Setting setting, Asked asked, int turns) {
    int count = asked.queries.length;
    double[] recalls = new double[count];
    long[] nanos = new long[count];
    double[] speeds = new double[turns];
    int shorts = 0;
    try (Searcher searcher = setting.searchers().get()) {
      if (!(searcher instanceof FilteredSearcher filtered)) {
        throw new IllegalArgumentException(setting.label() + " takes no filter");
      }
      FilteredSearcher.Filter[] prepared = new FilteredSearcher.Filter[count];
      for (int i = 0; i < count; i++) {
        prepared[i] =
            i > 0 && asked.left[i].equals(asked.left[i - 1])
                ? prepared[i - 1]
                : filtered.prepare(asked.left[i].words(), asked.left[i].count());
      }
      int[][] found = new int[count][K];
      int[] sizes = new int[count];
      for (int turn = 0; turn < turns; turn++) {
        long cpu = Kept.threadNanos();
        for (int i = 0; i < count; i++) {
          long begin = clock.monotonicNanos();
          sizes[i] = prepared[i].search(asked.queries[i], found[i]);
          nanos[i] = clock.monotonicNanos() - begin;
        }
        speeds[turn] = count * 1e9 / (Kept.threadNanos() - cpu);
      }
      for (int i = 0; i < count; i++) {
        int due = Math.min(K, asked.left[i].count());
        shorts += sizes[i] < due ? 1 : 0;
        recalls[i] = recall(asked, i, found[i], sizes[i], due);
      }
    }
    return new Done(setting, recalls, nanos, Spread.of(speeds), shorts);
  }

  private double recall(Asked asked, int index, int[] found, int size, int due) {
    for (int i = 0; i < size; i++) {
      if (!asked.left[index].has(found[i])) {
        throw new IllegalStateException("row " + found[i] + " passes no filter");
      }
    }
    return due == 0
        ? 1
        : field.set().recall(asked.queries[index], found, size, asked.limits[index], due);
  }
}

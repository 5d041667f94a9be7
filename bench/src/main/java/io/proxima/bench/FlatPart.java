package io.proxima.bench;

import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.index.Effort;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.index.flat.FlatIndex;
import io.proxima.engine.index.flat.FlatSearcher;
import io.proxima.engine.index.flat.GrowingFlat;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Recall and speed of the flat index on real data: one thread, the preparation of the query
/// included, queries that took no part in the choice of anything.
record FlatPart(boolean quick, Clock clock) implements Part {
  private static final int K = 10;
  private static final int BITS = 3;

  @Override
  public String name() {
    return "flat";
  }

  @Override
  public Table run() throws IOException {
    Datasets sets = new Datasets(quick ? 600 : 3_000);
    List<List<Object>> rows = new ArrayList<>();
    for (String name : sets.names()) {
      Dataset set = sets.open(name);
      try (Matrix matrix = Datasets.matrix(set)) {
        rows.add(exact(set, matrix));
        rows.addAll(growing(set, matrix));
        rows.addAll(stored(set, matrix));
      }
    }
    return new Table(
        "flat",
        "The flat index: recall@10 by distance against queries per second of one core",
        List.of("data", "bits", "ε", "recall", "5th %", "QPS", "p50 µs", "p99 µs", "measured", "s"),
        rows,
        "QPS by CPU time of the thread; `measured` are the rows of a query whose vectors were read,"
            + " `s` the CPU seconds of coding all rows.");
  }

  private List<Object> exact(Dataset set, Matrix matrix) {
    int queries = Math.min(set.queryCount(), quick ? 30 : 100);
    int[] ords = new int[1024];
    for (int round = 0; round < 2; round++) {
      long begin = QueryRun.cpuNow();
      for (int i = 0; i < queries; i++) {
        MatrixScorer scorer = MatrixScorer.of(matrix, set.metric(), set.query(i));
        NearestOrds nearest = new NearestOrds(K);
        for (int from = 0; from < set.count(); from += ords.length) {
          int count = Math.min(ords.length, set.count() - from);
          int found = scorer.candidates(from, count, nearest.worst(), ords);
          for (int j = 0; j < found; j++) {
            nearest.offer(scorer.exact(ords[j]), ords[j]);
          }
        }
      }
      if (round == 1) {
        double qps = queries * 1e9 / (QueryRun.cpuNow() - begin);
        return row(set, "exact", "", 1.0, 1.0, qps, "", "", set.count(), "");
      }
    }
    throw new AssertionError();
  }

  private static List<Object> row(Object... cells) {
    List<Object> row = new ArrayList<>(List.of(cells));
    row.set(0, ((Dataset) cells[0]).name());
    return row;
  }

  /// The index of a memtable: signs only.
  private List<List<Object>> growing(Dataset set, Matrix matrix) {
    Space space = Space.of(set.metric(), 1, mean(set));
    try (GrowingFlat index = GrowingFlat.open(MemoryBudget.of(4L << 30), "bench", space)) {
      float[] row = new float[set.dim()];
      long begin = QueryRun.cpuNow();
      for (int ord = 0; ord < set.count(); ord++) {
        set.row(ord, row);
        index.append(row, 0);
      }
      return sweep(set, matrix, index, (QueryRun.cpuNow() - begin) / 1e9);
    }
  }

  /// The index of a segment, with further bits.
  private List<List<Object>> stored(Dataset set, Matrix matrix) {
    Space space = Space.of(set.metric(), 1, mean(set));
    VectorRows rows =
        (ord, out) -> {
          set.row(ord, out);
          return true;
        };
    long begin = QueryRun.cpuNow();
    try (OffHeap bytes =
        StoredFlat.encode(MemoryBudget.of(4L << 30), space, BITS, set.count(), rows)) {
      double seconds = (QueryRun.cpuNow() - begin) / 1e9;
      return sweep(set, matrix, StoredFlat.of("bench", bytes.segment()), seconds);
    }
  }

  private List<List<Object>> sweep(Dataset set, Matrix matrix, FlatIndex index, double seconds) {
    List<List<Object>> rows = new ArrayList<>();
    for (float epsilon : new float[] {0.8f, 1.2f, 1.6f, 1.9f, 2.4f}) {
      Effort effort = new Effort(Effort.of(K, set.dim()).survivors(), epsilon);
      run(set, matrix, index, effort, seconds);
      rows.add(run(set, matrix, index, effort, seconds));
    }
    return rows;
  }

  /// The mean of the rows, of length 1 for cosine.
  private static float[] mean(Dataset set) {
    double[] sums = new double[set.dim()];
    float[] row = new float[set.dim()];
    for (int ord = 0; ord < set.count(); ord++) {
      set.row(ord, row);
      double square = 0;
      for (float x : row) {
        square += x * x;
      }
      double scale = set.metric() == Metric.COSINE ? 1 / Math.sqrt(square) : 1;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += row[i] * scale;
      }
    }
    float[] mean = new float[sums.length];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i] / set.count());
    }
    return mean;
  }

  private List<Object> run(
      Dataset set, Matrix matrix, FlatIndex index, Effort effort, double seconds) {
    FlatSearcher searcher = new FlatSearcher();
    long[] measured = new long[1];
    QueryRun run =
        QueryRun.of(
            set,
            K,
            clock,
            query -> {
              NearestOrds nearest = new NearestOrds(K);
              searcher.search(
                  index,
                  new FlatSearcher.Question(
                      new CodedQuery(index.space(), query),
                      MatrixScorer.of(matrix, set.metric(), query),
                      set.count(),
                      LaneMask.all()),
                  effort,
                  nearest,
                  Cancellation.unlimited(clock));
              measured[0] += searcher.measured();
              return nearest::distances;
            });
    List<Object> row = row(set, "1 + " + index.bits(), Float.toString(effort.epsilon()));
    row.addAll(run.cells());
    row.add(measured[0] / run.count());
    row.add(seconds);
    return row;
  }
}

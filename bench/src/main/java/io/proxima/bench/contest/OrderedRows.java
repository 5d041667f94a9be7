package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.ListFinder;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.ivf.IvfBuilder;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Matrix;
import java.util.function.IntConsumer;

/// The rows of a data set as a segment of the engine holds them: in the order of the lists of an
/// epoch that was trained by them.
///
/// - **Owns:** the matrix, until `close`.
///
/// @param listOf the list of each row, ascending
/// @param original the ord in the data set of each row
/// @param wallSeconds what training and ordering took
public record OrderedRows(
    Dataset set,
    Epoch epoch,
    int[] listOf,
    int[] original,
    Matrix matrix,
    double wallSeconds,
    double cpuSeconds)
    implements AutoCloseable {
  static final int THREADS = 2;
  private static final long MEMORY = 6L << 30;
  private static final int CHUNK_ROWS = 2048;

  /// Trains and orders.
  public static OrderedRows of(Dataset set, Clock clock) {
    long cpu = Kept.cpuNanos();
    long begin = clock.monotonicNanos();
    IvfBuilder.Source source = source(set, (ord, out) -> set.row(ord, out));
    int[] found = new int[set.count()];
    Epoch epoch;
    try (Scheduler scheduler = Scheduler.threads()) {
      Crew crew = Crew.of(scheduler, THREADS);
      epoch = builder(crew).train(source, set.dim(), new EpochId(1, 1, 1));
      crew.run((found.length + CHUNK_ROWS - 1) / CHUNK_ROWS, () -> finder(set, epoch, found));
    }
    int[] original = order(found, epoch.listCount());
    int[] listOf = new int[found.length];
    Matrix matrix = Matrix.open(budget(), "bench", set.dim());
    matrix.ensureCapacity(found.length);
    float[] row = new float[set.dim()];
    for (int i = 0; i < original.length; i++) {
      listOf[i] = found[original[i]];
      set.row(original[i], row);
      matrix.append(row, 0);
    }
    return new OrderedRows(
        set,
        epoch,
        listOf,
        original,
        matrix,
        (clock.monotonicNanos() - begin) / 1e9,
        (Kept.cpuNanos() - cpu) / 1e9);
  }

  private static int[] order(int[] found, int lists) {
    int[] next = new int[lists + 1];
    for (int list : found) {
      next[list + 1]++;
    }
    for (int list = 0; list < lists; list++) {
      next[list + 1] += next[list];
    }
    int[] original = new int[found.length];
    for (int ord = 0; ord < found.length; ord++) {
      original[next[found[ord]]++] = ord;
    }
    return original;
  }

  private static IntConsumer finder(Dataset set, Epoch epoch, int[] found) {
    ListFinder finder = new ListFinder(epoch);
    float[] chunk = new float[CHUNK_ROWS * set.dim()];
    float[] row = new float[set.dim()];
    return piece -> {
      int from = piece * CHUNK_ROWS;
      int count = Math.min(CHUNK_ROWS, found.length - from);
      for (int i = 0; i < count; i++) {
        set.row(from + i, row);
        System.arraycopy(row, 0, chunk, i * row.length, row.length);
      }
      finder.find(chunk, count, found, from);
    };
  }

  /// Reads a row into an array.
  interface Reading {
    void read(int ord, float[] out);
  }

  private static IvfBuilder.Source source(Dataset set, Reading rows) {
    return new IvfBuilder.Source(
        set.metric(),
        IvfBuilder.bits(set.dim()),
        set.count(),
        (ord, out) -> {
          rows.read(ord, out);
          return true;
        });
  }

  /// What an index of the rows in their order is made from.
  IvfBuilder.Source source() {
    return source(set, (ord, out) -> matrix.copy(ord, out, 0));
  }

  static IvfBuilder builder(Crew crew) {
    return new IvfBuilder(budget(), crew, Cancellation.unlimited(), count -> {});
  }

  static MemoryBudget budget() {
    return MemoryBudget.of(MEMORY);
  }

  @Override
  public void close() {
    matrix.close();
  }
}

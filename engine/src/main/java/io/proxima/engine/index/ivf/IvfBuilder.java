package io.proxima.engine.index.ivf;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.epoch.EpochTrainer;
import io.proxima.engine.epoch.Form;
import io.proxima.engine.epoch.ListFinder;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/// Makes inverted indexes: finds the list of each row, codes the rows list by list, and finds out
/// by some of the rows how far searches have to go.
///
/// The bytes are made in memory, which counts against the budget until they are closed.
///
/// - **Threads:** one thread calls; the crew may be more.
public final class IvfBuilder {
  private static final int CHUNK_ROWS = 2048;
  private static final int PIECE_LISTS = 8;
  private static final int SAMPLED_PER_LIST = 64;
  private static final int MOST_SAMPLED_FLOATS = Integer.MAX_VALUE / 2;
  private static final long MOST_SAMPLE_BYTES = 256L << 20;
  private static final int LARGE_ROWS = 200_000;
  private static final int SAMPLED_QUERIES = 400;
  private static final int NEAREST = 10;
  private static final String OWNER = "inverted index";

  private final MemoryBudget budget;
  private final Crew crew;
  private final Cancellation cancellation;
  private final IntConsumer progress;

  /// A builder.
  ///
  /// @param progress is told of rows that were coded, by any thread of the crew
  public IvfBuilder(
      MemoryBudget budget, Crew crew, Cancellation cancellation, IntConsumer progress) {
    this.budget = budget;
    this.crew = crew;
    this.cancellation = cancellation;
    this.progress = progress;
  }

  /// The rows to be indexed.
  ///
  /// @param bits those of a code behind the sign
  public record Source(Metric metric, int bits, int rowCount, VectorRows rows) {
    /// Checks the ranges.
    public Source {
      if (!Space.codes(metric)) {
        throw new IllegalArgumentException("there are no codes for " + metric);
      }
      if (bits < 0 || bits > RabitqEncoder.MAX_BITS) {
        throw new IllegalArgumentException("bits must be 0 to 7, got " + bits);
      }
    }

    /// The form of the epochs for that metric.
    public Form form() {
      return metric == Metric.COSINE ? Form.UNIT : Form.RAW;
    }
  }

  /// The bits behind the sign that serve vectors of `dim` components best.
  public static int bits(int dim) {
    return dim <= 8 ? 7 : dim <= 32 ? 5 : 3;
  }

  /// Trains an epoch by the rows themselves.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `CANCELLED`
  public Epoch train(Source source, int dim, EpochId id) {
    return train(source, dim, id, listCount(source.rowCount));
  }

  /// The same with so many lists, or fewer if there are not so many rows.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `CANCELLED`
  public Epoch train(Source source, int dim, EpochId id, int listCount) {
    int lists = Math.clamp(listCount, 1, Math.max(1, source.rowCount));
    lists = Math.min(lists, MOST_SAMPLED_FLOATS / dim);
    long most = Math.min(MOST_SAMPLE_BYTES, budget.limitBytes() / 8) / (4L * dim);
    int wanted = (int) Math.clamp((long) SAMPLED_PER_LIST * lists, 1, Math.max(lists, most));
    wanted = Math.clamp(wanted, 1, Math.max(1, source.rowCount));
    try (Reservation _ = budget.reserve(OWNER, 4L * dim * wanted)) {
      float[] sample = new float[wanted * dim];
      float[] vector = new float[dim];
      VectorRows rows = source.rows.own();
      int count = 0;
      for (int i = 0; i < wanted && i < source.rowCount; i++) {
        if (i % CHUNK_ROWS == 0) {
          cancellation.check();
        }
        int ord = (int) ((long) i * source.rowCount / wanted);
        if (rows.read(ord, vector) && isPlaced(source.metric, vector)) {
          System.arraycopy(vector, 0, sample, count++ * dim, dim);
        }
      }
      return EpochTrainer.train(
          id,
          source.form(),
          count == wanted ? sample : Arrays.copyOf(sample, Math.max(1, count) * dim),
          Math.max(1, count),
          dim,
          lists);
    }
  }

  /// The lists for so many rows; for few rows fewer and larger ones serve better.
  static int listCount(int rowCount) {
    return Math.max(1, rowCount / (rowCount >= LARGE_ROWS ? 320 : 256));
  }

  private static boolean isPlaced(Metric metric, float[] vector) {
    return metric != Metric.COSINE || Distances.squaredNorm(vector, 0, vector.length) > 0;
  }

  /// Makes the index of rows by an epoch of their form.
  ///
  /// @return the bytes to be written to a file; the caller closes it
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `CANCELLED`
  public OffHeap build(Source source, Epoch epoch) {
    if (epoch.form() != source.form()) {
      throw new IllegalArgumentException(source.metric + " with an epoch of form " + epoch.form());
    }
    int rows = source.rowCount;
    try (Reservation _ = budget.reserve(OWNER, 8L * rows + crewBytes(epoch))) {
      int[] listOf = new int[rows];
      crew.run((rows + CHUNK_ROWS - 1) / CHUNK_ROWS, () -> finder(source, epoch, listOf));
      return build(source, epoch, listOf);
    }
  }

  private long crewBytes(Epoch epoch) {
    return crew.size() * (ListFinder.memoryBytes(epoch) + 4L * CHUNK_ROWS * epoch.dim());
  }

  /// Finds the lists of the rows of a chunk; -1 where there is none.
  private IntConsumer finder(Source source, Epoch epoch, int[] listOf) {
    int dim = epoch.dim();
    ListFinder finder = new ListFinder(epoch);
    VectorRows rows = source.rows.own();
    float[] chunk = new float[CHUNK_ROWS * dim];
    float[] vector = new float[dim];
    int[] ords = new int[CHUNK_ROWS];
    int[] found = new int[CHUNK_ROWS];
    return piece -> {
      cancellation.check();
      int end = Math.min(source.rowCount, (piece + 1) * CHUNK_ROWS);
      int count = 0;
      for (int ord = piece * CHUNK_ROWS; ord < end; ord++) {
        listOf[ord] = -1;
        if (rows.read(ord, vector) && isPlaced(source.metric, vector)) {
          System.arraycopy(vector, 0, chunk, count * dim, dim);
          ords[count++] = ord;
        }
      }
      finder.find(chunk, count, found, 0);
      for (int i = 0; i < count; i++) {
        listOf[ords[i]] = found[i];
      }
    };
  }

  /// Makes the index of rows whose lists are known.
  ///
  /// @param listOf the list of the epoch of each row; -1 for rows without a vector, and for zero
  ///   vectors under cosine
  /// @return the bytes to be written to a file; the caller closes it
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `CANCELLED`
  public OffHeap build(Source source, Epoch epoch, int[] listOf) {
    Lists lists = Lists.of(listOf, epoch.listCount());
    Space space = Space.of(source.metric, epoch.rotationSeed(), epoch.mean());
    IvfLayout layout = lists.layout(source, epoch.dim());
    OffHeap memory = budget.allocate(OWNER, layout.length());
    boolean isDone = false;
    try {
      MemorySegment target = memory.segment();
      layout.writeHeader(target, space, epoch.id().number());
      Coding coding = new Coding(source, epoch, space, layout, lists, target);
      int pieces = (lists.count() + PIECE_LISTS - 1) / PIECE_LISTS;
      crew.run(pieces, () -> coder(coding));
      if (layout.hasOrds()) {
        MemorySegment.copy(
            lists.order(), 0, target, IvfLayout.INT, layout.ordsAt(), lists.order().length);
      }
      Calibration.all().write(target, layout.calibrationAt());
      calibrate(source, lists, target).write(target, layout.calibrationAt());
      isDone = true;
      return memory;
    } finally {
      if (!isDone) {
        memory.close();
      }
    }
  }

  private IntConsumer coder(Coding coding) {
    ListWriter writer = new ListWriter(coding);
    return piece -> {
      int end = Math.min(coding.lists().count(), (piece + 1) * PIECE_LISTS);
      for (int list = piece * PIECE_LISTS; list < end; list++) {
        cancellation.check();
        writer.write(list);
        progress.accept(coding.lists().rows(list));
      }
    };
  }

  /// What the threads that code lists share.
  record Coding(
      Source source,
      Epoch epoch,
      Space space,
      IvfLayout layout,
      Lists lists,
      MemorySegment target) {}

  private Calibration calibrate(Source source, Lists lists, MemorySegment bytes) {
    int total = lists.order().length;
    IvfIndex index = IvfIndex.of(OWNER, bytes);
    int queries = Math.min(SAMPLED_QUERIES, total);
    Calibrator.Found[] found = new Calibrator.Found[queries];
    crew.run(
        queries,
        () -> {
          Calibrator calibrator = new Calibrator(index, source.rows.own(), NEAREST);
          return query -> {
            cancellation.check();
            found[query] = calibrator.ask(lists.order()[(int) ((long) query * total / queries)]);
          };
        });
    return Calibration.of(List.of(found));
  }

  /// The lists that have rows.
  ///
  /// - **Shape:** list `i`, number `numbers[i]` of the epoch, has the rows `order[firsts[i] ..
  ///   firsts[i + 1])`, ascending.
  record Lists(int[] numbers, int[] firsts, int[] order) {
    static Lists of(int[] listOf, int listCount) {
      int[] sizes = new int[listCount];
      int total = 0;
      for (int list : listOf) {
        if (list >= 0) {
          sizes[list]++;
          total++;
        }
      }
      int count = 0;
      for (int size : sizes) {
        count += size > 0 ? 1 : 0;
      }
      int[] numbers = new int[count];
      int[] firsts = new int[count + 1];
      int[] next = new int[listCount];
      int at = 0;
      for (int list = 0, i = 0; list < listCount; list++) {
        next[list] = at;
        if (sizes[list] > 0) {
          numbers[i] = list;
          at += sizes[list];
          firsts[++i] = at;
        }
      }
      int[] order = new int[total];
      for (int ord = 0; ord < listOf.length; ord++) {
        if (listOf[ord] >= 0) {
          order[next[listOf[ord]]++] = ord;
        }
      }
      return new Lists(numbers, firsts, order);
    }

    int count() {
      return numbers.length;
    }

    int rows(int list) {
      return firsts[list + 1] - firsts[list];
    }

    int ord(int list, int row) {
      return order[firsts[list] + row];
    }

    /// Whether the rows of each list, and the lists, are behind each other as they are.
    boolean isOrdered() {
      for (int list = 0; list < count(); list++) {
        int first = order[firsts[list]];
        int last = order[firsts[list + 1] - 1];
        if (last - first != rows(list) - 1 || (list > 0 && first < order[firsts[list] - 1])) {
          return false;
        }
      }
      return true;
    }

    IvfLayout layout(Source source, int dim) {
      IvfLayout sizes =
          new IvfLayout(source.metric, dim, source.rowCount, source.bits, count(), !isOrdered(), 0);
      long bytes = 0;
      for (int list = 0; list < count(); list++) {
        bytes += sizes.listBytes(rows(list));
      }
      return new IvfLayout(
          source.metric, dim, source.rowCount, source.bits, count(), !isOrdered(), bytes);
    }
  }
}

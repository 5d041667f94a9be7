package io.proxima.engine.index;

import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.MatrixScorer;
import java.util.Arrays;

/// The rows that a pass over codes keeps: those whose estimate, less what it may be off, is within
/// the k-th distance found so far, and of these no more than there is room for, the best. They are
/// measured the best first.
///
/// Every few hundred rows taken, the best of them are measured, so that the limit falls to what the
/// data makes possible, and not only to the best estimates so far.
///
/// The way of a search: `begin`; `take` for each block, with `limit` as the limit of its scan;
/// `settle`; `refine` for each that is held; `measure`. Estimates are without the term of the query
/// alone up to `refine`.
///
/// - **Threads:** one thread.
/// - **Cost:** a few ns for each row taken; allocates only when more room is asked for than before.
public final class Survivors {
  private static final int CHECKED_ROWS = 1024;
  private static final int PROBE_EVERY = 512;
  private static final int FIRST_BATCH = 16;
  private static final int LARGEST_BATCH = 128;

  /// By how much the error of a row may be above the largest of those that were probed.
  private static final float MARGIN = 1.25f;

  private int room;
  private int size;
  private int nextProbe;
  private float limit;
  private float base;
  private float largest;
  private long measured;
  private int[] unbounded = {};
  private int unboundedSize;
  private long[] entries = {};
  private int[] ords = {};
  private float[] errors = {};
  private final int[] batch = new int[LARGEST_BATCH];
  private final float[] estimates = new float[LARGEST_BATCH];

  /// How far estimates are off.
  public interface Bounds {
    /// What is known of the error of a row.
    float stored(int ord);

    /// How far an estimate may be off, by what is known of the row.
    float error(float stored, float estimate);
  }

  /// Forgets all rows, for a search that keeps `room` of them and whose estimates are whole.
  public void begin(int room) {
    begin(room, 0);
  }

  /// Forgets all rows, for a search that keeps `room` of them.
  ///
  /// @param base what the estimates are without
  public void begin(int room, float base) {
    this.room = room;
    this.base = base;
    size = 0;
    measured = 0;
    unboundedSize = 0;
    largest = 0;
    limit = Float.POSITIVE_INFINITY;
    nextProbe = PROBE_EVERY;
    int needed = 2 * room + 4 * PROBE_EVERY;
    if (entries.length < needed) {
      entries = new long[needed];
      ords = new int[needed];
      errors = new float[needed];
    }
  }

  /// The estimate that a row must be below to be kept.
  public float limit() {
    return limit;
  }

  /// Takes the rows of a block whose bit is set in `lanes`; their estimates begin at `at`.
  ///
  /// @return whether it is time to `probe`
  public boolean take(float[] found, int at, int lanes, int firstOrd) {
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      if (found[at + lane] == Float.NEGATIVE_INFINITY) {
        holdUnbounded(firstOrd + lane);
      } else {
        entries[size++] = entry(found[at + lane], firstOrd + lane);
      }
    }
    if (size > entries.length - CodeKernels.LANES) {
      cut();
    }
    return size >= nextProbe;
  }

  /// A row whose code says nothing, because its length is beyond what codes can tell, takes
  /// nobody's place: it is measured in the end.
  private void holdUnbounded(int ord) {
    if (unboundedSize == unbounded.length) {
      unbounded = Arrays.copyOf(unbounded, Math.max(64, 2 * unboundedSize));
    }
    unbounded[unboundedSize++] = ord;
  }

  /// Measures the best rows held and lowers the limit by what they are; they are no longer held.
  public void probe(MatrixScorer scorer, Bounds bounds, Nearest nearest) {
    do {
      int count = Math.min(size, FIRST_BATCH);
      select(entries, 0, size, count);
      for (int i = 0; i < count; i++) {
        batch[i] = (int) entries[i];
        largest = Math.max(largest, bounds.stored(batch[i]));
      }
      measure(scorer, count, nearest);
      size -= count;
      int moved = Math.min(count, size);
      System.arraycopy(entries, count + size - moved, entries, 0, moved);
    } while (size > 0 && nearest.worst() == Double.POSITIVE_INFINITY);
    if (nearest.worst() < Double.POSITIVE_INFINITY) {
      float worst = (float) scorer.estimateOf(nearest.worst());
      lower(worst - base + MARGIN * bounds.error(largest, worst));
    }
    if (size > room) {
      cut();
    }
    nextProbe = size + PROBE_EVERY;
  }

  private void lower(float to) {
    if (to < limit) {
      limit = to;
      int kept = 0;
      for (int i = 0; i < size; i++) {
        entries[kept] = entries[i];
        kept += estimate(entries[i]) < to ? 1 : 0;
      }
      size = kept;
    }
  }

  private void cut() {
    select(entries, 0, size, room);
    size = room;
    limit = Math.min(limit, estimate(entries[room - 1]));
  }

  /// Cuts what is held to the best.
  ///
  /// @return how many there are
  public int settle() {
    if (size > room) {
      cut();
    }
    for (int i = 0; i < size; i++) {
      ords[i] = (int) entries[i];
    }
    return size;
  }

  /// The ord of a row that is held.
  public int ord(int index) {
    return ords[index];
  }

  /// The estimate of a row that is held.
  public float estimate(int index) {
    return estimate(entries[index]);
  }

  /// Sets the estimate of the distance of a row, and how far it may be off.
  public void refine(int index, float estimate, float error) {
    entries[index] = entry(estimate, index);
    errors[index] = error;
  }

  /// Holds one more row, in the way of a search that finds out estimates and errors by itself: it
  /// begins with no room, and measures when it has held all.
  public void hold(int ord, float estimate, float error) {
    if (size == ords.length) {
      int grown = Math.max(64, 2 * size);
      ords = Arrays.copyOf(ords, grown);
      errors = Arrays.copyOf(errors, grown);
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, 2 * ords.length);
    }
    ords[size] = ord;
    refine(size++, estimate, error);
  }

  /// Measures the rows that may be among the nearest.
  public void measure(MatrixScorer scorer, Nearest nearest) {
    for (int i = 0; i < unboundedSize; i++) {
      offer(scorer, unbounded[i], nearest);
    }
    measured += unboundedSize;
    drop(0, scorer.estimateOf(nearest.worst()));
    int from = 0;
    for (int count = FIRST_BATCH; from < size; count = Math.min(2 * count, LARGEST_BATCH)) {
      int end = Math.min(size, from + count);
      select(entries, from, size, end - from);
      for (int i = from; i < end; i++) {
        batch[i - from] = ords[(int) entries[i]];
      }
      measure(scorer, end - from, nearest);
      from = end;
      drop(from, scorer.estimateOf(nearest.worst()));
    }
  }

  /// Leaves out the rows behind `from` that cannot be near enough.
  private void drop(int from, double worst) {
    int kept = from;
    for (int i = from; i < size; i++) {
      entries[kept] = entries[i];
      kept += estimate(entries[i]) - errors[(int) entries[i]] <= worst ? 1 : 0;
    }
    size = kept;
  }

  private void measure(MatrixScorer scorer, int count, Nearest nearest) {
    scorer.estimate(batch, count, estimates);
    for (int i = 0; i < count; i++) {
      if (scorer.mayBeWithin(batch[i], estimates[i], nearest.worst())) {
        offer(scorer, batch[i], nearest);
      }
    }
    measured += count;
  }

  private static void offer(MatrixScorer scorer, int ord, Nearest nearest) {
    double distance = scorer.exact(ord);
    if (!Double.isNaN(distance)) {
      nearest.offer(distance, ord);
    }
  }

  /// How many rows were measured.
  public long measured() {
    return measured;
  }

  /// Measures all of the first `rowCount` rows that may be found, for a query that codes cannot be
  /// asked.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CANCELLED` or `TIMEOUT`
  public void measureAll(
      MatrixScorer scorer,
      int rowCount,
      LaneMask eligible,
      Nearest nearest,
      Cancellation cancellation) {
    int[] lanes = new int[1];
    for (int ord = 0; ord < rowCount; ord += CodeKernels.LANES) {
      if (ord % CHECKED_ROWS == 0) {
        cancellation.check();
      }
      eligible.lanes(ord / CodeKernels.LANES, 1, lanes);
      int left = lanes[0];
      if (rowCount - ord < CodeKernels.LANES) {
        left &= (1 << (rowCount - ord)) - 1;
      }
      for (; left != 0; left &= left - 1) {
        offer(scorer, ord + Integer.numberOfTrailingZeros(left), nearest);
        measured++;
      }
    }
  }

  /// An order of floats that is one of whole numbers, with the ord as the lower half.
  public static long entry(float estimate, int ord) {
    int bits = Float.floatToRawIntBits(estimate);
    return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << Integer.SIZE | ord;
  }

  /// The number of an entry.
  public static float estimate(long entry) {
    int bits = (int) (entry >> Integer.SIZE);
    return Float.intBitsToFloat(bits ^ (bits >> 31 & Integer.MAX_VALUE));
  }

  /// Brings the `count` smallest of `values[from..to)` to its front, the largest of these last.
  public static void select(long[] values, int from, int to, int count) {
    int low = from;
    int high = to - 1;
    int wanted = from + count - 1;
    while (low < high) {
      long pivot = middle(values[low], values[(low + high) >>> 1], values[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (values[i] < pivot) {
          i++;
        }
        while (values[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long swapped = values[i];
          values[i++] = values[j];
          values[j--] = swapped;
        }
      }
      if (wanted <= j) {
        high = j;
      } else if (wanted >= i) {
        low = i;
      } else {
        return;
      }
    }
  }

  private static long middle(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }
}

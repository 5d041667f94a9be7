package io.proxima.engine.index;

import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.MatrixScorer;

/// The rows that a pass over codes keeps: those of the best estimates, of which a bounded number is
/// held, and then measured, the best first.
///
/// The way of a search: `begin`; `take` for each block, with `limit` as the limit of its scan;
/// `settle`; `refine` for each that is held; `measure`.
///
/// - **Threads:** one thread.
/// - **Cost:** a few ns for each row taken; allocates only when more room is asked for than before.
public final class Survivors {
  private static final int FIRST_BATCH = 16;
  private static final int LARGEST_BATCH = 128;

  private int room;
  private int size;
  private float limit;
  private long measured;
  private long[] entries = {};
  private int[] ords = {};
  private float[] errors = {};
  private final int[] batch = new int[LARGEST_BATCH];
  private final float[] estimates = new float[LARGEST_BATCH];

  /// Forgets all rows, for a search that keeps `room` of them.
  public void begin(int room) {
    this.room = room;
    size = 0;
    measured = 0;
    limit = Float.POSITIVE_INFINITY;
    int needed = 2 * room + CodeKernels.LANES;
    if (entries.length < needed) {
      entries = new long[needed];
      ords = new int[room];
      errors = new float[room];
    }
  }

  /// The estimate that a row must be below to be kept.
  public float limit() {
    return limit;
  }

  /// Takes the rows of a block whose bit is set in `lanes`; their estimates begin at `at`.
  public void take(float[] found, int at, int lanes, int firstOrd) {
    for (int left = lanes; left != 0; left &= left - 1) {
      int lane = Integer.numberOfTrailingZeros(left);
      entries[size++] = entry(found[at + lane], firstOrd + lane);
    }
    if (size >= 2 * room) {
      cut();
    }
  }

  private void cut() {
    select(entries, 0, size, room);
    size = room;
    limit = estimate(entries[room - 1]);
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

  /// Measures the rows that may be among the nearest.
  public void measure(MatrixScorer scorer, Nearest nearest) {
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
      if (estimate(entries[i]) - errors[(int) entries[i]] <= worst) {
        entries[kept++] = entries[i];
      }
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
  public void measureAll(MatrixScorer scorer, int rowCount, LaneMask eligible, Nearest nearest) {
    int[] lanes = new int[1];
    for (int ord = 0; ord < rowCount; ord += CodeKernels.LANES) {
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
  private static long entry(float estimate, int ord) {
    int bits = Float.floatToRawIntBits(estimate);
    return (long) (bits ^ (bits >> 31 & Integer.MAX_VALUE)) << Integer.SIZE | ord;
  }

  private static float estimate(long entry) {
    int bits = (int) (entry >> Integer.SIZE);
    return Float.intBitsToFloat(bits ^ (bits >> 31 & Integer.MAX_VALUE));
  }

  /// Brings the `count` smallest of `values[from..to)` to its front, the largest of these last.
  static void select(long[] values, int from, int to, int count) {
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

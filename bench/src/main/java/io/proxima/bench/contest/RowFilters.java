package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Filters that leave a share of the rows of a data set: any rows, rows around the query, or rows
/// far from it.
///
/// What is around a query is told by 64 rows taken by chance: every row belongs to the nearest of
/// them. A filter takes whole neighbourhoods until there are enough rows, and of these by chance as
/// many as are wanted.
///
/// - **Threads:** immutable.
public final class RowFilters {
  private static final int PIVOTS = 64;
  private static final int SEED = 64;

  private final Dataset set;
  private final int[] pivots;
  private final int[] pivotOf;

  /// Which rows a filter leaves.
  public enum Kind {
    /// Any rows.
    UNCORRELATED("any rows"),
    /// Rows near the query.
    CORRELATED("near the query"),
    /// Rows far from the query.
    ANTI_CORRELATED("far from it");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    /// How a reader is told.
    public String shown() {
      return shown;
    }
  }

  /// The rows that a filter leaves.
  ///
  /// @param words bit `i` of them says whether row `i` is left
  public record Left(long[] words, int count) {
    static Left of(long[] words) {
      return new Left(words, Arrays.stream(words).mapToInt(Long::bitCount).sum());
    }

    /// Whether a row is left.
    public boolean has(int ord) {
      return (words[ord >> 6] >>> ord & 1) != 0;
    }
  }

  /// Those of a data set.
  public RowFilters(Dataset set) {
    this.set = set;
    this.pivots = new SplittableRandom(SEED).ints(PIVOTS, 0, set.count()).toArray();
    this.pivotOf = IntStream.range(0, set.count()).parallel().map(this::nearestPivot).toArray();
  }

  private int nearestPivot(int ord) {
    float[] row = new float[set.dim()];
    set.row(ord, row);
    int nearest = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < PIVOTS; i++) {
      double distance = set.distance(row, pivots[i]);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  /// The rows for a query.
  ///
  /// @param share of all rows that are left, about
  public Left of(Kind kind, double share, float[] query, long seed) {
    double chance = share;
    boolean[] isTaken = new boolean[PIVOTS];
    if (kind == Kind.UNCORRELATED) {
      Arrays.fill(isTaken, true);
    } else {
      int[] sizes = new int[PIVOTS];
      for (int pivot : pivotOf) {
        sizes[pivot]++;
      }
      long taken = 0;
      for (int pivot : byDistance(query, kind)) {
        if (taken < share * set.count()) {
          isTaken[pivot] = true;
          taken += sizes[pivot];
        }
      }
      chance = share * set.count() / taken;
    }
    SplittableRandom random = new SplittableRandom(seed);
    long[] words = new long[(set.count() + 63) / 64];
    for (int ord = 0; ord < pivotOf.length; ord++) {
      if (isTaken[pivotOf[ord]] && random.nextDouble() < chance) {
        words[ord >> 6] |= 1L << ord;
      }
    }
    return Left.of(words);
  }

  private int[] byDistance(float[] query, Kind kind) {
    double sign = kind == Kind.CORRELATED ? 1 : -1;
    double[] distances = new double[PIVOTS];
    Arrays.setAll(distances, i -> sign * set.distance(query, pivots[i]));
    return IntStream.range(0, PIVOTS)
        .boxed()
        .sorted((a, b) -> Double.compare(distances[a], distances[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}

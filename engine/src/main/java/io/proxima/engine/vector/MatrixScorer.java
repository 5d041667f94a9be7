package io.proxima.engine.vector;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.lang.foreign.MemorySegment;
import java.util.function.IntFunction;

/// Distances from one query to the rows of a [Matrix] or [StoredMatrix]: fast estimates, how wrong
/// these can be, and the exact ones.
///
/// A search goes over the rows with `candidates` and the distance a row must not exceed to matter
/// (infinity until there are k), and orders only those by `exact`. The answer is exact.
///
/// Rows stand for themselves: what is deleted, and what is NULL and only stored as zeros, is for
/// the caller to leave out.
///
/// - **Unit:** estimates are in the unit of [#estimateOf]: squared for L2, the distance itself for
///   the others. Exact distances are those of [Distances].
/// - **Owns:** borrows matrix and query.
/// - **Threads:** one thread per scorer; many scorers per matrix.
///
/// # The error bound
///
/// With u = 2⁻²⁴ and γ(m) = m·u / (1 − m·u), a sum in which no term takes part in more than m
/// roundings is off by at most γ(m) · Σ|terms|, in whatever order it is added. All kernels hold at
/// least eight partial sums, so a term meets at most dim/8 additions in the main loop, and 17 more
/// in the left-over vectors (3), the left-over components (7) and the combination of the partial
/// sums (7). It meets one rounding as a product, or three as a squared difference. So m = dim/8 +
/// 40 leaves at least 20 u for what is rounded in `double`, in which everything else is computed:
/// the exact distances, the norms and the bound itself.
///
/// - Inner product: Σ|terms| ≤ |query|·|row|, by Cauchy and Schwarz.
/// - Cosine: the same, divided by |query|·|row|, so γ(m), and 4u for storing a value up to 2 as a
///   `float`.
/// - Squared L2 and L1 have no negative terms: Σ|terms| is the sum S itself, and |s − S| ≤ γ·S
///   gives |s − S| ≤ γ/(1 − γ)·s by the computed s.
/// - A product that underflows is off by 2⁻¹⁵⁰ at most; dim·2⁻¹⁴⁸ covers them all. Sums and
///   differences that underflow are exact.
/// - A partial sum that overflows stays infinite or becomes NaN until the end, so an estimate that
///   is finite had no overflow; one that is not has an infinite bound.
public final class MatrixScorer implements Scorer {
  private static final double U = 0x1p-24;

  private final MatrixRows rows;
  private final Metric metric;
  private final float[] query;
  private final Kernels kernels;
  private final double querySquared;
  private final double relative;
  private final double tiny;
  private final float[] row;
  private float[] scratch = new float[256];

  private MatrixScorer(
      IntFunction<MatrixChunk> chunks, Metric metric, float[] query, Kernels kernels) {
    this.rows = new MatrixRows(chunks);
    this.metric = metric;
    this.query = query;
    this.kernels = kernels;
    int dim = query.length;
    this.querySquared = kernels.exactDot(query, 0, query, 0, dim);
    double rounding = (dim / 8 + 40) * U;
    this.relative = rounding / (1 - 2 * rounding);
    this.tiny = dim * 0x1p-148;
    this.row = new float[dim];
  }

  /// A scorer of the rows of `matrix` against `query`.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if `query.length` is not the matrix's dim
  public static MatrixScorer of(Matrix matrix, Metric metric, float[] query) {
    return of(matrix, metric, query, Kernels.best());
  }

  /// A scorer of the rows of a stored matrix against `query`.
  ///
  /// @throws ProximaException `DIMENSION_MISMATCH` if `query.length` is not the matrix's dim
  public static MatrixScorer of(StoredMatrix matrix, Metric metric, float[] query) {
    checkDim(query, matrix.dim());
    return new MatrixScorer(matrix::chunkOf, metric, query, Kernels.best());
  }

  static MatrixScorer of(Matrix matrix, Metric metric, float[] query, Kernels kernels) {
    checkDim(query, matrix.dim());
    return new MatrixScorer(matrix::chunkOf, metric, query, kernels);
  }

  private static void checkDim(float[] query, int dim) {
    if (query.length != dim) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "the query vector has dimension " + query.length + ", the column has dimension " + dim);
    }
  }

  private double squaredNorm(int ord) {
    return rows.chunkOf(ord).squaredNorm(ord);
  }

  @Override
  public double exact(int ord) {
    rows.chunkOf(ord).copy(ord, row, 0);
    int dim = row.length;
    return switch (metric) {
      case L2 -> Math.sqrt(kernels.exactSquaredL2(query, 0, row, 0, dim));
      case INNER_PRODUCT -> Distances.negative(kernels.exactDot(query, 0, row, 0, dim));
      case L1 -> kernels.exactL1(query, 0, row, 0, dim);
      case COSINE ->
          Distances.cosine(kernels.exactDot(query, 0, row, 0, dim), querySquared, squaredNorm(ord));
      case HAMMING, JACCARD -> throw notDense();
    };
  }

  /// The exact distances to the first `count` of `ords`, into `out`; the way for short lists.
  public void exact(int[] ords, int count, double[] out) {
    for (int i = 0; i < count; i++) {
      out[i] = exact(ords[i]);
    }
  }

  /// What an estimate of this exact distance estimates: its square for L2, itself for the others.
  public double estimateOf(double distance) {
    return metric == Metric.L2 ? distance * distance : distance;
  }

  /// Estimates for the `count` rows from `fromOrd`, into `out`; what cannot be told is not finite.
  public void estimate(int fromOrd, int count, float[] out) {
    int done = 0;
    while (done < count) {
      int ord = fromOrd + done;
      MatrixChunk chunk = rows.chunkOf(ord);
      int part = Math.min(count - done, chunk.firstOrd + chunk.capacity - ord);
      estimate(chunk, ord, part, out, done);
      done += part;
    }
  }

  /// Estimates for the first `count` of `ords`, into `out`.
  public void estimate(int[] ords, int count, float[] out) {
    for (int i = 0; i < count; i++) {
      estimate(rows.chunkOf(ords[i]), ords[i], 1, out, i);
    }
  }

  private void estimate(MatrixChunk chunk, int ord, int count, float[] out, int at) {
    int slot = chunk.slot(ord);
    int stored = chunk.slot(ord + count) - slot;
    float[] unpacked = chunk.floats();
    if (unpacked != null) {
      for (int i = 0; i < stored; i++) {
        out[at + i] = sum(unpacked, (slot + i) * row.length);
      }
    } else if (chunk.element() == ElementType.FLOAT32) {
      sum(chunk.mapped(), chunk.offsetOf(ord), stored, out, at);
    } else {
      for (int i = 0; i < stored; i++) {
        chunk.copySlot(slot + i, row, 0);
        out[at + i] = sum(row, 0);
      }
    }
    chunk.spread(ord, stored, count, out, at);
    if (metric == Metric.INNER_PRODUCT) {
      for (int i = at; i < at + count; i++) {
        out[i] = -out[i];
      }
    } else if (metric == Metric.COSINE) {
      for (int i = 0; i < count; i++) {
        out[at + i] = cosine(out[at + i], chunk.squaredNorm(ord + i));
      }
    }
  }

  /// The sums that the metric is computed from, of rows that are stored as floats.
  private void sum(MemorySegment rows, long offset, int count, float[] out, int at) {
    switch (metric) {
      case L2 -> kernels.squaredL2(query, rows, offset, count, out, at);
      case L1 -> kernels.l1(query, rows, offset, count, out, at);
      case INNER_PRODUCT, COSINE -> kernels.dot(query, rows, offset, count, out, at);
      case HAMMING, JACCARD -> throw notDense();
    }
  }

  /// The same of one row that was made floats: these loops keep to the bound as well.
  private float sum(float[] floats, int offset) {
    int dim = query.length;
    return switch (metric) {
      case L2 -> kernels.squaredL2(query, 0, floats, offset, dim);
      case L1 -> kernels.l1(query, 0, floats, offset, dim);
      case INNER_PRODUCT, COSINE -> kernels.dot(query, 0, floats, offset, dim);
      case HAMMING, JACCARD -> throw notDense();
    };
  }

  private IllegalArgumentException notDense() {
    return metric.notOf("dense vectors");
  }

  /// Adding `0 · dot` keeps what is not finite from being clamped into a value that looks sound.
  private float cosine(float dot, double rowSquared) {
    double cosine = dot / Math.sqrt(querySquared * rowSquared);
    return (float) Math.max(0.0, Math.min(2.0, 1 - cosine)) + 0 * dot;
  }

  /// How far the estimate of a row can be from `estimateOf(exact(ord))` at most.
  public double errorBound(int ord, float estimate) {
    if (!Float.isFinite(estimate)) {
      return Double.POSITIVE_INFINITY;
    }
    return switch (metric) {
      case L2, L1 -> relative * estimate + tiny;
      case INNER_PRODUCT -> productError(squaredNorm(ord));
      case COSINE -> cosineError(squaredNorm(ord));
      case HAMMING, JACCARD -> throw notDense();
    };
  }

  private double productError(double rowSquared) {
    return relative * Math.sqrt(querySquared * rowSquared) + tiny;
  }

  private double cosineError(double rowSquared) {
    return relative + 4 * U + tiny / Math.sqrt(querySquared * rowSquared);
  }

  /// Whether the exact distance of a row may be `distance` or less; true as well if it may be NULL.
  /// False is certain.
  public boolean mayBeWithin(int ord, float estimate, double distance) {
    return !(estimate - errorBound(ord, estimate) > estimateOf(distance));
  }

  /// Finds, among the `count` rows from `fromOrd`, those of which `mayBeWithin(distance)` holds,
  /// into `ords` in ascending order; a few more may be among them.
  ///
  /// @return how many
  public int candidates(int fromOrd, int count, double distance, int[] ords) {
    if (scratch.length < count) {
      scratch = new float[count];
    }
    int found = 0;
    int done = 0;
    while (done < count) {
      MatrixChunk chunk = rows.chunkOf(fromOrd + done);
      int end = Math.min(count, chunk.firstOrd + chunk.capacity - fromOrd);
      estimate(chunk, fromOrd + done, end - done, scratch, done);
      float limit = limit(chunk, distance);
      for (; done < end; done++) {
        float estimate = scratch[done];
        if (!(estimate > limit) || estimate == Float.POSITIVE_INFINITY) {
          ords[found++] = fromOrd + done;
        }
      }
    }
    return found;
  }

  /// The estimate above which no row of a chunk is within `distance`, rounded up.
  private float limit(MatrixChunk chunk, double distance) {
    double estimate = estimateOf(distance);
    double limit =
        switch (metric) {
          case L2, L1 -> (estimate + tiny) / (1 - relative);
          case INNER_PRODUCT -> estimate + productError(chunk.largestSquaredNorm());
          case COSINE -> estimate + cosineError(chunk.smallestSquaredNorm());
          case HAMMING, JACCARD -> throw notDense();
        };
    return Math.nextUp((float) limit);
  }
}

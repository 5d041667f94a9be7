package io.proxima.engine.quant;

import io.proxima.engine.vector.BitPlanes;
import io.proxima.engine.vector.BlockQuery;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A query in a [Space], cut into bits, to be asked of codes of that space; prepared once, whatever
/// the number of centroids, lists and segments.
///
/// The query is rounded to whole multiples of a step: of 4 bits (5 below 256 dimensions) for the
/// first pass over the signs, of 6 for the second one over all bits, so that all sums are whole
/// numbers. What that loses is small against what the codes have lost.
///
/// # How to ask
///
/// - `base(centroid)` is what belongs to query and centroid alone. A block estimates distances less
///   `base`, so the limit of a scan is the limit of the distance less `base`.
/// - `spread(centroid)` is `|q − c|`: the distance of a row is off by more than `ε · E · spread` at
///   most as often as a normal variable by more than ε standard deviations: of 100 rows 3 are
///   nearer than `estimate − 1.9 · E · spread`. [#error] is tighter.
///
/// - **Unit:** distances are those of the metric, squared for L2: the unit of
///   [io.proxima.engine.vector.MatrixScorer#estimateOf].
/// - **Threads:** one thread.
public final class CodedQuery {
  private static final int FINE_PLANES = 6;

  /// The tangent of the angle between a vector of normal components and its signs.
  private static final double SIGN_TANGENT = 0.7555;

  /// Squares of components of shorter queries vanish.
  private static final float LEAST_SQUARE = 1e-30f;

  private static final double WIDER = 1.1;
  private static final double LEAST_SINE = 0.1;

  /// A rounded component is off by `1 / √12` steps, and the scale of the signs is two steps; the
  /// factors of a code are `E` by about `√(1 − a²)`, and by about `√(1 − a²) / a` if all its bits
  /// count, with `a = 0.8`.
  private static final float SIGN_ROUNDING = 0.24f;

  private static final float CODE_ROUNDING = 0.385f;

  /// The steps, in standard deviations, at which `2^planes` levels lose least.
  private static final float[] STEPS = {0, 0, 1, 0.586f, 0.3352f, 0.1881f, 0.1041f};

  private final CodeKernels kernels;
  private final Space space;
  private final float[] query;
  private final boolean isAskable;
  private final float square;
  private final float meanTerm;
  private final BlockQuery coarse;
  private final BitPlanes fine;
  private final float fineStep;
  private final float fineSum;
  private final float[] difference;
  private final double radiusOfError;

  /// Prepares a query.
  ///
  /// @param vector `float[dim]`
  public CodedQuery(Space space, float[] vector) {
    this(space, vector, space.dim() < 256 ? 5 : 4);
  }

  CodedQuery(Space space, float[] vector, int planes) {
    this.kernels = space.kernels();
    this.space = space;
    int dim = space.paddedDim();
    this.query = new float[dim];
    this.difference = new float[dim];
    this.radiusOfError =
        Math.sqrt(dim - 1.0) / (SIGN_TANGENT * (space.metric() == Metric.L2 ? 2 : 1));
    boolean placed = space.place(vector, 0, query);
    this.square = kernels.sumOfSquares(query, dim);
    this.isAskable = placed && square >= LEAST_SQUARE && square <= Float.MAX_VALUE;
    this.meanTerm =
        space.metric() == Metric.INNER_PRODUCT
            ? kernels.dot(query, space.turnedMean(), dim)
                + kernels.dot(space.turnedMean(), space.turnedMean(), dim)
            : 0;
    Rounded first = round(planes);
    this.coarse = new BlockQuery(first.planes, 2 * first.step, -first.step * first.sum);
    Rounded second = round(FINE_PLANES);
    this.fine = second.planes;
    this.fineStep = second.step;
    this.fineSum = second.step * second.sum;
  }

  /// The query in whole multiples of a step, and their sum.
  private record Rounded(BitPlanes planes, float step, float sum) {}

  /// Rounds the query. The step is then stretched so that the product of the query with what it was
  /// rounded to is its square: else everything in its direction would seem a little farther.
  private Rounded round(int planes) {
    int dim = space.paddedDim();
    long[] words = new long[space.words() * planes];
    BitPlanes rounded = new BitPlanes(words, space.words(), planes);
    float whole = kernels.largest(query, dim) / ((1 << (planes - 1)) - 0.5f);
    float step = Math.min(whole, STEPS[planes] * (float) Math.sqrt(square / dim));
    float inverse = 1 / step;
    if (!isAskable || !(step > 0) || !Float.isFinite(inverse)) {
      return new Rounded(rounded, 0, 0);
    }
    float[] sums = new float[2];
    kernels.toPlanes(query, dim, inverse, planes, words, sums);
    return new Rounded(rounded, square / sums[1], sums[0]);
  }

  /// Whether codes can tell anything: not if the query is a zero vector under cosine, for which
  /// there is no distance, nor if squares of its components overflow or vanish, as they do where it
  /// is the mean; then rows must be measured themselves.
  public boolean isAskable() {
    return isAskable;
  }

  /// The query in the space, `float[paddedDim]`; not to be changed.
  public float[] placed() {
    return query;
  }

  /// The length of the query as it was given, for the inner product.
  public float length() {
    float mean = kernels.dot(space.turnedMean(), space.turnedMean(), query.length);
    return (float) Math.sqrt(Math.max(0, square + 2 * meanTerm - mean));
  }

  /// The question to blocks.
  public BlockQuery blocks() {
    return coarse;
  }

  /// What belongs to query and centroid alone.
  ///
  /// @param centroid `float[paddedDim]`, or null for the mean
  public float base(float @Nullable [] centroid) {
    if (space.metric() == Metric.INNER_PRODUCT) {
      return -meanTerm - (centroid == null ? 0 : kernels.dot(centroid, query, query.length));
    }
    float apart = squareTo(centroid);
    return space.metric() == Metric.COSINE ? apart / 2 : apart;
  }

  /// How far the query is from a centroid, which the error of an estimate is in proportion to.
  ///
  /// @param centroid `float[paddedDim]`, or null for the mean
  public float spread(float @Nullable [] centroid) {
    return (float) Math.sqrt(squareTo(centroid));
  }

  /// What the rounding of the query adds to `spread`, as the leg of a right triangle, in estimates
  /// by the signs. It counts where the query is much nearer to the centroid than to the mean.
  public float coarseRounding() {
    return SIGN_ROUNDING * coarse.scale() * (float) Math.sqrt(query.length);
  }

  /// The same for estimates by all bits, whose errors are otherwise `errorShare` of those by signs.
  public float fineRounding() {
    return CODE_ROUNDING * fineStep * (float) Math.sqrt(query.length);
  }

  private float squareTo(float @Nullable [] centroid) {
    if (centroid == null) {
      return square;
    }
    kernels.subtract(query, centroid, query.length, difference);
    return kernels.sumOfSquares(difference, query.length);
  }

  /// The estimate, less `base`, for a lane of a block by all bits of its code.
  ///
  /// @param bits those behind the sign, in a record of [RabitqEncoder#recordBytes]
  public float extended(
      MemorySegment blocks, long at, int lane, MemorySegment records, long recordAt, int bits) {
    long sum = kernels.extendedSum(blocks, at, lane, records, recordAt, bits, fine);
    float middle = (1 << bits) - 0.5f;
    float product = fineStep * sum - middle * fineSum;
    long factors = recordAt + 8L * space.words() * bits;
    float fx = records.get(RabitqEncoder.FLOAT, factors);
    return records.get(RabitqEncoder.FLOAT, factors + 4) + fx * product;
  }

  /// The factor `E` of a lane.
  public static float storedError(MemorySegment blocks, long at, int words, int lane) {
    long e = at + CodeKernels.factorsAt(words) + 8L * CodeKernels.LANES + 2L * lane;
    return Float.intBitsToFloat(blocks.get(RabitqEncoder.SHORT, e) << 16);
  }

  /// How far an estimate by signs is off in one standard deviation: `E · spread · sin θ`, where θ
  /// is the angle at the centroid between row and query. Only what of the query is across the row
  /// is seen wrongly; of a near row that is little. The angle follows from the sides of the
  /// triangle: the radius of the row, which `E` tells well enough, the spread, and the estimate
  /// itself. It is taken for a little wider than that. The inner product does not tell the third
  /// side.
  ///
  /// @param stored `E`
  /// @param estimate of the whole distance
  public float error(float stored, float spread, float estimate) {
    float widest = stored * spread;
    if (space.metric() == Metric.INNER_PRODUCT || !(widest > 0)) {
      return widest;
    }
    double radius = stored * radiusOfError;
    double apart = space.metric() == Metric.L2 ? estimate : 2 * estimate;
    double cosine =
        Math.clamp(
            (radius * radius + (double) spread * spread - apart) / (2 * radius * spread), -1, 1);
    double sine = WIDER * Math.sqrt(1 - cosine * cosine) + LEAST_SINE;
    return (float) (widest * Math.min(1, sine));
  }

  /// The share of that error which is left with `bits` bits behind the sign, for components that
  /// are spread normally.
  public static float errorShare(int bits) {
    return ERROR_SHARES[bits];
  }

  private static final float[] ERROR_SHARES = {
    1, 0.52f, 0.28f, 0.16f, 0.095f, 0.065f, 0.055f, 0.05f
  };
}

package io.proxima.engine.quant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.vector.BlockScan;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RabitqTest {
  private static final int LANES = CodeKernels.LANES;
  private static final MemoryBudget BUDGET = MemoryBudget.of(64 << 20);

  /// What estimates of many pairs are off, in standard deviations and as shares of the spread.
  private record Errors(double mean, double within19, double root, double extendedRoot) {}

  @ParameterizedTest
  @CsvSource({
    "L2,64",
    "L2,100",
    "L2,384",
    "L2,784",
    "L2,2001",
    "L2,4097",
    "COSINE,64",
    "COSINE,100",
    "COSINE,784",
    "COSINE,1999",
    "INNER_PRODUCT,64",
    "INNER_PRODUCT,100",
    "INNER_PRODUCT,784",
    "INNER_PRODUCT,4097"
  })
  void estimatesAreUnbiasedAndTheirBoundHolds(Metric metric, int dim) {
    for (boolean withCentroid : new boolean[] {false, true}) {
      Errors errors = errors(metric, dim, 3, withCentroid, 40, 12);
      assertThat(errors.mean).as("mean error in standard deviations").isBetween(-0.12, 0.12);
      assertThat(errors.within19).as("share within 1.9").isGreaterThan(0.93);
      assertThat(errors.root).as("root mean square in standard deviations").isBetween(0.8, 1.15);
    }
  }

  @Test
  void theErrorFallsWithTheRootOfTheDimension() {
    double previous = 1;
    for (int dim : new int[] {64, 256, 1024, 4096}) {
      double error = relativeError(dim);
      if (dim > 64) {
        assertThat(previous / error).as("factor at " + dim).isBetween(1.7, 2.35);
      }
      previous = error;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void furtherBitsLeaveTheShareOfTheErrorThatIsStated(int bits) {
    Errors errors = errors(Metric.L2, 512, bits, true, 20, 12);

    assertThat(errors.extendedRoot)
        .isLessThan(CodedQuery.errorShare(bits))
        .isGreaterThan(CodedQuery.errorShare(bits) * 0.6);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 63, 64, 65, 1999, 2001, 4097, 16384})
  void everyDimensionIsEstimated(int dim) {
    for (Metric metric : new Metric[] {Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT}) {
      Errors errors = errors(metric, dim, 3, true, 4, 6);
      assertThat(errors.root).isLessThan(1.6);
      assertThat(errors.extendedRoot).isLessThan(0.25);
    }
  }

  @Test
  void bothKernelsMakeTheSameBlocks() {
    RandomGenerator random = new SplittableRandom(1);
    for (int dim : new int[] {3, 100, 784}) {
      float[] mean = SpaceTest.gaussian(random, dim);
      float[] row = SpaceTest.gaussian(random, dim);
      float[] centroid = SpaceTest.gaussian(random, Space.paddedDim(dim));
      byte[][] blocks = new byte[2][];
      for (int i = 0; i < 2; i++) {
        Space space =
            Space.of(i == 0 ? CodeKernels.best() : CodeKernels.plain(), Metric.L2, 9, mean);
        try (Codes codes = new Codes(space, 3)) {
          codes.encode(0, row, null);
          codes.encode(1, row, centroid);
          codes.encoder.encodeNone();
          blocks[i] = codes.bytes();
        }
      }
      assertThat(blocks[0]).isEqualTo(blocks[1]);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT"})
  void aRowEqualToTheMeanIsExact(Metric metric) {
    RandomGenerator random = new SplittableRandom(2);
    float[] mean = SpaceTest.gaussian(random, 100);
    if (metric == Metric.COSINE) {
      float norm = (float) Distances.norm(mean);
      for (int i = 0; i < mean.length; i++) {
        mean[i] /= norm;
      }
    }
    float[] query = SpaceTest.gaussian(random, 100);
    Space space = Space.of(metric, 1, mean);
    try (Codes codes = new Codes(space, 3)) {
      codes.encode(0, mean, null);
      CodedQuery coded = new CodedQuery(space, query);
      double expected = estimateOf(metric, Distances.exact(metric, query, mean));
      assertThat(codes.estimates(coded)[0] + coded.base(null))
          .isCloseTo((float) expected, within(1e-3f));
      assertThat(codes.extended(coded, 0) + coded.base(null))
          .isCloseTo((float) expected, within(1e-3f));
      assertThat(codes.error(coded, 0, null)).isLessThan(1e-3f);
    }
  }

  @Test
  void aZeroVectorHasNoCosineAndIsNeverBelow() {
    Space space = Space.of(Metric.COSINE, 1, new float[70]);
    try (Codes codes = new Codes(space, 3)) {
      codes.encode(0, new float[70], null);
      float[] query = SpaceTest.gaussian(new SplittableRandom(3), 70);
      assertThat(codes.estimates(new CodedQuery(space, query))[0])
          .isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(new CodedQuery(space, query).isAskable()).isTrue();
      assertThat(new CodedQuery(space, new float[70]).isAskable()).isFalse();
    }
  }

  @Test
  void whatOverflowsIsAlwaysBelowOrCannotBeAsked() {
    float[] huge = new float[70];
    huge[0] = 1e30f;
    huge[1] = -3e38f;
    Space space = Space.of(Metric.L2, 1, new float[70]);
    try (Codes codes = new Codes(space, 3)) {
      codes.encode(0, huge, null);
      CodedQuery query = new CodedQuery(space, SpaceTest.gaussian(new SplittableRandom(4), 70));
      assertThat(codes.estimates(query)[0]).isEqualTo(Float.NEGATIVE_INFINITY);
      assertThat(new CodedQuery(space, huge).isAskable()).isFalse();
    }
  }

  @Test
  void errorsAreStoredRoundedUp() {
    RandomGenerator random = new SplittableRandom(5);
    for (int i = 0; i < 1_000; i++) {
      float value = (float) Math.exp(20 * random.nextGaussian());
      float stored = Float.intBitsToFloat(RabitqEncoder.brainFloatUp(value) << 16);
      assertThat(stored).isBetween(value, value * 1.008f);
    }
    assertThat(RabitqEncoder.brainFloatUp(0)).isZero();
  }

  /// The root of the mean square error of inner products between unit vectors.
  private static double relativeError(int dim) {
    Errors errors = errors(Metric.COSINE, dim, 1, false, 10, 10);
    return errors.root / Math.sqrt(dim);
  }

  private static Errors errors(
      Metric metric, int dim, int bits, boolean withCentroid, int queries, int spaces) {
    double sum = 0;
    double squares = 0;
    double extendedSquares = 0;
    int within = 0;
    int count = 0;
    for (int seed = 0; seed < spaces; seed++) {
      RandomGenerator random = new SplittableRandom(1_000 * dim + seed);
      float[] mean = small(random, dim, metric == Metric.COSINE ? 0.3 / Math.sqrt(dim) : 0.3);
      Space space = Space.of(metric, seed, mean);
      float[] centroid =
          withCentroid
              ? small(
                  random, space.paddedDim(), metric == Metric.COSINE ? 0.3 / Math.sqrt(dim) : 0.3)
              : null;
      float[][] rows = new float[LANES][];
      try (Codes codes = new Codes(space, bits)) {
        for (int lane = 0; lane < LANES; lane++) {
          rows[lane] = SpaceTest.gaussian(random, dim);
          codes.encode(lane, rows[lane], centroid);
        }
        for (int q = 0; q < queries; q++) {
          float[] query = SpaceTest.gaussian(random, dim);
          CodedQuery coded = new CodedQuery(space, query);
          float[] estimates = codes.estimates(coded);
          for (int lane = 0; lane < LANES; lane++) {
            double exact = estimateOf(metric, Distances.exact(metric, query, rows[lane]));
            double deviation = codes.error(coded, lane, centroid);
            if (deviation < 1e-4 * Math.abs(exact)) {
              continue;
            }
            double error = (estimates[lane] + coded.base(centroid) - exact) / deviation;
            double extended =
                (codes.extended(coded, lane) + coded.base(centroid) - exact) / deviation;
            sum += error;
            squares += error * error;
            extendedSquares += extended * extended;
            within += Math.abs(error) <= 1.9 ? 1 : 0;
            count++;
          }
        }
      }
    }
    if (count == 0) {
      return new Errors(0, 1, 0, 0);
    }
    return new Errors(
        sum / count,
        within / (double) count,
        Math.sqrt(squares / count),
        Math.sqrt(extendedSquares / count));
  }

  private static float[] small(RandomGenerator random, int length, double size) {
    float[] values = SpaceTest.gaussian(random, length);
    for (int i = 0; i < length; i++) {
      values[i] = (float) (values[i] * size);
    }
    return values;
  }

  private static double estimateOf(Metric metric, double distance) {
    return metric == Metric.L2 ? distance * distance : distance;
  }

  /// One block of codes with its records.
  private static final class Codes implements AutoCloseable {
    private final Space space;
    private final int bits;
    private final long recordBytes;
    private final RabitqEncoder encoder;
    private final OffHeap block;
    private final OffHeap records;

    Codes(Space space, int bits) {
      this.space = space;
      this.bits = bits;
      this.recordBytes = RabitqEncoder.recordBytes(space.words(), bits);
      this.encoder = new RabitqEncoder(space, bits);
      this.block = BUDGET.allocate("test", CodeKernels.blockBytes(space.words()));
      this.records = BUDGET.allocate("test", LANES * recordBytes);
    }

    void encode(int lane, float[] row, float @Nullable [] centroid) {
      encoder.against(centroid);
      encoder.encode(row, 0);
      encoder.writeTo(block.segment(), 0, lane);
      encoder.writeRecord(records.segment(), lane * recordBytes);
    }

    float[] estimates(CodedQuery query) {
      BlockScan found = BlockScan.of(1);
      CodeKernels.best().scan(block.segment(), 0, 1, query.blocks(), 0, found);
      return found.estimates();
    }

    float extended(CodedQuery query, int lane) {
      return query.extended(block.segment(), 0, lane, records.segment(), lane * recordBytes, bits);
    }

    double error(CodedQuery query, int lane, float @Nullable [] centroid) {
      return CodedQuery.storedError(block.segment(), 0, space.words(), lane)
          * query.spread(centroid);
    }

    byte[] bytes() {
      byte[] bytes = new byte[(int) (block.segment().byteSize() + records.segment().byteSize())];
      MemorySegment all = MemorySegment.ofArray(bytes);
      all.copyFrom(block.segment());
      all.asSlice(block.segment().byteSize()).copyFrom(records.segment());
      return bytes;
    }

    @Override
    public void close() {
      block.close();
      records.close();
    }
  }
}

package io.proxima.engine.index.flat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Effort;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.quant.Space;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Seeded
class FlatIndexTest {
  private static final int K = 10;
  private static final MemoryBudget BUDGET = MemoryBudget.of(256 << 20);

  /// Rows with their index in both forms.
  private static final class Fixture implements AutoCloseable {
    private final Metric metric;
    private final float[][] rows;
    private final Matrix matrix;
    private final GrowingFlat growing;
    private final OffHeap bytes;
    private final StoredFlat stored;

    Fixture(Metric metric, float[][] rows, int bits) {
      this.metric = metric;
      this.rows = rows;
      int dim = rows[0].length;
      this.matrix = Matrix.open(BUDGET, "test", dim);
      Space space = Space.of(metric, 5, new float[dim]);
      this.growing = GrowingFlat.open(BUDGET, "test", space);
      for (float[] row : rows) {
        matrix.append(row, 0);
        growing.append(row, 0);
      }
      this.bytes =
          StoredFlat.encode(
              BUDGET,
              space,
              bits,
              rows.length,
              (ord, out) -> {
                System.arraycopy(rows[ord], 0, out, 0, dim);
                return true;
              });
      this.stored = StoredFlat.of("test", bytes.segment());
    }

    NearestOrds search(FlatIndex index, float[] query, LaneMask eligible, Effort effort) {
      return search(index, query, eligible, effort, K);
    }

    NearestOrds search(FlatIndex index, float[] query, LaneMask eligible, Effort effort, int k) {
      NearestOrds nearest = new NearestOrds(k);
      new FlatSearcher()
          .search(
              index,
              new FlatSearcher.Question(
                  new CodedQuery(index.space(), query),
                  MatrixScorer.of(matrix, metric, query),
                  rows.length,
                  eligible),
              effort,
              nearest,
              Cancellation.unlimited(new VirtualClock(1_000_000)));
      return nearest;
    }

    NearestOrds exact(float[] query, BitSet eligible) {
      NearestOrds nearest = new NearestOrds(K);
      MatrixScorer scorer = MatrixScorer.of(matrix, metric, query);
      for (int ord = eligible.nextSetBit(0); ord >= 0; ord = eligible.nextSetBit(ord + 1)) {
        double distance = scorer.exact(ord);
        if (!Double.isNaN(distance)) {
          nearest.offer(distance, ord);
        }
      }
      return nearest;
    }

    @Override
    public void close() {
      matrix.close();
      growing.close();
      bytes.close();
    }
  }

  private static BitSet all(int count) {
    BitSet all = new BitSet();
    all.set(0, count);
    return all;
  }

  private static double recall(NearestOrds found, NearestOrds exact) {
    double[] right = exact.distances();
    double[] got = found.distances();
    assertThat(got).hasSameSizeAs(right);
    if (right.length == 0) {
      return 1;
    }
    double limit = right[right.length - 1];
    return Arrays.stream(got).filter(d -> d <= limit).count() / (double) right.length;
  }

  @ParameterizedTest
  @CsvSource({
    "L2,100,0",
    "L2,384,3",
    "COSINE,100,3",
    "COSINE,384,0",
    "INNER_PRODUCT,100,0",
    "INNER_PRODUCT,784,3",
    "L2,65,1",
    "COSINE,3,2",
    "L2,2001,3"
  })
  void recallIsAtLeastNineNineWithTheDefaults(
      Metric metric, int dim, int bits, RandomGenerator random) {
    int count = dim > 1000 ? 1_500 : 5_000;
    float[][] rows = Vectors.clustered(random, count, dim, 50);
    double sum = 0;
    double storedSum = 0;
    int queries = 30;
    try (Fixture fixture = new Fixture(metric, rows, bits)) {
      for (int q = 0; q < queries; q++) {
        float[] query = rows[random.nextInt(count)].clone();
        for (int i = 0; i < dim; i++) {
          query[i] += 0.05f * (float) random.nextGaussian();
        }
        NearestOrds exact = fixture.exact(query, all(count));
        Effort effort = Effort.of(K, dim);
        sum += recall(fixture.search(fixture.growing, query, LaneMask.all(), effort), exact);
        storedSum += recall(fixture.search(fixture.stored, query, LaneMask.all(), effort), exact);
      }
    }
    assertThat(sum / queries).isGreaterThanOrEqualTo(0.99);
    assertThat(storedSum / queries).isGreaterThanOrEqualTo(0.99);
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT"})
  void fewEligibleRowsAreAllFound(Metric metric, RandomGenerator random) {
    int count = 3_001;
    float[][] rows = Vectors.gaussian(random, count, 70);
    try (Fixture fixture = new Fixture(metric, rows, 3)) {
      for (int matches : new int[] {0, 1, 7, 10, 33}) {
        BitSet eligible = new BitSet();
        while (eligible.cardinality() < matches) {
          eligible.set(random.nextInt(count));
        }
        float[] query = Vectors.gaussian(random, 1, 70)[0];
        LaneMask mask = LaneMask.of(eligible.toLongArray());
        int[] exact = fixture.exact(query, eligible).ords();
        Effort effort = new Effort(40, 3);
        assertThat(fixture.search(fixture.growing, query, mask, effort).ords()).isEqualTo(exact);
        assertThat(fixture.search(fixture.stored, query, mask, effort).ords()).isEqualTo(exact);
      }
    }
  }

  /// Extreme, equal, nearly equal and zero vectors: what is found has its exact distance, and there
  /// are as many as there can be.
  @RepeatedTest(60)
  void anyDataIsAnsweredInFull(RandomGenerator random) {
    Metric metric = Metric.values()[random.nextInt(3)];
    int dim = 1 + random.nextInt(130);
    int count = 1 + random.nextInt(700);
    float[][] rows = Vectors.any(random, count, dim);
    float[] query = random.nextBoolean() ? rows[0] : Vectors.any(random, 1, dim)[0];
    try (Fixture fixture = new Fixture(metric, rows, random.nextInt(4))) {
      NearestOrds exact = fixture.exact(query, all(count));
      for (FlatIndex index : new FlatIndex[] {fixture.growing, fixture.stored}) {
        NearestOrds found = fixture.search(index, query, LaneMask.all(), new Effort(count, 9));
        assertThat(found.distances()).isEqualTo(exact.distances());
      }
    }
  }

  @RepeatedTest(5)
  void whereEveryRowIsWantedEachIsFoundOnce(RandomGenerator random) {
    int count = 4_000 + random.nextInt(2_000);
    float[][] rows = Vectors.gaussian(random, count, 20);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 0)) {
      for (FlatIndex index : new FlatIndex[] {fixture.growing, fixture.stored}) {
        Effort effort = Effort.of(count, 20);
        int[] found = fixture.search(index, rows[0], LaneMask.all(), effort, count).ords();
        Arrays.sort(found);
        assertThat(found).isEqualTo(IntStream.range(0, count).toArray());
      }
    }
  }

  /// Their codes say nothing, so all of them are near enough to be looked at.
  @Test
  void rowsTooLongForCodesTakeNobodysPlace(RandomGenerator random) {
    int count = 9_000;
    float[][] rows = Vectors.gaussian(random, count, 16);
    for (int i = 0; i < 6_000; i++) {
      for (int j = 0; j < 16; j++) {
        rows[i][j] *= 1e20f;
      }
    }
    try (Fixture fixture = new Fixture(Metric.L2, rows, 0)) {
      for (FlatIndex index : new FlatIndex[] {fixture.growing, fixture.stored}) {
        float[] query = Vectors.gaussian(random, 1, 16)[0];
        NearestOrds found = fixture.search(index, query, LaneMask.all(), Effort.of(K, 16));
        assertThat(found.distances()).isEqualTo(fixture.exact(query, all(count)).distances());
      }
    }
  }

  @Test
  void rowsWithoutAVectorAreNeverFound() {
    Space space = Space.of(Metric.L2, 1, new float[4]);
    try (GrowingFlat index = GrowingFlat.open(BUDGET, "test", space);
        Matrix matrix = Matrix.open(BUDGET, "test", 4)) {
      for (int i = 0; i < 100; i++) {
        if (i % 3 == 0) {
          index.appendNull();
          matrix.appendZero();
        } else {
          float[] row = {i, 1, 2, 3};
          index.append(row, 0);
          matrix.append(row, 0);
        }
      }
      float[] query = {0, 0, 0, 0};
      NearestOrds nearest = new NearestOrds(3);
      new FlatSearcher()
          .search(
              index,
              new FlatSearcher.Question(
                  new CodedQuery(space, query),
                  MatrixScorer.of(matrix, Metric.L2, query),
                  100,
                  LaneMask.all()),
              new Effort(50, 3),
              nearest,
              Cancellation.unlimited(new VirtualClock(1_000_000)));
      assertThat(nearest.ords()).containsExactly(1, 2, 4);
    }
  }

  @Test
  void aReaderFindsWhatWasPublishedWhileTheWriterGoesOn() throws InterruptedException {
    int dim = 40;
    int count = 20_000;
    Space space = Space.of(Metric.L2, 1, new float[dim]);
    AtomicInteger published = new AtomicInteger();
    try (GrowingFlat index = GrowingFlat.open(BUDGET, "test", space);
        Matrix matrix = Matrix.open(BUDGET, "test", dim)) {
      Thread writer =
          new Thread(() -> {
            float[] row = new float[dim];
            for (int i = 0; i < count; i++) {
              Arrays.fill(row, i);
              matrix.append(row, 0);
              index.append(row, 0);
              published.set(i + 1);
            }
          });
      writer.start();
      FlatSearcher searcher = new FlatSearcher();
      int seen = 0;
      while (seen < count) {
        seen = published.get();
        if (seen == 0) {
          continue;
        }
        float[] query = new float[dim];
        Arrays.fill(query, seen - 1);
        NearestOrds nearest = new NearestOrds(1);
        searcher.search(
            index,
            new FlatSearcher.Question(
                new CodedQuery(space, query),
                MatrixScorer.of(matrix, Metric.L2, query),
                seen,
                LaneMask.all()),
            new Effort(2_000, 4),
            nearest,
            Cancellation.unlimited(new VirtualClock(1_000_000)));
        assertThat(nearest.ords()).containsExactly(seen - 1);
      }
      writer.join();
    }
  }

  @Test
  void memoryIsGivenBackAndAFullBudgetChangesNothing() {
    MemoryBudget budget = MemoryBudget.of(100_000);
    Space space = Space.of(Metric.L2, 1, new float[128]);
    try (GrowingFlat index = GrowingFlat.open(budget, "codes of t", space)) {
      float[] row = new float[128];
      row[0] = 1;
      assertThatThrownBy(
              () -> {
                while (true) {
                  index.append(row, 0);
                }
              })
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY))
          .hasMessageContaining("codes of t");
      assertThat(index.rowCount()).isGreaterThan(500);
      assertThat(budget.usedBytes()).isPositive();
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void theBytesAreThoseOfTheTable() {
    float[][] rows = {{1, 2, 3}, {-4, 5, 0.5f}};
    Space space = Space.of(Metric.COSINE, 0x1122334455667788L, new float[] {0.25f, 0, -0.5f});
    try (OffHeap memory =
        StoredFlat.encode(
            BUDGET,
            space,
            3,
            2,
            (ord, out) -> {
              System.arraycopy(rows[ord], 0, out, 0, 3);
              return ord == 0;
            })) {
      MemorySegment bytes = memory.segment();
      assertThat(new String(bytes.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE)))
          .isEqualTo("PXFLAT01");
      assertThat(bytes.get(ValueLayout.JAVA_INT, 8)).isEqualTo(3);
      assertThat(bytes.get(ValueLayout.JAVA_INT, 12)).isEqualTo(2);
      assertThat(bytes.get(ValueLayout.JAVA_INT, 16)).isEqualTo(2);
      assertThat(bytes.get(ValueLayout.JAVA_INT, 20)).isEqualTo(3);
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 24)).isEqualTo(0x1122334455667788L);
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 32)).isEqualTo(128);
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 40)).isEqualTo(128 + 576);
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 48)).isEqualTo(128 + 576 + 2 * 32);
      assertThat(bytes.byteSize()).isEqualTo(128 + 576 + 2 * 32);
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, 64)).isEqualTo(0.25f);
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, 72)).isEqualTo(-0.5f);
      long a = 128 + 256 + 128;
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, a)).isFinite().isPositive();
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, a + 4)).isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, a + 124)).isEqualTo(Float.POSITIVE_INFINITY);

      StoredFlat read = StoredFlat.of("file", bytes);
      assertThat(read.rowCount()).isEqualTo(2);
      assertThat(read.bits()).isEqualTo(3);
      assertThat(read.space().metric()).isEqualTo(Metric.COSINE);
      assertThat(read.space().mean()).containsExactly(0.25f, 0, -0.5f);
    }
  }

  @Test
  void otherBytesAreRefused() {
    Space space = Space.of(Metric.L2, 1, new float[3]);
    try (OffHeap memory = StoredFlat.encode(BUDGET, space, 0, 1, (ord, out) -> true)) {
      byte[] right = memory.segment().toArray(ValueLayout.JAVA_BYTE);
      assertRefused(Arrays.copyOf(right, right.length - 64));
      assertRefused(Arrays.copyOf(right, 40));
      for (int at : new int[] {0, 8, 12, 16, 20, 48}) {
        byte[] wrong = right.clone();
        wrong[at] ^= (byte) 0x88;
        assertRefused(wrong);
      }
    }
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> StoredFlat.of("x/flat", MemorySegment.ofArray(bytes)))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE))
        .hasMessageContaining("x/flat");
  }
}

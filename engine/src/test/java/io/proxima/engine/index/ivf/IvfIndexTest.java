package io.proxima.engine.index.ivf;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Matrix;
import io.proxima.engine.vector.MatrixScorer;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Seeded
class IvfIndexTest {
  private static final int K = 10;
  private static final MemoryBudget BUDGET = MemoryBudget.of(512 << 20);

  /// Rows, some of them perhaps null, with their index.
  private static final class Fixture implements AutoCloseable {
    private final Metric metric;
    private final float[] @Nullable [] rows;
    private final Matrix matrix;
    private final OffHeap bytes;
    private final VectorIndex index;
    private final VectorSearcher searcher;

    Fixture(Metric metric, float[] @Nullable [] rows, int dim, int bits) {
      this.metric = metric;
      this.rows = rows;
      this.matrix = Matrix.open(BUDGET, "test", dim);
      for (float[] row : rows) {
        if (row == null) {
          matrix.appendZero();
        } else {
          matrix.append(row, 0);
        }
      }
      this.bytes = build(source(metric, rows, bits), dim, Crew.alone());
      this.index = StoredIndex.open("test", bytes.segment());
      this.searcher = index.searcher();
    }

    NearestOrds search(float[] query, LaneMask eligible, long eligibleCount, int k, Aim aim) {
      NearestOrds nearest = new NearestOrds(k);
      searcher.search(
          new SearchRequest(
              new PreparedQuery(query),
              MatrixScorer.of(matrix, metric, query),
              k,
              rows.length,
              eligible,
              eligibleCount,
              aim),
          nearest,
          Cancellation.unlimited());
      return nearest;
    }

    NearestOrds exact(float[] query, BitSet eligible, int k) {
      NearestOrds nearest = new NearestOrds(k);
      MatrixScorer scorer = MatrixScorer.of(matrix, metric, query);
      for (int ord = eligible.nextSetBit(0); ord >= 0; ord = eligible.nextSetBit(ord + 1)) {
        double distance = scorer.exact(ord);
        if (!Double.isNaN(distance)) {
          nearest.offer(distance, ord);
        }
      }
      return nearest;
    }

    BitSet withVector() {
      BitSet found = new BitSet();
      for (int i = 0; i < rows.length; i++) {
        found.set(i, rows[i] != null);
      }
      return found;
    }

    @Override
    public void close() {
      matrix.close();
      bytes.close();
    }
  }

  private static IvfBuilder.Source source(Metric metric, float[] @Nullable [] rows, int bits) {
    return new IvfBuilder.Source(
        metric,
        bits,
        rows.length,
        (ord, out) -> {
          float[] row = rows[ord];
          if (row == null) {
            return false;
          }
          System.arraycopy(row, 0, out, 0, row.length);
          return true;
        });
  }

  private static OffHeap build(IvfBuilder.Source source, int dim, Crew crew) {
    IvfBuilder builder = new IvfBuilder(BUDGET, crew, Cancellation.unlimited(), rows -> {});
    Epoch epoch = builder.train(source, dim, new EpochId(1, 2, 3));
    return builder.build(source, epoch);
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

  private static float[] near(RandomGenerator random, float[] row) {
    float[] query = row.clone();
    for (int i = 0; i < query.length; i++) {
      query[i] += 0.05f * (float) random.nextGaussian();
    }
    return query;
  }

  @ParameterizedTest
  @CsvSource({
    "L2,100,3",
    "L2,384,1",
    "L2,63,0",
    "COSINE,100,3",
    "COSINE,65,2",
    "INNER_PRODUCT,100,3",
    "INNER_PRODUCT,64,5"
  })
  void recallIsWhatWasAimedAt(Metric metric, int dim, int bits, RandomGenerator random) {
    int count = 6_000;
    float[][] rows = Vectors.clustered(random, count, dim, 40);
    try (Fixture fixture = new Fixture(metric, rows, dim, bits)) {
      for (double aim : new double[] {0.9, 0.99}) {
        double sum = 0;
        int queries = 30;
        for (int q = 0; q < queries; q++) {
          float[] query = near(random, rows[random.nextInt(count)]);
          NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
          sum += recall(fixture.search(query, LaneMask.all(), count, K, Aim.recall(aim)), exact);
        }
        assertThat(sum / queries).as("aimed at " + aim).isGreaterThanOrEqualTo(aim - 0.01);
      }
    }
  }

  @Test
  void soManyListsAreLookedAtAsAreAskedFor(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 6_000, 32, 40);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 32, 3)) {
      long visited = 0;
      for (int probes : new int[] {1, 4, 16}) {
        float[] query = near(random, rows[7]);
        fixture.search(query, LaneMask.all(), rows.length, K, new Aim(0.95, 0, probes));
        assertThat(fixture.searcher.figures().probes()).isEqualTo(probes);
        assertThat(fixture.searcher.figures().visited()).isGreaterThan(visited);
        visited = fixture.searcher.figures().visited();
      }
    }
  }

  /// Filters by chance, of rows near the query, and of rows far from it.
  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT"})
  void filteredSearchesFindAsManyAndAsGoodRows(Metric metric, RandomGenerator random) {
    int count = 6_000;
    int dim = 48;
    float[][] rows = Vectors.clustered(random, count, dim, 40);
    try (Fixture fixture = new Fixture(metric, rows, dim, 3)) {
      for (double share : new double[] {0.5, 0.1, 0.01, 0.002}) {
        for (int way = 0; way < 3; way++) {
          double sum = 0;
          int queries = 15;
          for (int q = 0; q < queries; q++) {
            float[] query = near(random, rows[random.nextInt(count)]);
            BitSet eligible = eligible(fixture, query, random, (int) (share * count), way);
            LaneMask mask = LaneMask.of(eligible.toLongArray());
            // every other time nobody has counted what is eligible
            int counted = q % 2 == 0 ? count : Math.max(200, eligible.cardinality());
            NearestOrds found = fixture.search(query, mask, counted, K, Aim.recall(0.98));
            assertThat(Arrays.stream(found.ords())).allMatch(eligible::get);
            sum += recall(found, fixture.exact(query, eligible, K));
          }
          assertThat(sum / queries)
              .as(metric + " " + share + " way " + way)
              .isGreaterThanOrEqualTo(0.97);
        }
      }
    }
  }

  private static BitSet eligible(
      Fixture fixture, float[] query, RandomGenerator random, int count, int way) {
    BitSet eligible = new BitSet();
    if (way == 0) {
      while (eligible.cardinality() < count) {
        eligible.set(random.nextInt(fixture.rows.length));
      }
      return eligible;
    }
    int[] byDistance = fixture.exact(query, fixture.withVector(), fixture.rows.length).ords();
    int from = way == 1 ? 0 : byDistance.length - count;
    Arrays.stream(byDistance, from, from + count).forEach(eligible::set);
    return eligible;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 1999})
  void anyDimensionIsSearched(int dim, RandomGenerator random) {
    int count = dim > 1000 ? 600 : 3_000;
    float[][] rows = Vectors.gaussian(random, count, dim);
    for (Metric metric : new Metric[] {Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT}) {
      try (Fixture fixture = new Fixture(metric, rows, dim, IvfBuilder.bits(dim))) {
        double sum = 0;
        for (int q = 0; q < 10; q++) {
          float[] query = Vectors.gaussian(random, 1, dim)[0];
          NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
          sum += recall(fixture.search(query, LaneMask.all(), count, K, Aim.recall(0.95)), exact);
        }
        assertThat(sum / 10).as(metric + " " + dim).isGreaterThanOrEqualTo(0.94);
      }
    }
  }

  /// Extreme, equal, nearly equal and zero vectors, NULLs, few rows: what is found has its exact
  /// distance, and there are as many as there can be; all lists by all bits is exact.
  @RepeatedTest(40)
  void anyDataIsAnsweredInFull(RandomGenerator random) {
    Metric metric = Metric.values()[random.nextInt(3)];
    int dim = 1 + random.nextInt(100);
    int count = random.nextInt(700);
    float[][] rows = Vectors.any(random, count, dim);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(10) == 0) {
        rows[i] = null;
      }
    }
    float[] query = Vectors.any(random, 1, dim)[0];
    int k = 1 + random.nextInt(20);
    try (Fixture fixture = new Fixture(metric, rows, dim, random.nextInt(4))) {
      BitSet eligible = fixture.withVector();
      if (random.nextBoolean()) {
        for (int i = 0; i < count / 2; i++) {
          eligible.clear(random.nextInt(count));
        }
      }
      LaneMask mask = LaneMask.of(eligible.toLongArray());
      NearestOrds exact = fixture.exact(query, eligible, k);
      NearestOrds some = fixture.search(query, mask, count, k, Aim.recall(0.5));
      assertThat(some.ords()).hasSameSizeAs(exact.ords());
      assertThat(Arrays.stream(some.ords())).allMatch(eligible::get);
      NearestOrds one = fixture.search(query, mask, count, k, new Aim(0.9, 0, 1));
      assertThat(one.ords()).hasSameSizeAs(exact.ords()).doesNotHaveDuplicates();
      NearestOrds few = fixture.search(query, mask, 1, k, Aim.recall(0.9));
      assertThat(few.distances()).isEqualTo(exact.distances());
    }
  }

  @Test
  void moreThanThereIsGivesAll(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 500, 10);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 10, 3)) {
      NearestOrds found = fixture.search(rows[0], LaneMask.all(), 500, 600, Aim.recall(0.9));
      assertThat(found.ords()).hasSize(500).doesNotHaveDuplicates();
    }
  }

  @Test
  void rowsInTheOrderOfTheListsNeedNoOrds(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 4_000, 16, 12);
    IvfBuilder.Source source = source(Metric.L2, rows, 3);
    IvfBuilder builder =
        new IvfBuilder(BUDGET, Crew.alone(), Cancellation.unlimited(), count -> {});
    Epoch epoch = builder.train(source, 16, new EpochId(1, 2, 3));
    int[] listOf = new int[rows.length];
    try (OffHeap bytes = builder.build(source, epoch)) {
      IvfIndex index = IvfIndex.of("test", bytes.segment());
      assertThat(index.layout().hasOrds()).isTrue();
      float[][] ordered = new float[rows.length][];
      int at = 0;
      for (int list = 0; list < index.listCount(); list++) {
        for (int row = 0; row < index.list(list).rows(); row++) {
          listOf[at] = index.list(list).number();
          ordered[at++] = rows[index.ord(index.list(list), row)];
        }
      }
      try (OffHeap inOrder = builder.build(source(Metric.L2, ordered, 3), epoch, listOf)) {
        IvfIndex plain = IvfIndex.of("test", inOrder.segment());
        assertThat(plain.layout().hasOrds()).isFalse();
        assertThat(plain.epoch()).isEqualTo(3);
        assertThat(plain.sizeBytes()).isEqualTo(index.sizeBytes() - 16_000);
        MemorySegment codes =
            bytes.segment().asSlice(index.layout().listsAt(), index.layout().listBytes());
        MemorySegment same =
            inOrder.segment().asSlice(plain.layout().listsAt(), plain.layout().listBytes());
        assertThat(codes.mismatch(same)).isEqualTo(-1);
      }
      try (Fixture fixture = new Fixture(Metric.L2, ordered, 16, 3)) {
        // the lists found again are those by which the rows were ordered
        assertThat(fixture.index.rowCount()).isEqualTo(4_000);
        for (int q = 0; q < 20; q++) {
          BitSet eligible = eligible(fixture, ordered[q], random, 400, q % 3);
          LaneMask mask = LaneMask.of(eligible.toLongArray());
          NearestOrds found = fixture.search(ordered[q], mask, 4_000, K, Aim.recall(0.999));
          assertThat(found.distances())
              .isEqualTo(fixture.exact(ordered[q], eligible, K).distances());
        }
      }
    }
  }

  /// Sums of vectors differ in their last bits before and after they are compiled, so the two are
  /// made until nothing was compiled between them.
  @Test
  void moreThreadsMakeTheSameBytes(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 9_000, 24, 30);
    IvfBuilder.Source source = source(Metric.COSINE, rows, 3);
    long mismatch = 0;
    try (Scheduler scheduler = Scheduler.threads()) {
      for (int tries = 0; tries < 5 && mismatch >= 0; tries++) {
        try (OffHeap one = build(source, 24, Crew.alone());
            OffHeap three = build(source, 24, Crew.of(scheduler, 3))) {
          assertThat(three.segment().byteSize()).isEqualTo(one.segment().byteSize());
          mismatch = three.segment().mismatch(one.segment());
        }
      }
    }
    assertThat(mismatch).isEqualTo(-1);
  }

  @Test
  void progressIsToldAndACancelledBuildGivesItsMemoryBack(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 6_000, 8);
    IvfBuilder.Source source = source(Metric.L2, rows, 3);
    MemoryBudget budget = MemoryBudget.of(64 << 20);
    AtomicInteger done = new AtomicInteger();
    Cancellation cancellation = Cancellation.unlimited();
    IvfBuilder builder =
        new IvfBuilder(
            budget,
            Crew.alone(),
            cancellation,
            count -> {
              if (done.addAndGet(count) > 3_000) {
                cancellation.cancel();
              }
            });
    Epoch epoch = builder.train(source, 8, new EpochId(1, 2, 3));
    assertThatThrownBy(() -> builder.build(source, epoch))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    assertThat(done.get()).isBetween(3_000, 5_999);
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void aNearestThatIsFullAlreadyLimitsTheSearch(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 6_000, 32, 50);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 32, 3)) {
      NearestOrds nearest = new NearestOrds(1);
      nearest.offer(0, -1);
      fixture.searcher.search(
          new SearchRequest(
              new PreparedQuery(rows[5]),
              MatrixScorer.of(fixture.matrix, Metric.L2, rows[5]),
              1,
              rows.length,
              LaneMask.all(),
              rows.length,
              Aim.recall(0.95)),
          nearest,
          Cancellation.unlimited());
      assertThat(nearest.ords()).containsExactly(-1);
      assertThat(fixture.searcher.figures().measured()).isLessThan(1_000);
      assertThat(fixture.searcher.figures().visited()).isLessThan(3_000);
    }
  }

  @Test
  void theBytesAreThoseOfTheTable(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 40, 3);
    rows[7] = null;
    try (Fixture fixture = new Fixture(Metric.L2, rows, 3, 2)) {
      MemorySegment bytes = fixture.bytes.segment();
      assertThat(new String(bytes.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE), US_ASCII))
          .isEqualTo("PXIVF001");
      int[] header = {3, 0, 40, 2};
      for (int i = 0; i < header.length; i++) {
        assertThat(bytes.get(ValueLayout.JAVA_INT, 8 + 4 * i)).isEqualTo(header[i]);
      }
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 24)).isEqualTo(fixture.index.space().seed());
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 32)).isEqualTo(3);
      assertThat(bytes.get(ValueLayout.JAVA_INT, 40)).isEqualTo(1);
      assertThat(bytes.get(ValueLayout.JAVA_INT, 44)).isEqualTo(1);
      // two blocks and 39 records of two words and two floats, which are 32 bytes
      long block = 8 * 32 + 10 * 32;
      long list = 2 * block + 39 * 32 + 32;
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 48)).isEqualTo(list);
      long centre = 128 + block;
      long directory = centre + 4 * 64;
      long lists = directory + 64;
      long ords = lists + list;
      long calibration = ords + 192;
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 56)).isEqualTo(calibration + 192);
      assertThat(bytes.byteSize()).isEqualTo(calibration + 192);
      assertThat(bytes.get(ValueLayout.JAVA_LONG, directory)).isZero();
      assertThat(bytes.get(ValueLayout.JAVA_INT, directory + 8)).isEqualTo(39);
      assertThat(bytes.get(ValueLayout.JAVA_INT, directory + 12)).isZero();
      assertThat(bytes.get(ValueLayout.JAVA_INT, directory + 28)).isZero();
      for (int i = 0; i < 39; i++) {
        assertThat(bytes.get(ValueLayout.JAVA_INT, ords + 4 * i)).isEqualTo(i < 7 ? i : i + 1);
      }
      // the lanes of the second block behind the last row are never found
      long lastA = lists + 2 * block - 2 * 32 - 4;
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, lastA)).isEqualTo(Float.POSITIVE_INFINITY);
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, lists + block - 2 * 32 - 4)).isFinite();
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, calibration + 180)).isEqualTo(1);
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, calibration + 184))
          .isEqualTo(Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void otherBytesAreRefusedAndDamagedOnesDoNoHarm(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 2_000, 12, 9);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 12, 2)) {
      byte[] right = fixture.bytes.segment().toArray(ValueLayout.JAVA_BYTE);
      assertRefused(Arrays.copyOf(right, right.length - 64));
      assertRefused(Arrays.copyOf(right, 40));
      for (int at : new int[] {0, 8, 12, 16, 20, 40, 44, 48, 56}) {
        byte[] wrong = right.clone();
        wrong[at] ^= (byte) 0x88;
        assertRefused(wrong);
      }
      MemorySegment damaged = fixture.bytes.segment();
      int refused = 0;
      for (int i = 0; i < 400; i++) {
        long at = i < 200 ? random.nextLong(2_000) : random.nextLong(right.length);
        byte before = damaged.get(ValueLayout.JAVA_BYTE, at);
        damaged.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        try {
          VectorIndex index = StoredIndex.open("test", damaged);
          search(index, fixture, rows[i]);
        } catch (ProximaException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE);
          refused++;
        }
        damaged.set(ValueLayout.JAVA_BYTE, at, before);
      }
      assertThat(refused).isPositive();
    }
  }

  private static void search(VectorIndex index, Fixture fixture, float[] query) {
    if (index.space().dim() != 12) {
      return;
    }
    NearestOrds nearest = new NearestOrds(K);
    index
        .searcher()
        .search(
            new SearchRequest(
                new PreparedQuery(query),
                MatrixScorer.of(fixture.matrix, Metric.L2, query),
                K,
                Math.min(2_000, index.rowCount()),
                LaneMask.all(),
                2_000,
                Aim.recall(0.95)),
            nearest,
            Cancellation.unlimited());
    assertThat(nearest.ords()).hasSize(K);
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> StoredIndex.open("x/ivf", MemorySegment.ofArray(bytes)))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE))
        .hasMessageContaining("x/ivf");
  }
}

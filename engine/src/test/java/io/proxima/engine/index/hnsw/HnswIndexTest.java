package io.proxima.engine.index.hnsw;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Aim;
import io.proxima.engine.index.Crew;
import io.proxima.engine.index.IndexKind;
import io.proxima.engine.index.LaneMask;
import io.proxima.engine.index.NearestOrds;
import io.proxima.engine.index.PreparedQuery;
import io.proxima.engine.index.SearchRequest;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.Space;
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
class HnswIndexTest {
  private static final int K = 10;
  private static final MemoryBudget BUDGET = MemoryBudget.of(512 << 20);

  /// Rows, some of them perhaps null, with their index.
  private static final class Fixture implements AutoCloseable {
    private final Metric metric;
    private final float[] @Nullable [] rows;
    private final Matrix matrix;
    private final OffHeap bytes;
    private final HnswIndex index;
    private final VectorSearcher searcher;

    Fixture(Metric metric, float[] @Nullable [] rows, int dim, HnswBuilder.Options options) {
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
      this.bytes = build(source(metric, rows), dim, options, Crew.alone());
      this.index = HnswIndex.of("test", bytes.segment());
      this.searcher = index.searcher();
    }

    NearestOrds search(float[] query, LaneMask eligible, long eligibleCount, int k, Aim aim) {
      return search(searcher, query, eligible, eligibleCount, k, aim);
    }

    NearestOrds search(
        VectorSearcher by, float[] query, LaneMask eligible, long eligibleCount, int k, Aim aim) {
      NearestOrds nearest = new NearestOrds(k);
      by.search(
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

  private static HnswBuilder.Source source(Metric metric, float[] @Nullable [] rows) {
    return new HnswBuilder.Source(
        metric,
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

  private static OffHeap build(
      HnswBuilder.Source source, int dim, HnswBuilder.Options options, Crew crew) {
    HnswBuilder builder = new HnswBuilder(BUDGET, crew, Cancellation.unlimited(), rows -> {});
    return builder.build(source, builder.space(source, dim, 5), options);
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

  private static Aim ef(int ef) {
    return new Aim(0.98, ef, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "L2,100,16",
    "L2,384,16",
    "L2,63,4",
    "COSINE,100,16",
    "COSINE,65,40",
    "INNER_PRODUCT,100,16",
    "INNER_PRODUCT,64,8"
  })
  void walksFindTheNearest(Metric metric, int dim, int m, RandomGenerator random) {
    int count = 4_000;
    float[][] rows = Vectors.clustered(random, count, dim, 40);
    try (Fixture fixture = new Fixture(metric, rows, dim, new HnswBuilder.Options(m, 100))) {
      double sum = 0;
      int queries = 50;
      for (int q = 0; q < queries; q++) {
        float[] query = near(random, rows[random.nextInt(count)]);
        NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
        sum += recall(fixture.search(query, LaneMask.all(), count, K, ef(200)), exact);
        // a pass over the flat index would look at as many rows as there are
        assertThat(fixture.searcher.figures().visited()).isNotEqualTo(count);
        assertThat(fixture.searcher.figures().measured()).isLessThan(400);
      }
      assertThat(sum / queries).isGreaterThanOrEqualTo(0.97);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT"})
  void recallIsWhatWasAimedAt(Metric metric, RandomGenerator random) {
    int count = 12_000;
    int dim = 24;
    float[][] rows = Vectors.clustered(random, count, dim, 400);
    try (Fixture fixture = new Fixture(metric, rows, dim, HnswBuilder.Options.DEFAULT)) {
      for (int k : new int[] {1, K, 40}) {
        for (double aim : new double[] {0.9, 0.99}) {
          double sum = 0;
          int queries = 100;
          for (int q = 0; q < queries; q++) {
            float[] query = near(random, rows[random.nextInt(count)]);
            NearestOrds exact = fixture.exact(query, fixture.withVector(), k);
            sum += recall(fixture.search(query, LaneMask.all(), count, k, Aim.recall(aim)), exact);
          }
          assertThat(sum / queries).as(k + " aimed at " + aim).isGreaterThanOrEqualTo(aim - 0.025);
        }
      }
    }
  }

  /// All of the 400 rows around a centre have the same codes, so a walk that holds fewer candidates
  /// finds any of them.
  @Test
  void whatWalksFindIsToldByTheVectorsThemselves(RandomGenerator random) {
    int count = 4_000;
    int dim = 32;
    float[][] centres = Vectors.gaussian(random, 10, dim);
    float[][] rows = Vectors.gaussian(random, count, dim);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < dim; j++) {
        rows[i][j] = centres[i % 10][j] + 1e-4f * rows[i][j];
      }
    }
    try (Fixture fixture = new Fixture(Metric.L2, rows, dim, HnswBuilder.Options.DEFAULT)) {
      double sum = 0;
      int queries = 50;
      for (int q = 0; q < queries; q++) {
        float[] query = rows[random.nextInt(count)];
        NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
        sum += recall(fixture.search(query, LaneMask.all(), count, K, Aim.recall(0.6)), exact);
      }
      assertThat(sum / queries).isGreaterThanOrEqualTo(0.6);
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e5f, 1e6f, 1e7f})
  void queriesFarFromAllRowsFindTheNearest(float scale, RandomGenerator random) {
    int count = 2_000;
    int dim = 48;
    float[][] rows = Vectors.clustered(random, count, dim, 1);
    try (Fixture fixture = new Fixture(Metric.L2, rows, dim, HnswBuilder.Options.DEFAULT)) {
      double sum = 0;
      int queries = 20;
      for (float[] query : Vectors.gaussian(random, queries, dim)) {
        for (int i = 0; i < dim; i++) {
          query[i] *= scale;
        }
        NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
        sum += recall(fixture.search(query, LaneMask.all(), count, K, ef(200)), exact);
        assertThat(fixture.searcher.figures().measured()).isLessThanOrEqualTo(200);
      }
      assertThat(sum / queries).isGreaterThanOrEqualTo(0.9);
    }
  }

  /// Filters by chance, of rows near the query, and of rows far from it.
  @ParameterizedTest
  @EnumSource(
      value = Metric.class,
      names = {"L2", "COSINE", "INNER_PRODUCT"})
  void filteredSearchesFindAsManyAndAsGoodRows(Metric metric, RandomGenerator random) {
    int count = 4_000;
    int dim = 48;
    float[][] rows = Vectors.clustered(random, count, dim, 40);
    try (Fixture fixture = new Fixture(metric, rows, dim, HnswBuilder.Options.DEFAULT)) {
      for (double share : new double[] {0.9, 0.5, 0.1, 0.01, 0.001}) {
        for (int way = 0; way < 3; way++) {
          double sum = 0;
          int queries = 8;
          for (int q = 0; q < queries; q++) {
            float[] query = near(random, rows[random.nextInt(count)]);
            BitSet eligible = eligible(fixture, query, random, (int) (share * count), way);
            LaneMask mask = LaneMask.of(eligible.toLongArray());
            // every other time nobody has counted what is eligible
            int counted = q % 2 == 0 ? count : eligible.cardinality();
            Aim aim = q % 4 < 2 ? ef(200) : Aim.recall(0.98);
            NearestOrds found = fixture.search(query, mask, counted, K, aim);
            assertThat(Arrays.stream(found.ords())).allMatch(eligible::get);
            sum += recall(found, fixture.exact(query, eligible, K));
          }
          assertThat(sum / queries)
              .as(metric + " " + share + " way " + way)
              .isGreaterThanOrEqualTo(0.95);
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
  @ValueSource(ints = {1, 2, 3, 63, 64, 65, 1999})
  void anyDimensionIsSearched(int dim, RandomGenerator random) {
    int count = dim > 1000 ? 500 : 900;
    float[][] rows = Vectors.gaussian(random, count, dim);
    for (Metric metric : new Metric[] {Metric.L2, Metric.COSINE, Metric.INNER_PRODUCT}) {
      try (Fixture fixture = new Fixture(metric, rows, dim, HnswBuilder.Options.DEFAULT)) {
        double sum = 0;
        for (int q = 0; q < 10; q++) {
          float[] query = Vectors.gaussian(random, 1, dim)[0];
          NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
          sum += recall(fixture.search(query, LaneMask.all(), count, K, ef(300)), exact);
        }
        assertThat(sum / 10).as(metric + " " + dim).isGreaterThanOrEqualTo(0.9);
      }
    }
  }

  /// Extreme, equal, nearly equal and zero vectors, NULLs, few rows: what is found has its exact
  /// distance, and there are as many as there can be.
  @RepeatedTest(40)
  void anyDataIsAnsweredInFull(RandomGenerator random) {
    Metric metric = Metric.values()[random.nextInt(3)];
    int dim = 1 + random.nextInt(100);
    int count = random.nextInt(random.nextInt(4) == 0 ? 4 : 700);
    float[][] rows = Vectors.any(random, count, dim);
    for (int i = 0; i < count; i++) {
      if (random.nextInt(10) == 0) {
        rows[i] = null;
      }
    }
    float[] query = Vectors.any(random, 1, dim)[0];
    int k = 1 + random.nextInt(20);
    HnswBuilder.Options options =
        new HnswBuilder.Options(2 + random.nextInt(40), 4 + random.nextInt(60));
    try (Fixture fixture = new Fixture(metric, rows, dim, options)) {
      BitSet eligible = fixture.withVector();
      if (random.nextBoolean()) {
        for (int i = 0; i < count / 2; i++) {
          eligible.clear(random.nextInt(count));
        }
      }
      LaneMask mask = LaneMask.of(eligible.toLongArray());
      NearestOrds exact = fixture.exact(query, eligible, k);
      for (Aim aim : new Aim[] {Aim.recall(0.5), ef(1), ef(1000)}) {
        NearestOrds some = fixture.search(query, mask, count, k, aim);
        assertThat(some.ords()).hasSameSizeAs(exact.ords()).doesNotHaveDuplicates();
        assertThat(Arrays.stream(some.ords())).allMatch(eligible::get);
        MatrixScorer scorer = MatrixScorer.of(fixture.matrix, metric, query);
        assertThat(some.distances())
            .isEqualTo(Arrays.stream(some.ords()).mapToDouble(scorer::exact).toArray());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 500})
  void moreThanThereIsGivesAll(int count, RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, count, 10);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 10, HnswBuilder.Options.DEFAULT)) {
      float[] query = Vectors.gaussian(random, 1, 10)[0];
      NearestOrds found = fixture.search(query, LaneMask.all(), count, 600, ef(1000));
      assertThat(found.ords()).hasSize(count).doesNotHaveDuplicates();
    }
  }

  @Test
  void everyNodeIsReachedFromTheFirstEntry(RandomGenerator random) {
    int count = 3_000;
    int dim = 12;
    float[][] some = Vectors.clustered(random, count, dim, 300);
    float[][] copied = some.clone();
    for (int i = 0; i < count / 5; i++) {
      copied[random.nextInt(count)] = some[random.nextInt(20)];
    }
    float[][] equal = new float[count][];
    Arrays.fill(equal, some[0]);
    for (float[][] rows : new float[][][] {some, copied, equal}) {
      try (Fixture fixture = new Fixture(Metric.L2, rows, dim, new HnswBuilder.Options(3, 20))) {
        HnswIndex index = fixture.index;
        NodeRecords records = new NodeRecords(index.bytes(), index.layout());
        BitSet reached = new BitSet();
        int[] queue = new int[count];
        queue[0] = index.entry(0);
        reached.set(queue[0]);
        int size = 1;
        for (int i = 0; i < size; i++) {
          long record = records.at(queue[i]);
          for (int slot = 0; slot < records.degree(record); slot++) {
            int node = records.neighbour(record, slot);
            assertThat(node).isNotEqualTo(queue[i]);
            if (!reached.get(node)) {
              reached.set(node);
              queue[size++] = node;
            }
          }
        }
        assertThat(size).isEqualTo(count);
      }
    }
  }

  @Test
  void whatIsStoredAnswersAsBeforeWhereverItLies(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 3_000, 20, 30);
    try (Fixture fixture = new Fixture(Metric.COSINE, rows, 20, HnswBuilder.Options.DEFAULT);
        OffHeap copy = BUDGET.allocate("test", fixture.bytes.segment().byteSize())) {
      copy.segment().copyFrom(fixture.bytes.segment());
      VectorIndex opened = StoredIndex.open("copy", copy.segment());
      assertThat(opened.kind()).isEqualTo(IndexKind.HNSW);
      assertThat(opened.rowCount()).isEqualTo(3_000);
      assertThat(opened.sizeBytes()).isEqualTo(copy.segment().byteSize());
      assertThat(((HnswIndex) opened).m()).isEqualTo(16);
      assertThat(((HnswIndex) opened).efConstruction()).isEqualTo(100);
      VectorSearcher searcher = opened.searcher();
      for (int q = 0; q < 20; q++) {
        float[] query = near(random, rows[q]);
        NearestOrds here = fixture.search(query, LaneMask.all(), 3_000, K, ef(30));
        NearestOrds there = fixture.search(searcher, query, LaneMask.all(), 3_000, K, ef(30));
        assertThat(there.ords()).isEqualTo(here.ords());
        assertThat(there.distances()).isEqualTo(here.distances());
      }
    }
  }

  /// Sums of vectors differ in their last bits before and after they are compiled, so two graphs
  /// are made until nothing was compiled between them.
  private static long mismatchOfTwoBuilds(HnswBuilder.Source source) {
    long mismatch = 0;
    for (int tries = 0; tries < 4 && mismatch >= 0; tries++) {
      try (OffHeap one = build(source, 24, HnswBuilder.Options.DEFAULT, Crew.alone());
          OffHeap other = build(source, 24, HnswBuilder.Options.DEFAULT, Crew.alone())) {
        mismatch = one.segment().mismatch(other.segment());
      }
    }
    return mismatch;
  }

  @Test
  void oneThreadMakesTheSameBytesAndMoreAsGoodAGraph(RandomGenerator random) {
    int count = 3_000;
    float[][] rows = Vectors.clustered(random, count, 24, 30);
    HnswBuilder.Source source = source(Metric.L2, rows);
    try (Scheduler scheduler = Scheduler.threads();
        Fixture fixture = new Fixture(Metric.L2, rows, 24, HnswBuilder.Options.DEFAULT);
        OffHeap three = build(source, 24, HnswBuilder.Options.DEFAULT, Crew.of(scheduler, 3))) {
      assertThat(mismatchOfTwoBuilds(source)).isEqualTo(-1);
      VectorSearcher searcher = StoredIndex.open("three", three.segment()).searcher();
      double sum = 0;
      for (int q = 0; q < 50; q++) {
        float[] query = near(random, rows[random.nextInt(count)]);
        NearestOrds exact = fixture.exact(query, fixture.withVector(), K);
        sum += recall(fixture.search(searcher, query, LaneMask.all(), count, K, ef(200)), exact);
      }
      assertThat(sum / 50).isGreaterThanOrEqualTo(0.97);
    }
  }

  @Test
  void progressIsToldAndACancelledBuildGivesItsMemoryBack(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 4_000, 8);
    rows[3] = null;
    HnswBuilder.Source source = source(Metric.L2, rows);
    for (int limit : new int[] {0, 2_000, 4_000}) {
      MemoryBudget budget = MemoryBudget.of(64 << 20);
      AtomicInteger done = new AtomicInteger();
      Cancellation cancellation = Cancellation.unlimited();
      HnswBuilder builder =
          new HnswBuilder(
              budget,
              Crew.alone(),
              cancellation,
              count -> {
                if (done.addAndGet(count) >= limit) {
                  cancellation.cancel();
                }
              });
      Space space = builder.space(source, 8, 1);
      assertThatThrownBy(() -> builder.build(source, space, HnswBuilder.Options.DEFAULT))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      assertThat(done.get()).isBetween(limit, Math.min(4_000, limit + 1024));
      assertThat(budget.usedBytes()).isZero();
    }
  }

  @Test
  void aBuildForWhichThereIsNoMemoryTakesNone(RandomGenerator random) {
    HnswBuilder.Source source = source(Metric.L2, Vectors.gaussian(random, 2_000, 8));
    MemoryBudget budget = MemoryBudget.of(1 << 20);
    HnswBuilder builder =
        new HnswBuilder(budget, Crew.alone(), Cancellation.unlimited(), rows -> {});
    Space space = builder.space(source, 8, 1);
    assertThatThrownBy(() -> builder.build(source, space, HnswBuilder.Options.DEFAULT))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    for (int[] wrong : new int[][] {{1, 100}, {101, 100}, {16, 3}, {16, 1001}}) {
      assertThatThrownBy(() -> new HnswBuilder.Options(wrong[0], wrong[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void theBytesAreThoseOfTheTable(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 40, 3);
    rows[7] = null;
    try (Fixture fixture = new Fixture(Metric.L2, rows, 3, new HnswBuilder.Options(20, 33))) {
      MemorySegment bytes = fixture.bytes.segment();
      assertThat(new String(bytes.asSlice(0, 8).toArray(ValueLayout.JAVA_BYTE), US_ASCII))
          .isEqualTo("PXHNSW01");
      int[] header = {20, 39, 32, 33};
      for (int i = 0; i < header.length; i++) {
        assertThat(bytes.get(ValueLayout.JAVA_INT, 8 + 4 * i)).isEqualTo(header[i]);
      }
      long block = 8 * 32 + 10 * 32;
      long flat = 128 + 2 * block;
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 24)).isEqualTo(flat);
      assertThat(new String(bytes.asSlice(64, 8).toArray(ValueLayout.JAVA_BYTE), US_ASCII))
          .isEqualTo("PXFLAT01");
      long entries = 64 + flat + block;
      long codes = entries + 4 * 32;
      // factors and one word of bytes for each node
      long records = codes + (39 * 80 + 16);
      // head, 40 neighbours, two blocks of their codes
      long record = 64 + 192 + 2 * block;
      long table = records + 39 * record;
      assertThat(bytes.get(ValueLayout.JAVA_LONG, 32)).isEqualTo(table + 192);
      assertThat(bytes.byteSize()).isEqualTo(table + 192);
      for (int node = 0; node < 39; node++) {
        long at = records + node * record;
        int degree = bytes.get(ValueLayout.JAVA_INT, at + 4);
        assertThat(bytes.get(ValueLayout.JAVA_INT, at)).isEqualTo(node < 7 ? node : node + 1);
        assertThat(degree).isBetween(1, 38);
        for (int slot = 0; slot < degree; slot++) {
          assertThat(bytes.get(ValueLayout.JAVA_INT, at + 64 + 4 * slot)).isBetween(0, 38);
        }
        // the lanes behind the last neighbour are never found
        long lastA = at + record - 2 * 32 - 4;
        assertThat(bytes.get(ValueLayout.JAVA_FLOAT, lastA)).isEqualTo(Float.POSITIVE_INFINITY);
        float step = bytes.get(ValueLayout.JAVA_FLOAT, codes + 80L * node);
        assertThat(step).isPositive();
        assertThat(bytes.get(ValueLayout.JAVA_FLOAT, codes + 80L * node + 4)).isNegative();
        assertThat(bytes.get(ValueLayout.JAVA_FLOAT, codes + 80L * node + 12)).isPositive();
      }
      assertThat(bytes.get(ValueLayout.JAVA_FLOAT, table)).isEqualTo(0.5f);
      assertThat(bytes.get(ValueLayout.JAVA_INT, table + 4)).isZero();
    }
  }

  @Test
  void otherBytesAreRefusedAndDamagedOnesDoNoHarm(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 1_000, 12, 9);
    try (Fixture fixture = new Fixture(Metric.L2, rows, 12, new HnswBuilder.Options(4, 20))) {
      byte[] right = fixture.bytes.segment().toArray(ValueLayout.JAVA_BYTE);
      assertRefused(Arrays.copyOf(right, right.length - 64));
      assertRefused(Arrays.copyOf(right, 40));
      for (int at : new int[] {0, 8, 12, 16, 24, 32, 64, 72, 76, 80}) {
        byte[] wrong = right.clone();
        wrong[at] ^= (byte) 0x88;
        assertRefused(wrong);
      }
      MemorySegment damaged = fixture.bytes.segment();
      long records = fixture.index.layout().recordsAt();
      int refused = 0;
      for (int i = 0; i < 600; i++) {
        long at =
            switch (i % 3) {
              case 0 -> random.nextLong(200);
              case 1 ->
                  records
                      + random.nextLong(1_000) * fixture.index.layout().recordBytes()
                      + random.nextLong(200);
              default -> random.nextLong(right.length);
            };
        byte before = damaged.get(ValueLayout.JAVA_BYTE, at);
        damaged.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
        try {
          VectorIndex index = StoredIndex.open("test", damaged);
          if (index.space().dim() == 12 && index.rowCount() == 1_000) {
            NearestOrds found =
                fixture.search(index.searcher(), rows[i], LaneMask.all(), 1_000, K, ef(50));
            assertThat(found.ords()).hasSize(K).doesNotHaveDuplicates();
          }
        } catch (ProximaException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE);
          refused++;
        }
        damaged.set(ValueLayout.JAVA_BYTE, at, before);
      }
      assertThat(refused).isPositive();
    }
  }

  private static void assertRefused(byte[] bytes) {
    assertThatThrownBy(() -> StoredIndex.open("x/hnsw", MemorySegment.ofArray(bytes)))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE))
        .hasMessageContaining("x/hnsw");
  }
}

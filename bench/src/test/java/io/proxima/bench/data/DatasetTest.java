package io.proxima.bench.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.vector.Metric;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  private static final int DIM = 5;
  private static final int ROWS = 700;
  private static final int QUERIES = 4;

  @TempDir Path folder;

  private static Dataset set(Metric metric, float[] all) {
    MemorySegment segment = MemorySegment.ofArray(all);
    MemorySegment bytes = MemorySegment.ofArray(new byte[4 * all.length]);
    bytes.copyFrom(segment);
    long held = 4L * DIM * QUERIES;
    return new Dataset(
        "test",
        metric,
        DIM,
        bytes.asSlice(held),
        bytes.asSlice(0, held),
        new double[QUERIES * 100]);
  }

  private static float[] random() {
    SplittableRandom random = new SplittableRandom(7);
    float[] all = new float[(QUERIES + ROWS) * DIM];
    for (int i = 0; i < all.length; i++) {
      all[i] = (float) random.nextGaussian();
    }
    return all;
  }

  @Test
  void tiesAtTheKthDistanceDoNotPunish() {
    float[] all = new float[(QUERIES + ROWS) * DIM];
    for (int row = 0; row < ROWS; row++) {
      all[(QUERIES + row) * DIM] = row < 2 ? 1 : row < 20 ? 2 : 3;
    }
    Dataset set = set(Metric.L2, all);
    for (int i = 0; i < 100; i++) {
      set.truth()[i] = i < 2 ? 1 : i < 20 ? 2 : 3;
    }
    assertThat(set.recall(0, new int[] {0, 1, 19}, 3, 3)).isEqualTo(1);
    assertThat(set.recall(0, new int[] {18, 1, 19}, 3, 3)).isEqualTo(1);
    assertThat(set.recall(0, new int[] {0, 1, 20}, 3, 3)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void rowsThatAreMissingOrComeTwiceCountAsMissed() {
    Dataset set = set(Metric.L2, random());
    double[] distances = new double[ROWS];
    for (int ord = 0; ord < ROWS; ord++) {
      distances[ord] = set.distance(set.query(0), ord);
    }
    double[] sorted = distances.clone();
    Arrays.sort(sorted);
    System.arraycopy(sorted, 0, set.truth(), 0, 100);
    int nearest = 0;
    while (distances[nearest] != sorted[0]) {
      nearest++;
    }
    assertThat(set.recall(0, new int[] {nearest, nearest}, 2, 2)).isEqualTo(0.5);
    assertThat(set.recall(0, new int[] {nearest, -1}, 1, 2)).isEqualTo(0.5);
  }

  @Test
  void distancesAreThoseOfTheMetric() {
    float[] all = new float[(QUERIES + 1) * DIM];
    float[] query = {3, 0, 4, 0, 0};
    all[QUERIES * DIM] = 3;
    assertThat(set(Metric.L2, all).distance(query, 0)).isEqualTo(4);
    assertThat(set(Metric.INNER_PRODUCT, all).distance(query, 0)).isEqualTo(-9);
    assertThat(set(Metric.COSINE, all).distance(query, 0)).isCloseTo(0.4, within(1e-15));
  }

  @Test
  void answersAreReadAgainUnlessVectorsOrFileChanged() throws IOException {
    float[] all = random();
    Path file = folder.resolve("answers");
    Dataset first = set(Metric.COSINE, all);
    fill(file, first, all);
    for (int i = 1; i < 100; i++) {
      assertThat(first.truth()[i]).isGreaterThanOrEqualTo(first.truth()[i - 1]);
    }
    byte[] kept = Files.readAllBytes(file);
    byte[] damaged = kept.clone();
    damaged[99] ^= 1;
    Files.write(file, damaged);
    Dataset second = set(Metric.COSINE, all);
    fill(file, second, all);
    assertThat(second.truth()).isEqualTo(first.truth());
    assertThat(Files.readAllBytes(file)).isEqualTo(kept);
    all[all.length - 1] += 1;
    fill(file, set(Metric.COSINE, all), all);
    assertThat(Files.readAllBytes(file)).isNotEqualTo(kept);
  }

  private static void fill(Path file, Dataset set, float[] all) throws IOException {
    byte[] bytes = new byte[4 * all.length];
    MemorySegment.ofArray(bytes).copyFrom(MemorySegment.ofArray(all));
    new Answers(file).fill(set, MemorySegment.ofArray(bytes));
  }
}

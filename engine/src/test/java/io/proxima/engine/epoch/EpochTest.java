package io.proxima.engine.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Distances;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class EpochTest {
  private static final EpochId ID = new EpochId(3, 2, 17);

  static float[] flat(float[][] vectors) {
    int dim = vectors[0].length;
    float[] flat = new float[vectors.length * dim];
    for (int i = 0; i < vectors.length; i++) {
      System.arraycopy(vectors[i], 0, flat, i * dim, dim);
    }
    return flat;
  }

  private static Epoch train(float[][] rows, Form form, int lists) {
    return EpochTrainer.train(ID, form, flat(rows), rows.length, rows[0].length, lists);
  }

  private static int[] lists(Epoch epoch, float[][] rows) {
    int[] lists = new int[rows.length];
    new ListFinder(epoch).find(flat(rows), rows.length, lists, 0);
    return lists;
  }

  private static int[] sizes(Epoch epoch, int[] lists) {
    int[] sizes = new int[epoch.listCount()];
    for (int list : lists) {
      sizes[list]++;
    }
    return sizes;
  }

  @Test
  void theSameSampleGivesTheSameEpoch(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 3000, 7, 20);

    Epoch one = train(rows, Form.RAW, 8);
    Epoch two = train(rows, Form.RAW, 8);

    assertThat(two.lists()).isEqualTo(one.lists());
    assertThat(two.rotationSeed()).isEqualTo(one.rotationSeed());
    Epoch other = EpochTrainer.train(new EpochId(3, 2, 18), Form.RAW, flat(rows), 3000, 7, 8);
    assertThat(other.rotationSeed()).isNotEqualTo(one.rotationSeed());
  }

  @Test
  void rowsOfOneClusterShareTheirLists(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 8000, 16, 10);
    Epoch epoch = train(rows, Form.RAW, 21);
    int[] lists = lists(epoch, rows);

    double residuals = 0;
    for (int i = 0; i < rows.length; i++) {
      int at = lists[i] * 16;
      residuals +=
          Distances.exact(io.proxima.engine.vector.Metric.L2, rows[i], 0, epoch.lists(), at, 16);
    }
    // the clusters have a radius of 0.05 * 4, and are about 5.6 apart
    assertThat(residuals / rows.length).isLessThan(0.25);
    assertThat(epoch.listCount()).isBetween(10, 60);
  }

  @Test
  void manyRowsHaveTwoLevelsAndBalancedLists(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 20_000, 8);
    Epoch epoch = train(rows, Form.RAW, 1560);
    int[] lists = lists(epoch, rows);
    int[] sizes = sizes(epoch, lists);

    assertThat(epoch.cellCount()).isBetween(30, 50);
    assertThat(epoch.listCount()).isBetween(1400, 2200);
    int nearest = 0;
    for (int i = 0; i < 500; i++) {
      double best = Double.POSITIVE_INFINITY;
      for (int list = 0; list < epoch.listCount(); list++) {
        best = Math.min(best, distance(rows[i], epoch, list));
      }
      nearest += distance(rows[i], epoch, lists[i]) <= best + 1e-4 ? 1 : 0;
    }
    assertThat(nearest).isGreaterThan(480);
    assertThat(Arrays.stream(sizes).max().orElse(0)).isLessThan(5 * rows.length / sizes.length);
  }

  private static double distance(float[] row, Epoch epoch, int list) {
    return Distances.exact(
        io.proxima.engine.vector.Metric.L2, row, 0, epoch.lists(), list * epoch.dim(), epoch.dim());
  }

  @Test
  void equalRowsAreOneList() {
    float[][] rows = new float[1000][5];
    for (float[] row : rows) {
      Arrays.fill(row, 0.7f);
    }
    Epoch epoch = train(rows, Form.RAW, 260);

    assertThat(epoch.listCount()).isEqualTo(1);
    assertThat(lists(epoch, rows)).containsOnly(0);
  }

  @RepeatedTest(20)
  void everyRowHasAListWhateverTheSample(RandomGenerator random) {
    int dim = 1 + random.nextInt(12);
    float[][] rows = Vectors.any(random, 1 + random.nextInt(400), dim);
    Form form = random.nextBoolean() ? Form.RAW : Form.UNIT;
    Epoch epoch = train(rows, form, rows.length);
    float[][] others = Vectors.any(random, 100, dim);
    ListFinder finder = new ListFinder(epoch);
    int[] lists = new int[100];
    finder.find(flat(others), 100, lists, 0);

    assertThat(Arrays.stream(lists)).allMatch(list -> list >= 0 && list < epoch.listCount());
    assertThat(finder.measured(sizes(epoch, lists)).figures().rowCount()).isEqualTo(100);
  }

  @Test
  void vectorsFarFromZeroAreToldApart(RandomGenerator random) {
    float[][] rows = Vectors.clustered(random, 4000, 8, 6);
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] += 10_000;
      }
    }
    Epoch epoch = train(rows, Form.RAW, 10);
    ListFinder finder = new ListFinder(epoch);
    finder.find(flat(rows), rows.length, new int[rows.length], 0);

    assertThat(finder.residuals() / rows.length).isLessThan(0.3);
  }

  @Test
  void unitFormSeesOnlyDirections(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 2000, 6);
    Epoch epoch = train(rows, Form.UNIT, 52);
    float[][] scaled = new float[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      scaled[i] = rows[i].clone();
      for (int d = 0; d < 6; d++) {
        scaled[i][d] *= 8;
      }
    }

    assertThat(lists(epoch, scaled)).isEqualTo(lists(epoch, rows));
  }

  @Test
  void figuresTellOfTheRowsThatWereAssigned(RandomGenerator random) {
    float[][] rows = Vectors.gaussian(random, 3000, 4);
    Epoch epoch = train(rows, Form.RAW, 8);
    ListFinder finder = new ListFinder(epoch);
    int[] lists = new int[3000];
    finder.find(flat(rows), 3000, lists, 0);
    Epoch.Figures figures = finder.measured(sizes(epoch, lists)).figures();

    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum += distance(rows[i], epoch, lists[i]);
    }
    assertThat(figures.rowCount()).isEqualTo(3000);
    assertThat(figures.meanResidual()).isCloseTo(sum / 3000, within(1e-4));
    assertThat(figures.imbalance()).isBetween(1.0, 4.0);
  }
}

package io.proxima.engine.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class SurvivorsTest {
  @RepeatedTest(50)
  void theBestEstimatesAreKept(RandomGenerator random) {
    int room = 1 + random.nextInt(100);
    int blocks = random.nextInt(200);
    float[] estimates = new float[32 * blocks];
    for (int i = 0; i < estimates.length; i++) {
      estimates[i] = (float) random.nextGaussian() * 100;
    }
    Survivors survivors = new Survivors();
    survivors.begin(room, 0);
    for (int block = 0; block < blocks; block++) {
      int below = 0;
      for (int lane = 0; lane < 32; lane++) {
        below |= estimates[32 * block + lane] < survivors.limit() ? 1 << lane : 0;
      }
      survivors.take(estimates, 32 * block, below, 32 * block);
    }
    int count = survivors.settle();
    float[] kept = new float[count];
    for (int i = 0; i < count; i++) {
      kept[i] = survivors.estimate(i);
      assertThat(estimates[survivors.ord(i)]).isEqualTo(kept[i]);
    }
    Arrays.sort(kept);
    Arrays.sort(estimates);
    assertThat(kept).isEqualTo(Arrays.copyOf(estimates, Math.min(room, estimates.length)));
  }

  @RepeatedTest(50)
  void selectBringsTheSmallestToTheFront(RandomGenerator random) {
    long[] values = random.longs(1 + random.nextInt(200), 0, 50).toArray();
    int from = random.nextInt(values.length);
    int count = 1 + random.nextInt(values.length - from);
    long[] sorted = Arrays.copyOfRange(values, from, values.length);
    Arrays.sort(sorted);

    Survivors.select(values, from, values.length, count);

    assertThat(values[from + count - 1]).isEqualTo(sorted[count - 1]);
    long[] front = Arrays.copyOfRange(values, from, from + count);
    Arrays.sort(front);
    assertThat(front).isEqualTo(Arrays.copyOf(sorted, count));
  }

  @Test
  void nearestOrdsAreInOrderWithTiesByOrd() {
    NearestOrds nearest = new NearestOrds(3);
    assertThat(nearest.worst()).isEqualTo(Double.POSITIVE_INFINITY);
    nearest.offer(2, 7);
    nearest.offer(1, 9);
    nearest.offer(2, 3);
    nearest.offer(2, 5);
    nearest.offer(3, 1);

    assertThat(nearest.ords()).containsExactly(9, 3, 5);
    assertThat(nearest.distances()).containsExactly(1, 2, 2);
    assertThat(nearest.worst()).isEqualTo(2);
    nearest.clear();
    assertThat(nearest.ords()).isEmpty();
  }

  @Test
  void masksAreSlicesOfAMapOfBits() {
    int[] masks = new int[4];
    LaneMask.of(new long[] {0x1111_2222_3333_4444L, 5}).lanes(1, 4, masks);
    assertThat(masks).containsExactly(0x1111_2222, 5, 0, 0);
    LaneMask.all().lanes(0, 2, masks);
    assertThat(masks).containsExactly(-1, -1, 0, 0);
  }
}

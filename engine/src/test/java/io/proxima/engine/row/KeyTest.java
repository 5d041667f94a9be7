package io.proxima.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
final class KeyTest {
  private static final int KEYS = 1 << 16;

  /// How many of the buckets of a table as large as there are keys have one: a random hash fills 63
  /// % of them.
  private static double filled(LongFunction<byte[]> bytes) {
    Set<Integer> buckets = new HashSet<>();
    for (long i = 0; i < KEYS; i++) {
      int hash = new Key(bytes.apply(i)).hashCode();
      buckets.add((hash ^ (hash >>> 16)) & (KEYS - 1));
    }
    return buckets.size() / (double) KEYS;
  }

  @Test
  void keysThatFollowEachOtherAreSpread() {
    assertThat(filled(i -> KeyCodec.ofRowId(i).bytes())).isGreaterThan(0.5);
    assertThat(filled(i -> KeyCodec.ofRowId(1000 * i).bytes())).isGreaterThan(0.5);
    assertThat(filled(i -> KeyCodec.ofRowId(i << 32).bytes())).isGreaterThan(0.5);
    assertThat(filled(i -> ("item " + i).getBytes(StandardCharsets.UTF_8))).isGreaterThan(0.5);
    assertThat(filled(i -> ("a longer name " + i).getBytes(StandardCharsets.UTF_8)))
        .isGreaterThan(0.5);
  }

  @RepeatedTest(20)
  void equalKeysHaveEqualHashes(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    Key key = new Key(bytes);
    assertThat(new Key(bytes.clone())).isEqualTo(key).hasSameHashCodeAs(key);
    if (bytes.length > 0) {
      byte[] other = bytes.clone();
      other[random.nextInt(other.length)] ^= 1;
      assertThat(new Key(other).hashCode()).isNotEqualTo(key.hashCode());
    }
  }
}

package io.proxima.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CompressionTest {
  private final Compression compression = new Compression();

  @Test
  void textIsMadeShorterAndComesBack() {
    byte[] raw =
        "nearest neighbours ".repeat(10_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] packed = compression.compress(raw);
    assertThat(packed).isNotNull().hasSizeLessThan(raw.length / 10);
    assertThat(compression.decompress(packed, raw.length)).isEqualTo(raw);
  }

  @Test
  void noiseAndSmallPayloadsStayAsTheyAre() {
    for (int length : new int[] {0, 10, 255, 5_000, 1_000_000}) {
      byte[] raw = new byte[length];
      new Random(length).nextBytes(raw);
      assertThat(compression.compress(raw)).as("%d bytes", length).isNull();
    }
  }

  @Test
  void aWrongLengthIsRefusedBeforeAnythingIsAllocated() {
    byte[] packed = compression.compress(new byte[5_000]);
    assertThat(compression.decompress(packed, Integer.MAX_VALUE)).isNull();
    assertThat(compression.decompress(packed, -1)).isNull();
    assertThat(compression.decompress(packed, 4_999)).isNull();
    assertThat(compression.decompress(packed, 5_001)).isNull();
  }

  @Test
  void damagedBlocksDoNotEscape() {
    byte[] raw = "abcabcabc".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    byte[] packed = compression.compress(raw);
    for (int i = 0; i < packed.length; i++) {
      byte[] damaged = packed.clone();
      damaged[i] ^= 0x40;
      byte[] back = compression.decompress(damaged, raw.length);
      assertThat(back == null || back.length == raw.length).isTrue();
    }
    assertThat(compression.decompress(Arrays.copyOf(packed, 10), raw.length)).isNull();
  }
}

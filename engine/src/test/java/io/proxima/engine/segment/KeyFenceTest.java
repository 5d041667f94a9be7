package io.proxima.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.testing.Seeded;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
final class KeyFenceTest {
  private static final SegmentId ID = new SegmentId(new UUID(1, 2), 1, 1);

  /// Keys that often have long beginnings in common, of bytes that are often the largest.
  private static Key random(RandomGenerator random, byte[] beginning) {
    byte[] bytes = Arrays.copyOf(beginning, beginning.length + random.nextInt(4));
    for (int i = beginning.length; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256));
    }
    return new Key(bytes);
  }

  private static byte[] beginning(RandomGenerator random) {
    byte[] bytes = new byte[random.nextInt(70)];
    Arrays.fill(bytes, (byte) (random.nextBoolean() ? 0xFF : random.nextInt(256)));
    if (bytes.length > 0 && random.nextBoolean()) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  @RepeatedTest(200)
  void noKeyOfTheSegmentIsRuledOut(RandomGenerator random) {
    byte[] beginning = beginning(random);
    List<Key> keys = IntStream.range(0, 20).mapToObj(i -> random(random, beginning)).toList();
    KeyFence fence = KeyFence.of(Collections.min(keys), Collections.max(keys));
    assertThat(keys).allMatch(fence::mayHave);
    byte[] above = Collections.max(keys).bytes().clone();
    if (above.length > 0 && above[0] != (byte) 0xFF) {
      above[0]++;
      assertThat(fence.mayHave(new Key(above))).isFalse();
    }
    byte[] below = Collections.min(keys).bytes().clone();
    if (below.length > 0 && below[0] != 0) {
      below[0]--;
      assertThat(fence.mayHave(new Key(below))).isFalse();
    }
  }

  @RepeatedTest(20)
  void aSummaryComesBackAsItWasWritten(RandomGenerator random) {
    Storage storage = Storage.memory("test");
    storage.createDirectory("s");
    Key one = random(random, beginning(random));
    Key other = random(random, beginning(random));
    boolean isOrdered = one.compareTo(other) <= 0;
    KeyFence fence = KeyFence.of(isOrdered ? one : other, isOrdered ? other : one);
    List<FileSums> files = List.of(new FileSums("keys", 0, new int[0]));
    SegmentSummary summary = new SegmentSummary(2, 1, 3, 4, files, fence);
    summary.write(storage, "s", ID);
    SegmentSummary read = SegmentSummary.read(storage, "s", ID);
    assertThat(read.keys()).isEqualTo(fence);
    assertThat(read.firstExpiry()).isEqualTo(4);
    assertThat(read.files()).hasSize(1);
  }

  @Test
  void segmentsOfEarlierProgramsHaveNoFence() {
    Storage storage = Storage.memory("test");
    storage.createDirectory("s");
    AvroOutput body = new AvroOutput(16);
    for (long number : new long[] {2, 1, 3, 4, 0}) { // rows, commits, expiry, no files
      body.writeLong(number);
    }
    SealedFile.write(storage, "s", SegmentSummary.FILE, ID, body.toByteArray());
    assertThat(SegmentSummary.read(storage, "s", ID))
        .isEqualTo(new SegmentSummary(2, 1, 3, 4, List.of(), KeyFence.NONE));
    assertThat(KeyFence.NONE.mayHave(new Key(new byte[0]))).isTrue();
    assertThat(KeyFence.NONE.mayHave(new Key(new byte[] {-1}))).isTrue();
  }
}

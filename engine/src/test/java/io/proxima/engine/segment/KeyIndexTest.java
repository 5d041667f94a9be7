package io.proxima.engine.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.testing.Seeded;
import java.util.Arrays;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Finding hashes among sorted ones, however they are spread.
@Seeded
final class KeyIndexTest {
  private static final String DIRECTORY = "segment";

  private static void check(long[] hashes, long[] asked) {
    Storage storage = Storage.memory("test");
    storage.createDirectory(DIRECTORY);
    SegmentId id = new SegmentId(new UUID(1, 2), 1, 1);
    TableName table = new TableName("public", "t");
    try (SegmentFiles written = new SegmentFiles(storage, DIRECTORY, id, table);
        Reservation memory = MemoryBudget.of(64 << 20).reserve("keys", 0)) {
      KeyIndexBuilder builder = new KeyIndexBuilder(memory);
      Arrays.stream(hashes).forEach(builder::append);
      builder.write(written.create(KeyIndex.FILE));
      written.finish(hashes.length, 1, 1, Long.MAX_VALUE, KeyFence.NONE);
    }
    try (SegmentFiles files = new SegmentFiles(storage, DIRECTORY, id, table)) {
      files.open();
      KeyIndex index = KeyIndex.open(files, hashes.length);
      for (long hash : asked) {
        long below =
            Arrays.stream(hashes).filter(each -> Long.compareUnsigned(each, hash) < 0).count();
        int place = index.first(hash);
        assertThat(place).as("%016x", hash).isEqualTo((int) below);
        assertThat(index.isAt(place, hash))
            .isEqualTo(Arrays.stream(hashes).anyMatch(each -> each == hash));
      }
    }
  }

  private static long[] around(long[] hashes) {
    return LongStream.concat(
            LongStream.of(0, -1, Long.MAX_VALUE, Long.MIN_VALUE),
            Arrays.stream(hashes).flatMap(hash -> LongStream.of(hash - 1, hash, hash + 1)))
        .limit(400)
        .toArray();
  }

  @RepeatedTest(20)
  void hashesThatAreSpreadEvenlyAreFound(RandomGenerator random) {
    long[] hashes = random.longs(random.nextInt(3000)).toArray();
    check(hashes, around(hashes));
    check(hashes, random.longs(100).toArray());
  }

  @RepeatedTest(20)
  void hashesThatAreNotSpreadEvenlyAreFound(RandomGenerator random) {
    long first = random.nextLong();
    int shift = random.nextInt(64);
    long[] hashes =
        random.longs(random.nextInt(1, 2000)).map(hash -> first + (hash >>> shift)).toArray();
    check(hashes, around(hashes));
  }

  @Test
  void theFirstOfEqualHashesIsFound() {
    for (long hash : new long[] {0, 1, -1, Long.MIN_VALUE}) {
      long[] hashes = new long[500];
      Arrays.fill(hashes, hash);
      check(hashes, around(hashes));
    }
    check(new long[0], new long[] {0, -1});
  }
}

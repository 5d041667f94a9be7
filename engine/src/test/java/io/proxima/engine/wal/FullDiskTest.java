package io.proxima.engine.wal;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P7: a log on a disk that fills up refuses groups before it holds anything of them, and takes the
/// next ones when there is room again.
@Timeout(60)
class FullDiskTest {
  private static final long FILE_BYTES = 8 << 10;
  private static final long RESERVE_BYTES = 64 << 10;
  private static final int GROUPS = 60;

  private static LogFixture open(FaultStorage storage, DiskReserve reserve) {
    return new LogFixture(storage, FILE_BYTES, Failpoints.NONE, Duration.ofHours(1), reserve);
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    random.ints(random.nextInt(3000), 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  /// The capacities at which a disk is filled: around every boundary of an allocation.
  private static List<Long> capacities() {
    FaultStorage unlimited = new FaultStorage();
    List<Long> capacities = new ArrayList<>();
    unlimited.limitTo(Long.MAX_VALUE - 1, true);
    try (LogFixture log = open(unlimited, DiskReserve.none(unlimited))) {
      Random random = new Random(1);
      long last = unlimited.usedBytes();
      for (int i = 0; i < GROUPS; i++) {
        log.append(Reach.DISK, noise(random)).await();
        long used = unlimited.usedBytes();
        if (used != last) {
          for (long near : List.of(last, last + 1, (last + used) / 2, used - 512, used - 1, used)) {
            capacities.add(near);
          }
          last = used;
        }
      }
    }
    assertThat(capacities).hasSizeGreaterThan(20);
    return capacities;
  }

  @Test
  void aFullDiskRefusesAtEveryAllocationAndRoomEndsTheRefusals() {
    for (boolean isUsableKnown : List.of(true, false)) {
      int refused = 0;
      for (long capacity : capacities()) {
        FaultStorage storage = new FaultStorage();
        List<String> acknowledged = new ArrayList<>();
        storage.limitTo(capacity, isUsableKnown);
        Random random = new Random(1);
        try (LogFixture log = open(storage, DiskReserve.none(storage))) {
          for (int i = 0; i < GROUPS; i++) {
            String text = noise(random);
            try {
              acknowledged.add(log.append(Reach.DISK, text).await() + ":" + text);
            } catch (ProximaException e) {
              assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.DISK_FULL);
              refused++;
            }
            if (i == GROUPS - 5) {
              storage.limitTo(capacity + (64 << 10), isUsableKnown);
            }
          }
          String last = "after";
          acknowledged.add(log.append(Reach.DISK, last).await() + ":" + last);
          log.stop();
          assertThat(log.applied).hasSameSizeAs(acknowledged);
          assertThat(LogFixture.replay(storage, log.files)).isEqualTo(acknowledged);
          assertThat(storage.list(LogFile.DIRECTORY)).hasSameSizeAs(log.files);
        }
        assertThat(storage.openHandles()).isZero();
      }
      assertThat(refused).as("refused, usable known: " + isUsableKnown).isGreaterThan(500);
    }
  }

  @Test
  void theReserveIsForThoseWhoMayTakeIt() {
    for (boolean isUsableKnown : List.of(true, false)) {
      FaultStorage storage = new FaultStorage();
      storage.limitTo(1 << 20, isUsableKnown);
      DiskReserve reserve = DiskReserve.open(storage, RESERVE_BYTES);
      assertThat(reserve.restore()).isTrue();
      try (LogFixture log = open(storage, reserve)) {
        List<String> acknowledged = new ArrayList<>();
        fill(log, acknowledged);
        assertThat(reserve.isWhole()).isTrue();
        for (int i = 0; i < 30; i++) {
          String text = "delete " + i + " " + "0123456789".repeat(80);
          acknowledged.add(log.append(Allowance.RESERVE, Reach.DISK, text).await() + ":" + text);
          refuses(ErrorCode.DISK_FULL, () -> log.append(Reach.DISK, "ordinary"));
        }
        assertThat(reserve.isWhole()).isFalse();
        refuses(
            ErrorCode.DISK_FULL,
            () -> log.append(Allowance.RESERVE, Reach.DISK, noise(40, (int) RESERVE_BYTES)));
        storage.limitTo(2 << 20, isUsableKnown);
        acknowledged.add(log.append(Reach.DISK, "again").await() + ":again");
        assertThat(reserve.isWhole()).isTrue();
        log.stop();
        assertThat(LogFixture.replay(storage, log.files)).isEqualTo(acknowledged);
      }
      assertThat(DiskReserve.open(storage, RESERVE_BYTES).isWhole()).isTrue();
      assertThat(DiskReserve.open(storage, RESERVE_BYTES + 1).isWhole()).isFalse();
      assertThat(storage.exists(DiskReserve.FILE)).isFalse();
    }
  }

  private static String noise(int seed, int length) {
    StringBuilder text = new StringBuilder();
    new Random(seed).ints(length, 'a', 'z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static void fill(LogFixture log, List<String> acknowledged) {
    int length = 3000;
    for (int i = 0; length > 0; i++) {
      String text = noise(i, length);
      try {
        acknowledged.add(log.append(Reach.DISK, text).await() + ":" + text);
      } catch (ProximaException e) {
        assertThat(e.code()).as("%s", e).isEqualTo(ErrorCode.DISK_FULL);
        length /= 2;
      }
    }
  }

  @Test
  void aSmallGroupGoesOnWhereALargeOneIsRefused() {
    FaultStorage storage = new FaultStorage();
    storage.limitTo(100 << 10, true);
    try (LogFixture log = open(storage, DiskReserve.none(storage))) {
      refuses(ErrorCode.DISK_FULL, () -> log.append(Reach.DISK, noise(1, 200 << 10)));
      assertThat(log.append(Reach.DISK, "small").await()).isEqualTo(1);
    }
  }

  @Test
  void aForceThatFailsWhileTheLogGrowsEndsTheLog() {
    FaultStorage storage = new FaultStorage();
    try (LogFixture log = new LogFixture(storage, 1 << 20, Failpoints.NONE)) {
      storage.failAt(storage.calls() + 2, FaultStorage.Fault.IO_ERROR, false);
      refuses(ErrorCode.IO_FAILURE, () -> log.append(Reach.DISK, noise(1, 400 << 10)));
      refuses(ErrorCode.IO_FAILURE, () -> log.append(Reach.DISK, "a"));
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void manyThreadsOnAFullDiskGetTheirAnswers() throws InterruptedException {
    FaultStorage storage = new FaultStorage();
    storage.limitTo(600 << 10, true);
    ConcurrentLinkedQueue<Long> acknowledged = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    try (LogFixture log = open(storage, DiskReserve.none(storage))) {
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 6; t++) {
        int thread = t;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  Random random = new Random(thread);
                  int refused = 0;
                  while (refused < 20) {
                    try {
                      acknowledged.add(log.append(Reach.DISK, noise(random)).await());
                    } catch (ProximaException e) {
                      refused++;
                      if (e.code() != ErrorCode.DISK_FULL) {
                        unexpected.add(e);
                        return;
                      }
                    } catch (RuntimeException | AssertionError e) {
                      unexpected.add(e);
                      return;
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(unexpected).isEmpty();
      storage.limitTo(1 << 20, true);
      acknowledged.add(log.append(Reach.DISK, "after").await());
      log.stop();
      assertThat(LogFixture.replay(storage, log.files)).hasSameSizeAs(acknowledged);
      assertThat(log.applied).isSorted().hasSameSizeAs(acknowledged);
    }
  }
}

package io.proxima.engine.wal;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WalTest {
  private static final long LARGE = 1 << 20;
  private final FaultStorage storage = new FaultStorage();

  private final Gate gate = new Gate("wal.before-write");

  private long calls(String start) {
    return storage.trace().stream().filter(call -> call.contains(start)).count();
  }

  @Test
  void groupsAreAppliedInOrderAndReplayed() {
    try (LogFixture log = new LogFixture(storage, LARGE, Failpoints.NONE)) {
      assertThat(log.append(Reach.DISK, "a").await()).isEqualTo(1);
      assertThat(log.append(Reach.DISK, "b", "c").await()).isEqualTo(3);
      assertThat(log.append(Reach.FILE, "d").await()).isEqualTo(4);
      assertThat(log.append(Reach.BUFFER, "e").await()).isEqualTo(5);
      assertThat(log.applied).containsExactly(1L, 3L, 4L, 5L);
      log.stop();
      assertThat(LogFixture.replay(storage, log.files))
          .containsExactly("1:a", "3:bc", "4:d", "5:e");
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void waitersShareOneWriteAndOneForce() {
    gate.arm();
    try (LogFixture log = new LogFixture(storage, LARGE, gate)) {
      long writes = calls(" write ");
      long syncs = calls(" sync ");
      LogGroup first = log.append(Reach.DISK, "first");
      gate.awaitReached();
      List<LogGroup> others = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        others.add(log.append(Reach.DISK, "group " + i));
      }
      gate.open();
      first.await();
      others.forEach(LogGroup::await);
      assertThat(calls(" write ") - writes).as("with a mark after each force").isEqualTo(4);
      assertThat(calls(" sync ") - syncs).isEqualTo(2);
    }
  }

  @Test
  void onlyWhatAsksForItIsWrittenOrForced() {
    try (LogFixture log = new LogFixture(storage, LARGE, Failpoints.NONE)) {
      long calls = storage.calls();
      log.append(Reach.BUFFER, "memory").await();
      assertThat(storage.calls()).isEqualTo(calls);
      log.append(Reach.FILE, "file").await();
      assertThat(storage.calls()).isEqualTo(calls + 1);
      log.append(Reach.DISK, "disk").await();
      assertThat(storage.calls()).as("write, force, mark").isEqualTo(calls + 4);
    }
  }

  @Test
  void whatNobodyWaitsForIsForcedAfterTheInterval() {
    for (Reach reach : List.of(Reach.FILE, Reach.BUFFER)) {
      FaultStorage disk = new FaultStorage();
      CountDownLatch forced = new CountDownLatch(1);
      Failpoints failpoints =
          name -> {
            if (name.equals("wal.after-sync")) {
              forced.countDown();
            }
          };
      try (LogFixture log =
          new LogFixture(disk, LARGE, failpoints, java.time.Duration.ofMillis(1))) {
        log.append(reach, "a").await();
        Gate.await(forced);
        FaultStorage found =
            disk.afterCrash(FaultStorage.Variant.SYNCED_ONLY, new java.util.Random(1));
        assertThat(LogFixture.replay(found, log.files)).containsExactly("1:a");
      }
    }
  }

  @Test
  void aFrameClaimsNoMoreThanWasForced() {
    try (LogFixture log = new LogFixture(storage, LARGE, Failpoints.NONE)) {
      log.append(Reach.FILE, "a").await();
      log.append(Reach.FILE, "b", "c").await();
      log.append(Reach.DISK, "d", "e").await();
      log.append(Reach.DISK, "f").await();
    }
    List<Long> claims = new ArrayList<>();
    try (LogReader reader =
        LogReader.open(storage, LogFile.open(1, 1), LogFixture.DATABASE, WalCodec.avro())) {
      for (Frame frame = reader.next(); frame != null; frame = reader.next()) {
        claims.add(frame.synced());
      }
    }
    assertThat(claims).containsExactly(0L, 0L, 0L, 0L, 0L, 5L);
  }

  @Test
  void filesAreSwitchedBetweenGroupsAndAllReplayed() {
    try (LogFixture log = new LogFixture(storage, 4096, Failpoints.NONE)) {
      List<String> expected = new ArrayList<>();
      java.util.Random random = new java.util.Random(1);
      for (int i = 0; i < 40; i++) {
        StringBuilder noise = new StringBuilder();
        random.ints(i * 37 % 900, 'a', 'z').forEach(c -> noise.append((char) c));
        String text = noise.toString();
        expected.add(log.append(Reach.DISK, text).await() + ":" + text);
      }
      String large = "0123456789".repeat(3000);
      expected.add(log.append(Reach.FILE, large, "and").await() + ":" + large + "and");
      log.stop();
      assertThat(log.files).hasSizeGreaterThan(5);
      assertThat(LogFixture.replay(storage, log.files)).isEqualTo(expected);
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aFailedForceFailsAllInFlightAndEveryLaterWrite() {
    gate.arm();
    try (LogFixture log = new LogFixture(storage, LARGE, gate)) {
      LogGroup first = log.append(Reach.DISK, "first");
      gate.awaitReached();
      LogGroup second = log.append(Reach.DISK, "second");
      storage.failAt(storage.calls() + 2, FaultStorage.Fault.IO_ERROR, false);
      gate.open();
      refuses(ErrorCode.IO_FAILURE, first::await);
      refuses(ErrorCode.IO_FAILURE, second::await);
      assertThatThrownBy(() -> log.append(Reach.BUFFER, "third"))
          .hasMessageContaining("refused until it is reopened");
      assertThat(log.applied).isEmpty();
      assertThat(log.wal.stop(java.time.Duration.ofSeconds(20), _ -> {})).isNull();
      assertThat(calls(" sync log/000001.wal")).as("never forced again").isEqualTo(2);
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aFullDiskIsSaidToBeFull() {
    try (LogFixture log = new LogFixture(storage, LARGE, Failpoints.NONE)) {
      storage.failAt(storage.calls() + 1, FaultStorage.Fault.DISK_FULL, false);
      LogGroup group = log.append(Reach.DISK, "a");
      refuses(ErrorCode.DISK_FULL, group::await);
      refuses(ErrorCode.IO_FAILURE, () -> log.append(Reach.DISK, "b"));
    }
  }

  @Test
  void anErrorOfTheApplicationEndsTheLog() {
    Failpoints failing =
        name -> {
          if (name.equals("wal.before-apply")) {
            throw new OutOfMemoryError("injected");
          }
        };
    try (LogFixture log = new LogFixture(storage, LARGE, failing)) {
      refuses(ErrorCode.INTERNAL, () -> log.append(Reach.DISK, "a").await());
      refuses(ErrorCode.IO_FAILURE, () -> log.append(Reach.DISK, "b"));
    }
  }

  @Test
  void aFailureThatCannotBeDescribedStillEndsAllWaits() {
    Failpoints failing =
        name -> {
          if (name.equals("wal.before-apply")) {
            throw new IllegalStateException() {
              @Override
              public String getMessage() {
                throw new OutOfMemoryError("no memory for a message");
              }
            };
          }
        };
    try (LogFixture log = new LogFixture(storage, LARGE, failing)) {
      LogGroup group = log.append(Reach.DISK, "a");
      refuses(ErrorCode.INTERNAL, group::await);
      refuses(ErrorCode.IO_FAILURE, () -> log.append(Reach.DISK, "b"));
    }
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aLargeGroupIsNotKeptOutBySmallOnes() throws InterruptedException {
    gate.arm();
    List<String> admitted = new CopyOnWriteArrayList<>();
    try (LogFixture log = new LogFixture(Storage.memory("m"), LARGE, gate)) {
      LogGroup first = log.append(Reach.DISK, "first");
      gate.awaitReached();
      Thread large =
          untilItWaits(() -> {
            log.wal.admit(100 << 20, Allowance.ORDINARY);
            admitted.add("large");
            log.wal.dismiss(100 << 20);
          });
      Thread small =
          untilItWaits(() -> {
            log.wal.admit(1, Allowance.ORDINARY);
            admitted.add("small");
            log.wal.dismiss(1);
          });
      gate.open();
      first.await();
      large.join();
      small.join();
      assertThat(admitted).containsExactly("large", "small");
    }
  }

  /// Starts a thread and returns when it waits or has ended.
  private static Thread untilItWaits(Runnable body) {
    Thread thread = Thread.ofPlatform().start(body);
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void anInterruptNeitherEndsTheWaitNorIsLost() throws InterruptedException {
    gate.arm();
    try (LogFixture log = new LogFixture(storage, LARGE, gate)) {
      AtomicReference<String> result = new AtomicReference<>();
      Thread caller =
          Thread.ofPlatform()
              .start(() -> {
                long sequence = log.append(Reach.DISK, "a").await();
                result.set(sequence + " " + Thread.currentThread().isInterrupted());
              });
      gate.awaitReached();
      caller.interrupt();
      gate.open();
      caller.join();
      assertThat(result).hasValue("1 true");
    }
  }

  @Test
  void aStoppedLogRefusesGroups() {
    try (LogFixture log = new LogFixture(storage, LARGE, Failpoints.NONE)) {
      log.append(Reach.BUFFER, "a");
      log.stop();
      assertThat(log.applied).containsExactly(1L);
      refuses(ErrorCode.CLOSED, () -> log.append(Reach.DISK, "b"));
    }
  }
}

package io.proxima.engine.wal;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LogReplayTest {
  private static final String FILE = "log/000001.wal";
  private final FaultStorage storage = new FaultStorage();

  private static void isDamaged(ThrowingCallable call) {
    refuses(ErrorCode.CORRUPT_FILE, call);
  }

  /// Writes a log with the groups; returns the offset of each frame and of the end.
  private List<LogFile> written(Reach reach, String... groups) {
    try (LogFixture log = new LogFixture(storage, 1 << 20, Failpoints.NONE)) {
      for (String group : groups) {
        log.append(reach, group.split(",")).await();
      }
      log.stop();
      return List.copyOf(log.files);
    }
  }

  /// Writes a log with the groups; leaves what the disk has when the process is killed then.
  private List<LogFile> killed(Reach reach, String... groups) {
    try (LogFixture log = new LogFixture(storage, 1 << 20, Failpoints.NONE)) {
      for (String group : groups) {
        log.append(reach, group.split(",")).await();
      }
      byte[] left = storage.read(FILE);
      log.stop();
      storage.overwrite(FILE, left);
      return crashed(log.files);
    }
  }

  private static List<LogFile> crashed(List<LogFile> files) {
    List<LogFile> open = new ArrayList<>(files);
    LogFile last = open.removeLast();
    open.add(LogFile.open(last.id(), last.firstLsn()));
    return open;
  }

  /// Where frame number `lsn` begins in the only file.
  private int offsetOf(int lsn) {
    try (LogReader reader =
        LogReader.open(storage, LogFile.open(1, 1), LogFixture.DATABASE, WalCodec.avro())) {
      for (int i = 1; i < lsn; i++) {
        reader.next();
      }
      return (int) reader.positionBytes();
    }
  }

  private void damage(int offset) {
    byte[] bytes = storage.read(FILE);
    bytes[offset] ^= 1;
    storage.overwrite(FILE, bytes);
  }

  private void truncate(int length) {
    storage.overwrite(FILE, Arrays.copyOf(storage.read(FILE), length));
  }

  @Test
  void aTornTailIsCut() {
    List<LogFile> files = killed(Reach.FILE, "a", "b", "c");
    damage(offsetOf(3) + 40);
    assertThat(LogFixture.replay(storage, files)).containsExactly("1:a", "2:b");
  }

  @Test
  void framesBehindTheCutStayCut() {
    List<LogFile> files = killed(Reach.FILE, "a", "b", "c");
    int end = offsetOf(2);
    byte[] whole = storage.read(FILE);
    damage(end + 40);
    List<LogFile> ended = LogFixture.replay(storage, files, new ArrayList<>());
    assertThat(ended).containsExactly(new LogFile(1, 1, 1, end));
    storage.overwrite(FILE, whole);
    assertThat(LogFixture.replay(storage, ended)).containsExactly("1:a");
  }

  @Test
  void aBadFrameThatWasForcedIsDamage() {
    List<LogFile> files = killed(Reach.DISK, "a", "b", "c");
    damage(offsetOf(2) + 40);
    assertThatThrownBy(() -> LogFixture.replay(storage, files))
        .hasMessageContaining(FILE)
        .hasMessageContaining("offset " + offsetOf(2));
    isDamaged(() -> LogFixture.replay(storage, files));
  }

  @Test
  void aBadFrameBeforeTheCleanCloseMarkIsDamage() {
    List<LogFile> files = written(Reach.FILE, "a", "b", "c");
    damage(offsetOf(3) + 40);
    isDamaged(() -> LogFixture.replay(storage, files));
  }

  @Test
  void aBadFrameBeforeTheNextFileIsDamage() {
    try (LogFixture log = new LogFixture(storage, 4096, Failpoints.NONE)) {
      while (log.files.size() < 2) {
        log.append(Reach.FILE, "0123456789".repeat(20) + log.files).await();
      }
      log.stop();
      damage((int) log.files.getFirst().endBytes() - 8);
      isDamaged(() -> LogFixture.replay(storage, crashed(log.files)));
    }
  }

  @Test
  void aGroupWithoutItsCommitMarkIsDropped() {
    List<LogFile> files = killed(Reach.FILE, "a", "b,c,d");
    damage(offsetOf(4) + 40);
    List<String> groups = new ArrayList<>();
    List<LogFile> ended = LogFixture.replay(storage, files, groups);
    assertThat(groups).containsExactly("1:a");
    assertThat(ended).containsExactly(new LogFile(1, 1, 1, offsetOf(2)));
  }

  @Test
  void everyTruncationOfACrashedLogIsDamageOrLosesNothing() {
    List<LogFile> files = killed(Reach.FILE, "a", "b,c", "d");
    int end = offsetOf(5);
    byte[] whole = storage.read(FILE);
    for (int length = 0; length < end + 700; length++) {
      storage.overwrite(FILE, Arrays.copyOf(whole, length));
      if (length < end) {
        isDamaged(() -> LogFixture.replay(storage, files));
      } else {
        try {
          assertThat(LogFixture.replay(storage, files)).containsExactly("1:a", "3:bc", "4:d");
        } catch (ProximaException e) {
          assertThat(length).isLessThan(end + LogWriter.ROOM_BYTES);
        }
      }
    }
  }

  @Test
  void everyFlippedBitOfWhatWasForcedBeforeAKillIsFound() {
    flipEveryBit(killed(Reach.DISK, "a", "b,c", "d"));
  }

  @Test
  void everyZeroedSectorOfWhatWasForcedBeforeAKillIsFound() {
    String[] groups = new String[40];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = "group number " + i + " ".repeat(i);
    }
    for (int count = 1; count < groups.length; count++) {
      storage.remove(FILE);
      List<LogFile> files = killed(Reach.DISK, Arrays.copyOf(groups, count));
      int end = offsetOf(count + 1);
      byte[] whole = storage.read(FILE);
      List<String> expected = LogFixture.replay(storage, files);
      assertThat(expected).hasSize(count);
      for (int sector = 0; sector < end; sector += 512) {
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, sector, sector + 512, (byte) 0);
        storage.overwrite(FILE, damaged);
        isDamaged(() -> LogFixture.replay(storage, files));
      }
    }
  }

  /// Each time either all of "a", "b,c", "d" is found, or damage.
  private void flipEveryBit(List<LogFile> files) {
    int end = offsetOf(5);
    byte[] whole = storage.read(FILE);
    for (int bit = 0; bit < 8 * end; bit += 5) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      storage.overwrite(FILE, damaged);
      List<String> found = new ArrayList<>();
      try {
        LogFixture.replay(storage, files, found);
        assertThat(found).as("bit %d", bit).containsExactly("1:a", "3:bc", "4:d"); // fill bytes
      } catch (ProximaException e) {
        assertThat(e.code()).as("bit %d", bit).isEqualTo(ErrorCode.CORRUPT_FILE);
      }
    }
  }

  @Test
  void everyFlippedBitOfAClosedLogIsFound() {
    flipEveryBit(written(Reach.DISK, "a", "b,c", "d"));
  }

  @Test
  void missingShortAndForeignFilesAreDamage() {
    List<LogFile> files = written(Reach.DISK, "a", "b");
    byte[] whole = storage.read(FILE);
    truncate(offsetOf(2));
    isDamaged(() -> LogFixture.replay(storage, files));
    for (int length : new int[] {0, 1, 55, 56, 100}) {
      truncate(length);
      isDamaged(() -> LogFixture.replay(storage, crashed(files)));
    }
    storage.overwrite(FILE, whole);
    isDamaged(() ->
        new LogReplay(storage, new UUID(9, 9), WalCodec.avro())
            .replay(files, (sequence, group) -> {}));
    storage.overwrite("log/000002.wal", whole);
    isDamaged(() ->
        LogFixture.replay(
            storage, List.of(files.getFirst(), LogFile.open(2, files.getFirst().lastLsn() + 1))));
    storage.remove(FILE);
    isDamaged(() -> LogFixture.replay(storage, files));
  }

  @Test
  void aFileWithoutFramesIsLeftOut() {
    List<LogFile> files = written(Reach.DISK);
    assertThat(LogFixture.replay(storage, files, new ArrayList<>())).isEmpty();
    assertThat(LogFixture.replay(storage, crashed(files), new ArrayList<>())).isEmpty();
  }

  @Test
  void leftoversAreRemovedUnlessTheyHoldFrames() {
    List<LogFile> files = written(Reach.DISK, "a");
    LogReplay replay = new LogReplay(storage, LogFixture.DATABASE, WalCodec.avro());
    storage.overwrite("log/000002.wal", new byte[300_000]);
    storage.overwrite("log/000003.wal", Arrays.copyOf(storage.read(FILE), 70));
    storage.overwrite("log/000004.wal", new byte[0]);
    replay.removeLeftovers(files);
    assertThat(storage.list("log")).containsExactly("000001.wal");
    isDamaged(() -> replay.removeLeftovers(List.of()));
    storage.overwrite("log/000002.wal", storage.read(FILE));
    isDamaged(() -> replay.removeLeftovers(files));
  }
}

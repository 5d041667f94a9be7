package io.proxima.engine.lsm;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.wal.LogFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ManifestFileTest {
  private static final UUID DATABASE = new UUID(-1, 7);

  private final FaultStorage storage = new FaultStorage();

  private static ManifestFile on(FaultStorage storage) {
    DirectoryLock lock = storage.lock();
    lock.close();
    return new ManifestFile(storage, lock, Failpoints.NONE);
  }

  private static Manifest manifest(LogFile... logs) {
    TableDef table =
        new TableDef(
            0,
            new TableName("public", "docs"),
            1,
            List.of(new ColumnDef(1, "e", ColumnType.vector(8), true)),
            List.of(),
            Map.of("cluster_by", "e"));
    Catalog catalog = Catalog.empty().apply(new Definition.CreateTable(table));
    SegmentRef segment = new SegmentRef(1, 4, 2, 3);
    return new Manifest(
        DATABASE,
        3,
        catalog,
        List.of(logs),
        logs[0].firstLsn() - 1,
        17,
        5,
        List.of(new TableRef(1, 2, 6, 7)),
        List.of(segment),
        List.of(new EpochId(1, 1, 3)),
        new HistoryState(4, List.of(new HistoryState.Mark(5, 70), new HistoryState.Mark(6, -8))));
  }

  private static void isDamaged(FaultStorage storage, String what) {
    refuses(ErrorCode.CORRUPT_FILE, () -> on(storage).read()).as(what);
  }

  @Test
  void whatIsWrittenIsRead() {
    Manifest written = manifest(new LogFile(1, 1, 9, 800), LogFile.open(4, 10));
    on(storage).write(written);
    Manifest read = on(storage).read();
    assertThat(read.databaseId()).isEqualTo(DATABASE);
    assertThat(read.catalogSequence()).isEqualTo(3);
    assertThat(read.logs()).isEqualTo(written.logs());
    assertThat(read.catalog().tables()).isEqualTo(written.catalog().tables());
    assertThat(read.catalog().nextTableId()).isEqualTo(2);
    assertThat(read.nextLogId()).isEqualTo(5);
    assertThat(read.logs().getLast().isEnded()).isFalse();
    assertThat(read.segments()).isEqualTo(written.segments()).hasSize(1);
    assertThat(read.epochs()).containsExactly(new EpochId(1, 1, 3));
    assertThat(read.nextSegmentId()).isEqualTo(5);
  }

  @Test
  void everyFlippedBitAndEveryTruncationIsFound() {
    on(storage).write(manifest(new LogFile(1, 1, 9, 800)));
    byte[] whole = storage.read(ManifestFile.NAME);
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      storage.overwrite(ManifestFile.NAME, damaged);
      isDamaged(storage, "bit " + bit);
    }
    for (int length = 0; length < whole.length; length++) {
      storage.overwrite(ManifestFile.NAME, Arrays.copyOf(whole, length));
      isDamaged(storage, "length " + length);
    }
    storage.remove(ManifestFile.NAME);
    isDamaged(storage, "missing");
  }

  @Test
  void aNewerFormatIsSaidToBeNewer() {
    on(storage).write(manifest(LogFile.open(1, 1)));
    byte[] bytes = storage.read(ManifestFile.NAME);
    bytes[8] = 9;
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    for (int i = 0; i < 4; i++) {
      bytes[bytes.length - 4 + i] = (byte) (crc.getValue() >> 8 * i);
    }
    storage.overwrite(ManifestFile.NAME, bytes);
    assertThatThrownBy(() -> on(storage).read())
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }

  @Test
  void aCutWhileWritingLeavesTheOldOrTheNewOne() {
    List<LogFile> old = List.of(LogFile.open(1, 1));
    List<LogFile> next = List.of(new LogFile(1, 1, 5, 700), LogFile.open(2, 6));
    for (long cut = 1; cut < 8; cut++) {
      for (FaultStorage.Variant variant : FaultStorage.Variant.values()) {
        FaultStorage disk = new FaultStorage();
        on(disk).write(manifest(LogFile.open(1, 1)));
        disk.failAt(disk.calls() + cut + 1, FaultStorage.Fault.POWER_CUT, true);
        boolean isWritten = true;
        try {
          on(disk).write(manifest(next.toArray(LogFile[]::new)));
        } catch (ProximaException e) {
          isWritten = false;
        }
        List<LogFile> found = on(disk.afterCrash(variant, new Random(cut))).read().logs();
        if (isWritten) {
          assertThat(found).isEqualTo(next);
        } else {
          assertThat(found).isIn(old, next);
        }
      }
    }
  }

  @Test
  void aGapInTheLogIsRefused() {
    assertThatThrownBy(() -> manifest(new LogFile(1, 1, 5, 700), LogFile.open(2, 7)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> manifest(LogFile.open(1, 1), LogFile.open(2, 7)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aManifestThatContradictsItselfIsDamaged() {
    on(storage).write(manifest(new LogFile(1, 1, 9, 800), LogFile.open(4, 10)));
    byte[] bytes = storage.read(ManifestFile.NAME);
    int end = bytes.length - 4;
    int firstFrame =
        end - 32; // 28 bytes of tables, segments, history and epochs are behind the logs
    assertThat(bytes[firstFrame]).as("first frame of the second file").isEqualTo((byte) 20);
    bytes[firstFrame] = 22;
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, end);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(end, (int) crc.getValue());
    storage.overwrite(ManifestFile.NAME, bytes);
    isDamaged(storage, "a gap in the log");
  }
}

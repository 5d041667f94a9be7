package io.proxima.engine;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// P8: a damaged segment hinders those who read its table, and nobody else.
@Timeout(60)
class QuarantineTest {
  private final FaultStorage storage = new FaultStorage();

  /// Without epochs, which take numbers as segments do.
  private Fixture open() {
    UpkeepSettings upkeep = UpkeepSettings.defaults(256 << 20);
    return new Fixture(storage, Fixture.settings(64 << 20).withUpkeep(upkeep), Failpoints.NONE);
  }

  /// Table `a` with the rows 0 to 99 in one segment, 100 to 199 in another and 200 in the log, and
  /// table `b` with a segment.
  private void write() {
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      fixture.commit(t -> t.insert(b, Fixture.rowsBetween(b, 0, 50, 2)));
      fixture.engine.flush(b.id());
      for (int from = 0; from < 200; from += 100) {
        int first = from;
        fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, first, first + 100, 1)));
        fixture.engine.flush(a.id());
      }
      fixture.commit(t -> t.insert(a, Fixture.rows(a, 200, 1)));
    }
  }

  private List<String> segmentFiles(int segment, String name) {
    return storage.files().stream()
        .filter(file -> file.contains("/0000000" + segment + "/") && file.endsWith(name))
        .toList();
  }

  private String damage(int segment, String name) {
    String file = segmentFiles(segment, "/" + name).getFirst();
    byte[] bytes = storage.read(file);
    bytes[bytes.length / 2] ^= 4;
    storage.overwrite(file, bytes);
    return file;
  }

  private static TreeMap<Long, Long> left(Fixture fixture, TableDef table, List<String> missing) {
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      snapshot.answerWithout(e -> missing.add(String.valueOf(e.getMessage())));
      return Fixture.content(snapshot, table);
    }
  }

  @Test
  void aDamagedSegmentHindersOnlyThoseWhoReadItsTable() {
    write();
    for (String name : List.of("segment", "data.parquet")) {
      FaultStorage sound = storage.afterCrash(Variant.ALL, new Random(1));
      String file = damage(2, name);
      try (Fixture fixture = open()) {
        TableDef a = fixture.table("a");
        TableDef b = fixture.table("b");
        for (int i = 0; i < 2; i++) {
          refuses(ErrorCode.CORRUPT_FILE, () -> fixture.content(a))
              .hasMessageContaining(file)
              .hasMessageContaining("offset")
              .hasMessageContaining("public.a");
        }
        refuses(
            ErrorCode.CORRUPT_FILE,
            () -> fixture.commit(t -> t.insert(a, Fixture.rows(a, 300, 1))));
        refuses(ErrorCode.CORRUPT_FILE, () -> fixture.engine.flush(a.id()));
        fixture.commit(t -> t.upsert(b, Fixture.rows(b, 300, 1)));
        fixture.engine.flush(b.id());
        fixture.engine.compact(b.id());
        assertThat(fixture.content(b)).hasSize(51);
        List<String> missing = new ArrayList<>();
        assertThat(left(fixture, a, missing)).hasSize(101).containsKey(200L).doesNotContainKey(5L);
        assertThat(missing).isNotEmpty().allSatisfy(what -> assertThat(what).contains(file));
      }
      assertThat(storage.openHandles()).isZero();
      for (String each : sound.files()) {
        if (each.contains("/00000002/")) {
          storage.overwrite(each, sound.read(each));
        }
      }
      try (Fixture fixture = open()) { // nothing was lost while it was damaged
        assertThat(fixture.content(fixture.table("a"))).hasSize(201);
      }
    }
  }

  @Test
  void aDamagedSegmentIsTakenOutAndKept() {
    write();
    String damaged = damage(2, "keys");
    damage(3, "segment");
    byte[] bytes = storage.read(damaged);
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a");
      assertThat(fixture.engine.quarantine(a.id())).containsExactly("quarantine/00000003");
      assertThat(fixture.content(a)).as("what is needed is sound").hasSize(101);
      EncodedRows row = Fixture.rows(a, 5, 1);
      refuses(ErrorCode.CORRUPT_FILE, () -> fixture.commit(t -> t.insert(a, row)));
      refuses(ErrorCode.CORRUPT_FILE, () -> fixture.content(a));
      assertThat(fixture.engine.quarantine(a.id())).containsExactly("quarantine/00000002");
      assertThat(fixture.content(a)).containsOnlyKeys(200L);
      assertThat(fixture.engine.quarantine(a.id())).isEmpty();
      fixture.commit(t -> t.insert(a, row));
      fixture.engine.flush(a.id());
    }
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a");
      assertThat(fixture.content(a)).containsOnlyKeys(5L, 200L);
      fixture.engine.define(new Definition.DropTable(a.name()));
    }
    open().close();
    assertThat(storage.read("quarantine/00000002/keys")).isEqualTo(bytes);
    assertThat(storage.openHandles()).isZero();
  }

  @Test
  void aDamagedTableTakesNoRowsThatCouldNotBeFlushed() {
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a", false);
      fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 0, 3000, 1)));
      fixture.engine.flush(a.id());
    }
    damage(1, "data.parquet"); // not where it is looked at when it is opened
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a");
      try (Transaction begun = fixture.engine.begin()) {
        begun.insert(a, Fixture.rows(a, 5000, 1));
        refuses(ErrorCode.CORRUPT_FILE, () -> fixture.content(a));
        refuses(ErrorCode.CORRUPT_FILE, () -> begun.commit(Durability.SYNC));
      }
      EncodedRows row = Fixture.rows(a, 5001, 1);
      refuses(ErrorCode.CORRUPT_FILE, () -> fixture.commit(t -> t.insert(a, row)));
      refuses(ErrorCode.CORRUPT_FILE, () -> fixture.commit(t -> t.upsert(a, row)));
      fixture.engine.quarantine(a.id());
      fixture.commit(t -> t.insert(a, row));
      assertThat(fixture.content(a)).containsOnlyKeys(5001L);
    }
  }

  @Test
  void deletedRowsDoNotComeBackWithARepairedSegment() {
    write();
    FaultStorage killed;
    try (Fixture fixture = open()) {
      TableDef a = fixture.table("a");
      fixture.commit(t -> t.delete(a, Fixture.keys(a, 5, 105)));
      killed = storage.afterCrash(Variant.ALL, new Random(1));
    }
    for (String file : killed.files().stream().filter(f -> f.startsWith("schema/")).toList()) {
      FaultStorage disk = killed.afterCrash(Variant.ALL, new Random(1));
      byte[] sound = disk.read(file);
      disk.remove(file);
      for (int round = 0; round < 2; round++) {
        try (Fixture fixture = Fixture.open(disk, 4096)) {
          TableDef b = fixture.table("b");
          if (!file.contains("00000001")) {
            fixture.commit(t -> t.upsert(b, Fixture.rowsBetween(b, 0, 200, 7)));
            fixture.engine.flush(b.id());
          }
        }
      }
      disk.overwrite(file, sound);
      try (Fixture fixture = Fixture.open(disk)) {
        assertThat(fixture.content(fixture.table("a")))
            .as(file)
            .hasSize(199)
            .doesNotContainKeys(5L, 105L);
      }
    }
  }

  @Test
  void aFileThatIsCutWhileItIsMappedIsDamaged(@TempDir Path directory) throws IOException {
    try (Storage files = Storage.files(directory, Fixture.CLOCK);
        Fixture fixture = Fixture.open(files)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 0, 20_000, 1)));
      fixture.engine.flush(a.id());
      assertThat(find(fixture, a, 19_000)).isTrue();
      for (long id = 0; id < 20_000; id += 100) {
        assertThat(find(fixture, a, id)).isTrue();
      }
      try (RandomAccessFile keys =
          new RandomAccessFile(
              directory.resolve("schema/0/table/1/00000001/keys").toFile(), "rw")) {
        keys.setLength(0);
      }
      refuses(ErrorCode.CORRUPT_FILE, () -> find(fixture, a, 19_000)).hasMessageContaining("keys");
      refuses(ErrorCode.CORRUPT_FILE, () -> fixture.content(a)).hasMessageContaining("public.a");
      fixture.table("b", true);
    }
  }

  @Test
  void aFileThatIsCutBeforeACommitIsAppliedStopsNobodyElse(@TempDir Path directory)
      throws IOException {
    try (Storage files = Storage.files(directory, Fixture.CLOCK)) {
      try (Fixture fixture = Fixture.open(files)) {
        TableDef a = fixture.table("a", true);
        TableDef b = fixture.table("b", true);
        fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 0, 20_000, 1)));
        fixture.engine.flush(a.id());
        Path keys = directory.resolve("schema/0/table/1/00000001/keys");
        byte[] sound = Files.readAllBytes(keys);
        try (Transaction delete = fixture.engine.begin();
            RandomAccessFile file = new RandomAccessFile(keys.toFile(), "rw")) {
          delete.delete(a, Fixture.keys(a, 7));
          file.setLength(0);
          delete.commit(Durability.SYNC);
          file.write(sound);
        }
        refuses(ErrorCode.IO_FAILURE, () -> fixture.content(a)).hasMessageContaining("00000001");
        fixture.commit(t -> t.insert(b, Fixture.rows(b, 1, 1)));
        assertThat(fixture.content(b)).hasSize(1);
      }
      try (Fixture fixture = Fixture.open(files)) {
        assertThat(fixture.content(fixture.table("a"))).hasSize(19_999).doesNotContainKey(7L);
      }
    }
  }

  private static boolean find(Fixture fixture, TableDef table, long id) {
    try (Snapshot snapshot = fixture.engine.snapshot();
        RowCursor rows =
            snapshot.get(
                new GetRequest(table.id(), List.of(0), Fixture.keys(table, id), Predicate.TRUE),
                Cancellation.unlimited(Fixture.CLOCK))) {
      return rows.next() != null;
    }
  }
}

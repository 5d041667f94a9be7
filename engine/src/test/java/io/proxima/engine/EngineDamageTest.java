package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P8: a database of several log files, closed cleanly or killed, is damaged in one place. It
/// answers as before, or it says what is damaged; it never answers something else. What was
/// acknowledged as durable is never lost in silence.
final class EngineDamageTest {
  private static final int DAMAGES = 500;
  private static final int MANY_DAMAGES = 3_750;
  private static final int BLOCK = 512;

  private final FaultStorage stale = new FaultStorage();

  @Test
  void aSingleDamageOfAClosedDatabaseIsNeverAWrongAnswer() {
    damage("closed", closed(), DAMAGES);
  }

  @Test
  void aSingleDamageOfAKilledDatabaseLosesNothingThatWasAcknowledged() {
    damage("killed", killed(), DAMAGES);
  }

  @Test
  void aSingleDamageOfADatabaseThatWasKilledTwiceLosesNothingThatWasAcknowledged() {
    damage("killed twice", killedTwice(), DAMAGES);
  }

  @Test
  void aSingleDamageOfADatabaseOfSegmentsIsNeverAWrongAnswer() {
    damage("segments", segments(), DAMAGES);
  }

  @Test
  @Tag("crash")
  void fifteenThousandDamages() {
    damage("killed twice", killedTwice(), MANY_DAMAGES); // before there are stale copies
    damage("closed", closed(), MANY_DAMAGES);
    damage("killed", killed(), MANY_DAMAGES);
    damage("segments", segments(), MANY_DAMAGES);
  }

  private FaultStorage closed() {
    FaultStorage storage = halfWritten();
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
    }
    return storage;
  }

  private FaultStorage killed() {
    FaultStorage storage = halfWritten();
    FaultStorage killed;
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
      killed = storage.afterCrash(Variant.ALL, new Random(1));
    }
    return killed;
  }

  /// Two segments of each large table, deletions in lists and in the log, and rows in the log.
  private FaultStorage segments() {
    FaultStorage storage = halfWritten();
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
      TableDef a = fixture.table("la");
      TableDef b = fixture.table("lb");
      for (TableDef table : List.of(a, b)) {
        fixture.engine.flush(table.id());
        fixture.commit(t -> t.delete(table, Fixture.keys(table, 200, 201, 202)));
        fixture.commit(t -> t.upsert(table, Fixture.rowsBetween(table, 300, 500, 99)));
        fixture.engine.flush(table.id());
        fixture.commit(t -> t.delete(table, Fixture.keys(table, 210, 310)));
        fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, 9000, 9010, 99)));
      }
    }
    assertThat(storage.files().stream().filter(file -> file.startsWith("schema/")))
        .hasSizeGreaterThan(16);
    return storage;
  }

  private FaultStorage killedTwice() {
    FaultStorage storage = new FaultStorage();
    FaultStorage killed;
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
      killed = storage.afterCrash(Variant.ALL, new Random(1));
    }
    storage = killed;
    try (Fixture fixture = open(storage)) {
      CrashScript.definitions("d").runOn(fixture);
      killed = storage.afterCrash(Variant.ALL, new Random(1));
    }
    return killed;
  }

  private void damage(String name, FaultStorage whole, int damages) {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("EngineDamageTest: -Dseed=" + seed);
    Random random = new Random(seed);
    Map<String, Long> before = content(whole.afterCrash(Variant.ALL, random));
    assertThat(whole.files().stream().filter(file -> file.endsWith(".wal")).count())
        .isGreaterThan(2);
    assertThat(before).hasSizeGreaterThan(1_000);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < damages; i++) {
      FaultStorage damaged = whole.afterCrash(Variant.ALL, random);
      String damage = damage(damaged, random);
      outcomes.merge(outcome(damaged, before, damage), 1, Integer::sum);
    }
    System.out.println("EngineDamageTest: " + name + " " + outcomes);
    assertThat(outcomes.get("refused")).isGreaterThan(damages / 20);
    assertThat(outcomes.get("same")).isGreaterThan(0);
  }

  /// What a damaged database answers: the same, an error of all, or an error of one table.
  private static String outcome(FaultStorage damaged, Map<String, Long> before, String damage) {
    boolean isFound = isFoundByTheCheck(damaged, damage);
    Map<String, Long> found = new TreeMap<>();
    int refused = 0;
    try (Fixture fixture = open(damaged)) {
      for (TableDef table : fixture.engine.catalog().tables()) {
        String name = table.name().name();
        found.put(name, -1L);
        try {
          fixture.content(table).forEach((id, v) -> found.put(name + "/" + id, v));
        } catch (ProximaException e) {
          assertThat(e.code()).as(damage).isEqualTo(ErrorCode.CORRUPT_FILE);
          assertThat(e.getMessage()).as(damage).contains("schema/", name);
          before.forEach((key, v) -> {
            if (key.startsWith(name + "/")) {
              found.put(key, v);
            }
          });
          refused++;
        }
      }
    } catch (ProximaException e) {
      assertThat(e.code()).as(damage).isEqualTo(ErrorCode.CORRUPT_FILE);
      assertThat(e.getMessage()).as(damage).isNotBlank();
      assertThat(damaged.openHandles()).as(damage).isZero();
      assertThat(isFound).as(damage).isTrue();
      return "refused";
    }
    assertThat(isFound || refused == 0).as(damage).isTrue();
    assertThat(found).as(damage).isEqualTo(before);
    assertThat(refused).as(damage).isLessThanOrEqualTo(damage.startsWith("swapped") ? 2 : 1);
    return refused > 0 ? "one table refused" : "same";
  }

  /// The check finds whatever an open database would meet, and changes nothing.
  private static boolean isFoundByTheCheck(FaultStorage damaged, String damage) {
    List<byte[]> before = damaged.files().stream().map(damaged::read).toList();
    try {
      return !DatabaseCheck.run(damaged, true).damages().isEmpty();
    } catch (ProximaException e) {
      assertThat(e.code()).as(damage).isEqualTo(ErrorCode.CORRUPT_FILE);
      return true;
    } finally {
      List<byte[]> after = damaged.files().stream().map(damaged::read).toList();
      assertThat(Arrays.deepEquals(before.toArray(), after.toArray())).as(damage).isTrue();
      assertThat(damaged.openHandles()).as(damage).isZero();
    }
  }

  /// A database that was closed after its first commits; `stale` gets a copy of it.
  private FaultStorage halfWritten() {
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = open(storage)) {
      CrashScript.definitions("d").runOn(fixture);
    }
    for (String file : storage.files()) {
      if (file.contains("/")) {
        stale.createDirectory(file.substring(0, file.lastIndexOf('/')));
      }
      stale.overwrite(file, storage.read(file));
    }
    return storage;
  }

  private static void writeOn(Fixture fixture) {
    CrashScript.largeTransaction("l").runOn(fixture);
    CrashScript.singleCommits("s").runOn(fixture);
  }

  private static Fixture open(FaultStorage storage) {
    return Fixture.open(storage, CrashScript.LOG_FILE_BYTES);
  }

  private static Map<String, Long> content(FaultStorage storage) {
    try (Fixture fixture = open(storage)) {
      return fixture.content();
    }
  }

  private String damage(FaultStorage storage, Random random) {
    List<String> files = new ArrayList<>(storage.files());
    String file = files.get(random.nextInt(files.size()));
    byte[] bytes = storage.read(file);
    int kind = bytes.length == 0 ? 3 : random.nextInt(8);
    // Half of the places are near the beginning, where most of the content of a small database is.
    int at =
        bytes.length == 0
            ? 0
            : random.nextInt(random.nextBoolean() ? Math.min(bytes.length, 16_384) : bytes.length);
    switch (kind) {
      case 0, 1, 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 3 -> {
        storage.remove(file);
        return "removed " + file;
      }
      case 4 -> bytes = Arrays.copyOf(bytes, at);
      case 5 ->
          Arrays.fill(
              bytes,
              at / BLOCK * BLOCK,
              Math.min(bytes.length, at / BLOCK * BLOCK + BLOCK),
              (byte) 0);
      case 6 -> {
        String other = files.get(random.nextInt(files.size()));
        byte[] content = storage.read(other);
        storage.overwrite(other, bytes);
        storage.overwrite(file, content);
        return "swapped " + file + " and " + other;
      }
      default -> {
        if (stale.files().contains(file)) {
          storage.overwrite(file, stale.read(file));
          return "stale copy of " + file;
        }
        bytes = Arrays.copyOf(bytes, bytes.length + 100);
      }
    }
    storage.overwrite(file, bytes);
    return "damage " + kind + " at " + at + " of " + file + ", " + bytes.length + " bytes";
  }
}

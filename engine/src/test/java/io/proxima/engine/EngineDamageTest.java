package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// P8: a database of several log files, closed cleanly or killed, is damaged in one place. It
/// answers as before, or it says what is damaged; it never answers something else. What was
/// acknowledged as durable is never lost in silence.
final class EngineDamageTest {
  private static final int DAMAGES = 500;
  private static final int BLOCK = 512;

  private final FaultStorage stale = new FaultStorage();

  @Test
  void aSingleDamageOfAClosedDatabaseIsNeverAWrongAnswer() {
    FaultStorage storage = halfWritten();
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
    }
    damage("closed", storage);
  }

  @Test
  void aSingleDamageOfAKilledDatabaseLosesNothingThatWasAcknowledged() {
    FaultStorage storage = halfWritten();
    FaultStorage killed;
    try (Fixture fixture = open(storage)) {
      writeOn(fixture);
      killed = storage.afterCrash(Variant.ALL, new Random(1));
    }
    damage("killed", killed);
  }

  @Test
  void aSingleDamageOfADatabaseThatWasKilledTwiceLosesNothingThatWasAcknowledged() {
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
    damage("killed twice", killed);
  }

  private void damage(String name, FaultStorage whole) {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("EngineDamageTest: -Dseed=" + seed);
    Random random = new Random(seed);
    Map<String, Long> before = content(whole.afterCrash(Variant.ALL, random));
    assertThat(whole.files().stream().filter(file -> file.endsWith(".wal")).count())
        .isGreaterThan(2);
    assertThat(before).hasSizeGreaterThan(1_000);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < DAMAGES; i++) {
      FaultStorage damaged = whole.afterCrash(Variant.ALL, random);
      String damage = damage(damaged, random);
      outcomes.merge(outcome(damaged, before, damage), 1, Integer::sum);
    }
    System.out.println("EngineDamageTest: " + name + " " + outcomes);
    assertThat(outcomes.get("refused")).isGreaterThan(DAMAGES / 10);
    assertThat(outcomes.get("same")).isGreaterThan(0);
  }

  private static String outcome(FaultStorage damaged, Map<String, Long> before, String damage) {
    try {
      assertThat(content(damaged)).as(damage).isEqualTo(before);
      return "same";
    } catch (ProximaException e) {
      assertThat(e.code()).as(damage).isEqualTo(ErrorCode.CORRUPT_FILE);
      assertThat(e.getMessage()).as(damage).isNotBlank();
      assertThat(damaged.openHandles()).as(damage).isZero();
      return "refused";
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

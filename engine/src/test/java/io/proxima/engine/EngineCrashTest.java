package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P0, P2, P4, P5, P9: the power goes at every single call of a script, and what the disk may have
/// kept by then is opened again: every acknowledged commit is there, the one under way is there
/// whole or not at all, no file is left that belongs to nothing, and work goes on.
///
/// - **Time:** 12,000 states take 40 s; 60,000 under `-Pcrash` 8 minutes.
final class EngineCrashTest {
  private static final Logger LOG = Logger.getLogger("io.proxima.engine");
  private static final int MAX_CALLS = 5_000;

  /// The log would name every cut.
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @Test
  void singleCommitsSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.singleCommits("s")), 1, 0);
  }

  @Test
  void groupCommitsSurviveACutAtEveryCall() {
    enumerate(EngineCrashTest::fourWriters, 1, 0);
  }

  @Test
  void aLargeTransactionSurvivesACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.largeTransaction("l")), 1, 0);
  }

  @Test
  void definitionsSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.definitions("d")), 1, 0);
  }

  @Test
  void flushesAndCompactionsSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.segments("f")), 2, 0);
  }

  @Test
  void definitionsOverSegmentsSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.definitionsOverSegments("o")), 3, 0);
  }

  @Test
  void schemasWithSegmentsSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.schemas("h")), 4, 0);
  }

  @Test
  void logsThatAreLeftBehindSurviveACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.shortLogs("t")), 5, 0);
  }

  @Test
  void aSecondCutDuringRecoveryChangesNothing() {
    enumerate(() -> List.of(CrashScript.singleCommits("s")), 11, 1);
    enumerate(() -> List.of(CrashScript.largeTransaction("l")), 12, 2);
    enumerate(() -> List.of(CrashScript.segments("f")), 149, 3);
  }

  @Test
  @Tag("crash")
  void everyScriptSurvivesTwoCuts() {
    enumerate(EngineCrashTest::fourWriters, 2, 2);
    enumerate(() -> List.of(CrashScript.largeTransaction("l")), 2, 2);
    enumerate(() -> List.of(CrashScript.definitions("d")), 1, 2);
    enumerate(() -> List.of(CrashScript.segments("f")), 11, 3);
    enumerate(() -> List.of(CrashScript.shortLogs("t")), 41, 3);
  }

  @Test
  @Tag("crash")
  void everyScriptOverSegmentsSurvivesACutAtEveryCall() {
    enumerate(() -> List.of(CrashScript.segments("f")), 1, 0);
    enumerate(() -> List.of(CrashScript.definitionsOverSegments("o")), 1, 0);
    enumerate(() -> List.of(CrashScript.shortLogs("t")), 1, 0);
    enumerate(() -> List.of(CrashScript.schemas("h")), 1, 0);
    enumerate(
        () -> List.of(CrashScript.segments("f"), CrashScript.definitionsOverSegments("o")), 3, 0);
  }

  @Test
  void aDatabaseOfSeveralLogFilesSurvivesACutAtEveryCallOfTheNextProcess() {
    for (boolean isKilled : List.of(false, true)) {
      FaultStorage whole = new FaultStorage();
      FaultStorage killed;
      Map<String, Long> before;
      try (Fixture fixture = Fixture.open(whole, 4096)) {
        for (int i = 0; i < 7; i++) {
          CrashScript.singleCommits("before" + i).runOn(fixture);
        }
        before = fixture.content();
        killed = whole.afterCrash(Variant.ALL, new Random(1));
      }
      FaultStorage found = isKilled ? killed : whole;
      assertThat(found.files().stream().filter(file -> file.endsWith(".wal")))
          .hasSizeGreaterThan(2);
      enumerate(
          () -> found.afterCrash(Variant.ALL, new Random(1)),
          before,
          () -> List.of(CrashScript.singleCommits("s")),
          1,
          0);
    }
  }

  private static List<CrashScript> fourWriters() {
    return List.of(
        CrashScript.singleCommits("w0"),
        CrashScript.singleCommits("w1"),
        CrashScript.singleCommits("w2"),
        CrashScript.definitions("w3"));
  }

  /// Cuts at call 1, 1 + step, … until a run ends uncut. `secondCuts`: 0 none, otherwise recovery
  /// is cut at each call, too, and every `secondCuts`-th variant of that is opened.
  private static void enumerate(Supplier<List<CrashScript>> scripts, int step, int secondCuts) {
    enumerate(FaultStorage::new, Map.of(), scripts, step, secondCuts);
  }

  /// The same on a disk that holds a database already, whose content must stay.
  private static void enumerate(
      Supplier<FaultStorage> disk,
      Map<String, Long> before,
      Supplier<List<CrashScript>> scripts,
      int step,
      int secondCuts) {
    long states = 0;
    for (int call = 1; call < MAX_CALLS; call += step) {
      FaultStorage storage = disk.get();
      storage.failAt(call, Fault.POWER_CUT, true);
      CrashRun run = new CrashRun(scripts.get(), before);
      boolean finished = run.on(storage);
      for (Variant variant : Variant.values()) {
        String where = "cut at call " + call + ", " + variant + ", " + last(storage);
        FaultStorage left = storage.afterCrash(variant, new Random(call));
        if (secondCuts > 0 && variant.ordinal() % secondCuts == 0) {
          states += cutRecovery(left, run, where);
        }
        run.checkRecovery(left, where);
        states++;
      }
      if (finished) {
        System.out.println("EngineCrashTest: " + states + " states, 0 failures");
        assertThat(call).isGreaterThan(20);
        return;
      }
    }
    fail("the script makes more than " + MAX_CALLS + " calls");
  }

  private static String last(FaultStorage storage) {
    List<String> trace = storage.trace();
    return trace.isEmpty() ? "nothing done" : trace.getLast();
  }

  private static long cutRecovery(FaultStorage left, CrashRun run, String where) {
    long states = 0;
    for (int call = 1; call < MAX_CALLS; call++) {
      FaultStorage again = left.afterCrash(Variant.ALL, new Random(call));
      again.failAt(call, Fault.POWER_CUT, true);
      try (Fixture fixture = Fixture.open(again, CrashScript.LOG_FILE_BYTES)) {
        fixture.content();
      } catch (ProximaException e) {
        for (Variant variant : List.of(Variant.SYNCED_ONLY, Variant.RANDOM)) {
          run.checkRecovery(
              again.afterCrash(variant, new Random(call)),
              where + "; recovery cut at call " + call + ", " + variant + ", " + last(again));
          states++;
        }
        continue;
      }
      return states;
    }
    return states;
  }
}

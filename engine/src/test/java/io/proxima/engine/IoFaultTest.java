package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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

/// P7, P9: every single call to the storage is refused, once or for ever: whoever waits gets an
/// error, no file stays open, and what was acknowledged is found by the next process, whether the
/// machine went on or lost its power.
///
/// - **Time:** 3,400 runs take 25 s; 10,000 under `-Pcrash` 2 minutes.
final class IoFaultTest {
  private static final Logger LOG = Logger.getLogger("io.proxima.engine");
  private static final int MAX_CALLS = 20_000;

  /// The log would name every fault.
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  @Test
  void aRefusedCallLosesNothingThatWasAcknowledged() {
    long runs = refuse(() -> List.of(CrashScript.singleCommits("s")), 1);
    runs += refuse(() -> List.of(CrashScript.definitions("d")), 1);
    runs += refuse(() -> List.of(CrashScript.segments("f")), 1);
    runs += refuse(() -> List.of(CrashScript.definitionsOverSegments("o")), 5);
    System.out.println("IoFaultTest: " + runs + " runs, 0 failures");
    assertThat(runs).isGreaterThan(3_000);
  }

  @Test
  @Tag("crash")
  void aRefusedCallOfAnyScriptLosesNothingThatWasAcknowledged() {
    long runs = refuse(() -> List.of(CrashScript.segments("f")), 1);
    runs += refuse(() -> List.of(CrashScript.definitionsOverSegments("o")), 1);
    runs += refuse(() -> List.of(CrashScript.schemas("h")), 1);
    runs += refuse(() -> List.of(CrashScript.shortLogs("t")), 1);
    runs += refuse(() -> List.of(CrashScript.largeTransaction("l")), 1);
    runs += refuse(() -> List.of(CrashScript.segments("f"), CrashScript.singleCommits("s")), 1);
    System.out.println("IoFaultTest: " + runs + " runs, 0 failures");
    assertThat(runs).isGreaterThan(10_000);
  }

  /// @param step every how manieth call is refused
  private static long refuse(Supplier<List<CrashScript>> scripts, int step) {
    long runs = 0;
    for (Fault fault :
        List.of(Fault.IO_ERROR, Fault.DISK_FULL, Fault.SHORT_WRITE, Fault.TOO_MANY_FILES)) {
      for (boolean persistent : List.of(false, true)) {
        runs += refuse(scripts, step, fault, persistent);
      }
    }
    return runs;
  }

  private static long refuse(
      Supplier<List<CrashScript>> scripts, int step, Fault fault, boolean persistent) {
    long runs = 0;
    for (long call = 1; call < MAX_CALLS; runs++) {
      FaultStorage storage = new FaultStorage();
      storage.failAt(call, fault, persistent);
      CrashRun run = new CrashRun(scripts.get(), Map.of());
      boolean finished = run.on(storage);
      long failed = storage.failedAt();
      storage.heal();
      String where = fault + (persistent ? " for ever" : " once") + " at call " + failed;
      assertThat(storage.openHandles()).as("open handles: %s", where).isZero();
      Variant variant = runs % 2 == 0 ? Variant.ALL : Variant.SYNCED_ONLY;
      run.checkRecovery(storage.afterCrash(variant, new Random(call)), where + ", " + variant);
      if (failed == 0) {
        assertThat(finished).as("a run without a fault").isTrue();
        return runs;
      }
      call = failed + step;
    }
    return fail("the scripts make more than " + MAX_CALLS + " calls");
  }
}

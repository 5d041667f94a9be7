package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P0, P2, P4, P5, P9: the power goes at every single call of a script, and what the disk may have
/// kept by then is opened again: every acknowledged commit is there, the one under way is there
/// whole or not at all, and work goes on.
final class EngineCrashTest {
  private static final int MAX_CALLS = 5_000;

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
    enumerate(() -> List.of(CrashScript.segments("f")), 1, 0);
  }

  @Test
  void aSecondCutDuringRecoveryChangesNothing() {
    enumerate(() -> List.of(CrashScript.singleCommits("s")), 7, 1);
    enumerate(() -> List.of(CrashScript.largeTransaction("l")), 12, 2);
  }

  @Test
  @Tag("crash")
  void everyScriptSurvivesTwoCuts() {
    enumerate(EngineCrashTest::fourWriters, 2, 2);
    enumerate(() -> List.of(CrashScript.largeTransaction("l")), 2, 2);
    enumerate(() -> List.of(CrashScript.definitions("d")), 1, 2);
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

  @Test
  void aRefusedCallLosesNothingThatWasAcknowledged() {
    for (Fault fault : List.of(Fault.IO_ERROR, Fault.DISK_FULL, Fault.SHORT_WRITE)) {
      for (boolean persistent : List.of(false, true)) {
        refuseEveryCall(fault, persistent);
      }
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
      Run run = new Run(scripts.get(), before);
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

  private static long cutRecovery(FaultStorage left, Run run, String where) {
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

  private static void refuseEveryCall(Fault fault, boolean persistent) {
    for (int call = 1; call < MAX_CALLS; call++) {
      FaultStorage storage = new FaultStorage();
      storage.failAt(call, fault, persistent);
      Run run = new Run(List.of(CrashScript.singleCommits("s")), Map.of());
      boolean finished = run.on(storage);
      storage.heal();
      String where = fault + (persistent ? " for ever" : " once") + " at call " + call;
      assertThat(storage.openHandles()).as("open handles: %s", where).isZero();
      run.checkRecovery(storage.afterCrash(Variant.ALL, new Random(call)), where);
      run.checkRecovery(storage.afterCrash(Variant.SYNCED_ONLY, new Random(call)), where);
      if (finished && storage.calls() < call) {
        assertThat(call).isGreaterThan(20);
        return;
      }
    }
    fail("the script makes more than " + MAX_CALLS + " calls");
  }

  /// One run of some scripts, each on a thread of its own, up to the fault.
  private static final class Run {
    private final List<CrashScript> scripts;
    private final Map<String, Long> before;
    private final int[] acknowledged;

    Run(List<CrashScript> scripts, Map<String, Long> before) {
      this.scripts = scripts;
      this.before = before;
      this.acknowledged = new int[scripts.size()];
    }

    /// Whether everything was done and closed without a fault.
    boolean on(FaultStorage storage) {
      ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
      boolean finished = false;
      try (Fixture fixture = Fixture.open(storage, CrashScript.LOG_FILE_BYTES)) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < scripts.size(); i++) {
          int writer = i;
          threads.add(Thread.ofPlatform().start(() -> write(fixture, writer, unexpected)));
        }
        join(threads);
        finished = true;
      } catch (ProximaException e) {
        finished = false;
      }
      assertThat(unexpected).isEmpty();
      return finished && allDone();
    }

    private boolean allDone() {
      boolean done = true;
      for (int i = 0; i < scripts.size(); i++) {
        done &= acknowledged[i] == scripts.get(i).steps().size();
      }
      return done;
    }

    private static void join(List<Thread> threads) {
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }

    private void write(Fixture fixture, int writer, ConcurrentLinkedQueue<Throwable> unexpected) {
      try {
        for (CrashScript.Step step : scripts.get(writer).steps()) {
          step.commit().accept(fixture);
          acknowledged[writer]++;
        }
      } catch (ProximaException e) {
        // The fault, or what came after it: the steps that are left were not acknowledged.
        assertThat(e.code()).isNotNull();
      } catch (RuntimeException | AssertionError e) {
        unexpected.add(e);
      }
    }

    /// Opens what is left, compares, writes on, and opens once more.
    void checkRecovery(FaultStorage left, String where) {
      Map<String, Long> found;
      try (Fixture fixture = Fixture.open(left, CrashScript.LOG_FILE_BYTES)) {
        found = fixture.content();
        compare(found, where);
        fixture.engine.define(
            new io.proxima.engine.schema.Definition.CreateTable(
                Fixture.definition("zz_after", true)));
      } catch (ProximaException e) {
        throw new AssertionError("does not open: " + where, e);
      }
      assertThat(left.openHandles()).as("open handles: " + where).isZero();
      try (Fixture fixture = Fixture.open(left, CrashScript.LOG_FILE_BYTES)) {
        found = new TreeMap<>(found);
        found.put("zz_after", -1L);
        assertThat(fixture.content()).as("opened a second time: " + where).isEqualTo(found);
      }
    }

    private void compare(Map<String, Long> found, String where) {
      Map<String, Long> rest = new TreeMap<>(found);
      for (int i = 0; i < scripts.size(); i++) {
        CrashScript script = scripts.get(i);
        Map<String, Long> own = new TreeMap<>(found);
        own.keySet().removeIf(key -> !key.startsWith(script.writer()));
        rest.keySet().removeAll(own.keySet());
        int last = Math.min(acknowledged[i] + 1, script.steps().size());
        if (!own.equals(script.after(acknowledged[i])) && !own.equals(script.after(last))) {
          fail(
              where
                  + ": writer "
                  + script.writer()
                  + " had "
                  + acknowledged[i]
                  + " commits acknowledged\nexpected "
                  + script.after(acknowledged[i])
                  + "\nor "
                  + script.after(last)
                  + "\nfound "
                  + own);
        }
      }
      assertThat(rest).as(where).isEqualTo(before);
    }
  }
}

package io.proxima.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// P1, P2, P3, P5, P12: whatever is done to a database, it answers as the model does, before and
/// after every close and crash.
final class ModelTest {
  private static final Logger LOG = Logger.getLogger("io.proxima.engine");
  private static final int OPERATIONS = 2_000;
  private static final int REOPEN_EVERY = 190;

  @Test
  void theDatabaseAnswersAsTheModel() {
    Long seed = Long.getLong("seed");
    run(seed == null ? 1 : seed, seed == null ? 100 : 1);
  }

  @Test
  @Tag("crash")
  void theDatabaseAnswersAsTheModelForLong() {
    run(1_000_000, 500);
  }

  /// The log would name every cut.
  @BeforeAll
  static void silence() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void speak() {
    LOG.setLevel(null);
  }

  private static void run(long firstSeed, int histories) {
    int opened = 0;
    for (long seed = firstSeed; seed < firstSeed + histories; seed++) {
      List<Op> history = Op.history(seed, OPERATIONS, REOPEN_EVERY);
      try {
        opened += ModelRun.run(history);
      } catch (RuntimeException | AssertionError e) {
        throw failure(seed, history, e);
      }
    }
    System.out.printf(
        "ModelTest: %d operations, %d opens, 0 failures%n", histories * OPERATIONS, opened);
    assertThat(opened).isGreaterThanOrEqualTo(histories * 10);
  }

  private static AssertionError failure(long seed, List<Op> history, Throwable first) {
    List<Op> small = Shrink.of(history, fewer -> failureOf(fewer) != null);
    Throwable last = failureOf(small);
    StringBuilder text = new StringBuilder("seed " + seed + " (-Dseed=" + seed + "), ");
    text.append(small.size()).append(" operations are enough:\n");
    small.forEach(op -> text.append("  ").append(op).append('\n'));
    return new AssertionError(text.toString(), last == null ? first : last);
  }

  private static @Nullable Throwable failureOf(List<Op> history) {
    try {
      ModelRun.run(history);
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }
}

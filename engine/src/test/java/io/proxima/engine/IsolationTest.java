package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.history.HistoryCheck;
import io.proxima.engine.history.Txn;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P3: histories of concurrent transactions hold nothing that snapshot isolation forbids, in lists,
/// registers and vectors alike.
///
/// - **Time:** 20 histories of 500 transactions take 12 s.
final class IsolationTest {
  private static final int THREADS = 8;
  private static final int TRANSACTIONS = 500;

  @Test
  @Timeout(120)
  void historiesHoldNothingThatSnapshotIsolationForbids() {
    check(1, 20);
  }

  @Test
  @Tag("crash")
  void manyHistoriesHoldNothingThatSnapshotIsolationForbids() {
    check(1_000, 200);
  }

  private static void check(long firstSeed, int count) {
    long committed = 0;
    long all = 0;
    long upkeeps = 0;
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      IsolationHistory run = new IsolationHistory(seed, THREADS, TRANSACTIONS);
      List<Txn> history = run.run();
      upkeeps += run.upkeeps();
      assertThat(HistoryCheck.of(history)).as("history with seed %d", seed).isEmpty();
      committed += history.stream().filter(t -> t.outcome() == Txn.Outcome.COMMITTED).count();
      all += history.size();
    }
    System.out.printf(
        "IsolationTest: %d histories, %d transactions, %d of them committed, during %d flushes and"
            + " compactions, 0 anomalies%n",
        count, all, committed, upkeeps);
    assertThat(upkeeps).isGreaterThan(count);
    assertThat(committed).isGreaterThan(count * TRANSACTIONS / 4L);
  }
}

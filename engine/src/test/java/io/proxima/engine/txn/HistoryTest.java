package io.proxima.engine.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.HistoryState;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.VirtualClock;
import java.time.Duration;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final long START = 1_800_000_000_000_000L;
  private static final long SECOND = 1_000_000L;

  private final VirtualClock clock = new VirtualClock(START);
  private final EngineTime time = new EngineTime(clock);
  private final SnapshotRegistry snapshots = new SnapshotRegistry();

  private History history(Duration retention) {
    return new History(time, snapshots, retention, HistoryState.EMPTY);
  }

  private void commit(History history, long sequence) {
    history.committed(sequence, time.nowMicros());
  }

  private static String open(long sequence, long timeMicros) {
    return sequence + "@" + (timeMicros - START) / SECOND;
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
        .hasMessageContaining(message);
  }

  @Test
  void aTimeIsTheLastCommitBeforeIt() {
    History history = history(Duration.ofMinutes(1));
    commit(history, 1);
    clock.advance(Duration.ofSeconds(10));
    commit(history, 5);
    clock.advance(Duration.ofSeconds(10));
    assertThat(history.atTime(START, 5, HistoryTest::open)).isEqualTo("1@0");
    assertThat(history.atTime(START + 9 * SECOND, 5, HistoryTest::open)).isEqualTo("1@9");
    assertThat(history.atTime(START + 10 * SECOND, 5, HistoryTest::open)).isEqualTo("5@10");
    assertThat(history.atTime(START + 20 * SECOND, 5, HistoryTest::open)).isEqualTo("5@20");
    assertThat(history.at(3, 5, HistoryTest::open)).isEqualTo("3@0");
    assertThat(history.at(5, 5, HistoryTest::open)).isEqualTo("5@10");
    refused(() -> history.at(6, 5, HistoryTest::open), "the last one is 5");
    refused(() -> history.atTime(START + 21 * SECOND, 5, HistoryTest::open), "now is");
    refused(() -> history.atTime(START - 1, 5, HistoryTest::open), "kept for 1m");
  }

  @Test
  void outOfTheWindowNothingCanBeRead() {
    History history = history(Duration.ofMinutes(1));
    commit(history, 1);
    clock.advance(Duration.ofSeconds(50));
    commit(history, 2);
    clock.advance(Duration.ofSeconds(50));
    refused(() -> history.atTime(START + 39 * SECOND, 2, HistoryTest::open), "kept for 1m");
    assertThat(history.atTime(START + 40 * SECOND, 2, HistoryTest::open)).isEqualTo("1@40");
    assertThat(history.horizon(2)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(10));
    assertThat(history.horizon(2)).isEqualTo(2);
    refused(() -> history.at(1, 2, HistoryTest::open), "the oldest that can be read is 2");
    clock.advance(Duration.ofDays(1));
    assertThat(history.at(2, 2, HistoryTest::open)).isEqualTo("2@50");
    assertThat(history.atTime(START + 80 * SECOND, 2, HistoryTest::open)).isEqualTo("2@80");
  }

  @Test
  void withoutRetentionOnlySnapshotsKeepWhatWasDeleted() {
    History history = history(Duration.ZERO);
    commit(history, 1);
    snapshots.add(1);
    commit(history, 2);
    assertThat(history.horizon(2)).isEqualTo(1);
    refused(() -> history.at(1, 2, HistoryTest::open), "no history is kept");
    snapshots.remove(1);
    assertThat(history.horizon(2)).isEqualTo(2);
    assertThat(history.at(2, 2, HistoryTest::open)).isEqualTo("2@0");
  }

  @Test
  void aLaterHistoryGoesOnFromTheMarks() {
    History history = history(Duration.ofHours(1));
    for (int i = 1; i <= 100; i++) {
      commit(history, i);
      clock.advance(Duration.ofSeconds(1));
    }
    HistoryState state = history.state(100, 10);
    assertThat(state.marks().size()).isBetween(9, 11);
    History later = new History(time, new SnapshotRegistry(), Duration.ofHours(1), state);
    later.committed(99, time.nowMicros());
    assertThat(later.atTime(START + 99 * SECOND, 100, HistoryTest::open)).isEqualTo("100@99");
  }

  @Test
  void commitsThatAreNotDurableAreUnknownToALaterHistory() {
    History history = history(Duration.ofHours(1));
    for (int i = 1; i <= 10; i++) {
      clock.advance(Duration.ofSeconds(1));
      commit(history, i);
    }
    assertThat(history.state(4).marks().getLast())
        .isEqualTo(new HistoryState.Mark(4, START + 4 * SECOND));
    assertThat(history.state(20).marks()).hasSize(10);
    clock.advance(Duration.ofHours(2));
    assertThat(history.horizon(10)).isEqualTo(10);
    assertThat(history.state(4).floor()).isEqualTo(4);
  }

  @Test
  void aDurableCommitThatHasNoTimeOfItsOwnHasThatOfTheNextOne() {
    History history = history(Duration.ofHours(1));
    commit(history, 1);
    clock.advance(Duration.ofSeconds(1));
    commit(history, 2);
    clock.advance(Duration.ofMillis(1));
    commit(history, 5);
    clock.advance(Duration.ofMillis(1));
    commit(history, 9);
    HistoryState state = history.state(5);
    assertThat(state.marks()).hasSize(3);
    assertThat(state.marks().getLast()).isEqualTo(new HistoryState.Mark(5, START + SECOND + 2_000));
  }

  @Test
  void manyCommitsTakeLittleMemory() {
    History history = history(Duration.ofHours(1));
    for (int i = 1; i <= 1_000_000; i++) {
      clock.advance(Duration.ofMillis(1));
      commit(history, i);
    }
    assertThat(history.state(1_000_000, Integer.MAX_VALUE).marks()).hasSizeLessThan(History.STEPS);
  }

  /// Nothing that a reader may open was given up before.
  @Seeded
  @RepeatedTest(20)
  void whatMayBeReadWasNotDropped(RandomGenerator random) {
    History history = history(Duration.ofSeconds(random.nextLong(0, 100)));
    TreeMap<Long, Long> commits = new TreeMap<>();
    long current = 0;
    long dropped = 0;
    commits.put(time.nowMicros(), current);
    commit(history, current);
    for (int i = 0; i < 2_000; i++) {
      clock.advance(Duration.ofMillis(random.nextLong(0, 3_000)));
      switch (random.nextInt(4)) {
        case 0 -> dropped = Math.max(dropped, history.horizon(current));
        case 1 -> {
          current += random.nextLong(1, 5);
          commit(history, current);
          commits.put(time.nowMicros(), current);
        }
        default -> {
          long asked = time.nowMicros() - random.nextLong(0, 200 * SECOND);
          try {
            long found = history.atTime(asked, current, (sequence, _) -> sequence);
            assertThat(found).isEqualTo(commits.floorEntry(asked).getValue());
            assertThat(found).isGreaterThanOrEqualTo(dropped);
          } catch (ProximaException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER);
          }
          long wanted = random.nextLong(0, current + 1);
          try {
            assertThat((long) history.at(wanted, current, (sequence, _) -> sequence))
                .isEqualTo(wanted)
                .isGreaterThanOrEqualTo(dropped);
          } catch (ProximaException e) {
            assertThat(wanted).isLessThan(current);
          }
        }
      }
    }
  }
}

package io.proxima.engine.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.history.Anomaly.Kind;
import io.proxima.engine.history.Txn.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each anomaly is found in a history made for it, and histories without one pass.
final class HistoryCheckTest {
  private final List<Txn> history = new ArrayList<>();

  /// One of many transactions that all run at once.
  private HistoryCheckTest txn(Op... ops) {
    return txn(0, 1_000, Outcome.COMMITTED, ops);
  }

  private HistoryCheckTest aborted(Op... ops) {
    return txn(0, 1_000, Outcome.ABORTED, ops);
  }

  /// A transaction in a span of time.
  private HistoryCheckTest at(long begun, long ended, Op... ops) {
    return txn(begun, ended, Outcome.COMMITTED, ops);
  }

  private HistoryCheckTest txn(long begun, long ended, Outcome outcome, Op... ops) {
    history.add(new Txn(history.size() + 1, begun, ended, outcome, Arrays.asList(ops)));
    return this;
  }

  private void isSound() {
    assertThat(HistoryCheck.of(history)).isEmpty();
  }

  private void has(Kind kind) {
    assertThat(HistoryCheck.of(history)).extracting(Anomaly::kind).contains(kind);
  }

  private void hasOnly(Kind kind) {
    assertThat(HistoryCheck.of(history)).extracting(Anomaly::kind).containsOnly(kind);
  }

  private static Op append(String key, int value) {
    return new Op.Append(key, value);
  }

  private static Op list(String key, Integer... values) {
    return new Op.ReadList(key, Arrays.asList(values));
  }

  private static Op write(String key, int before, int value) {
    return new Op.Write(key, before, value);
  }

  private static Op read(String key, int value) {
    return new Op.Read(key, value);
  }

  private static Op add(String key, int value) {
    return new Op.Add(key, value);
  }

  private static Op set(String key, Integer... values) {
    return new Op.ReadSet(key, Set.of(values));
  }

  @Test
  void oneAfterTheOtherIsSound() {
    at(1, 2, list("x"), append("x", 1), write("r", 0, 10), add("s", 5));
    at(3, 4, list("x", 1), append("x", 2), list("x", 1, 2), read("r", 10), set("s", 5));
    at(5, 6, write("r", 10, 11), read("r", 11), write("r", 11, 12), add("s", 6), set("s", 5, 6));
    at(7, 8, list("x", 1, 2), read("r", 12), set("s", 5, 6)).isSound();
  }

  @Test
  void writeSkewIsAllowed() {
    txn(list("x"), append("y", 1)).txn(list("y"), append("x", 1)).isSound();
  }

  @Test
  void writeSkewInRegistersAndSetsIsAllowed() {
    txn(read("a", 0), write("b", 0, 1)).txn(read("b", 0), write("a", 0, 1)).isSound();
    history.clear();
    txn(set("s"), add("t", 1)).txn(set("t"), add("s", 1)).isSound();
  }

  @Test
  void aCommitOfUnknownOutcomeMayOrMayNotCount() {
    txn(0, 9, Outcome.UNKNOWN, append("x", 1)).at(10, 11, list("x")).isSound();
    history.clear();
    txn(0, 9, Outcome.UNKNOWN, append("x", 1)).at(10, 11, list("x", 1)).isSound();
    history.clear();
    txn(0, 9, Outcome.UNKNOWN, append("x", 1), append("y", 1));
    at(10, 11, list("x", 1), list("y")).has(Kind.G_SINGLE);
  }

  @Test
  void writesInTwoOrdersAreG0() {
    txn(append("x", 1), append("y", 1)).txn(append("x", 2), append("y", 2));
    txn(list("x", 1, 2)).txn(list("y", 2, 1)).hasOnly(Kind.G0);
  }

  @Test
  void interleavedWritesAreG0() {
    txn(append("x", 1), append("x", 3)).txn(append("x", 2)).txn(list("x", 1, 2, 3)).has(Kind.G0);
  }

  @Test
  void readsOfAbortedWritesAreG1a() {
    aborted(append("x", 1)).txn(list("x", 1)).hasOnly(Kind.G1A);
    history.clear();
    aborted(write("r", 0, 1)).txn(read("r", 1)).hasOnly(Kind.G1A);
    history.clear();
    aborted(add("s", 1)).txn(set("s", 1)).hasOnly(Kind.G1A);
  }

  @Test
  void readsOfIntermediateWritesAreG1b() {
    txn(append("x", 1), append("x", 2)).txn(list("x", 1)).has(Kind.G1B);
    history.clear();
    txn(write("r", 0, 1), write("r", 1, 2)).txn(read("r", 1)).has(Kind.G1B);
    history.clear();
    txn(add("s", 1), add("s", 2)).txn(set("s", 1)).has(Kind.G1B);
  }

  @Test
  void readsInACircleAreG1c() {
    txn(append("x", 1), list("y", 1)).txn(append("y", 1), list("x", 1)).hasOnly(Kind.G1C);
    history.clear();
    txn(write("a", 0, 1), read("b", 1)).txn(write("b", 0, 1), read("a", 1)).hasOnly(Kind.G1C);
    history.clear();
    txn(add("s", 1), set("t", 1)).txn(add("t", 1), set("s", 1)).hasOnly(Kind.G1C);
  }

  @Test
  void halfOfATransactionIsReadSkew() {
    txn(append("x", 1), append("y", 1)).txn(list("x", 1), list("y")).hasOnly(Kind.G_SINGLE);
    history.clear();
    txn(write("a", 0, 1), write("b", 0, 2)).txn(read("a", 1), read("b", 0)).hasOnly(Kind.G_SINGLE);
    history.clear();
    txn(add("s", 1), append("x", 1)).txn(set("s"), list("x", 1)).hasOnly(Kind.G_SINGLE);
  }

  @Test
  void readSkewOverAThirdTransactionIsFound() {
    txn(append("x", 1), write("r", 0, 1));
    txn(read("r", 1), add("s", 1));
    txn(set("s", 1), list("x"));
    txn(list("x", 1)).hasOnly(Kind.G_SINGLE);
  }

  @Test
  void anUpdateOfTheSameVersionIsLost() {
    txn(write("r", 0, 1)).txn(write("r", 0, 2)).has(Kind.LOST_UPDATE);
    history.clear();
    txn(list("x"), append("x", 1)).txn(list("x"), append("x", 2));
    at(2_000, 2_001, list("x", 2)).has(Kind.LOST_UPDATE);
  }

  @Test
  void anAppendThatIsNeverSeenIsFound() {
    at(0, 1, append("x", 1))
        .at(2, 3, append("x", 2))
        .at(4, 5, list("x", 2))
        .hasOnly(Kind.STALE_READ);
  }

  @Test
  void twoReadersWithTwoOrdersAreALongFork() {
    txn(append("x", 1)).txn(append("y", 1));
    txn(list("x", 1), list("y")).txn(list("x"), list("y", 1)).hasOnly(Kind.LONG_FORK);
    history.clear();
    txn(add("s", 1)).txn(add("s", 2)).txn(set("s", 1)).txn(set("s", 2)).hasOnly(Kind.LONG_FORK);
  }

  @Test
  void aReadThatMissesAnEarlierCommitIsStale() {
    at(0, 1, append("x", 1)).at(2, 3, list("x")).at(4, 5, list("x", 1)).hasOnly(Kind.STALE_READ);
    history.clear();
    at(0, 1, write("r", 0, 1)).at(2, 3, read("r", 0)).hasOnly(Kind.STALE_READ);
    history.clear();
    at(0, 1, add("s", 1)).at(2, 3, set("s")).hasOnly(Kind.STALE_READ);
  }

  @Test
  void aSessionThatGoesBackIsStale() {
    at(0, 100, append("x", 1)).at(1, 2, list("x", 1)).at(3, 4, list("x")).hasOnly(Kind.STALE_READ);
  }

  @Test
  void transactionsAtOneTimeMayMissEachOther() {
    at(0, 5, append("x", 1)).at(4, 8, list("x")).at(9, 10, list("x", 1)).isSound();
  }

  @Test
  void ownWritesMustBeSeen() {
    txn(append("x", 1), list("x")).has(Kind.INTERNAL);
    history.clear();
    txn(write("r", 0, 1), read("r", 0)).has(Kind.INTERNAL);
    history.clear();
    txn(add("s", 1), set("s")).has(Kind.INTERNAL);
  }

  @Test
  void twoReadsOfOneTransactionMustAgree() {
    txn(append("x", 1)).txn(list("x"), list("x", 1)).has(Kind.INTERNAL);
    history.clear();
    txn(write("r", 0, 1)).txn(read("r", 0), read("r", 1)).has(Kind.INTERNAL);
    history.clear();
    txn(add("s", 1)).txn(set("s"), set("s", 1)).has(Kind.INTERNAL);
  }

  @Test
  void valuesFromNowhereTwiceOrInTwoOrdersAreCorruption() {
    txn(list("x", 7)).has(Kind.CORRUPTION);
    history.clear();
    txn(append("x", 1)).txn(list("x", 1, 1)).has(Kind.CORRUPTION);
    history.clear();
    txn(append("x", 1))
        .txn(append("x", 2))
        .txn(list("x", 1))
        .txn(list("x", 2))
        .has(Kind.CORRUPTION);
    history.clear();
    txn(append("x", 1))
        .txn(append("x", 2))
        .txn(list("x", 1, 2))
        .txn(list("x", 2))
        .has(Kind.CORRUPTION);
  }
}

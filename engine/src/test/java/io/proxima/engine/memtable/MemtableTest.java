package io.proxima.engine.memtable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.Tables;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MemtableTest {
  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "sum", ColumnType.of(TypeKind.BIGINT), true),
              new ColumnDef(3, "text", ColumnType.of(TypeKind.VARCHAR), true),
              new ColumnDef(4, "v", ColumnType.vector(32), true)),
          0);

  private static Key key(long id) {
    return KeyCodec.of(TABLE).encode(List.of(id));
  }

  private static RowBatch rows(long value, long... ids) {
    RowBatchBuilder rows = new RowBatchBuilder(TABLE, ids.length);
    for (long id : ids) {
      float[] vector = new float[32];
      vector[0] = value;
      rows.appendRow(id, value, "t" + value, vector);
    }
    return rows.build();
  }

  private static BitSet all(RowBatch rows) {
    BitSet all = new BitSet();
    all.set(0, rows.rowCount());
    return all;
  }

  private static void put(Memtable memtable, long sequence, long value, long... ids) {
    RowBatch rows = rows(value, ids);
    memtable.reserve(rows);
    memtable.apply(sequence, List.of(), rows, all(rows), 0);
  }

  private static void delete(Memtable memtable, long sequence, long... ids) {
    memtable.apply(
        sequence,
        LongStream.of(ids).mapToObj(MemtableTest::key).toList(),
        rows(0),
        new BitSet(),
        0);
  }

  @Test
  void everyVersionOfAKeyIsFoundAtItsTime() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      put(memtable, 3, 1, 7);
      put(memtable, 5, 2, 7);
      delete(memtable, 8, 7);
      put(memtable, 9, 3, 7);
      assertThat(memtable.find(key(7), 2)).isEqualTo(Memtable.NONE);
      assertThat(memtable.find(key(7), 3)).isZero();
      assertThat(memtable.find(key(7), 4)).isZero();
      assertThat(memtable.find(key(7), 7)).isOne();
      assertThat(memtable.find(key(7), 8)).isEqualTo(Memtable.NONE);
      assertThat(memtable.find(key(7), 9)).isEqualTo(2);
      assertThat(memtable.at(8).visibleCount()).isZero();
    }
  }

  @Test
  void anExpiredRowIsNowhere() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      RowBatch rows = rows(1, 7, 8, 9);
      memtable.reserve(rows);
      RowTimes times = new RowTimes(50, new long[0], new long[] {60, 70, RowTimes.NEVER});
      memtable.apply(3, List.of(), rows, all(rows), 0, times);
      assertThat(visible(memtable.at(3, 59))).containsExactly(0, 1, 2);
      assertThat(visible(memtable.at(3, 60))).containsExactly(1, 2);
      assertThat(visible(memtable.at(3, 1_000))).containsExactly(2);
      assertThat(memtable.at(3, 59).find(key(7))).isZero();
      assertThat(memtable.at(3, 60).find(key(7))).isEqualTo(Memtable.NONE);
      assertThat(visible(memtable.at(3))).containsExactly(0, 1, 2);
      assertThat(memtable.find(key(7), 3)).isZero();
      put(memtable, 4, 2, 7);
      assertThat(visible(memtable.at(4, 1_000))).containsExactly(2, 3);
      assertThat(visible(memtable.at(4))).containsExactly(1, 2, 3);
    }
  }

  private static List<Integer> visible(RowSource source) {
    int[] rows = new int[RowSource.BLOCK_ROWS];
    int count = source.visible(0, rows);
    assertThat(source.visibleCount()).isEqualTo(count);
    return Arrays.stream(rows, 0, count).boxed().toList();
  }

  @Test
  void timesOfRowsAreKept() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 22))) {
      put(memtable, 1, 1, LongStream.range(100, 3_100).toArray());
      RowBatch rows = rows(1, 7, 8);
      memtable.reserve(rows);
      memtable.apply(
          3, List.of(), rows, all(rows), 0, new RowTimes(50, new long[] {50, 40}, new long[0]));
      assertThat(memtable.timeAt(RowTime.CREATED, 3_000)).isEqualTo(50);
      assertThat(memtable.timeAt(RowTime.CREATED, 3_001)).isEqualTo(40);
      assertThat(memtable.timeAt(RowTime.UPDATED, 3_001)).isEqualTo(50);
      assertThat(memtable.timeAt(RowTime.EXPIRES, 3_001)).isEqualTo(RowTimes.NEVER);
      assertThat(memtable.timeAt(RowTime.UPDATED, 5)).isZero();
    }
  }

  @Test
  void theNewestChangeOfAKeyIsKnownForConflicts() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      assertThat(memtable.changedSequence(key(7))).isZero();
      put(memtable, 3, 1, 7);
      assertThat(memtable.changedSequence(key(7))).isEqualTo(3);
      assertThat(memtable.find(key(7), Long.MAX_VALUE - 1)).isNotNegative();
      delete(memtable, 8, 7);
      assertThat(memtable.changedSequence(key(7))).isEqualTo(8);
      assertThat(memtable.find(key(7), Long.MAX_VALUE - 1)).isNegative();
    }
  }

  @Test
  void deletingInTheCommitThatWritesAgainKeepsTheNewRow() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      put(memtable, 1, 1, 7);
      put(memtable, 2, 2, 7);
      delete(memtable, 2, 7);
      assertThat(memtable.find(key(7), 2)).isOne();
      assertThat(memtable.at(2).visibleCount()).isOne();
    }
  }

  @Test
  void aRefusedReservationChangesNothing() {
    MemoryBudget budget = MemoryBudget.of(200_000);
    try (Memtable memtable = new Memtable(TABLE, budget)) {
      put(memtable, 1, 1, 1, 2, 3);
      long before = budget.usedBytes();
      RowBatch many = rows(2, LongStream.range(0, 2000).toArray());
      assertThatThrownBy(() -> memtable.reserve(many))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
      assertThat(budget.usedBytes()).isEqualTo(before);
      put(memtable, 2, 2, 4);
      assertThat(memtable.at(2).visibleCount()).isEqualTo(4);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void cancelGivesBackWhatTheRowsWouldHaveTaken() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      RowBatch rows = rows(1, 1, 2, 3);
      memtable.reserve(rows);
      memtable.cancel(rows);
      long empty = memtable.memoryBytes();
      memtable.reserve(rows);
      assertThat(memtable.memoryBytes()).isGreaterThan(empty);
      memtable.apply(1, List.of(), rows, new BitSet(), 0);
      assertThat(memtable.memoryBytes()).isEqualTo(empty);
      assertThatThrownBy(() -> memtable.apply(2, List.of(), rows, all(rows), 0))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void rollbackBringsBackWhatWasReplaced() {
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1 << 20))) {
      put(memtable, 1, 1, 7, 8);
      put(memtable, 2, 2, 7, 9);
      delete(memtable, 3, 8);
      memtable.rollbackTo(1);
      assertThat(memtable.at(1).visibleCount()).isEqualTo(2);
      assertThat(memtable.find(key(8), Long.MAX_VALUE - 1)).isNotNegative();
      assertThat(memtable.find(key(9), Long.MAX_VALUE - 1)).isNegative();
      assertThat(memtable.changedSequence(key(7))).isOne();
      put(memtable, 2, 3, 7);
      assertThat(memtable.find(key(7), 2)).isEqualTo(4);
      assertThat(memtable.at(2).visibleCount()).isEqualTo(2);
      assertThat(memtable.at(1).visibleCount()).isEqualTo(2);
    }
  }

  /// Each commit gives all its keys one value; so in every snapshot all rows written by the same
  /// commit agree, and the number of rows is that of the commit.
  @Test
  void everySnapshotIsConsistentWhileRowsAreWritten() throws InterruptedException {
    int keys = 50;
    int commits = 1500;
    AtomicLong visible = new AtomicLong();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (Memtable memtable = new Memtable(TABLE, MemoryBudget.of(1L << 30))) {
      Runnable reader =
          () -> {
            try {
              long sequence = 0;
              while (sequence < commits) {
                sequence = visible.get();
                SnapshotCheck.check(memtable, sequence, keys);
              }
            } catch (Throwable e) {
              failure.compareAndSet(null, e);
            }
          };
      List<Thread> readers =
          LongStream.range(0, 3).mapToObj(i -> new Thread(reader, "reader-" + i)).toList();
      readers.forEach(Thread::start);
      long[] ids = LongStream.range(0, keys).toArray();
      for (long sequence = 1; sequence <= commits; sequence++) {
        delete(memtable, sequence, sequence % keys);
        long skipped = sequence % keys;
        put(memtable, sequence, sequence, LongStream.of(ids).filter(id -> id != skipped).toArray());
        visible.set(sequence);
      }
      for (Thread thread : readers) {
        thread.join();
      }
    }
    assertThat(failure.get()).isNull();
  }
}

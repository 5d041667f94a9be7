package io.proxima.engine.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DirectoryLock;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.viper.Viper;
import io.proxima.engine.segment.viper.ViperSettings;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.time.Clock;
import io.proxima.engine.wal.LogFile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The power goes at every call of two flushes, each with the manifest that names its segment.
@Seeded
final class SegmentStoreCrashTest {
  private static final UUID DATABASE = new UUID(3, 4);
  private static final TableDef TABLE =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "v", ColumnType.vector(2), true)),
          0);

  private final MemoryBudget budget = MemoryBudget.of(64 << 20);
  private final BlockCache cache = new BlockCache(budget, 1 << 20);

  private SegmentStore store(FaultStorage storage) {
    Viper viper = new Viper(storage, budget, cache, ViperSettings.defaults());
    return new SegmentStore(storage, DATABASE, viper, Failpoints.NONE);
  }

  private static ManifestFile manifest(FaultStorage storage) {
    DirectoryLock lock = storage.lock();
    lock.close();
    return new ManifestFile(storage, lock, Failpoints.NONE);
  }

  private static FaultStorage created() {
    FaultStorage storage = new FaultStorage();
    manifest(storage).write(Manifest.empty(DATABASE).withLogs(List.of(LogFile.open(1, 1))));
    return storage;
  }

  /// Rows 0 to 9 by commit 1, of which commit 2 deletes row 3; then rows 10 to 19 by commit 3,
  /// after which commit 4 deletes row 5 of the first segment.
  private void run(FaultStorage storage) {
    SegmentStore store = store(storage);
    Manifest manifest = manifest(storage).read();
    SegmentRef first = new SegmentRef(TABLE.id(), 1, 1, 1);
    try (Memtable memtable = memtable(0, 1)) {
      RowBatch none = new RowBatchBuilder(TABLE, 0).build();
      memtable.reserve(none);
      memtable.apply(2, List.of(KeyCodec.of(TABLE).encode(List.of(3L))), none, new BitSet(), 0);
      flush(store, memtable, first, 2);
    }
    manifest = manifest.withNextSegmentId(2).withTables(List.of(), List.of(first));
    manifest(storage).write(manifest);

    SegmentRef second = new SegmentRef(TABLE.id(), 2, 1, 0);
    try (Memtable memtable = memtable(10, 3)) {
      flush(store, memtable, second, 4);
    }
    SegmentRef later = new SegmentRef(TABLE.id(), 1, 2, 2);
    try (SegmentReader segment = store.open(first, TABLE).reader()) {
      segment.delete(5, 4);
      segment.writeDeletes(4, later.deletes());
    }
    manifest(storage)
        .write(manifest.withNextSegmentId(3).withTables(List.of(), List.of(later, second)));
    store.removeLeftovers(List.of(later, second));
  }

  private Memtable memtable(long firstId, long sequence) {
    Memtable memtable = new Memtable(TABLE, budget);
    RowBatchBuilder rows = new RowBatchBuilder(TABLE, 10);
    for (long id = firstId; id < firstId + 10; id++) {
      rows.appendRow(id, id % 4 == 0 ? null : new float[] {id, 1});
    }
    RowBatch batch = rows.build();
    memtable.reserve(batch);
    BitSet all = new BitSet();
    all.set(0, 10);
    memtable.apply(sequence, List.of(), batch, all, 0);
    return memtable;
  }

  private static void flush(SegmentStore store, Memtable memtable, SegmentRef ref, long upTo) {
    MemtableFlush flush = new MemtableFlush(memtable, 0);
    store.write(
        SegmentStore.Stage.FLUSH,
        TABLE,
        ref.segmentId(),
        writer -> flush.writeTo(writer, Cancellation.unlimited(Clock.system())));
    SegmentRef plain = new SegmentRef(ref.tableId(), ref.segmentId(), 0, 0);
    try (SegmentReader segment = store.open(plain, TABLE).reader()) {
      flush.carryDeletes(segment, upTo);
      segment.writeDeletes(upTo, ref.deletes());
    }
  }

  /// The ids that a database shows which was opened after a crash; checks that nothing is left
  /// over.
  private List<Long> reopen(FaultStorage storage) {
    SegmentStore store = store(storage);
    Manifest manifest = manifest(storage).read();
    store.removeLeftovers(manifest.segments());
    List<Long> ids = new ArrayList<>();
    for (SegmentRef ref : manifest.segments()) {
      try (SegmentReader segment = store.open(ref, TABLE).reader()) {
        segment.verify();
        RowSource source = segment.at(Long.MAX_VALUE, 0);
        int[] rows = new int[RowSource.BLOCK_ROWS];
        int count = source.visible(0, rows);
        for (int i = 0; i < count; i++) {
          ids.add((Long) source.block(0).column(0).valueAt(rows[i]));
        }
      }
    }
    assertThat(storage.files().stream().filter(name -> name.endsWith("/segment")))
        .hasSameSizeAs(manifest.segments());
    assertThat(storage.files().stream().filter(name -> name.contains("/deletes.")))
        .hasSameSizeAs(manifest.segments());
    assertThat(storage.files()).noneMatch(name -> name.startsWith("__"));
    assertThat(storage.openHandles()).isZero();
    return ids;
  }

  private static List<Long> ids(long... gone) {
    List<Long> ids = new ArrayList<>();
    for (long id = 0; id < 20; id++) {
      ids.add(id);
    }
    for (long id : gone) {
      ids.remove(id);
    }
    return ids;
  }

  @Test
  void aFlushIsWholeOrHasNeverBeen(RandomGenerator random) {
    List<Long> whole = ids(3, 5);
    List<Long> half = ids(3).subList(0, 9);
    boolean done = false;
    for (int call = 1; !done; call++) {
      FaultStorage storage = created();
      storage.failAt(storage.calls() + call, FaultStorage.Fault.POWER_CUT, true);
      try {
        run(storage);
        done = true;
      } catch (ProximaException e) {
        assertThat(storage.openHandles()).isZero();
      }
      assertThat(budget.usedBytes()).isZero();
      for (Variant variant : Variant.values()) {
        FaultStorage after = storage.afterCrash(variant, random);
        List<Long> found = reopen(after);
        assertThat(found).as("%s at call %d", variant, call).isIn(List.of(), half, whole);
        assertThat(reopen(after)).isEqualTo(found);
        if (done) {
          assertThat(found).isEqualTo(whole);
        }
      }
    }
  }
}

package io.proxima.engine;

import io.proxima.engine.io.Storage;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An engine with tables of one shape: `id BIGINT`, `v BIGINT`, `t VARCHAR`, `e VECTOR(3)`, of
/// which text and vector follow from `id` and `v`, so that parts of two rows are noticed.
final class Fixture implements AutoCloseable {
  static final Clock CLOCK = Clock.system();
  static final long RESERVE_BYTES = 64 << 10;
  private static final int DIM = 3;

  /// So few rows have an epoch that every small segment is in the order of one.
  private static final int FEW_ROWS = 4;

  final Engine engine;
  private final Scheduler scheduler;

  Fixture(Storage storage, EngineSettings settings, Failpoints failpoints) {
    this(storage, settings, failpoints, CLOCK);
  }

  Fixture(Storage storage, EngineSettings settings, Failpoints failpoints, Clock clock) {
    this(storage, settings, failpoints, clock, Scheduler.threads());
  }

  Fixture(
      Storage storage,
      EngineSettings settings,
      Failpoints failpoints,
      Clock clock,
      Scheduler scheduler) {
    this.scheduler = scheduler;
    boolean isOpen = false;
    try {
      this.engine =
          Engine.open(
              storage, settings, new EngineSeams(clock, scheduler, new Random(1), failpoints));
      isOpen = true;
    } finally {
      if (!isOpen) {
        scheduler.close();
      }
    }
  }

  static Fixture open(Storage storage) {
    return open(storage, 64L << 20);
  }

  static Fixture open(Storage storage, long logFileBytes) {
    return new Fixture(storage, settings(logFileBytes), Failpoints.NONE);
  }

  static EngineSettings settings(long logFileBytes) {
    return settings(256 << 20, logFileBytes, Duration.ofSeconds(20));
  }

  static EngineSettings settings(long maxMemoryBytes, long logFileBytes, Duration closeWait) {
    return new EngineSettings(
        Durability.SYNC,
        maxMemoryBytes,
        logFileBytes,
        Duration.ofMillis(100),
        closeWait,
        RESERVE_BYTES,
        UpkeepSettings.defaults(maxMemoryBytes).withEpochRows(FEW_ROWS));
  }

  /// The definition of a table that does not exist yet; with `isKeyed` its primary key is `id`.
  static TableDef definition(String name, boolean isKeyed) {
    return definition(new TableName("public", name), isKeyed);
  }

  static TableDef definition(TableName name, boolean isKeyed) {
    return new TableDef(
        0,
        name,
        1,
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "v", ColumnType.of(TypeKind.BIGINT), true),
            new ColumnDef(3, "t", ColumnType.of(TypeKind.VARCHAR), true),
            new ColumnDef(4, "e", ColumnType.vector(DIM), true)),
        isKeyed ? List.of(0) : List.of(),
        Map.of());
  }

  /// Makes a table.
  TableDef table(String name, boolean isKeyed) {
    engine.define(new Definition.CreateTable(definition(name, isKeyed)));
    return table(name);
  }

  /// The table of that name, in whatever schema.
  TableDef table(String name) {
    return engine.catalog().tables().stream()
        .filter(table -> table.name().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no table " + name));
  }

  /// Rows of pairs `id, v`.
  static EncodedRows rows(TableDef table, long... pairs) {
    RowBatchBuilder rows = new RowBatchBuilder(table, pairs.length / 2);
    for (int i = 0; i < pairs.length; i += 2) {
      rows.appendRow(pairs[i], pairs[i + 1], text(pairs[i + 1]), vector(pairs[i], pairs[i + 1]));
    }
    return AvroRows.of(table).encode(rows.build());
  }

  /// Rows with the ids `from` until `to`, all with one `v`.
  static EncodedRows rowsBetween(TableDef table, long from, long to, long v) {
    long[] pairs = new long[(int) (2 * (to - from))];
    for (int i = 0; i < pairs.length; i += 2) {
      pairs[i] = from + i / 2;
      pairs[i + 1] = v;
    }
    return rows(table, pairs);
  }

  private static String text(long v) {
    return "text " + v;
  }

  private static float[] vector(long id, long v) {
    return new float[] {v, (float) Math.sin(id), (float) Math.cos(id + v)}; // not to be compressed
  }

  static List<Key> keys(TableDef table, long... ids) {
    List<Key> keys = new ArrayList<>();
    for (long id : ids) {
      keys.add(KeyCodec.of(table).encode(List.of(id)));
    }
    return keys;
  }

  /// Runs one transaction.
  long commit(Consumer<Transaction> writes) {
    try (Transaction transaction = engine.begin()) {
      writes.accept(transaction);
      return transaction.commit(Durability.SYNC);
    }
  }

  /// What a table holds now, id to v.
  TreeMap<Long, Long> content(TableDef table) {
    try (Snapshot snapshot = engine.snapshot()) {
      return content(snapshot, table);
    }
  }

  /// Everything there is: `table` → -1 for each table, `table/id` → v for each row.
  Map<String, Long> content() {
    Map<String, Long> content = new TreeMap<>();
    try (Snapshot snapshot = engine.snapshot()) {
      for (TableDef table : snapshot.catalog().tables()) {
        String name = table.name().name();
        content.put(name, -1L);
        content(snapshot, table).forEach((id, v) -> content.put(name + "/" + id, v));
      }
    }
    return content;
  }

  static TreeMap<Long, Long> content(Snapshot snapshot, TableDef table) {
    TreeMap<Long, Long> found = new TreeMap<>();
    ScanRequest all =
        new ScanRequest(table.id(), List.of(0, 1, 2, 3, ScanRequest.ROW_KEY), Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          read(table, batch, row, found);
        }
      }
    }
    if (snapshot.rowCount(table.id()) != found.size()) {
      throw new AssertionError(
          snapshot.rowCount(table.id()) + " rows counted, " + found.size() + " found");
    }
    return found;
  }

  private static void read(TableDef table, RowBatch batch, int row, Map<Long, Long> found) {
    long id = (Long) batch.column(0).valueAt(row);
    long v = (Long) batch.column(1).valueAt(row);
    if (!batch.column(2).valueAt(row).equals(text(v))
        || !java.util.Arrays.equals((float[]) batch.column(3).valueAt(row), vector(id, v))) {
      throw new AssertionError("row " + id + " of " + table.name() + " has parts of two rows");
    }
    if (!table.key().isEmpty()
        && !batch.column(4).valueAt(row).equals(keys(table, id).getFirst())) {
      throw new AssertionError("row " + id + " of " + table.name() + " has a wrong key");
    }
    if (found.put(id, v) != null) {
      throw new AssertionError("row " + id + " of " + table.name() + " is there twice");
    }
  }

  /// The keys of the rows, by id.
  static Map<Long, Key> rowKeys(Snapshot snapshot, TableDef table) {
    Map<Long, Key> found = new TreeMap<>();
    ScanRequest all = new ScanRequest(table.id(), List.of(0, ScanRequest.ROW_KEY), Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          found.put((Long) batch.column(0).valueAt(row), (Key) batch.column(1).valueAt(row));
        }
      }
    }
    return found;
  }

  @Override
  public void close() {
    try (scheduler) {
      engine.close();
    }
  }
}

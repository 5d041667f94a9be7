package io.proxima.engine;

import io.proxima.engine.io.Storage;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/// An engine with tables of one shape: `id BIGINT`, `v BIGINT`, `e VECTOR(3)` whose first element
/// is `v`.
final class EngineFixture implements AutoCloseable {
  static final Clock CLOCK = Clock.system();
  private static final int DIM = 3;

  final Engine engine;
  private final Scheduler scheduler = Scheduler.threads();

  EngineFixture(Storage storage, EngineSettings settings, Failpoints failpoints) {
    EngineSeams seams = new EngineSeams(CLOCK, scheduler, new Random(1), failpoints);
    this.engine = Engine.open(storage, settings, seams);
  }

  static EngineFixture open(Storage storage) {
    return new EngineFixture(storage, settings(64L << 20), Failpoints.NONE);
  }

  static EngineSettings settings(long logFileBytes) {
    return new EngineSettings(
        Durability.SYNC, 256L << 20, logFileBytes, Duration.ofMillis(100), Duration.ofSeconds(20));
  }

  /// Makes a table; with `isKeyed` its primary key is `id`.
  TableDef table(String name, boolean isKeyed) {
    TableName full = new TableName("public", name);
    TableDef table =
        new TableDef(
            0,
            full,
            1,
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "v", ColumnType.of(TypeKind.BIGINT), true),
                new ColumnDef(3, "e", ColumnType.vector(DIM), true)),
            isKeyed ? List.of(0) : List.of(),
            Map.of());
    engine.define(new Definition.CreateTable(table));
    return table(name);
  }

  TableDef table(String name) {
    TableDef table = engine.catalog().table(new TableName("public", name));
    if (table == null) {
      throw new AssertionError("no table " + name);
    }
    return table;
  }

  /// Rows of pairs `id, v`.
  static EncodedRows rows(TableDef table, long... pairs) {
    int count = pairs.length / 2;
    long[] ids = new long[count];
    long[] values = new long[count];
    float[] vectors = new float[count * DIM];
    for (int i = 0; i < count; i++) {
      ids[i] = pairs[2 * i];
      values[i] = pairs[2 * i + 1];
      vectors[i * DIM] = values[i];
    }
    List<ColumnDef> columns = table.columns();
    return AvroRows.of(table)
        .encode(
            new RowBatch(
                count,
                List.of(
                    new LongColumn(columns.get(0).type(), count, ids, Validity.ALL),
                    new LongColumn(columns.get(1).type(), count, values, Validity.ALL),
                    new VectorColumn(columns.get(2).type(), count, vectors, Validity.ALL))));
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

  static TreeMap<Long, Long> content(Snapshot snapshot, TableDef table) {
    TreeMap<Long, Long> found = new TreeMap<>();
    ScanRequest all = new ScanRequest(table.id(), List.of(0, 1, 2), Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        Column vectors = batch.column(2);
        for (int row = 0; row < batch.rowCount(); row++) {
          long value = (Long) batch.column(1).valueAt(row);
          if (((float[]) vectors.valueAt(row))[0] != value) {
            throw new AssertionError("value " + value + " with another row's vector");
          }
          Long before = found.put((Long) batch.column(0).valueAt(row), value);
          if (before != null) {
            throw new AssertionError("two rows with one id");
          }
        }
      }
    }
    if (snapshot.rowCount(table.id()) != found.size()) {
      throw new AssertionError(
          snapshot.rowCount(table.id()) + " rows counted, " + found.size() + " found");
    }
    return found;
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
    engine.close();
    scheduler.close();
  }
}

package io.proxima.engine;

import io.proxima.engine.io.Storage;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/// An engine on some storage, with tables of a key, a text and a vector, for tests that care about
/// what is there afterwards.
final class Fixture implements AutoCloseable {
  static final int DIM = 4;
  private static final long LOG_FILE_BYTES = 32 << 10;

  private final Scheduler scheduler = Scheduler.threads();
  private final Engine engine;

  Fixture(Storage storage) {
    boolean opened = false;
    try {
      engine =
          Engine.open(
              storage,
              new EngineSettings(
                  Durability.SYNC,
                  64 << 20,
                  LOG_FILE_BYTES,
                  Duration.ofMillis(100),
                  Duration.ofSeconds(10)),
              new EngineSeams(Clock.system(), scheduler, new Random(1), Failpoints.NONE));
      opened = true;
    } finally {
      if (!opened) {
        scheduler.close();
      }
    }
  }

  Engine engine() {
    return engine;
  }

  /// The definition of a table that does not exist yet.
  static TableDef definition(String name) {
    return new TableDef(
        0,
        new TableName("public", name),
        1,
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "text", ColumnType.of(TypeKind.VARCHAR), true),
            new ColumnDef(3, "v", ColumnType.vector(DIM), true)),
        List.of(0),
        Map.of());
  }

  TableDef table(String name) {
    return Objects.requireNonNull(engine.catalog().table(new TableName("public", name)), name);
  }

  /// Rows with the ids `from` until `to`, all with one text.
  static EncodedRows rows(TableDef table, long from, long to, String text) {
    int count = (int) (to - from);
    long[] ids = new long[count];
    Object[] texts = new Object[count];
    float[] vectors = new float[count * DIM];
    for (int i = 0; i < count; i++) {
      ids[i] = from + i;
      texts[i] = text;
      for (int d = 0; d < DIM; d++) {
        vectors[i * DIM + d] = component(ids[i], text, d);
      }
    }
    return AvroRows.of(table)
        .encode(
            new RowBatch(
                count,
                List.of(
                    new LongColumn(ColumnType.of(TypeKind.BIGINT), count, ids, Validity.ALL),
                    new ObjectColumn(ColumnType.of(TypeKind.VARCHAR), count, texts),
                    new VectorColumn(ColumnType.vector(DIM), count, vectors, Validity.ALL))));
  }

  private static float component(long id, String text, int dimension) {
    return id * 3 + text.hashCode() % 100 + dimension;
  }

  /// Everything there is: `table` → "" for each table, `table/id` → text for each row.
  ///
  /// Fails if a row does not belong together or a look-up by key disagrees with the scan.
  Map<String, String> content() {
    Map<String, String> content = new TreeMap<>();
    try (Snapshot snapshot = engine.snapshot()) {
      for (TableDef table : snapshot.catalog().tables()) {
        content.put(table.name().name(), "");
        try (RowCursor rows =
            snapshot.scan(
                new ScanRequest(table.id(), List.of(0, 1, 2, ScanRequest.ROW_KEY), Predicate.TRUE),
                Cancellation.unlimited(Clock.system()))) {
          for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
            read(table, batch, content);
          }
        }
      }
    }
    return content;
  }

  private static void read(TableDef table, RowBatch batch, Map<String, String> content) {
    for (int row = 0; row < batch.rowCount(); row++) {
      long id = (Long) batch.column(0).valueAt(row);
      String text = (String) batch.column(1).valueAt(row);
      float[] vector = (float[]) batch.column(2).valueAt(row);
      for (int d = 0; d < DIM; d++) {
        if (vector[d] != component(id, text, d)) {
          throw new AssertionError("row " + id + " of " + table.name() + " has parts of two rows");
        }
      }
      if (!batch.column(3).valueAt(row).equals(KeyCodec.of(table).encode(List.of(id)))) {
        throw new AssertionError("row " + id + " of " + table.name() + " has a wrong key");
      }
      if (content.put(table.name().name() + "/" + id, text) != null) {
        throw new AssertionError("row " + id + " of " + table.name() + " is there twice");
      }
    }
  }

  @Override
  public void close() {
    try (scheduler) {
      engine.close();
    }
  }
}

package io.proxima.bench;

import io.proxima.engine.Engine;
import io.proxima.engine.Snapshot;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.vector.Metric;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What SQL adds to the call of the engine: prepared statements, statements with literals whose
/// plan is known, and statements never seen before.
record SqlPart(boolean quick, Clock clock) implements Part {
  private static final int ROWS = 1_000;
  private static final int DIM = 128;
  private static final int K = 10;
  private static final int QUERIES = 64;
  private static final int WARM_PLANNINGS = 40_000;
  private static final String UNSEEN = "k-NN, never seen before";
  private static final String NEAREST =
      "SELECT id, v <=> ? AS distance FROM docs ORDER BY distance";

  /// One way to ask; answers the number of rows.
  @FunctionalInterface
  private interface Ask {
    int ask(int number) throws SQLException;
  }

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public Table run() throws SQLException {
    float[] values = Docs.vectors(1, ROWS, DIM);
    float[][] queries = new float[QUERIES][];
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = Docs.vectors(1_000 + i, 1, DIM);
    }
    try (Storage storage = Storage.memory("bench");
        Scheduler scheduler = Scheduler.threads();
        Engine engine = Docs.open(storage, clock, scheduler);
        Connection connection = DriverManager.getConnection("jdbc:proxima:mem:bench-sql")) {
      TableDef table = Docs.create(engine, DIM);
      Docs.insert(engine, table, AvroRows.of(table), 0, values, Durability.MEMORY);
      load(connection, values);
      return new Table(
          "sql",
          "What SQL adds to the engine call, µs",
          List.of("statement", "engine p50", "JDBC p50", "added", "JDBC p95", "may add"),
          rows(engine, table, connection, queries),
          "1,000 rows of 128 dimensions in memory, cosine, k = 10, one thread; medians of calls"
              + " made in turns. Literals differ from call to call; of the statements never seen"
              + " before each has a text of its own.");
    }
  }

  private List<List<Object>> rows(
      Engine engine, TableDef table, Connection connection, float[][] queries) throws SQLException {
    String[] texts = new String[queries.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = NEAREST.replace("?", "'" + Arrays.toString(queries[i]) + "'") + " LIMIT " + K;
    }
    Ask search = number -> search(engine, table, queries[number % QUERIES]);
    Ask get = number -> get(engine, table, number % ROWS);
    List<List<Object>> rows = new ArrayList<>();
    try (PreparedStatement nearest = connection.prepareStatement(NEAREST + " LIMIT " + K);
        PreparedStatement point = connection.prepareStatement("SELECT id FROM docs WHERE id = ?");
        Statement statement = connection.createStatement()) {
      rows.add(
          measure(
              "point look-up, prepared",
              "15",
              get,
              number -> {
                point.setLong(1, number % ROWS);
                return count(point.executeQuery());
              }));
      rows.add(
          measure(
              "point look-up, literal",
              "",
              get,
              number ->
                  count(
                      statement.executeQuery("SELECT id FROM docs WHERE id = " + number % ROWS))));
      rows.add(
          measure(
              "k-NN, prepared",
              "30",
              search,
              number -> {
                nearest.setObject(1, queries[number % QUERIES]);
                return count(nearest.executeQuery());
              }));
      rows.add(
          measure(
              "k-NN, literal",
              "60",
              search,
              number -> count(statement.executeQuery(texts[number % QUERIES]))));
      rows.add(
          measure(
              UNSEEN,
              "1,000",
              search,
              number ->
                  count(
                      statement.executeQuery(
                          texts[number % QUERIES].replace("distance", "d" + number)))));
    }
    return rows;
  }

  private List<Object> measure(String name, String allowed, Ask engine, Ask jdbc)
      throws SQLException {
    long window = (quick ? 2 : 5) * 1_000_000_000L;
    // Planning a statement is much code: it is warm after some ten thousand, however long that
    // takes on a machine that compiles for others, too.
    inTurns(engine, jdbc, 0, window, name.equals(UNSEEN) ? WARM_PLANNINGS : 0);
    Sampled[] times = inTurns(engine, jdbc, 1 << 24, 2 * window, 0);
    return List.of(
        name,
        times[0].medianMicros(),
        times[1].medianMicros(),
        times[1].medianMicros() - times[0].medianMicros(),
        times[1].quantile(0.95) / 1e3,
        allowed);
  }

  private Sampled[] inTurns(Ask first, Ask second, int from, long windowNanos, int least)
      throws SQLException {
    long[][] nanos = new long[2][1 << 20];
    int count = 0;
    long begin = clock.monotonicNanos();
    for (long now = begin;
        (now - begin < windowNanos || count < least) && count < nanos[0].length;
        count++) {
      long start = clock.monotonicNanos();
      int expected = first.ask(from + count);
      long middle = clock.monotonicNanos();
      int found = second.ask(from + count);
      now = clock.monotonicNanos();
      nanos[0][count] = middle - start;
      nanos[1][count] = now - middle;
      if (expected != found) {
        throw new IllegalStateException("engine: " + expected + " rows, JDBC: " + found);
      }
    }
    return new Sampled[] {
      new Sampled(Arrays.copyOf(nanos[0], count)), new Sampled(Arrays.copyOf(nanos[1], count))
    };
  }

  private static void load(Connection connection, float[] values) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Docs.sql(DIM));
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs (id, v) VALUES (?, ?)")) {
      for (int id = 0; id < ROWS; id++) {
        insert.setLong(1, id);
        insert.setObject(2, Arrays.copyOfRange(values, id * DIM, (id + 1) * DIM));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private int search(Engine engine, TableDef table, float[] query) {
    KnnRequest request =
        new KnnRequest(table.id(), 1, Metric.COSINE, query, K, List.of(0), Predicate.TRUE);
    try (Snapshot snapshot = engine.snapshot();
        RowCursor cursor =
            snapshot.search(request, engine.memory(), Cancellation.unlimited(clock))) {
      return count(cursor);
    }
  }

  private int get(Engine engine, TableDef table, long id) {
    GetRequest request =
        new GetRequest(
            table.id(),
            List.of(0),
            List.of(KeyCodec.of(table).encode(List.of(id))),
            Predicate.TRUE);
    try (Snapshot snapshot = engine.snapshot();
        RowCursor cursor = snapshot.get(request, Cancellation.unlimited(clock))) {
      return count(cursor);
    }
  }

  private static int count(RowCursor cursor) {
    int count = 0;
    for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
      count += batch.rowCount();
    }
    return count;
  }

  private static int count(ResultSet result) throws SQLException {
    int count = 0;
    try (result) {
      while (result.next()) {
        result.getLong(1);
        count++;
      }
    }
    return count;
  }
}

package io.proxima.bench;

import io.proxima.engine.Engine;
import io.proxima.engine.Snapshot;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
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

/// A prepared nearest-neighbour statement through JDBC against the same call of the engine, call by
/// call in turns on the same rows.
record KnnPart(boolean quick, Clock clock) implements Part {
  private static final int K = 10;
  private static final int QUERIES = 64;
  private static final int BATCH = 1_000;

  /// What one call answers.
  private record Answer(long[] ids, double[] distances) {
    static Answer empty() {
      return new Answer(new long[K], new double[K]);
    }
  }

  /// One way to ask.
  @FunctionalInterface
  private interface Ask {
    Answer ask(float[] query) throws SQLException;
  }

  @Override
  public String name() {
    return "knn";
  }

  @Override
  public Table run() throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    rows.add(measure(1, 128));
    rows.add(measure(1_000, 128));
    rows.add(measure(8_000, 384));
    return new Table(
        "knn",
        "Nearest neighbours: prepared statement through JDBC against the engine call, µs",
        List.of("rows × dim", "engine p50", "JDBC p50", "added", "engine p95", "JDBC p95", "ratio"),
        rows,
        "Exact search, cosine, k = 10, one thread; medians of calls made in turns. Both read all"
            + " ids and distances, and both must agree.");
  }

  private List<Object> measure(int rowCount, int dim) throws SQLException {
    float[] values = Docs.vectors(1, rowCount, dim);
    float[][] queries = new float[QUERIES][];
    for (int i = 0; i < QUERIES; i++) {
      queries[i] = Docs.vectors(1_000 + i, 1, dim);
    }
    try (Storage storage = Storage.memory("bench");
        Scheduler scheduler = Scheduler.threads();
        Engine engine = Docs.open(storage, clock, scheduler);
        Connection connection =
            DriverManager.getConnection("jdbc:proxima:mem:bench" + rowCount + "x" + dim)) {
      TableDef table = loadEngine(engine, values, dim);
      loadJdbc(connection, values, dim);
      String sql = "SELECT id, v <=> ? AS distance FROM docs ORDER BY distance LIMIT " + K;
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        Ask viaEngine = query -> askEngine(engine, table, query);
        Ask viaJdbc = query -> askJdbc(statement, query);
        long warmUp = (quick ? 2 : 5) * 1_000_000_000L;
        inTurns(viaEngine, viaJdbc, queries, warmUp);
        Sampled[] times = inTurns(viaEngine, viaJdbc, queries, 2 * warmUp);
        double engineMicros = times[0].medianMicros();
        double jdbcMicros = times[1].medianMicros();
        return List.of(
            rowCount + " × " + dim,
            engineMicros,
            jdbcMicros,
            jdbcMicros - engineMicros,
            times[0].quantile(0.95) / 1e3,
            times[1].quantile(0.95) / 1e3,
            jdbcMicros / engineMicros);
      }
    }
  }

  private Sampled[] inTurns(Ask first, Ask second, float[][] queries, long windowNanos)
      throws SQLException {
    long[][] nanos = new long[2][1 << 20];
    int count = 0;
    long begin = clock.monotonicNanos();
    long now = begin;
    while (now - begin < windowNanos && count < nanos[0].length) {
      float[] query = queries[count % queries.length];
      boolean swapped = (count & 1) == 1;
      long start = clock.monotonicNanos();
      Answer one = (swapped ? second : first).ask(query);
      long middle = clock.monotonicNanos();
      Answer other = (swapped ? first : second).ask(query);
      now = clock.monotonicNanos();
      nanos[swapped ? 1 : 0][count] = middle - start;
      nanos[swapped ? 0 : 1][count] = now - middle;
      count++;
      if (!Arrays.equals(one.ids, other.ids) || !Arrays.equals(one.distances, other.distances)) {
        throw new IllegalStateException(
            "JDBC and engine disagree: "
                + Arrays.toString(one.ids)
                + ", "
                + Arrays.toString(other.ids));
      }
    }
    return new Sampled[] {
      new Sampled(Arrays.copyOf(nanos[0], count)), new Sampled(Arrays.copyOf(nanos[1], count))
    };
  }

  private static TableDef loadEngine(Engine engine, float[] values, int dim) {
    TableDef table = Docs.create(engine, dim);
    AvroRows codec = AvroRows.of(table);
    for (int from = 0; from < values.length; from += BATCH * dim) {
      float[] part = Arrays.copyOfRange(values, from, Math.min(values.length, from + BATCH * dim));
      Docs.insert(engine, table, codec, from / dim, part, Durability.MEMORY);
    }
    return table;
  }

  private static void loadJdbc(Connection connection, float[] values, int dim) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Docs.sql(dim));
    }
    int rowCount = values.length / dim;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs (id, v) VALUES (?, ?)")) {
      for (int id = 0; id < rowCount; id++) {
        insert.setLong(1, id);
        insert.setObject(2, Arrays.copyOfRange(values, id * dim, (id + 1) * dim));
        insert.addBatch();
        if (id % BATCH == BATCH - 1 || id == rowCount - 1) {
          insert.executeBatch();
        }
      }
    }
  }

  private Answer askEngine(Engine engine, TableDef table, float[] query) {
    KnnRequest request =
        new KnnRequest(table.id(), 1, Metric.COSINE, query, K, List.of(0), Predicate.TRUE);
    Answer answer = Answer.empty();
    int found = 0;
    try (Snapshot snapshot = engine.snapshot();
        RowCursor cursor =
            snapshot.search(request, engine.memory(), Cancellation.unlimited(clock))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        LongColumn ids = (LongColumn) batch.column(0);
        DoubleColumn distances = (DoubleColumn) batch.column(1);
        for (int i = 0; i < batch.rowCount(); i++) {
          answer.ids[found] = ids.values()[i];
          answer.distances[found++] = distances.values()[i];
        }
      }
    }
    return answer;
  }

  private static Answer askJdbc(PreparedStatement statement, float[] query) throws SQLException {
    Answer answer = Answer.empty();
    int found = 0;
    statement.setObject(1, query);
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        answer.ids[found] = rows.getLong(1);
        answer.distances[found++] = rows.getDouble(2);
      }
    }
    return answer;
  }
}

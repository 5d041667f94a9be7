package io.proxima.bench;

import io.proxima.bench.data.Dataset;
import io.proxima.bench.data.Datasets;
import io.proxima.engine.time.Clock;
import io.proxima.engine.vector.Metric;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table with a vector index as a user has it: rows through JDBC into files, `CREATE INDEX`, and
/// prepared statements with and without filters; one thread.
record TablePart(boolean quick, Clock clock) implements Part {
  private static final int K = 10;
  private static final int BATCH = 1_000;
  private static final int PARTS = 1_000;
  private static final int[] ACCURACIES = {90, 95, 99};

  /// How many parts of a thousand pass the filter; all of them without one.
  private static final int[] PASSING = {PARTS, 100, 10, 1};

  @Override
  public String name() {
    return "table";
  }

  @Override
  public Table run() throws IOException, SQLException {
    Datasets sets = new Datasets(quick ? 300 : 1_500);
    List<List<Object>> rows = new ArrayList<>();
    for (String name : sets.names()) {
      Dataset set = sets.open(name);
      try (Scratch scratch = Scratch.open();
          Connection connection =
              DriverManager.getConnection("jdbc:proxima:file:" + scratch.path().resolve("db"))) {
        rows.addAll(measure(set, connection));
      }
    }
    return new Table(
        "table",
        "A table with an index of kind auto: recall@10 by distance against queries per second"
            + " through JDBC",
        List.of(
            "data",
            "rows/s",
            "index s",
            "accuracy",
            "rows that pass",
            "recall",
            "5th %",
            "QPS",
            "p50 µs",
            "p99 µs",
            "short"),
        rows,
        "One thread, prepared statements, the warm file cache. `index s` is the wall time of CREATE"
            + " INDEX over the compacted table: from rows in a file to an index that is synced and"
            + " searched. The filter is a comparison of an INTEGER column that has nothing to do"
            + " with the vectors. `short` are the queries with fewer than 10 rows.");
  }

  private List<List<Object>> measure(Dataset set, Connection connection) throws SQLException {
    long begin = clock.monotonicNanos();
    load(set, connection);
    double loadSeconds = (clock.monotonicNanos() - begin) / 1e9;
    execute(connection, "CALL proxima.compact('docs')");
    begin = clock.monotonicNanos();
    execute(
        connection,
        "CREATE INDEX near ON docs USING auto (v "
            + (set.metric() == Metric.COSINE ? "vector_cosine_ops" : "vector_l2_ops")
            + ")");
    double indexSeconds = (clock.monotonicNanos() - begin) / 1e9;
    execute(connection, "CALL proxima.compact('docs')"); // into the order that the index wants
    List<List<Object>> rows = new ArrayList<>();
    for (int passing : PASSING) {
      Asked exact = ask(set, connection, passing, "EXACT", set.truth());
      for (int accuracy : ACCURACIES) {
        execute(connection, "SET proxima.target_recall = " + accuracy);
        ask(set, connection, passing, "APPROX", exact.distances());
        Asked asked = ask(set, connection, passing, "APPROX", exact.distances());
        List<Object> row = new ArrayList<>();
        row.add(set.name());
        row.add((long) (set.count() / loadSeconds));
        row.add(indexSeconds);
        row.add(accuracy);
        row.add(100.0 * passing / PARTS + " %");
        row.addAll(asked.run().cells());
        row.add(asked.shortAnswers());
        rows.add(row);
      }
    }
    return rows;
  }

  /// What came of the queries: their distances, as [Dataset#truth] has them.
  private record Asked(QueryRun run, double[] distances, int shortAnswers) {}

  private Asked ask(Dataset set, Connection connection, int passing, String words, double[] truth)
      throws SQLException {
    Dataset known =
        new Dataset(set.name(), set.metric(), set.dim(), set.base(), set.queries(), truth);
    String operator = set.metric() == Metric.COSINE ? "<=>" : "<->";
    String where = passing == PARTS ? "" : " WHERE part < " + passing;
    String sql =
        "SELECT id, v %s ? AS d FROM docs%s ORDER BY d FETCH %s FIRST %d ROWS ONLY"
            .formatted(operator, where, words, K);
    double[] distances = new double[truth.length];
    int[] place = {set.queryCount() / 3};
    int[] missing = {0};
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      QueryRun run =
          QueryRun.of(
              known,
              K,
              clock,
              query -> {
                double[] found = nearest(statement, query);
                missing[0] += found.length < K ? 1 : 0;
                int from = place[0]++ * Dataset.TRUTH;
                Arrays.fill(distances, from, from + Dataset.TRUTH, Double.POSITIVE_INFINITY);
                System.arraycopy(found, 0, distances, from, found.length);
                return () -> found;
              });
      return new Asked(run, distances, missing[0]);
    }
  }

  private static double[] nearest(PreparedStatement statement, float[] query) {
    double[] distances = new double[K];
    int found = 0;
    try {
      statement.setObject(1, query);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          rows.getLong(1);
          distances[found++] = rows.getDouble(2);
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return found == K ? distances : Arrays.copyOf(distances, found);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void load(Dataset set, Connection connection) throws SQLException {
    execute(
        connection,
        "CREATE TABLE docs (id INTEGER PRIMARY KEY, part INTEGER, v VECTOR(" + set.dim() + "))");
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs VALUES (?, ?, ?)")) {
      for (int id = 0; id < set.count(); id++) {
        float[] vector = new float[set.dim()];
        set.row(id, vector);
        insert.setInt(1, id);
        insert.setInt(2, Math.floorMod((id * 40_503) >>> 4, PARTS));
        insert.setObject(3, vector);
        insert.addBatch();
        if (id % BATCH == BATCH - 1 || id == set.count() - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
    }
    connection.setAutoCommit(true);
  }
}

package io.proxima.bench;

import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What packing of vectors that are mostly zeros saves on the disk and costs in time, next to the
/// same vectors unpacked.
record SparsePart(boolean quick, Clock clock) implements Part {
  private static final int ROWS = 10_000;
  private static final int DIM = 1_000;
  private static final int BATCH = 500;
  private static final double MEBIBYTE = 1 << 20;

  @Override
  public String name() {
    return "sparse";
  }

  @Override
  public Table run() throws SQLException, IOException {
    List<List<Object>> rows = new ArrayList<>();
    for (double share : new double[] {0.01, 0.05, 0.09, 0.5}) {
      try (Scratch scratch = Scratch.open()) {
        String url = "jdbc:proxima:file:" + scratch.path().resolve("db");
        try (Connection connection = DriverManager.getConnection(url)) {
          load(connection, share);
        }
        rows.add(measure(url, share));
      }
    }
    return new Table(
        "sparse",
        "10,000 vectors of 1,000 dimensions, by the share of components that are not zero",
        List.of(
            "not zero",
            "MiB as written",
            "MiB unpacked",
            "k-NN ms, kept",
            "k-NN ms, never packed",
            "k-NN ms, unpacked each time"),
        rows,
        "Medians of a prepared statement, L2, k = 10, one thread, files in the page cache. Kept:"
            + " what was unpacked once fits into the cache; each time: the cache has 16 MiB.");
  }

  private static void load(Connection connection, double share) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : List.of("packed", "plain")) {
        statement.execute(
            "CREATE TABLE "
                + table
                + " (id INTEGER PRIMARY KEY, v VECTOR(1000)) WITH (compression = "
                + (table.equals("plain") ? "'none')" : "'lz4')"));
        SplittableRandom random = new SplittableRandom(7);
        try (PreparedStatement insert =
            connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
          for (int id = 0; id < ROWS; id++) {
            insert.setInt(1, id);
            insert.setObject(2, vector(random, share));
            insert.addBatch();
            if (id % BATCH == BATCH - 1) {
              insert.executeBatch();
            }
          }
        }
        statement.execute("CALL proxima.compact('" + table + "')");
      }
    }
  }

  private static float[] vector(SplittableRandom random, double share) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = random.nextDouble() < share ? (float) random.nextGaussian() : 0;
    }
    return vector;
  }

  private List<Object> measure(String url, double share) throws SQLException {
    List<Object> row = new ArrayList<>();
    row.add(Math.round(100 * share) + " %");
    try (Connection connection = DriverManager.getConnection(url)) {
      row.add(bytes(connection, "packed") / MEBIBYTE);
      row.add(bytes(connection, "plain") / MEBIBYTE);
      row.add(search(connection, "packed", share));
      row.add(search(connection, "plain", share));
    }
    try (Connection small = DriverManager.getConnection(url + ";maxMemory=128m")) {
      row.add(search(small, "packed", share));
    }
    return row;
  }

  private static double bytes(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "SELECT SUM(bytes) FROM proxima.segments WHERE table_name = '" + table + "'")) {
      found.next();
      return found.getDouble(1);
    }
  }

  private double search(Connection connection, String table, double share) throws SQLException {
    SplittableRandom random = new SplittableRandom(11);
    int calls = quick ? 60 : 200;
    long[] nanos = new long[calls];
    try (PreparedStatement nearest =
        connection.prepareStatement("SELECT id FROM " + table + " ORDER BY v <-> ? LIMIT 10")) {
      for (int call = -calls; call < calls; call++) {
        nearest.setObject(1, vector(random, share));
        long start = clock.monotonicNanos();
        try (ResultSet found = nearest.executeQuery()) {
          while (found.next()) {
            found.getInt(1);
          }
        }
        nanos[Math.max(0, call)] = clock.monotonicNanos() - start;
      }
    }
    return new Sampled(nanos).medianMillis();
  }
}

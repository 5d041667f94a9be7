package io.proxima.bench;

import io.proxima.engine.time.Clock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// What a virtual machine of [LoadPart] does: fills a database, compacts it, opens it again, and
/// says how many rows it inserted a second, how many seconds compacting and how many milliseconds
/// opening took.
public final class LoadRun {
  private static final int BATCH_ROWS = 1_000;

  private final LoadTarget target;
  private final String url;
  private final int rowCount;
  private final Clock clock = Clock.system();

  private LoadRun(LoadTarget target, Path directory, int rowCount) {
    this.target = target;
    this.url = target.url(directory);
    this.rowCount = rowCount;
  }

  /// Takes the name of the target, a directory and the number of rows.
  public static void main(String[] args) throws SQLException {
    new LoadRun(LoadTarget.valueOf(args[0]), Path.of(args[1]), Integer.parseInt(args[2])).run();
  }

  private void run() throws SQLException {
    double loadSeconds;
    double compactSeconds;
    try (Connection connection = DriverManager.getConnection(url)) {
      execute(connection, target.setup());
      long start = clock.monotonicNanos();
      load(connection);
      loadSeconds = (clock.monotonicNanos() - start) / 1e9;
      start = clock.monotonicNanos();
      execute(connection, target.compaction());
      compactSeconds = (clock.monotonicNanos() - start) / 1e9;
    }
    long start = clock.monotonicNanos();
    check();
    double openMillis = (clock.monotonicNanos() - start) / 1e6;
    System.out.printf(
        Locale.ROOT, "%.0f %.2f %.1f%n", rowCount / loadSeconds, compactSeconds, openMillis);
  }

  private static void execute(Connection connection, List<String> statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private void load(Connection connection) throws SQLException {
    SplittableRandom random = new SplittableRandom(1);
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (int first = 0; first < rowCount; first += BATCH_ROWS) {
        float[] values = Docs.vectors(first, BATCH_ROWS, LoadPart.DIM);
        for (int i = 0; i < BATCH_ROWS; i++) {
          int id = first + i;
          insert.setLong(1, id);
          insert.setInt(2, random.nextInt(100));
          insert.setDouble(3, random.nextInt(100_000) / 100.0);
          insert.setString(4, String.format(Locale.ROOT, "item %09d", id));
          insert.setLong(5, random.nextLong(1_000_000));
          insert.setBoolean(6, random.nextBoolean());
          float[] vector = Arrays.copyOfRange(values, i * LoadPart.DIM, (i + 1) * LoadPart.DIM);
          insert.setObject(7, target.vector(vector));
          insert.addBatch();
        }
        insert.executeBatch();
        connection.commit();
      }
    }
    connection.setAutoCommit(true);
  }

  private void check() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM items")) {
        rows.next();
        if (rows.getLong(1) != rowCount) {
          throw new IllegalStateException(rows.getLong(1) + " rows, expected " + rowCount);
        }
      }
      String sql = "SELECT title FROM items WHERE id = " + (rowCount - 1);
      try (ResultSet rows = statement.executeQuery(sql)) {
        if (!rows.next()) {
          throw new IllegalStateException("the last row is missing");
        }
      }
    }
  }
}

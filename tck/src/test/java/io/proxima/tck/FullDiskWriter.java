package io.proxima.tck;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Fills the small file system that it is given, and works on. Ends with an error if something is
/// not as it should be.
final class FullDiskWriter {
  private static final int BALLAST_BYTES = 3 << 19;
  private static final int DIM = 64;

  private FullDiskWriter() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    Path ballast = directory.resolve("ballast");
    Path more = directory.resolve("more");
    Files.write(ballast, new byte[BALLAST_BYTES]);
    Files.write(more, new byte[BALLAST_BYTES]);
    String url = "jdbc:proxima:file:" + directory.resolve("db");
    int rows;
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, e VECTOR(" + DIM + "))");
      rows = fill(connection);
      require(rows > 1000, rows + " rows filled the disk");
      requireCount(statement, rows);
      require(statement.executeUpdate("DELETE FROM t WHERE id < 100") == 100, "rows are deleted");
      require(fill(connection, 1_000_000) == 1_000_000, "the disk is still full");
      rows -= 100;
      requireCount(statement, rows);
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      requireCount(statement, rows);
      require(statement.executeUpdate("DELETE FROM t WHERE id < 200") == 100, "rows are deleted");
      Files.delete(ballast);
      int added = fill(connection, 2_000_000) - 2_000_000;
      require(added > 500, added + " rows after room was made");
      rows += added - 100;
      requireCount(statement, rows);
      statement.execute("DROP TABLE t");
    }
    Files.delete(more);
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, e VECTOR(" + DIM + "))");
    }
    System.out.println(rows + " rows on a full file system; went on after room was made");
  }

  private static int fill(Connection connection) throws SQLException {
    return fill(connection, 0);
  }

  /// Adds rows with the ids from `first` on until the disk is full.
  ///
  /// @return the first id for which there was no room
  private static int fill(Connection connection, int first) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      float[] vector = new float[DIM];
      for (int id = first; ; id++) {
        for (int i = 0; i < DIM; i++) {
          vector[i] = (float) Math.sin(id * 31 + i);
        }
        insert.setInt(1, id);
        insert.setObject(2, vector);
        try {
          insert.executeUpdate();
        } catch (SQLException e) {
          require("53100".equals(e.getSQLState()), String.valueOf(e));
          return id;
        }
      }
    }
  }

  private static void requireCount(Statement statement, int rows) throws SQLException {
    try (ResultSet result = statement.executeQuery("SELECT COUNT(*), COUNT(e) FROM t")) {
      result.next();
      require(result.getInt(1) == rows && result.getInt(2) == rows, result.getInt(1) + " rows");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException(what);
    }
  }
}

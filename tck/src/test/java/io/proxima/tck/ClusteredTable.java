package io.proxima.tck;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A table `docs (id, part, v)` of clustered vectors in a database of its own.
final class ClusteredTable implements AutoCloseable {
  static final int DIM = 24;
  private static final int CLUSTERS = 40;

  private final SplittableRandom random = new SplittableRandom(20_27);
  private final float[][] centers = new float[CLUSTERS][];
  private final String url;
  private Connection connection;
  private int rows;

  ClusteredTable(Path directory) throws SQLException {
    url = "jdbc:proxima:file:" + directory.resolve("db");
    connection = DriverManager.getConnection(url);
    for (int i = 0; i < CLUSTERS; i++) {
      centers[i] = vector(2);
    }
    run("CREATE TABLE docs (id INTEGER PRIMARY KEY, part INTEGER, v VECTOR(" + DIM + "))");
  }

  Connection connection() {
    return connection;
  }

  void reopen() throws SQLException {
    connection.close();
    connection = DriverManager.getConnection(url);
  }

  /// Adds rows whose ids go on from those before; `part` is the last two digits of the id.
  void insert(int count) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs VALUES (?, ?, ?)")) {
      for (int id = rows; id < rows + count; id++) {
        insert.setInt(1, id);
        insert.setInt(2, id % 100);
        insert.setObject(3, clustered());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
    rows += count;
  }

  private float[] vector(double spread) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) (spread * random.nextGaussian());
    }
    return vector;
  }

  /// A vector like those of the rows.
  float[] clustered() {
    float[] vector = vector(0.5);
    float[] center = centers[random.nextInt(CLUSTERS)];
    for (int i = 0; i < DIM; i++) {
      vector[i] += center[i];
    }
    return vector;
  }

  /// The text form of such a vector, in quotes.
  String literal() {
    return "'" + Arrays.toString(clustered()) + "'";
  }

  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// The first column, a row a line.
  String text(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (result.next()) {
        text.append(result.getString(1)).append('\n');
      }
      return text.toString();
    }
  }

  /// Waits for the indexes that upkeep makes.
  void await() throws SQLException {
    while (!text("SELECT kind FROM proxima.background WHERE kind = 'index'").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

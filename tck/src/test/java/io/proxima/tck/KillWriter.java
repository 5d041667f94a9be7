package io.proxima.tck;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Writes until it is killed, and says on standard output what it is about to do and what was
/// acknowledged.
///
/// Each of its threads owns a range of ids and has one statement under way: `try ID VALUE`, then
/// `ok ID VALUE`. The value -1 is a deleted row. Every change goes to the tables `a` and `b` in one
/// transaction; even ids are added by batches.
final class KillWriter {
  static final int THREADS = 4;
  static final long RANGE = 1_000_000_000L;
  static final int DIM = 16;

  private final Connection connection;
  private final PrintStream journal;
  private final RandomGenerator random;
  private final List<Long> live = new ArrayList<>();
  private long nextId;

  private KillWriter(
      Connection connection, PrintStream journal, RandomGenerator random, long firstId) {
    this.connection = connection;
    this.journal = journal;
    this.random = random;
    this.nextId = firstId;
  }

  /// Arguments: URL, seed, round.
  public static void main(String[] args) throws Exception {
    PrintStream journal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    long seed = Long.parseLong(args[1]);
    long round = Long.parseLong(args[2]);
    List<Thread> threads = new ArrayList<>();
    try (Connection first = DriverManager.getConnection(args[0]);
        Statement statement = first.createStatement()) {
      for (String table : List.of("a", "b")) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS "
                + table
                + " (id BIGINT PRIMARY KEY, n BIGINT NOT NULL, v VECTOR(16) NOT NULL)");
      }
      journal.println("open");
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try (Connection own = DriverManager.getConnection(args[0])) {
                    new KillWriter(
                            own,
                            journal,
                            new SplittableRandom(seed + thread),
                            thread * RANGE + round * 1_000_000)
                        .write();
                  } catch (SQLException e) {
                    journal.println("failed " + e.getSQLState() + " " + e.getMessage());
                    Runtime.getRuntime().halt(9);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private void write() throws SQLException {
    connection.setAutoCommit(false);
    while (true) {
      int choice = live.isEmpty() ? 0 : random.nextInt(4);
      long id = choice < 2 ? nextId++ : live.get(random.nextInt(live.size()));
      long value = choice == 3 ? -1 : random.nextLong(1, 1_000_000);
      journal.println("try " + id + " " + value);
      for (String table : List.of("a", "b")) {
        change(table, choice, id, value);
      }
      connection.commit();
      journal.println("ok " + id + " " + value);
      if (choice < 2) {
        live.add(id);
      } else if (choice == 3) {
        live.remove(id);
      }
    }
  }

  private void change(String table, int choice, long id, long value) throws SQLException {
    String sql =
        switch (choice) {
          case 0 -> "INSERT INTO " + table + " (n, v, id) VALUES (?, ?, ?)";
          case 1 -> "UPSERT INTO " + table + " (n, v, id) VALUES (?, ?, ?)";
          case 2 -> "UPDATE " + table + " SET n = ?, v = ? WHERE id = ?";
          default -> "DELETE FROM " + table + " WHERE id = ?";
        };
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      int parameter = 0;
      if (choice != 3) {
        statement.setLong(++parameter, value);
        statement.setObject(++parameter, vector(id, value));
      }
      statement.setLong(++parameter, id);
      if (choice < 2 && id % 2 == 0) {
        statement.addBatch();
        statement.executeBatch();
      } else if (statement.executeUpdate() != 1) {
        throw new SQLException("row " + id + " of " + table + " is missing", "XX999");
      }
    }
  }

  /// The vector that belongs to a row with that value.
  static float[] vector(long id, long value) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (id * 31 + value * (i + 1)) % 1_000;
    }
    return vector;
  }
}

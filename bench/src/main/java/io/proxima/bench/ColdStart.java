package io.proxima.bench;

import io.proxima.engine.time.Clock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// What a fresh virtual machine does in [StartPart]: opens a database, asks its first question, and
/// says how many microseconds each took.
public final class ColdStart {
  private ColdStart() {}

  /// Takes the URL; with none it only starts and ends.
  public static void main(String[] args) throws SQLException {
    if (args.length == 0) {
      return;
    }
    Clock clock = Clock.system();
    long start = clock.monotonicNanos();
    try (Connection connection = DriverManager.getConnection(args[0])) {
      long connected = clock.monotonicNanos();
      String sql = "SELECT id, v <=> ? AS distance FROM docs ORDER BY distance LIMIT 10";
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setObject(1, Docs.vectors(1_000, 1, StartPart.DIM));
        try (ResultSet rows = statement.executeQuery()) {
          int found = 0;
          while (rows.next()) {
            found++;
          }
          if (found != 10) {
            throw new IllegalStateException("10 rows were asked for, " + found + " came");
          }
        }
      }
      long answered = clock.monotonicNanos();
      System.out.println((connected - start) / 1_000 + " " + (answered - connected) / 1_000);
    }
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the properties of a database do, seen through a connection.
@Timeout(60)
final class DatabasePropertyTest {
  private static final int DIM = 64;

  private static Connection open(String properties) throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:mem:" + properties);
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "compactionRate, 1",
    "compactionRate, 2t",
    "compactionRate, fast",
    "historyRetention, -1",
    "historyRetention, 315360001",
    "ttlPurgeGrace, 31536001",
    "ttlPurgeGrace, 1h"
  })
  void aValueOutOfRangeIsRefusedByName(String property, String value) {
    assertThatThrownBy(() -> open(";" + property + "=" + value))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "22023")
        .hasMessageContaining("property " + property)
        .hasMessageContaining("'" + value + "'");
  }

  @Test
  void propertiesAreListedWithTheSettings() throws SQLException {
    try (Connection connection = open(";compactionRate=2m;historyRetention=60");
        Statement statement = connection.createStatement()) {
      String row = "SELECT value, default_value FROM proxima.settings WHERE name = ";
      assertThat(number(statement, row + "'compactionRate'")).isEqualTo(2 << 20);
      assertThat(number(statement, row + "'historyRetention'")).isEqualTo(60);
      assertThat(number(statement, row + "'ttlPurgeGrace'")).isEqualTo(3_600);
      try (ResultSet rate = statement.executeQuery(row + "'compactionRate'")) {
        rate.next();
        assertThat(rate.getString("default_value")).isEqualTo(String.valueOf(64 << 20));
      }
    }
  }

  /// Four segments of half a megabyte, which are worth merging.
  private static void fourSegments(Connection connection, Statement statement) throws SQLException {
    statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(" + DIM + "))");
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int segment = 0; segment < 4; segment++) {
        for (int i = 0; i < 2_000; i++) {
          int id = 2_000 * segment + i;
          float[] vector = new float[DIM];
          vector[id % DIM] = id;
          insert.setInt(1, id);
          insert.setObject(2, vector);
          insert.addBatch();
        }
        insert.executeBatch();
        statement.execute("CALL proxima.flush('t')");
      }
    }
  }

  @Test
  void aMergeWritesAtTheRateAndAtAnyRateIfSomebodyWaits() throws SQLException {
    try (Connection connection = open(";compactionRate=1m");
        Statement statement = connection.createStatement()) {
      fourSegments(connection, statement);
      String waiting = "SELECT rate_limit FROM proxima.background WHERE is_waiting";
      long rate = number(statement, waiting);
      while (rate < 0 && number(statement, "SELECT COUNT(*) FROM proxima.segments") > 1) {
        rate = number(statement, waiting);
      }
      assertThat(rate).isEqualTo(1 << 20);
      assertThat(number(statement, "SELECT bytes_written FROM proxima.background WHERE is_running"))
          .isPositive();
      statement.execute("CALL proxima.compact('t')");
      assertThat(number(statement, "SELECT COUNT(*) FROM proxima.segments")).isEqualTo(1);
    }
  }

  @Test
  void withoutALimitNothingWaits() throws SQLException {
    try (Connection connection = open(";compactionRate=0");
        Statement statement = connection.createStatement()) {
      fourSegments(connection, statement);
      while (number(statement, "SELECT COUNT(*) FROM proxima.segments") > 1) {
        assertThat(
                number(
                    statement,
                    "SELECT COUNT(*) FROM proxima.background WHERE is_waiting OR rate_limit > 0"))
            .isZero();
      }
    }
  }
}

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

  /// A row, its value before it was changed, and the commit before that.
  private static long changedRow(Connection connection, Statement statement) throws SQLException {
    statement.execute("CREATE TABLE h (id INTEGER PRIMARY KEY, v VARCHAR)");
    statement.execute("INSERT INTO h VALUES (1, 'old')");
    connection.setAutoCommit(false);
    assertThat(number(statement, "SELECT COUNT(*) FROM h")).isEqualTo(1);
    long commit = number(statement, "SELECT MAX(transaction_snapshot) FROM proxima.sessions");
    connection.commit();
    connection.setAutoCommit(true);
    statement.execute("UPDATE h SET v = 'new'");
    return commit;
  }

  private static String valueAsOf(Statement statement, Object when) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT v FROM h FOR SYSTEM_TIME AS OF " + when + " WHERE id = 1")) {
      return rows.next() ? rows.getString(1) : "nothing";
    }
  }

  private static void refusesAsOf(Statement statement, Object when) {
    assertThatThrownBy(() -> valueAsOf(statement, when))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "22023")
        .hasMessageContaining("historyRetention");
  }

  @Test
  void theDatabaseIsReadAsItWasWithinItsRetention() throws SQLException {
    try (Connection connection = open(";historyRetention=3600");
        Statement statement = connection.createStatement()) {
      long before = changedRow(connection, statement);
      assertThat(valueAsOf(statement, before)).isEqualTo("old");
      statement.execute("CALL proxima.flush('h')");
      assertThat(valueAsOf(statement, before)).isEqualTo("old");
      statement.execute("CALL proxima.compact('h')");
      assertThat(valueAsOf(statement, before)).isEqualTo("old");
      assertThat(valueAsOf(statement, "NOW()")).isEqualTo("new");
      refusesAsOf(statement, "NOW() - INTERVAL '2' HOUR");
    }
  }

  @Test
  void nothingIsReadAsItWasWithoutRetention() throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      long before = changedRow(connection, statement);
      statement.execute("CALL proxima.compact('h')");
      refusesAsOf(statement, before);
      refusesAsOf(statement, "NOW() - INTERVAL '1' SECOND");
      assertThat(number(statement, "SELECT SUM(row_count) FROM proxima.segments")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "3600, 2"})
  void expiredRowsAreDroppedForGoodAfterTheGrace(int grace, int left) throws SQLException {
    try (Connection connection = open(";ttlPurgeGrace=" + grace);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE e (id INTEGER PRIMARY KEY)");
      statement.execute("INSERT INTO e VALUES (1)");
      statement.execute(
          "INSERT INTO e (id, _expires_at) VALUES (2, TIMESTAMP '2020-01-01 00:00:00')");
      statement.execute("CALL proxima.compact('e')");
      assertThat(number(statement, "SELECT COUNT(*) FROM e")).isEqualTo(1);
      assertThat(number(statement, "SELECT SUM(row_count) FROM proxima.segments")).isEqualTo(left);
    }
  }

  /// A table of 4,000 rows with those options, in one segment.
  private static void table(Statement statement, String name, String options) throws SQLException {
    statement.execute(
        "CREATE TABLE " + name + " (id INTEGER PRIMARY KEY, note VARCHAR, v VECTOR(4)) " + options);
    statement.execute(
        "INSERT INTO "
            + name
            + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000)"
            + " SELECT i, 'a note that is much like the others: ' || CAST(i AS VARCHAR),"
            + " '[1,2,3,4]' FROM n");
    statement.execute("CALL proxima.compact('" + name + "')");
  }

  private static long ofSegment(Statement statement, String column, String table)
      throws SQLException {
    return number(
        statement,
        "SELECT " + column + " FROM proxima.segments WHERE table_name = '" + table + "'");
  }

  @Test
  void optionsOfATableAreSeenInItsFiles() throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      table(statement, "usual", "");
      table(statement, "grouped", "WITH (group_rows = 1024)");
      table(statement, "plain", "WITH (compression = 'none')");
      assertThat(ofSegment(statement, "vector_groups", "usual")).isEqualTo(1);
      assertThat(ofSegment(statement, "vector_groups", "grouped")).isEqualTo(4);
      assertThat(ofSegment(statement, "bytes", "plain"))
          .isGreaterThan(ofSegment(statement, "bytes", "usual"));
      for (String table : new String[] {"usual", "grouped", "plain"}) {
        assertThat(number(statement, "SELECT COUNT(*) FROM " + table)).isEqualTo(4_000);
      }
    }
  }

  @Test
  void theTimeToLiveIsSeenInTheRows() throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      table(statement, "brief", "WITH (ttl = INTERVAL '1' HOUR)");
      assertThat(
              number(
                  statement,
                  "SELECT COUNT(*) FROM brief WHERE _expires_at = _updated_at + INTERVAL '1'"
                      + " HOUR"))
          .isEqualTo(4_000);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "group_rows = 1000, group_rows, 22023",
    "group_rows = 262144, group_rows, 22023",
    "compression = 'zip', compression, 22023",
    "ttl = INTERVAL '0' DAY, ttl, 22023",
    "cluster_by = 'id', cluster_by, 22023",
    "colour = 'red', colour, 42704"
  })
  void anOptionThatIsNoneOrOutOfRangeIsRefusedByName(String option, String name, String state)
      throws SQLException {
    try (Connection connection = open("");
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> table(statement, "wrong", "WITH (" + option + ")"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", state)
          .hasMessageContaining("option " + name);
      assertThatThrownBy(() -> number(statement, "SELECT COUNT(*) FROM wrong"))
          .hasFieldOrPropertyWithValue("SQLState", "42P01");
    }
  }
}

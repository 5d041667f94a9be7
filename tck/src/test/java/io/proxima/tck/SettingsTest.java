package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.sql.Setting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every setting does something that can be seen, and says where its value is from.
final class SettingsTest {
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    statement = connection.createStatement();
    statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    statement.execute("INSERT INTO t VALUES (1), (2)");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void refused(String sql, String state) {
    assertThatThrownBy(() -> statement.execute(sql))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", state);
  }

  private String value(String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  /// What a setting does, seen.
  @FunctionalInterface
  private interface Effect {
    void see() throws SQLException;
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everySettingHasAnEffect(Setting setting) throws SQLException {
    Effect effect =
        switch (setting) {
          case DURABILITY -> this::durability;
          case STATEMENT_TIMEOUT -> this::statementTimeout;
          case STATEMENT_MEMORY -> this::statementMemory;
          case EXACT -> this::exact;
          case TARGET_RECALL -> () -> setAndShown("proxima.target_recall", "99", "101");
          case PROBES -> () -> setAndShown("ivf.probes", "12", "1000001");
          case EF_SEARCH -> () -> setAndShown("hnsw.ef_search", "12", "-1");
          case PLAN_CACHE -> this::planCache;
          case ALLOW_PARTIAL_RESULTS -> this::partialResults;
          case SCHEMA -> this::schema;
        };
    effect.see();
  }

  /// That a commit waits for the disk or not is seen in the server's TransactionsTest.
  private void durability() throws SQLException {
    statement.execute("SET proxima.durability = memory");
    assertThat(value("SELECT value FROM proxima.settings WHERE name = 'proxima.durability'"))
        .isEqualTo("memory");
  }

  /// That a search uses an index or not is seen in VectorIndexTest.
  private void exact() throws SQLException {
    setAndShown("proxima.exact", "on", "perhaps");
  }

  /// What it does to a search is seen where the indexes are.
  private void setAndShown(String name, String value, String wrong) throws SQLException {
    statement.execute("SET " + name + " = '" + value + "'");
    assertThat(value("SELECT value FROM proxima.settings WHERE name = '" + name + "'"))
        .isEqualTo(value);
    refused("SET " + name + " = '" + wrong + "'", "22023");
  }

  private void statementTimeout() throws SQLException {
    statement.execute("SET proxima.statement_timeout = '50ms'");
    fails(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n",
        "57P70");
  }

  private void statementMemory() throws SQLException {
    String sorted =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
            + " SELECT i FROM n ORDER BY i DESC";
    statement.execute("SET proxima.statement_memory = '64kB'");
    fails(sorted, "53200");
    statement.execute("SET proxima.statement_memory = '16MB'");
    assertThat(value(sorted)).isEqualTo("20000");
  }

  private void planCache() throws SQLException {
    statement.execute("SET proxima.plan_cache = off");
    long before = hits();
    value("SELECT id FROM t WHERE id = 1");
    value("SELECT id FROM t WHERE id = 2");
    assertThat(hits()).isEqualTo(before);
    statement.execute("SET proxima.plan_cache = on");
    value("SELECT id FROM t WHERE id = 1");
    value("SELECT id FROM t WHERE id = 2");
    assertThat(hits()).isGreaterThan(before);
  }

  /// What is left out, and how that is told, is seen in DamagedSegmentTest.
  private void partialResults() throws SQLException {
    statement.execute("SET proxima.allow_partial_results = on");
    assertThat(value("SELECT COUNT(*) FROM t")).isEqualTo("2");
    assertThat((Throwable) statement.getWarnings()).isNull();
  }

  private void schema() throws SQLException {
    statement.execute("CREATE SCHEMA other");
    statement.execute("CREATE TABLE other.u (id INTEGER)");
    refused("SELECT * FROM u", "42P01");
    statement.execute("SET search_path = other");
    statement.execute("SELECT * FROM u");
  }

  private void fails(String query, String state) {
    assertThatThrownBy(() -> value(query))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", state);
  }

  private long hits() throws SQLException {
    try (ResultSet rows =
        statement.executeQuery("SELECT SUM(plan_cache_hits) FROM proxima.statements")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void theSourceOfAValueIsTold() throws SQLException {
    assertThat(source("proxima.durability")).isEqualTo("default");
    statement.execute("SET proxima.durability = os");
    assertThat(source("proxima.durability")).isEqualTo("session");
    connection.setAutoCommit(false);
    statement.execute("SET LOCAL proxima.durability = memory");
    assertThat(source("proxima.durability")).isEqualTo("transaction");
    connection.commit();
    assertThat(source("proxima.durability")).isEqualTo("session");
    statement.execute("RESET ALL");
    assertThat(source("proxima.durability")).isEqualTo("default");
  }

  private String source(String name) throws SQLException {
    return value("SELECT source FROM proxima.settings WHERE name = '" + name + "'");
  }

  @Test
  void defaultMeansWhatTheSessionBeganWith() throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:proxima:mem:;schema=information_schema");
        Statement there = other.createStatement()) {
      there.execute("SET search_path = public");
      there.execute("BEGIN");
      there.execute("SET LOCAL search_path = DEFAULT");
      assertThat(other.getSchema()).isEqualTo("information_schema");
      there.execute("COMMIT");
      assertThat(other.getSchema()).isEqualTo("public");
      there.execute("SET search_path = DEFAULT");
      assertThat(other.getSchema()).isEqualTo("information_schema");
    }
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P8 as a user meets it: a damaged segment is `XX001` for those who read its table, and a warning
/// for those who ask for what is left.
final class DamagedSegmentTest {
  @TempDir Path directory;

  private String url() {
    return "jdbc:proxima:file:" + directory.resolve("db");
  }

  @BeforeEach
  void damage() throws Exception {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, v VARCHAR)");
      statement.execute("CREATE TABLE b (id INTEGER PRIMARY KEY, v VARCHAR)");
      statement.execute("INSERT INTO a VALUES (1, 'one'), (2, 'two')");
      statement.execute("INSERT INTO b VALUES (1, 'one'), (2, 'two')");
    }
    flush();
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO a VALUES (3, 'three')");
    }
    Path data = directory.resolve("db/schema/0/table/1/00000001/data.parquet");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
  }

  /// Writes the rows of all tables to segments, table `a` first.
  private void flush() {
    try (Scheduler scheduler = Scheduler.threads();
        Storage storage = Storage.files(directory.resolve("db"), Clock.system());
        Engine engine =
            Engine.open(
                storage,
                EngineSettings.defaults(),
                new EngineSeams(Clock.system(), scheduler, new Random(1), Failpoints.NONE))) {
      engine.catalog().tables().stream()
          .sorted(java.util.Comparator.comparingInt(TableDef::id))
          .forEach(table -> engine.flush(table.id()));
    }
  }

  private static String list(Statement statement, String sql) throws SQLException {
    StringBuilder found = new StringBuilder();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.append(rows.getString(1)).append(' ');
      }
    }
    return found.toString().strip();
  }

  private static void refused(Statement statement, String sql) {
    assertThatThrownBy(() -> list(statement, sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("XX001"))
        .hasMessageContaining("schema/0/table/1/00000001/data.parquet")
        .hasMessageContaining("offset")
        .hasMessageContaining("public.a");
  }

  @Test
  void onlyReadersOfTheTableFailUnlessTheyAskForWhatIsLeft() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      refused(statement, "SELECT id FROM a ORDER BY id");
      refused(statement, "SELECT a.id FROM b JOIN a ON a.id = b.id");
      assertThat(list(statement, "SELECT id FROM b ORDER BY id")).isEqualTo("1 2");
      statement.execute("INSERT INTO b VALUES (3, 'three')");

      statement.execute("SET proxima.allow_partial_results = on");
      assertThat(list(statement, "SELECT v FROM a ORDER BY id")).isEqualTo("three");
      warned(statement);
      assertThat(list(statement, "SELECT b.id FROM b JOIN a ON a.id = b.id")).isEqualTo("3");
      warned(statement);
      assertThat(list(statement, "SELECT id FROM b ORDER BY id")).isEqualTo("1 2 3");
      assertThat((Throwable) statement.getWarnings()).isNull();
      assertThatThrownBy(() -> statement.executeUpdate("UPDATE a SET v = 'x'"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "XX001");
      assertThatThrownBy(() -> statement.executeUpdate("INSERT INTO a VALUES (1, 'x')"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "XX001");

      statement.execute("RESET proxima.allow_partial_results");
      refused(statement, "SELECT COUNT(*) FROM a");
    }
  }

  private static void warned(Statement statement) throws SQLException {
    SQLWarning warning = statement.getWarnings();
    assertThat(warning.getMessage()).contains("schema/0/table/1/00000001/data.parquet");
    assertThat((Throwable) warning.getNextWarning()).isNull();
  }

  @Test
  void anOpenTransactionIsPartialOnlyWhereItAsks() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("SET LOCAL proxima.allow_partial_results = on");
      assertThat(list(statement, "SELECT id FROM a")).isEqualTo("3");
      assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM a WHERE id = 1"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "XX001");
      connection.rollback();
      refused(statement, "SELECT id FROM a");
    }
  }

  @Test
  void aCheckFindsWhatNobodyHasRead() throws Exception {
    Path index = directory.resolve("db/schema/0/table/2/00000002/keys");
    byte[] bytes = Files.readAllBytes(index);
    bytes[bytes.length - 1] ^= 1;
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("CHECK TABLE b");
      Files.write(index, bytes);
      assertThatThrownBy(() -> statement.execute("CHECK TABLE b"))
          .hasFieldOrPropertyWithValue("SQLState", "XX001")
          .hasMessageContaining("schema/0/table/2/00000002/keys");
      assertThatThrownBy(() -> statement.execute("CHECK TABLE a"))
          .hasFieldOrPropertyWithValue("SQLState", "XX001")
          .hasMessageContaining("schema/0/table/1/00000001/data.parquet");
      assertThatThrownBy(() -> list(statement, "SELECT id FROM b"))
          .hasFieldOrPropertyWithValue("SQLState", "XX001");
      statement.execute("CALL proxima.quarantine('b')");
      statement.execute("CHECK TABLE b");
      assertThat(list(statement, "SELECT id FROM b")).isEmpty();
    }
  }

  @Test
  void aDamagedSegmentIsTakenOut() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      refused(statement, "SELECT id FROM a");
      statement.execute("CALL proxima.quarantine('a')");
      assertThat(list(statement, "SELECT id FROM a")).isEqualTo("3");
      statement.execute("INSERT INTO a VALUES (1, 'again')");
      statement.execute("CALL proxima.flush('a')");
    }
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      assertThat(list(statement, "SELECT id FROM a ORDER BY id")).isEqualTo("1 3");
    }
    assertThat(directory.resolve("db/quarantine/00000001/data.parquet")).exists();
  }

  @Test
  void theReserveIsAsLargeAsTheUrlSays() throws SQLException, IOException {
    try (Connection connection =
        DriverManager.getConnection(
            "jdbc:proxima:file:" + directory.resolve("other") + ";diskReserve=3m")) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(Files.size(directory.resolve("other/reserve"))).isEqualTo(3 << 20);
    }
    assertThat(Files.size(directory.resolve("db/reserve"))).isEqualTo(1 << 20);
  }
}

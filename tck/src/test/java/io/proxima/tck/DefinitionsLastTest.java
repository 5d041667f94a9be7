package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was defined in a file database is there when it is opened again: views, identity columns
/// and names of constraints.
final class DefinitionsLastTest {
  @TempDir private Path folder;

  private Connection open() throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db"));
  }

  private static List<Object> column(Connection connection, String sql) throws SQLException {
    List<Object> values = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getObject(1));
      }
    }
    return values;
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void viewsAreExpandedAfterAReopen() throws SQLException {
    run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(2))",
        "INSERT INTO t VALUES (1, '[0,0]'), (2, '[1,1]'), (3, '[5,5]')",
        "CREATE VIEW few (id, v) AS SELECT * FROM t WHERE id < 3",
        "CREATE VIEW near AS SELECT id, v <-> '[2,2]' AS distance FROM few");
    for (int open = 0; open < 2; open++) {
      try (Connection connection = open()) {
        assertThat(column(connection, "SELECT id FROM near ORDER BY distance LIMIT 1"))
            .containsExactly(2);
        assertThatThrownBy(() -> column(connection, "DROP TABLE t"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("2BP01"));
      }
    }
    run("CREATE OR REPLACE VIEW few AS SELECT id, v FROM t WHERE id = 3");
    try (Connection connection = open()) {
      assertThat(column(connection, "SELECT id FROM near")).containsExactly(3);
    }
    run("DROP TABLE t CASCADE");
    try (Connection connection = open()) {
      assertThat(column(connection, "SELECT table_name FROM information_schema.views")).isEmpty();
    }
  }

  @Test
  void viewsThatDoubleAtEachStepAreRefusedInTime() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE VIEW v0 AS SELECT 1 AS n");
      for (int i = 1; i <= 3; i++) {
        statement.execute(
            "CREATE VIEW v%d AS SELECT a.n FROM v%d a JOIN v%d b ON a.n = b.n"
                .formatted(i, i - 1, i - 1));
      }
      assertThat(column(connection, "SELECT n FROM v3")).containsExactly(1);
      assertThatThrownBy(
              () -> {
                for (int i = 4; i <= 31; i++) {
                  statement.execute(
                      "CREATE VIEW v%d AS SELECT a.n FROM v%d a JOIN v%d b ON a.n = b.n"
                          .formatted(i, i - 1, i - 1));
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
    }
  }

  @Test
  void aPreparedStatementSeesAReplacedView() throws SQLException {
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE VIEW v AS SELECT 1 AS n");
      try (var prepared = connection.prepareStatement("SELECT n FROM v WHERE n > ?")) {
        prepared.setInt(1, 0);
        for (int n = 1; n <= 3; n++) {
          statement.execute("CREATE OR REPLACE VIEW v AS SELECT " + n + " AS n");
          try (ResultSet rows = prepared.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(n);
          }
        }
      }
    }
  }

  @Test
  void identitiesAreNeverGivenTwiceOverReopens() throws SQLException {
    run("CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n INTEGER)");
    Set<Object> given = new HashSet<>();
    for (int open = 0; open < 4; open++) {
      try (Connection connection = open()) {
        String insert = "INSERT INTO t (n) VALUES (1), (2) RETURNING id";
        assertThat(given.addAll(column(connection, insert))).isTrue();
        connection.setAutoCommit(false);
        assertThat(given.addAll(column(connection, insert))).isTrue();
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
    assertThat(given).hasSize(4 * 4);
    try (Connection connection = open()) {
      assertThat(column(connection, "SELECT id FROM t")).hasSize(8).allMatch(given::contains);
    }
  }

  @Test
  void metadataTellsViewsAndIdentityColumns() throws SQLException {
    run(
        "CREATE TABLE t (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n INTEGER)",
        "CREATE VIEW v AS SELECT id, n FROM t");
    try (Connection connection = open();
        Statement statement = connection.createStatement()) {
      ResultSet views =
          connection.getMetaData().getTables(null, "public", "%", new String[] {"VIEW"});
      assertThat(views.next()).isTrue();
      assertThat(views.getString("TABLE_NAME")).isEqualTo("v");
      assertThat(views.next()).isFalse();
      ResultSet columns = connection.getMetaData().getColumns(null, "public", "%", "%");
      List<String> found = new ArrayList<>();
      while (columns.next()) {
        found.add(
            columns.getString("TABLE_NAME")
                + "."
                + columns.getString("COLUMN_NAME")
                + " "
                + columns.getString("IS_AUTOINCREMENT"));
      }
      assertThat(found).containsExactly("t.id YES", "t.n NO", "v.id NO", "v.n NO");
      ResultSet rows = statement.executeQuery("SELECT id, n, id + 1 FROM t");
      assertThat(rows.getMetaData().isAutoIncrement(1)).isTrue();
      assertThat(rows.getMetaData().isAutoIncrement(2)).isFalse();
      assertThat(rows.getMetaData().isAutoIncrement(3)).isFalse();
    }
  }
}

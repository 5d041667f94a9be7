package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// JSON through JDBC: texts go in as they are, come out as they were, and stay.
final class JsonTypeTest {
  private static final String TEXT = " {\"a\" : [1.50, \"ä😀\"]} ";

  @TempDir private Path folder;

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db"));
  }

  @Test
  void jsonIsWrittenReadAndThereAfterReopening() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE doc (id INTEGER PRIMARY KEY, meta JSON NOT NULL)");
      insert(connection, 1, TEXT, "[]");
      assertThatThrownBy(() -> insert(connection, 10, "{}", "{'a': 1}"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22032"))
          .hasMessageContaining("column meta")
          .hasMessageContaining("character 2: expected the name of a member");
      try (PreparedStatement query =
          connection.prepareStatement("SELECT JSON_VALUE(?, '$.a[0]' RETURNING INTEGER)")) {
        query.setString(1, "{\"a\": 7}");
        try (ResultSet rows = query.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getInt(1)).isEqualTo(7);
        }
      }
    }
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT meta FROM doc ORDER BY id")) {
      assertThat(rows.getMetaData().getColumnTypeName(1)).isEqualTo("JSON");
      assertThat(rows.getMetaData().getColumnType(1)).isEqualTo(Types.OTHER);
      assertThat(rows.getMetaData().getColumnClassName(1)).isEqualTo("java.lang.String");
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject(1)).isEqualTo(TEXT);
      assertThat(rows.getString(1)).isEqualTo(TEXT);
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject(1)).isEqualTo("[]");
      assertThat(rows.next()).isFalse();
    }
  }

  private static void insert(Connection connection, int firstId, String... texts)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO doc VALUES (?, ?)")) {
      for (int i = 0; i < texts.length; i++) {
        insert.setInt(1, firstId + i);
        insert.setString(2, texts[i]);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}

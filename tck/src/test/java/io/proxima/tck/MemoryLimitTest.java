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

/// P10: what does not fit into the memory of a database is refused, and everything else goes on.
final class MemoryLimitTest {
  private static final int BATCH_ROWS = 500;
  private static final int DIM = 256;

  @Test
  void rowsBeyondTheLimitAreRefusedWholeAndTheRestStays() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:;maxMemory=8m");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(256) NOT NULL)");
      int[] added = {0};
      assertThatThrownBy(
              () -> {
                for (int batch = 0; batch < 1_000; batch++) {
                  insert(connection, added[0]);
                  added[0] += BATCH_ROWS;
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("53200"));
      assertThat(added[0]).isBetween(1_000, 16_000);
      try (ResultSet rows = statement.executeQuery("SELECT COUNT(*), MAX(id) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(added[0]);
        assertThat(rows.getInt(2)).isEqualTo(added[0] - 1);
      }
      statement.execute("TRUNCATE TABLE t");
      insert(connection, 0);
    }
  }

  private static void insert(Connection connection, int firstId) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < BATCH_ROWS; i++) {
        float[] vector = new float[DIM];
        vector[i % DIM] = i;
        insert.setInt(1, firstId + i);
        insert.setObject(2, vector);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}

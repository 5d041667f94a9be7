package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// A connection pool that nobody here wrote.
final class PoolTest {
  private static final int THREADS = 16;
  private static final int ROWS_PER_THREAD = 50;

  @Test
  void threadsShareAPoolWithoutLeaksAndErrors() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:proxima:mem:pool");
    config.setMaximumPoolSize(4);
    config.setAutoCommit(true);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (HikariDataSource pool = new HikariDataSource(config)) {
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v VECTOR(4))");
      }
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    insert(pool, thread);
                  } catch (SQLException | RuntimeException | AssertionError e) {
                    failures.add(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
      try (Connection connection = pool.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(THREADS * ROWS_PER_THREAD);
      }
    }
  }

  private static void insert(HikariDataSource pool, int thread) throws SQLException {
    for (int i = 0; i < ROWS_PER_THREAD; i++) {
      int id = thread * ROWS_PER_THREAD + i;
      try (Connection connection = pool.getConnection();
          PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
        insert.setInt(1, id);
        insert.setObject(2, new float[] {id, 0, 0, 1});
        assertThat(insert.executeUpdate()).isOne();
      }
    }
  }
}

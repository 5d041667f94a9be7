package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Interrupts hit the thread they are meant for, and nobody else.
final class InterruptTest {
  private static final int THREADS = 8;
  private static final int INTERRUPTS = 1_000;

  @TempDir Path directory;

  @Test
  void interruptingEightThreadsLeavesEveryStatementWorking() throws Exception {
    String url = "jdbc:proxima:file:" + directory.resolve("db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, v VECTOR(8) NOT NULL)");
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong ids = new AtomicLong();
      ConcurrentLinkedQueue<Long> acknowledged = new ConcurrentLinkedQueue<>();
      ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try (Connection own = DriverManager.getConnection(url)) {
                    while (!stop.get()) {
                      work(own, ids, acknowledged);
                    }
                  } catch (Throwable e) {
                    failures.add(e);
                  }
                }));
      }
      Random random = new Random(7);
      for (int i = 0;
          i < INTERRUPTS || (acknowledged.size() <= THREADS && failures.isEmpty());
          i++) {
        threads.get(random.nextInt(THREADS)).interrupt();
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
          assertThat(rows.next()).isTrue();
        }
      }
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      try (ResultSet rows = statement.executeQuery("SELECT id FROM t ORDER BY id")) {
        List<Long> found = new ArrayList<>();
        while (rows.next()) {
          found.add(rows.getLong(1));
        }
        assertThat(found).containsExactlyElementsOf(acknowledged.stream().sorted().toList());
        assertThat(found.size()).isGreaterThan(THREADS);
      }
    }
    try (Connection again = DriverManager.getConnection(url);
        Statement statement = again.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getLong(1)).isPositive();
    }
  }

  private static void work(
      Connection connection, AtomicLong ids, ConcurrentLinkedQueue<Long> acknowledged)
      throws SQLException {
    long id = ids.incrementAndGet();
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setObject(2, new float[] {id, 1, 1, 1, 1, 1, 1, 1});
      insert.executeUpdate();
      acknowledged.add(id);
    }
    try (PreparedStatement nearest =
        connection.prepareStatement("SELECT id FROM t ORDER BY v <-> ? LIMIT 1")) {
      nearest.setObject(1, new float[] {id, 1, 1, 1, 1, 1, 1, 1});
      try (ResultSet rows = nearest.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(id);
      }
    }
    Thread.interrupted();
  }
}

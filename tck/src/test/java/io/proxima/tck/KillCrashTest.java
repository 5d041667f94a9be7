package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P1 and P2 under `kill -9`: a process that writes is killed at a random moment, again and again,
/// also while it recovers. What it had acknowledged is there, nothing is there by halves, and the
/// database opens by itself.
///
/// The oracle is the journal that the process wrote to a pipe before and after each commit.
final class KillCrashTest {
  private static final int ROUNDS_PER_DATABASE = 20;

  @TempDir Path directory;

  @Test
  void aFewKillsLoseNothing() throws Exception {
    kill(6);
  }

  @Test
  @Tag("crash")
  void manyKillsLoseNothing() throws Exception {
    kill(Integer.getInteger("kills", 200));
  }

  private void kill(int rounds) throws Exception {
    long seed = Long.getLong("seed", new Random().nextLong());
    System.out.println("KillCrashTest: " + rounds + " kills, -Dseed=" + seed);
    Random random = new Random(seed);
    Oracle oracle = new Oracle();
    String url = "";
    long commits = 0;
    for (int round = 0; round < rounds; round++) {
      if (round % ROUNDS_PER_DATABASE == 0) {
        url = "jdbc:proxima:file:" + directory.resolve("db" + round);
        oracle = new Oracle();
      }
      commits += run(url, random, round, oracle);
      oracle.check(url);
    }
    System.out.println("KillCrashTest: " + commits + " commits acknowledged, none lost");
    assertThat(commits).isGreaterThan(rounds);
  }

  /// Starts the writer, kills it and reads its journal to the end.
  private static long run(String url, Random random, int round, Oracle oracle)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                KillWriter.class.getName(),
                url,
                Long.toString(random.nextLong()),
                Integer.toString(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean anyMoment = random.nextInt(4) == 0;
    long delayMillis = anyMoment ? random.nextInt(1_500) : 0;
    int linesToRead = anyMoment ? 0 : 1 + random.nextInt(600);
    List<String> journal = new ArrayList<>();
    try (BufferedReader reader = process.inputReader()) {
      if (anyMoment) {
        boolean ended = process.waitFor(delayMillis, TimeUnit.MILLISECONDS);
        assertThat(ended && process.exitValue() != 9).isFalse();
      }
      String line;
      while (journal.size() < linesToRead && (line = reader.readLine()) != null) {
        journal.add(line);
      }
      process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the journal
      while ((line = reader.readLine()) != null) {
        journal.add(line);
      }
    }
    process.waitFor();
    journal.forEach(oracle::read);
    return journal.stream().filter(line -> line.startsWith("ok ")).count();
  }

  /// What must be there: the last acknowledged value of each row, or the one under way when the
  /// process died.
  private static final class Oracle {
    private final Map<Long, Long> acknowledged = new HashMap<>();
    private final Map<Long, Long> underWay = new HashMap<>();

    void read(String line) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "open" -> underWay.clear();
        case "try" -> {
          if (words.length == 3) {
            underWay.put(Long.parseLong(words[1]), Long.parseLong(words[2]));
          }
        }
        case "ok" -> {
          if (words.length == 3) {
            underWay.remove(Long.parseLong(words[1]));
            acknowledged.put(Long.parseLong(words[1]), Long.parseLong(words[2]));
          }
        }
        default -> fail("the writer said: " + line);
      }
    }

    void check(String url) throws SQLException {
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        List<Map<Long, Long>> tables = new ArrayList<>();
        for (String table : List.of("a", "b")) {
          statement.execute(
              "CREATE TABLE IF NOT EXISTS "
                  + table
                  + " (id BIGINT PRIMARY KEY, n BIGINT NOT NULL, v VECTOR(16) NOT NULL)");
          tables.add(rows(statement, table));
        }
        assertThat(tables.get(1)).as("both tables hold the same").isEqualTo(tables.getFirst());
        Map<Long, Long> found = tables.getFirst();
        acknowledged.forEach((id, value) -> {
          long now = found.getOrDefault(id, -1L);
          if (now != value && now != underWay.getOrDefault(id, value)) {
            fail("row " + id + " was acknowledged as " + value + " and is " + now);
          }
        });
        found.forEach((id, value) -> {
          Long known = acknowledged.get(id);
          Long tried = underWay.get(id);
          if (!value.equals(known) && !value.equals(tried)) {
            fail("row " + id + " is " + value + ", and nobody wrote that");
          }
        });
        settle(found);
      }
    }

    /// What was under way is decided now.
    private void settle(Map<Long, Long> found) {
      underWay.keySet().forEach(id -> acknowledged.put(id, found.getOrDefault(id, -1L)));
      underWay.clear();
    }

    private static Map<Long, Long> rows(Statement statement, String table) throws SQLException {
      Map<Long, Long> found = new HashMap<>();
      try (ResultSet rows = statement.executeQuery("SELECT id, n, v FROM " + table)) {
        while (rows.next()) {
          long id = rows.getLong(1);
          long value = rows.getLong(2);
          assertThat(rows.getObject(3, float[].class)).isEqualTo(KillWriter.vector(id, value));
          assertThat(found.put(id, value)).as("one row for key " + id).isNull();
        }
      }
      return found;
    }
  }
}

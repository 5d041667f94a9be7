package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One open database for a directory, however many connections come and go, and nothing left where
/// opening failed.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OpenCloseTest {
  @TempDir private Path folder;

  private static String url(Path path) {
    return "jdbc:proxima:file:" + path;
  }

  private static Connection open(String url) throws SQLException {
    return DriverManager.getConnection(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"with blanks in it", "50%25", "%41", "grün 😀", "a=b&c", "deep/er/still", "#?"})
  void aPathIsTakenAsItIsWritten(String name) throws Exception {
    Path path = folder.resolve(name);
    fill(url(path));
    assertThat(path.resolve("manifest")).exists();
    assertThat(count(url(path))).isEqualTo(1);
    try (Connection a = open(url(path));
        Connection b = open(url(path.getParent().resolve(".").resolve(path.getFileName())))) {
      a.createStatement().execute("INSERT INTO t VALUES (2)");
      assertThat(count(b)).isEqualTo(2);
    }
  }

  @Test
  void aRelativePathIsTheSameDirectory() throws Exception {
    Path relative = Path.of("").toAbsolutePath().relativize(folder.resolve("db"));
    fill(url(relative));
    assertThat(count(url(folder.resolve("db")))).isEqualTo(1);
  }

  @Test
  void theTextBehindTheSemicolonIsNoPartOfThePath() throws Exception {
    fill(url(folder.resolve("db")) + ";durability=os;maxMemory=64m");
    assertThat(folder).isDirectoryContaining(p -> p.endsWith("db"));
    refused("22023", () -> open(url(folder.resolve("db")) + ";durabilty=os"));
  }

  @Test
  void aFileIsNoDirectory() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "text");
    refused("08001", () -> open(url(file)));
    refused("08001", () -> open(url(file.resolve("below"))));
    refused("22023", () -> open("jdbc:proxima:file:" + folder + "/a\u0000b"));
    assertThat(file).hasContent("text");
  }

  @Test
  void aDirectoryOfOtherFilesIsRefusedAndLeftAsItIs() throws Exception {
    Files.writeString(folder.resolve("letter.txt"), "dear");
    Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < 2; i++) {
      refused("XX001", () -> open(url(folder)));
    }
    assertThat(names(folder)).containsExactly("letter.txt", "pictures");
  }

  @Test
  void afterARefusalTheDirectoryCanBeOpenedWhenItIsMended() throws Exception {
    Path path = folder.resolve("db");
    fill(url(path));
    Files.move(path.resolve("manifest"), folder.resolve("manifest"));
    refused("XX001", () -> open(url(path)));
    Files.move(folder.resolve("manifest"), path.resolve("manifest"));
    assertThat(count(url(path))).isEqualTo(1);
  }

  @Test
  void aMemoryLimitThatDiffersIsRefusedAndTheOpenDatabaseGoesOn() throws Exception {
    String url = url(folder.resolve("db"));
    try (Connection connection = open(url + ";maxMemory=64m")) {
      refused("22023", () -> open(url + ";maxMemory=65m"));
      try (Connection same = open(url + ";maxMemory=65536k");
          Connection silent = open(url)) {
        assertThat(same.isValid(1)).isTrue();
        assertThat(silent.isValid(1)).isTrue();
      }
      connection.createStatement().execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    }
    try (Connection connection = open(url + ";maxMemory=65m")) {
      assertThat(count(connection)).isZero();
    }
  }

  @Test
  void aMemoryLimitThatIsTooSmallForTheRowsRefusesToOpenAndLeavesThem() throws Exception {
    String url = url(folder.resolve("db"));
    try (Connection connection = open(url)) {
      connection.createStatement().execute("CREATE TABLE t (id INTEGER PRIMARY KEY, s VARCHAR)");
      try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (1, ?)")) {
        insert.setString(1, "x".repeat(3_000_000));
        insert.execute();
      }
    }
    refused("53200", () -> open(url + ";maxMemory=1m"));
    assertThat(count(url)).isEqualTo(1);
  }

  @Test
  void manyThreadsOpenAndCloseOneDatabase() throws Exception {
    String url = url(folder.resolve("db"));
    fill(url);
    AtomicInteger ids = new AtomicInteger(1);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int round = 0; round < 15; round++) {
                  try (Connection connection = open(url + ";durability=os");
                      Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO t VALUES (" + ids.incrementAndGet() + ")");
                  } catch (SQLException | RuntimeException e) {
                    failures.add(e);
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(count(url)).isEqualTo(ids.get());
    assertThat(databaseThreads()).isZero();
  }

  @Test
  void manyThreadsOpenDatabasesOfTheirOwn() throws Exception {
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String url = i % 2 == 0 ? url(folder.resolve("db" + i)) : "jdbc:proxima:mem:own" + i;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int round = 0; round < 3; round++) {
                    try (Connection connection = open(url)) {
                      connection
                          .createStatement()
                          .execute("CREATE TABLE r" + round + " (id INTEGER PRIMARY KEY)");
                    }
                  }
                } catch (SQLException | RuntimeException e) {
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(databaseThreads()).isZero();
  }

  @Test
  void aNamedDatabaseInMemoryLivesAsLongAsAConnectionAndAnUnnamedOneIsPrivate() throws Exception {
    String url = "jdbc:proxima:mem:life";
    try (Connection a = open(url);
        Connection alone = open("jdbc:proxima:mem:");
        Connection other = open("jdbc:proxima:mem:")) {
      a.createStatement().execute("CREATE TABLE t (id INTEGER)");
      try (Connection b = open(url)) {
        assertThat(count(b)).isZero();
      }
      alone.createStatement().execute("CREATE TABLE t (id INTEGER)");
      refused("42P01", () -> count(other));
    }
    try (Connection later = open(url)) {
      refused("42P01", () -> count(later));
    }
  }

  @Test
  void theCloseDelayKeepsADatabaseOpenAndAConnectionEndsIt() throws Exception {
    String url = "jdbc:proxima:mem:delay";
    try (Connection connection = open(url + ";closeDelay=3600")) {
      connection.createStatement().execute("CREATE TABLE t (id INTEGER)");
    }
    for (int i = 0; i < 20; i++) {
      try (Connection connection = open(url + ";closeDelay=3600")) {
        assertThat(count(connection)).isZero();
      }
    }
    while (threads("close-delay") > 1) { // those that were told to end are ending
      Thread.onSpinWait();
    }
    open(url).close();
    try (Connection connection = open(url)) {
      refused("42P01", () -> count(connection));
    }
  }

  @Test
  void theCloseDelayEnds() throws Exception {
    String url = url(folder.resolve("db"));
    fill(url + ";closeDelay=1");
    assertThat(databaseThreads()).isPositive();
    while (databaseThreads() > 0) {
      Thread.onSpinWait();
    }
    assertThat(count(url)).isEqualTo(1);
  }

  @Test
  void anInterruptedThreadOpensAndCloses() throws Exception {
    String url = url(folder.resolve("db"));
    for (int i = 0; i < 3; i++) {
      Thread.currentThread().interrupt();
      try (Connection connection = open(url)) {
        connection.createStatement().execute("CREATE TABLE t" + i + " (id INTEGER)");
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
    assertThat(databaseThreads()).isZero();
  }

  @Test
  void aDatabaseThatCannotBeClosedWellCanBeOpenedAgain() throws Exception {
    Path path = folder.resolve("db");
    Connection connection = open(url(path));
    connection.createStatement().execute("CREATE TABLE t (id INTEGER)");
    delete(path);
    assertThatThrownBy(connection::close).isInstanceOf(SQLException.class);
    assertThat(connection.isClosed()).isTrue();
    fill(url(path));
    assertThat(count(url(path))).isEqualTo(1);
  }

  @Test
  void resultsThatAreOpenEndWithTheirConnection() throws Exception {
    String url = url(folder.resolve("db"));
    fill(url);
    Connection connection = open(url);
    ResultSet rows = connection.createStatement().executeQuery("SELECT id FROM t");
    rows.next();
    connection.close();
    refused("HY010", rows::next);
    assertThat(count(url)).isEqualTo(1);
  }

  private static void fill(String url) throws SQLException {
    try (Connection connection = open(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
      statement.execute("INSERT INTO t VALUES (1)");
    }
  }

  private static int count(String url) throws SQLException {
    try (Connection connection = open(url)) {
      return count(connection);
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /// Threads of databases that are open.
  private static long databaseThreads() {
    return threads("log");
  }

  private static long threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("proxima-" + name))
        .count();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void refused(String state, ThrowingCallable work) {
    assertThatThrownBy(work)
        .isInstanceOf(SQLException.class)
        .satisfies(e -> {
          if (state.startsWith("08")) {
            assertThat(e).isInstanceOf(SQLNonTransientConnectionException.class);
          }
        })
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo(state);
  }
}

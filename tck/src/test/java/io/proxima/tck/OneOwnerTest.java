package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// P15: a directory is open in at most one place.
final class OneOwnerTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @TempDir Path directory;

  @Test
  void fourSpellingsOfOneDirectoryShareOneDatabase() throws Exception {
    Path real = Files.createDirectory(directory.resolve("db"));
    Files.createDirectory(directory.resolve("other"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    List<String> spellings =
        List.of(
            real.toString(),
            directory.resolve("other/../db/.").toString(),
            link.toString(),
            Path.of("").toAbsolutePath().relativize(real).toString());
    try (Connection first = connect(spellings.getFirst());
        Statement create = first.createStatement()) {
      create.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)");
      for (int i = 0; i < spellings.size(); i++) {
        try (Connection connection = connect(spellings.get(i));
            Statement statement = connection.createStatement()) {
          statement.execute("INSERT INTO t VALUES (" + i + ")");
        }
      }
      try (ResultSet rows = create.executeQuery("SELECT COUNT(*) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getInt(1)).isEqualTo(spellings.size());
      }
    }
  }

  @Test
  void aSecondClassLoaderIsRefusedNamingTheProcess() throws Exception {
    String url = url(directory.resolve("db").toString());
    try (Connection first = DriverManager.getConnection(url);
        URLClassLoader other =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      Driver driver =
          (Driver) other.loadClass("io.proxima.jdbc.ProximaDriver").getConstructor().newInstance();
      assertThat(driver.getClass()).isNotSameAs(DriverManager.getDriver(url).getClass());
      Instant start = Instant.now();
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      thread.setContextClassLoader(other);
      try {
        assertThatThrownBy(() -> driver.connect(url, new Properties()))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
            .hasMessageContaining("process " + ProcessHandle.current().pid());
      } finally {
        thread.setContextClassLoader(before);
      }
      assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT.plusSeconds(2));
      assertThat(first.isValid(1)).isTrue();
      assertThat(runElsewhere(url)).contains("process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void aSecondProcessIsRefusedNamingTheFirst() throws Exception {
    String url = url(directory.resolve("db").toString());
    try (Connection first = DriverManager.getConnection(url)) {
      assertThat(runElsewhere(url))
          .startsWith("08001 ")
          .contains("process " + ProcessHandle.current().pid());
      assertThat(first.isValid(1)).isTrue();
    }
    assertThat(runElsewhere(url)).startsWith("opened");
  }

  /// What a process of its own sees when it opens the database; its refusal must take under a
  /// second.
  private static String runElsewhere(String url) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Opener.class.getName(),
                url)
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader reader = process.inputReader()) {
      String line = String.valueOf(reader.readLine());
      assertThat(process.waitFor()).isZero();
      return line;
    }
  }

  /// Opens a database and says what happened.
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      long start = System.nanoTime();
      try (Connection connection = DriverManager.getConnection(args[0])) {
        System.out.println("opened " + connection.isValid(1));
      } catch (SQLException e) {
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println(
            e.getSQLState() + " " + e.getMessage() + (millis < 1_000 ? "" : " TOO SLOW " + millis));
      }
    }
  }

  private static Connection connect(String path) throws SQLException {
    return DriverManager.getConnection(url(path));
  }

  private static String url(String path) {
    return "jdbc:proxima:file:" + path;
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> {
          try {
            return Path.of(entry).toUri().toURL();
          } catch (java.net.MalformedURLException e) {
            throw new IllegalStateException(e);
          }
        })
        .toArray(URL[]::new);
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// SQLite's SQL logic test through the driver: `select1` to `select3`, `evidence`, and `index` over
/// tables of ten rows.
///
/// What does not pass is listed by file with its reasons in `expected-failures.txt`, which
/// `-Drewrite` writes again; no file may fail more often.
final class SqlLogicTest {
  private static final Path LIST =
      SourceTree.open().root().resolve("tck/src/test/resources/logic/expected-failures.txt");
  private static final Pattern FAILED = Pattern.compile("(\\S+): (\\d+) of \\d+ failed");
  private static final double LEAST_SHARE = 0.99;

  /// Of the queries below `index` every so many-th runs; there are 1.3 million, much alike.
  private static final int STRIDE = 50;

  private final TreeMap<String, LogicRun> runs = new TreeMap<>();

  @Test
  void passesButForWhatIsListed() throws IOException, SQLException, URISyntaxException {
    run(STRIDE);
    String found = list();
    if (System.getProperty("rewrite") != null) {
      Files.writeString(LIST, found);
    }
    TreeMap<String, Integer> listed = listed();
    for (Map.Entry<String, LogicRun> run : runs.entrySet()) {
      assertThat(run.getValue().failed())
          .as(run.getKey() + ": " + run.getValue().examples())
          .isLessThanOrEqualTo(listed.getOrDefault(run.getKey(), 0));
    }
    assertThat(share()).isGreaterThanOrEqualTo(LEAST_SHARE);
  }

  /// How many may fail, by file.
  private static TreeMap<String, Integer> listed() throws IOException {
    TreeMap<String, Integer> listed = new TreeMap<>();
    for (String line : Files.readAllLines(LIST)) {
      Matcher matcher = FAILED.matcher(line);
      if (matcher.matches()) {
        listed.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
      }
    }
    return listed;
  }

  @Tag("tools")
  @Test
  void nearlyAllOfAllQueriesPass() throws IOException, SQLException, URISyntaxException {
    run(1);
    assertThat(share()).as(list()).isGreaterThanOrEqualTo(LEAST_SHARE);
  }

  private void run(int stride) throws IOException, SQLException, URISyntaxException {
    URI jar = LogicRun.class.getResource("/test/select1.test").toURI();
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of());
        Stream<Path> all = Files.walk(files.getPath("/test"))) {
      for (Path file : all.filter(SqlLogicTest::isWanted).sorted().toList()) {
        boolean isIndex = file.startsWith("/test/index");
        LogicRun run = new LogicRun(isIndex ? stride : 1);
        String database = file.toString().replaceAll("\\W", "_");
        try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:" + database);
            BufferedReader lines = Files.newBufferedReader(file)) {
          run.run(connection, lines);
        }
        runs.put(file.toString(), run);
      }
    }
  }

  private static boolean isWanted(Path file) {
    String name = file.toString();
    return name.matches("/test/(select[123]|evidence/\\w+|index/\\w+/10/\\w+)\\.test");
  }

  private double share() {
    long passed = runs.values().stream().mapToLong(LogicRun::passed).sum();
    long failed = runs.values().stream().mapToLong(LogicRun::failed).sum();
    return (double) passed / (passed + failed);
  }

  /// The counts, and what failed with an example of each reason.
  private String list() {
    StringBuilder text = new StringBuilder();
    long passed = runs.values().stream().mapToLong(LogicRun::passed).sum();
    long failed = runs.values().stream().mapToLong(LogicRun::failed).sum();
    text.append(
        String.format(
            Locale.ROOT,
            "%d files, %d of %d passed, %.2f %%; statements about indexes left out: %d%n",
            runs.size(),
            passed,
            passed + failed,
            100 * share(),
            runs.values().stream().mapToLong(LogicRun::left).sum()));
    runs.forEach((file, run) -> {
      if (run.failed() > 0) {
        text.append('\n').append(file + ": " + run.failed() + " of " + run.total() + " failed\n");
        run.reasons()
            .forEach((reason, count) ->
                text.append("  " + count + " × " + reason + "\n")
                    .append(example(run.examples().get(reason))));
      }
    });
    return text.toString();
  }

  private static String example(String sql) {
    return sql.lines().map(line -> "      " + line + "\n").collect(Collectors.joining());
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every script answers the same wherever its rows are: in memory ([SqlScriptTest]), in segments,
/// in one compacted segment, and after the database was closed and opened.
///
/// Before each query that follows a change all tables are brought to that state. Rows without an
/// `ORDER BY` may come in another order; plans, and views of the state itself, are left out.
///
/// - **Time:** 50 s for all states.
final class SqlScriptStatesTest {
  private static final Path SCRIPTS =
      SourceTree.open().root().resolve("tck/src/main/resources/script");
  private static final Pattern OF_THE_STATE = Pattern.compile("(?i)proxima\\.(segments|memory)");

  /// Numbers of identity columns that were reserved in memory are not given after an opening.
  private static final PathMatcher LOSES_NUMBERS =
      FileSystems.getDefault().getPathMatcher("glob:identity.slt");

  @TempDir Path folder;

  private enum State {
    FLUSHED,
    COMPACTED,
    REOPENED
  }

  @TestFactory
  Stream<DynamicTest> everyScriptAnswersAsWrittenInEveryState() throws IOException {
    List<Path> scripts;
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      scripts = files.filter(file -> file.toString().endsWith(".slt")).sorted().toList();
    }
    assertThat(scripts).hasSizeGreaterThan(10);
    return Stream.of(State.values())
        .flatMap(state ->
            scripts.stream()
                .filter(script ->
                    state != State.REOPENED || !LOSES_NUMBERS.matches(script.getFileName()))
                .map(script ->
                    DynamicTest.dynamicTest(
                        SCRIPTS.relativize(script) + " " + state, () -> run(script, state))));
  }

  private void run(Path script, State state) throws IOException, SQLException {
    String name = SCRIPTS.relativize(script).toString().replaceAll("\\W", "_") + state;
    Path files = Files.createDirectory(folder.resolve(name + "_files"));
    String url =
        (state == State.REOPENED
                ? "jdbc:proxima:file:" + folder.resolve(name)
                : "jdbc:proxima:mem:" + name)
            + ";copyRoots="
            + files;
    boolean isChanged = false;
    try (SqlScriptRun run = new SqlScriptRun(url)) {
      for (SqlScript.Part part : SqlScript.read(Files.readAllLines(script))) {
        boolean isQuery = part.directive().startsWith("query");
        if (isQuery && isChanged) {
          bring(state, run, url);
        }
        isChanged = !isQuery;
        SqlScript.Part found = run.run(part);
        if (!isOfTheState(part)) {
          assertThat(SqlScript.write(List.of(inOrder(found))))
              .as("%s, line %d, %s", script.getFileName(), part.line(), state)
              .isEqualTo(SqlScript.write(List.of(inOrder(part))));
        }
      }
    }
  }

  private static boolean isOfTheState(SqlScript.Part part) {
    return part.directive().startsWith("plan")
        || part.directive().startsWith("analyze")
        || OF_THE_STATE.matcher(part.text()).find();
  }

  /// The rows in the order of their texts if the query does not say another.
  private static SqlScript.Part inOrder(SqlScript.Part part) {
    boolean isOrdered = part.text().toUpperCase(Locale.ROOT).contains("ORDER BY");
    if (!part.directive().startsWith("query") || isOrdered || part.expected().size() < 2) {
      return part;
    }
    List<String> lines = new ArrayList<>(part.expected());
    Collections.sort(lines.subList(1, lines.size()));
    return part.withResult(lines);
  }

  private static void bring(State state, SqlScriptRun run, String url) throws SQLException {
    switch (state) {
      case FLUSHED -> call(url, "flush");
      case COMPACTED -> {
        call(url, "flush");
        call(url, "compact");
      }
      case REOPENED -> {
        if (run.isBetweenTransactions()) {
          run.disconnect();
        }
      }
    }
  }

  private static void call(String url, String procedure) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String table : tables(statement)) {
        statement.execute("CALL proxima." + procedure + "('" + table.replace("'", "''") + "')");
      }
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "SELECT table_schema, table_name FROM information_schema.tables"
                + " WHERE table_type = 'BASE TABLE'")) {
      while (rows.next()) {
        names.add("\"" + rows.getString(1) + "\".\"" + rows.getString(2) + "\"");
      }
    }
    return names;
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the documents show works as they show it.
final class DocumentsTest {
  /// A statement at the ends of lines, and the code behind it if it must fail.
  private static final Pattern STATEMENT =
      Pattern.compile("(.+?);[ ]*(?:-- (?:error (\\w{5}))?[^\\n]*)?\\n", Pattern.DOTALL);

  /// A class named in backticks, with a method in brackets behind it.
  private static final Pattern TEST_METHOD = Pattern.compile("`(\\w+)` \\(`(\\w+)`\\)");

  private final SourceTree tree = SourceTree.open();

  @TempDir Path directory;

  private List<String> blocks(String document, String language) {
    return Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
        .matcher(SourceTree.text(tree.root().resolve(document)))
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void everyStatementOfTheSqlPageDoesWhatThePageSays() throws SQLException {
    var wrong = new ArrayList<String>();
    int run = 0;
    try (Connection connection =
            DriverManager.getConnection("jdbc:proxima:mem:;copyRoots=" + directory);
        Statement statement = connection.createStatement()) {
      for (String block : blocks("docs/sql.md", "sql")) {
        List<MatchResult> statements = STATEMENT.matcher(block).results().toList();
        assertThat(statements.getLast().end()).as(block).isEqualTo(block.length());
        for (MatchResult found : statements) {
          run++;
          String expected = Optional.ofNullable(found.group(2)).orElse("");
          String got = outcome(statement, found.group(1));
          if (expected.isEmpty() ? !got.isEmpty() : !got.startsWith(expected)) {
            wrong.add(found.group(1) + "\n  expected " + expected + ", got " + got);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(run).isGreaterThan(70);
  }

  private static String outcome(Statement statement, String sql) {
    try {
      boolean hasRows = statement.execute(sql);
      if (hasRows) {
        try (ResultSet rows = statement.getResultSet()) {
          while (rows.next()) {
            rows.getObject(1);
          }
        }
      }
      return "";
    } catch (SQLException e) {
      return e.getSQLState() + " " + e.getMessage();
    }
  }

  @Test
  void theProgramOfTheReadmePrintsWhatTheReadmeSays() throws Exception {
    String program = blocks("README.md", "java").getFirst();
    assertThat(program.lines().count()).isLessThanOrEqualTo(10);
    Path source = directory.resolve("Quick.java");
    Files.writeString(source, program.replace("/tmp/papers", directory.resolve("db").toString()));
    var messages = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString(),
                source.toString());
    assertThat(failed).as(messages.toString(StandardCharsets.UTF_8)).isZero();
    String readme = SourceTree.text(tree.root().resolve("README.md"));
    String printed = runCompiled();
    assertThat(readme).contains("It prints\n\n```\n" + printed + "```\n");
    assertThat(runCompiled()).as("a second run").isEqualTo(printed);
  }

  private String runCompiled() throws ReflectiveOperationException, IOException {
    var printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
      Class<?> quick = loader.loadClass("Quick");
      Constructor<?> constructor = quick.getDeclaredConstructor();
      constructor.setAccessible(true);
      Method main = quick.getDeclaredMethod("main");
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void everyTestThatAPromiseNamesExists() {
    String promises = SourceTree.text(tree.root().resolve("RELIABILITY.md"));
    List<MatchResult> named = TEST_METHOD.matcher(promises).results().toList();
    assertThat(named).isNotEmpty();
    assertThat(named)
        .allSatisfy(found ->
            assertThat(tree.files("*/src/test/java/**/" + found.group(1) + ".java"))
                .as(found.group())
                .anySatisfy(file ->
                    assertThat(SourceTree.text(file)).contains("void " + found.group(2) + "(")));
  }
}

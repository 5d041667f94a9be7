package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every script below `src/main/resources/script` answers what stands in it. Each runs against a
/// database of its own, and may copy files in an empty directory; with `-Drewrite` it is written
/// again with what was found.
final class SqlScriptTest {
  private static final Path SCRIPTS =
      SourceTree.open().root().resolve("tck/src/main/resources/script");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyScriptAnswersAsWritten() throws IOException {
    List<Path> scripts;
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      scripts = files.filter(file -> file.toString().endsWith(".slt")).sorted().toList();
    }
    assertThat(scripts).hasSizeGreaterThan(10);
    return scripts.stream()
        .map(script ->
            DynamicTest.dynamicTest(SCRIPTS.relativize(script).toString(), () -> run(script)));
  }

  private void run(Path script) throws IOException, SQLException {
    String name = SCRIPTS.relativize(script).toString().replaceAll("\\W", "_");
    List<SqlScript.Part> parts = SqlScript.read(Files.readAllLines(script));
    List<SqlScript.Part> found = new ArrayList<>();
    try (SqlScriptRun run = new SqlScriptRun("jdbc:proxima:mem:" + name + ";copyRoots=" + folder)) {
      for (SqlScript.Part part : parts) {
        found.add(run.run(part));
      }
    }
    if (System.getProperty("rewrite") != null) {
      Files.writeString(script, SqlScript.write(found));
    } else {
      assertThat(SqlScript.write(found)).isEqualTo(SqlScript.write(parts));
    }
  }
}

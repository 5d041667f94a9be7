package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page about the shell shows is what the shell prints.
final class ShellPageTest {
  private static final Path PAGE = Path.of("..", "docs", "shell.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```text\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
  private static final String PROMPT = "proxima> ";
  private static final Pattern FILE = Pattern.compile("'(\\w+\\.(?:csv|jsonl))'");

  @TempDir Path folder;

  @Test
  void everythingIsPrintedAsThePageShows() throws IOException, SQLException {
    Printed printed = new Printed();
    int run = 0;
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:")) {
      Shell shell = new Shell(connection, printed.stream, printed.stream);
      for (MatchResult block : BLOCK.matcher(Files.readString(PAGE)).results().toList()) {
        StringBuilder found = new StringBuilder();
        for (String line : block.group(1).lines().filter(l -> l.startsWith(PROMPT)).toList()) {
          String typed = line.substring(PROMPT.length());
          shell.run(FILE.matcher(typed).replaceAll("'" + folder + "/$1'"));
          run++;
          found.append(line).append('\n');
          found.append(printed.take().replace(folder + "/", ""));
        }
        assertThat(found).hasToString(block.group(1));
      }
    }
    assertThat(run).isGreaterThan(15);
  }
}

package io.proxima.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `proxima sql URL`: runs what `-c` and `-f` say, or what stands on standard input, or asks a user
/// at a terminal.
record SqlCommand(String url, List<String> scripts, RowFormat format) {
  private static final String PREFIX = "jdbc:proxima:";

  /// Reads the arguments.
  static SqlCommand of(List<String> args) throws IOException {
    String url = "";
    List<String> scripts = new ArrayList<>();
    RowFormat format = RowFormat.TABLE;
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      switch (arg) {
        case "-c" -> scripts.add(value(args, ++i));
        case "-f" -> scripts.add(file(value(args, ++i)));
        case "--format" -> format = RowFormat.named(value(args, ++i));
        case "--csv" -> format = RowFormat.CSV;
        case "--json" -> format = RowFormat.JSON;
        default -> {
          if (arg.startsWith("-") || !url.isEmpty()) {
            throw new UsageException(
                "sql takes one URL, -c SQL, -f FILE and --format FORMAT, not " + arg);
          }
          url = arg;
        }
      }
    }
    if (url.isEmpty()) {
      throw new UsageException("sql needs a URL, such as jdbc:proxima:file:/path/db");
    }
    if (url.startsWith("jdbc:") && !url.startsWith(PREFIX)) {
      throw new UsageException("sql takes URLs that begin with " + PREFIX + ", not " + url);
    }
    return new SqlCommand(url.startsWith(PREFIX) ? url : PREFIX + "file:" + url, scripts, format);
  }

  private static String value(List<String> args, int position) {
    if (position >= args.size()) {
      throw new UsageException(args.get(position - 1) + " needs a value");
    }
    return args.get(position);
  }

  private static String file(String name) throws IOException {
    try {
      return Files.readString(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new UsageException("there is no file " + name);
    }
  }

  int run(InputStream in, PrintStream out, PrintStream err) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url)) {
      Shell shell = new Shell(connection, out, err);
      shell.setFormat(format);
      if (isTerminal()) {
        shell.setTerminal(Shell.WIDTH);
      } else {
        shell.setWidth(ResultTable.ANY_WIDTH);
      }
      if (scripts.isEmpty() && isTerminal()) {
        new Prompt(shell, new ShellCompleter(new CatalogNames(connection)), out).run(url);
        return Main.OK;
      }
      List<String> toRun =
          scripts.isEmpty()
              ? List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              : scripts;
      boolean isWell = toRun.stream().allMatch(shell::run);
      return out.checkError() ? Main.BROKEN_PIPE : isWell ? Main.OK : Main.FAILED;
    }
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }
}

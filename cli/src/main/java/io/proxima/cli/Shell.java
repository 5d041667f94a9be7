package io.proxima.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// A shell on one connection: statements end with a semicolon, commands begin with a backslash.
final class Shell {
  private static final String COMMANDS =
      """
      statements end with ; and may take several lines
        \\d          tables         \\d NAME  columns of a table
        \\timing     times on/off   \\?       this help
        \\q          leave
      """;

  private final Connection connection;
  private final PrintStream out;
  private final PrintStream err;
  private boolean timing;

  Shell(Connection connection, PrintStream out, PrintStream err) {
    this.connection = connection;
    this.out = out;
    this.err = err;
  }

  static int run(List<String> args, PrintStream out, PrintStream err)
      throws SQLException, IOException {
    String url = "";
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      switch (arg) {
        case "-c" -> script.append(value(args, ++i)).append(";\n");
        case "-f" -> script.append(Files.readString(Path.of(value(args, ++i)))).append(";\n");
        default -> {
          if (arg.startsWith("-") || !url.isEmpty()) {
            throw new UsageException("sql takes one URL, -c and -f, not " + arg);
          }
          url = arg;
        }
      }
    }
    if (url.isEmpty()) {
      throw new UsageException("sql needs a URL, such as jdbc:proxima:file:/path/db");
    }
    try (Connection connection =
        DriverManager.getConnection(url.startsWith("jdbc:") ? url : "jdbc:proxima:file:" + url)) {
      Shell shell = new Shell(connection, out, err);
      if (!script.isEmpty()) {
        return shell.runScript(script.toString());
      }
      if (!Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)) {
        return shell.runScript(new String(System.in.readAllBytes(), StandardCharsets.UTF_8));
      }
      return shell.interact(url);
    }
  }

  private static String value(List<String> args, int position) {
    if (position >= args.size()) {
      throw new UsageException(args.get(position - 1) + " needs a value");
    }
    return args.get(position);
  }

  /// Runs statements up to the first that fails. A line that begins with a backslash is a command.
  int runScript(String script) {
    StringBuilder sql = new StringBuilder();
    for (String line : (script + "\n;").lines().toList()) {
      if (line.startsWith("\\q") && Script.isComplete(sql.toString())) {
        break;
      }
      if (line.startsWith("\\") && Script.isComplete(sql.toString())) {
        if (!runStatements(sql.toString()) || !command(line)) {
          return Main.FAILED;
        }
        sql.setLength(0);
      } else {
        sql.append(line).append('\n');
      }
    }
    return runStatements(sql.toString()) ? Main.OK : Main.FAILED;
  }

  private boolean runStatements(String sql) {
    return Script.statements(sql).stream().allMatch(this::execute);
  }

  private int interact(String url) throws IOException {
    try (Terminal terminal = TerminalBuilder.builder().name("proxima").build()) {
      LineReader reader =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("proxima")
              .parser(new StatementParser())
              .variable(
                  LineReader.HISTORY_FILE,
                  Path.of(System.getProperty("user.home"), ".proxima_history"))
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "   ...> ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .build();
      out.println("Proxima, connected to " + url + ". Type \\? for help.");
      while (true) {
        try {
          String input = reader.readLine("proxima> ").strip();
          if (input.equals("\\q") || input.equals("quit") || input.equals("exit")) {
            return Main.OK;
          }
          if (input.startsWith("\\")) {
            command(input);
          } else {
            runStatements(input);
          }
        } catch (UserInterruptException e) {
          out.println("(statement dropped; \\q leaves)");
        } catch (EndOfFileException e) {
          return Main.OK;
        }
      }
    }
  }

  /// Lets the reader go on to another line until a statement is complete.
  private static final class StatementParser extends DefaultParser {
    @Override
    public org.jline.reader.ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE
          && !line.strip().startsWith("\\")
          && !line.strip().equals("quit")
          && !line.strip().equals("exit")
          && !Script.isComplete(line)) {
        throw new EOFError(-1, cursor, "statement goes on", ";");
      }
      return super.parse(line, cursor, ParseContext.COMPLETE);
    }
  }

  private boolean execute(String sql) {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      if (hasRows) {
        try (ResultSet rows = statement.getResultSet()) {
          ResultTable table = ResultTable.read(rows);
          out.print(table.text());
          out.println(table.rowCount() == 1 ? "(1 row)" : "(" + table.rowCount() + " rows)");
        }
      } else {
        long count = statement.getLargeUpdateCount();
        out.println(count == 1 ? "ok, 1 row changed" : "ok, " + count + " rows changed");
      }
      if (timing) {
        out.printf(Locale.ROOT, "time: %.3f ms%n", (System.nanoTime() - start) / 1e6);
      }
      return true;
    } catch (SQLException e) {
      err.println(describe(e));
      return false;
    }
  }

  private boolean command(String line) {
    String[] words = line.strip().split("\\s+", 2);
    try {
      switch (words[0]) {
        case "\\d" -> {
          if (words.length == 1) {
            tables();
          } else {
            columns(words[1].replaceAll(";$", ""));
          }
        }
        case "\\timing" -> {
          timing = !timing;
          out.println("timing is " + (timing ? "on" : "off"));
        }
        case "\\?" -> out.print(COMMANDS);
        case "\\q" -> {
          return true;
        }
        default -> {
          err.println("there is no command " + words[0] + "; \\? lists them");
          return false;
        }
      }
      return true;
    } catch (SQLException e) {
      err.println(describe(e));
      return false;
    }
  }

  private void tables() throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE", "VIEW"})) {
      boolean any = false;
      while (tables.next()) {
        any = true;
        out.printf(
            "%s.%s (%s)%n",
            tables.getString("TABLE_SCHEM"),
            tables.getString("TABLE_NAME"),
            tables.getString("TABLE_TYPE").toLowerCase(Locale.ROOT));
      }
      if (!any) {
        out.println("there are no tables");
      }
    }
  }

  private void columns(String name) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    int dot = name.indexOf('.');
    String schema = dot < 0 ? connection.getSchema() : name.substring(0, dot);
    String table = name.substring(dot + 1);
    List<String> key = new java.util.ArrayList<>();
    try (ResultSet columns = metaData.getPrimaryKeys(null, schema, table)) {
      while (columns.next()) {
        key.add(columns.getString("COLUMN_NAME"));
      }
    }
    boolean any = false;
    try (ResultSet columns = metaData.getColumns(null, literal(schema), literal(table), "%")) {
      while (columns.next()) {
        any = true;
        String column = columns.getString("COLUMN_NAME");
        int size = columns.getInt("COLUMN_SIZE");
        String type = columns.getString("TYPE_NAME");
        out.printf(
            "  %-24s %s%s%s%n",
            column,
            type.equals("VECTOR") ? type + "(" + size + ")" : type,
            "NO".equals(columns.getString("IS_NULLABLE")) ? " NOT NULL" : "",
            key.contains(column) ? " PRIMARY KEY" : "");
      }
    }
    if (!any) {
      err.println("there is no table " + schema + "." + table);
    }
  }

  /// A name as a pattern that matches only itself.
  private static String literal(String name) {
    return name.replaceAll("([_%\\\\])", "\\\\$1");
  }

  /// An error as the user reads it.
  static String describe(SQLException e) {
    return "error " + e.getSQLState() + ": " + e.getMessage();
  }
}

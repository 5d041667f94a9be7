package io.proxima.cli;

import java.io.PrintStream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs statements and commands on one connection and prints what they answer.
///
/// - **Threads:** one thread, but any may call [#cancel].
final class Shell {
  /// Columns of a line when nobody says how wide the terminal is.
  static final int WIDTH = 100;

  static final String COMMANDS =
      """
      Statements end with ; and may take several lines. Commands:
        \\d          the tables                 \\d NAME  the columns of a table
        \\dS         with the system's views    \\x       rows as lines of name and value, on or off
        \\timing     times on or off            \\?       this help
        \\q          leave (as do exit, quit and Ctrl-D); Ctrl-C drops or cancels a statement
      """;

  private static final List<String> CHANGES =
      List.of("INSERT", "UPDATE", "DELETE", "UPSERT", "MERGE");

  private final Connection connection;
  private final PrintStream out;
  private final PrintStream err;
  private final TableList tables;
  private final AtomicReference<@Nullable Statement> running = new AtomicReference<>();
  private int width = WIDTH;
  private boolean isTiming;
  private boolean isExpanded;
  private boolean isDone;

  Shell(Connection connection, PrintStream out, PrintStream err) {
    this.connection = connection;
    this.out = out;
    this.err = err;
    this.tables = new TableList(connection, out);
  }

  /// Says how many columns a line may have.
  void setWidth(int columns) {
    width = columns;
  }

  /// Whether the user asked to leave.
  boolean isDone() {
    return isDone;
  }

  /// Runs statements and commands up to the first that fails, or up to `\q`; false if one failed.
  boolean run(String script) {
    for (Script.Part part : Script.parts(script)) {
      if (isDone) {
        return true;
      }
      if (!(part.isCommand() ? command(part.text()) : execute(part))) {
        return false;
      }
    }
    return true;
  }

  /// Cancels the statement that runs, if one does.
  void cancel() {
    Statement statement = running.get();
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        err.println(Failure.text(e));
      }
    }
  }

  private boolean execute(Script.Part part) {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      running.set(statement);
      if (statement.execute(part.text())) {
        try (ResultSet rows = statement.getResultSet()) {
          long count =
              isExpanded
                  ? ResultTable.printExpanded(rows, out)
                  : ResultTable.print(rows, out, width);
          out.println(count == 1 ? "(1 row)" : "(" + count + " rows)");
        }
      } else {
        long count = statement.getLargeUpdateCount();
        out.println(
            !CHANGES.contains(Script.firstWord(part.text()))
                ? "ok"
                : count == 1 ? "ok, 1 row" : "ok, " + count + " rows");
      }
      warn(statement);
      if (isTiming) {
        out.printf(Locale.ROOT, "time: %.3f ms%n", (System.nanoTime() - start) / 1e6);
      }
      return true;
    } catch (SQLException e) {
      err.println(Failure.text(e, part));
      return false;
    } finally {
      running.set(null);
    }
  }

  private void warn(Statement statement) throws SQLException {
    for (SQLWarning warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      err.println("warning " + warning.getSQLState() + ": " + warning.getMessage());
    }
  }

  private boolean command(String line) {
    String[] words = line.strip().split("\\s+", 2);
    try {
      switch (words[0]) {
        case "\\d" -> {
          if (words.length > 1 && !tables.columns(words[1])) {
            err.println("there is no table " + words[1]);
            return false;
          }
          if (words.length == 1) {
            tables.tables(false);
          }
        }
        case "\\dS" -> tables.tables(true);
        case "\\timing" -> {
          isTiming = !isTiming;
          out.println("times are " + (isTiming ? "on" : "off"));
        }
        case "\\x" -> {
          isExpanded = !isExpanded;
          out.println("rows as lines are " + (isExpanded ? "on" : "off"));
        }
        case "\\?" -> out.print(COMMANDS);
        case "\\q" -> isDone = true;
        default -> {
          err.println("there is no command " + words[0] + "; \\? lists them");
          return false;
        }
      }
      return true;
    } catch (SQLException e) {
      err.println(Failure.text(e));
      return false;
    }
  }
}

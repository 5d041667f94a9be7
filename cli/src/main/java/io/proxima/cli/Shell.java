package io.proxima.cli;

import io.proxima.client.SessionException;
import io.proxima.server.copy.ClientCopy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
      Statements end with ; and may take several lines. Commands take one line:
        \\d          the tables                 \\d NAME  columns and keys of a table
        \\dS         with the system's views    \\dn      the schemas (also \\l)
        \\copy T from 'file' with (…)           \\copy T to 'file', \\copy (query) to 'file'
        \\format     table, csv or json         \\x       rows as lines of name and value, on or off
        \\timing     times on or off            \\pager   on or off: long results through $PAGER
        \\i FILE     run the statements of FILE \\?       this help
        \\q          leave (as do exit, quit and Ctrl-D); Ctrl-C drops or cancels a statement
      """;

  private static final List<String> COMMAND_NAMES =
      List.of(
          "\\?",
          "\\copy",
          "\\d",
          "\\dS",
          "\\dn",
          "\\format",
          "\\i",
          "\\l",
          "\\pager",
          "\\q",
          "\\timing",
          "\\x");

  private static final List<String> CHANGES =
      List.of("INSERT", "UPDATE", "DELETE", "UPSERT", "MERGE", "COPY");

  private static final int DEEPEST = 16;

  private final Connection connection;
  private final PrintStream out;
  private final PrintStream err;
  private final TableList tables;
  private final AtomicReference<@Nullable Cancellable> running = new AtomicReference<>();
  private RowFormat format = RowFormat.TABLE;
  private int width = WIDTH;
  private int depth;
  private boolean isTerminal;
  private boolean isTiming;
  private boolean isExpanded;
  private boolean isPaged;
  private boolean isDone;

  /// What runs and can be told to end.
  @FunctionalInterface
  private interface Cancellable {
    void cancel() throws SQLException;
  }

  Shell(Connection connection, PrintStream out, PrintStream err) {
    this.connection = connection;
    this.out = out;
    this.err = err;
    this.tables = new TableList(connection, out);
  }

  /// The commands, with their backslash.
  static List<String> commandNames() {
    return COMMAND_NAMES;
  }

  /// Says that somebody looks at a terminal of so many columns.
  void setTerminal(int columns) {
    isTerminal = true;
    width = columns;
  }

  /// Says how many columns a line may have.
  void setWidth(int columns) {
    width = columns;
  }

  /// Says how rows are printed.
  void setFormat(RowFormat value) {
    format = value;
  }

  /// Whether the user asked to leave.
  boolean isDone() {
    return isDone;
  }

  /// Runs statements and commands up to the first that fails, or up to `\q`; false if one failed.
  boolean run(String script) {
    for (Script.Part part : Script.parts(script)) {
      if (isDone || out.checkError()) {
        return true;
      }
      if (!(part.isCommand() ? command(part) : execute(part))) {
        return false;
      }
    }
    return true;
  }

  /// Cancels what runs, if anything does.
  void cancel() {
    Cancellable current = running.get();
    if (current != null) {
      try {
        current.cancel();
      } catch (SQLException e) {
        err.println(Failure.text(e));
      }
    }
  }

  private boolean execute(Script.Part part) {
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      running.set(statement::cancel);
      if (statement.execute(part.text())) {
        try (ResultSet rows = statement.getResultSet()) {
          print(rows);
        }
      } else {
        done(part, statement.getLargeUpdateCount());
      }
      warn(statement);
      time(start);
      return true;
    } catch (SQLException e) {
      err.println(Failure.text(e, part));
      return false;
    } catch (IOException e) {
      err.println("error: the pager does not start: " + e.getMessage());
      return false;
    } finally {
      running.set(null);
    }
  }

  private void print(ResultSet rows) throws SQLException, IOException {
    if (!isPaged || !isTerminal) {
      print(rows, out);
      return;
    }
    try (Pager pager = Pager.open()) {
      print(rows, pager.out());
    }
  }

  private void print(ResultSet rows, PrintStream to) throws SQLException {
    if (format.isForMachines()) {
      format.print(rows, to);
      return;
    }
    long count =
        isExpanded ? ResultTable.printExpanded(rows, to) : ResultTable.print(rows, to, width);
    to.println(count == 1 ? "(1 row)" : "(" + count + " rows)");
  }

  private void done(Script.Part part, long count) {
    if (!format.isForMachines()) {
      boolean counts = CHANGES.contains(Script.firstWord(part.text()));
      out.println(!counts ? "ok" : count == 1 ? "ok, 1 row" : "ok, " + count + " rows");
    }
  }

  private void time(long start) {
    if (isTiming) {
      PrintStream to = format.isForMachines() ? err : out;
      to.printf(Locale.ROOT, "time: %.3f ms%n", (System.nanoTime() - start) / 1e6);
    }
  }

  private void warn(Statement statement) throws SQLException {
    for (SQLWarning warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      err.println("warning " + warning.getSQLState() + ": " + warning.getMessage());
    }
  }

  private boolean command(Script.Part part) {
    String[] words = part.text().strip().split("\\s+", 2);
    String argument = words.length > 1 ? words[1].strip() : "";
    try {
      return switch (words[0]) {
        case "\\d" -> argument.isEmpty() ? tables.tables(false) : describe(argument);
        case "\\dS" -> tables.tables(true);
        case "\\dn", "\\l" -> tables.schemas();
        case "\\copy" -> copy(part);
        case "\\format" -> format(argument);
        case "\\i" -> include(argument);
        case "\\timing" -> {
          isTiming = !isTiming;
          yield said("times are " + (isTiming ? "on" : "off"));
        }
        case "\\x" -> {
          isExpanded = !isExpanded;
          yield said("rows as lines are " + (isExpanded ? "on" : "off"));
        }
        case "\\pager" -> pager(argument);
        case "\\?" -> {
          out.print(COMMANDS);
          yield true;
        }
        case "\\q" -> {
          isDone = true;
          yield true;
        }
        default -> failed("there is no command " + words[0] + "; \\? lists them");
      };
    } catch (SQLException e) {
      return failed(Failure.text(e));
    } catch (UsageException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private boolean said(String text) {
    if (!format.isForMachines()) {
      out.println(text);
    }
    return true;
  }

  private boolean failed(String text) {
    err.println(text);
    return false;
  }

  private boolean describe(String table) throws SQLException {
    return tables.columns(table) || failed("there is no table " + table);
  }

  private boolean format(String name) {
    if (name.isEmpty()) {
      return said("rows are printed as " + format.text());
    }
    format = RowFormat.named(name);
    return true;
  }

  private boolean pager(String word) {
    isPaged =
        switch (word) {
          case "on" -> true;
          case "off" -> false;
          default -> throw new UsageException("\\pager takes on or off, not '" + word + "'");
        };
    return said("the pager is " + word + (isTerminal ? "" : ", but this is no terminal"));
  }

  private boolean include(String name) {
    if (depth == DEEPEST) {
      return failed("files include each other more than " + DEEPEST + " deep");
    }
    depth++;
    try {
      return run(Files.readString(Path.of(name))) || failed("  in file " + name);
    } catch (NoSuchFileException e) {
      return failed("there is no file " + name);
    } catch (IOException e) {
      return failed("file " + name + " cannot be read: " + e);
    } finally {
      depth--;
    }
  }

  /// Runs what stands behind the backslash as a `COPY` of files of this computer.
  private boolean copy(Script.Part part) {
    long start = System.nanoTime();
    Script.Part copy = new Script.Part(part.text().substring(1), part.line());
    try {
      done(copy, copied(ClientCopy.parse(copy.text())));
      time(start);
      return true;
    } catch (SessionException e) {
      return failed(Failure.text(e, part, 1));
    } finally {
      running.set(null);
    }
  }

  private long copied(ClientCopy copy) throws SessionException {
    try (ProgressBar bar = new ProgressBar(err, System::nanoTime)) {
      FileCopy files =
          new FileCopy(
              connection,
              (rows, bytes, totalBytes) -> {
                if (isTerminal) {
                  bar.advanced(rows, bytes, totalBytes);
                }
              });
      running.set(files::cancel);
      return files.run(copy);
    }
  }
}

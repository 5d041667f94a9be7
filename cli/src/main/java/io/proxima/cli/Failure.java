package io.proxima.cli;

import io.proxima.client.SessionException;
import java.sql.SQLException;
import java.util.List;

/// An error as the user reads it: its code, what is wrong, and the line with a mark below the
/// place.
final class Failure {
  private static final int MAX_WIDTH = 90;
  private static final int BEFORE = 60;

  private Failure() {}

  /// An error that belongs to no statement.
  static String text(SQLException e) {
    return "error " + e.getSQLState() + ": " + e.getMessage();
  }

  /// An error of the statement that begins at that line of its script.
  static String text(SQLException e, Script.Part statement) {
    if (!(e.getCause() instanceof SessionException cause)
        || cause.position() < 1
        || cause.position() > statement.text().length() + 1) {
      return text(e)
          + (statement.line() == 1 ? "" : "\n  in the statement of line " + statement.line());
    }
    return "error " + e.getSQLState() + ": " + cause.getMessage() + place(statement, cause);
  }

  private static String place(Script.Part statement, SessionException cause) {
    String before = statement.text().substring(0, cause.position() - 1);
    List<String> lines = statement.text().lines().toList();
    int index = (int) before.chars().filter(c -> c == '\n').count();
    if (index >= lines.size()) {
      return "";
    }
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    String line = lines.get(index);
    int from = line.length() <= MAX_WIDTH ? 0 : Math.max(0, column - BEFORE);
    String shown = line.substring(from, Math.min(line.length(), from + MAX_WIDTH));
    int number = statement.line() + index;
    String label = number == 1 && lines.size() == 1 ? "  " : "line " + number + ": ";
    String toMark = shown.substring(0, Math.min(column - from, shown.length()));
    return "\n"
        + label
        + shown.replace('\t', ' ')
        + "\n"
        + " ".repeat(label.length() + Width.of(toMark))
        + "^";
  }
}

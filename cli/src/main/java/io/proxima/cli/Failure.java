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
    SessionException cause =
        e.getCause() instanceof SessionException of
            ? of
            : new SessionException(e.getSQLState(), String.valueOf(e.getMessage()));
    return hasPlace(cause.position(), statement)
        ? text(cause) + place(statement, cause.position())
        : text(e) + line(statement);
  }

  /// An error of a command whose text begins `offset` characters into its part of the script.
  static String text(SessionException e, Script.Part command, int offset) {
    int position = e.position() + offset;
    return text(e)
        + (e.position() > 0 && hasPlace(position, command)
            ? place(command, position)
            : line(command));
  }

  private static String text(SessionException e) {
    return "error " + e.sqlState() + ": " + e.getMessage();
  }

  private static String line(Script.Part statement) {
    return statement.line() == 1 ? "" : "\n  in the statement of line " + statement.line();
  }

  private static boolean hasPlace(int position, Script.Part statement) {
    return position > 0 && position <= statement.text().length() + 1;
  }

  private static String place(Script.Part statement, int position) {
    String before = statement.text().substring(0, position - 1);
    List<String> lines = statement.text().lines().toList();
    int index = (int) before.chars().filter(c -> c == '\n').count();
    if (index >= lines.size()) {
      return "";
    }
    int column = before.length() - (before.lastIndexOf('\n') + 1);
    String line = lines.get(index).replace('\t', ' ');
    int from = line.length() <= MAX_WIDTH ? 0 : Math.max(0, column - BEFORE);
    String shown = line.substring(from, Math.min(line.length(), from + MAX_WIDTH));
    int number = statement.line() + index;
    String label = number == 1 && lines.size() == 1 ? "  " : "line " + number + ": ";
    String toMark = shown.substring(0, Math.min(column - from, shown.length()));
    return "\n" + label + shown + "\n" + " ".repeat(label.length() + Width.of(toMark)) + "^";
  }
}

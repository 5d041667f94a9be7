package io.proxima.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Cuts a text into statements, which end with a semicolon outside quotes and comments, and
/// commands, which begin with a backslash and end with their line.
final class Script {
  private final String text;
  private int position;

  private Script(String text) {
    this.text = text;
  }

  /// A piece of a text: a statement without its semicolon, or a command with its backslash.
  ///
  /// @param line the line of the text at which it begins, from 1
  record Part(String text, int line) {
    boolean isCommand() {
      return text.startsWith("\\");
    }
  }

  /// The parts of a text; what follows the last semicolon counts, too.
  static List<Part> parts(String text) {
    Script script = new Script(text);
    List<Part> parts = new ArrayList<>();
    int line = 1;
    int counted = 0;
    for (Optional<Part> part = script.next(); part.isPresent(); part = script.next()) {
      int start = part.get().line();
      line += (int) text.substring(counted, start).chars().filter(c -> c == '\n').count();
      counted = start;
      parts.add(new Part(part.get().text(), line));
    }
    return parts;
  }

  /// Whether a text ends with a finished statement, or has none.
  static boolean isComplete(String text) {
    Script script = new Script(text);
    while (script.skipBlank()) {
      if (!script.skipPart()) {
        return false;
      }
    }
    return script.position == text.length();
  }

  /// The first word of a statement, in upper case.
  static String firstWord(String statement) {
    Script script = new Script(statement);
    script.skipBlank();
    int start = script.position;
    while (script.position < statement.length()
        && Character.isLetter(statement.charAt(script.position))) {
      script.position++;
    }
    return statement.substring(start, script.position).toUpperCase(java.util.Locale.ROOT);
  }

  /// The next part, with the offset of its first character in place of its line.
  private Optional<Part> next() {
    if (!skipBlank()) {
      return Optional.empty();
    }
    int start = position;
    boolean ended = skipPart();
    int end = ended && text.charAt(position - 1) == ';' ? position - 1 : position;
    String part = text.substring(start, end).strip();
    boolean command = part.startsWith("\\");
    return Optional.of(new Part(command ? part.replaceAll("\\s*;$", "") : part, start));
  }

  /// Goes to the next character that is no blank, no comment and no lone semicolon; false if there
  /// is none. An unfinished comment moves the position past the end.
  private boolean skipBlank() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (Character.isWhitespace(c) || c == ';') {
        position++;
      } else if (isComment()) {
        position = next(text, position);
      } else {
        return true;
      }
    }
    return false;
  }

  private boolean isComment() {
    return text.startsWith("--", position) || text.startsWith("/*", position);
  }

  /// Goes behind the statement or command at the position; false if its end is missing.
  private boolean skipPart() {
    if (text.charAt(position) == '\\') {
      position = Math.min(text.length(), after(text, "\n", position));
      return true;
    }
    while (position < text.length()) {
      if (text.charAt(position) == ';') {
        position++;
        return true;
      }
      position = next(text, position);
    }
    position = text.length();
    return false;
  }

  /// The position behind the character, quoted text or comment that begins at `at`.
  private static int next(String text, int at) {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      return after(text, String.valueOf(c), at + 1);
    }
    if (text.startsWith("--", at)) {
      return Math.min(text.length(), after(text, "\n", at + 2));
    }
    return text.startsWith("/*", at) ? after(text, "*/", at + 2) : at + 1;
  }

  /// The position behind the next `end`; past the end of the text if there is none.
  private static int after(String text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() + 1 : found + end.length();
  }
}

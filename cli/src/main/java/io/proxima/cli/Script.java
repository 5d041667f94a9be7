package io.proxima.cli;

import java.util.ArrayList;
import java.util.List;

/// Cuts a text into statements at the semicolons that end them: not those in quotes and comments.
final class Script {
  private final String text;
  private int position;

  private Script(String text) {
    this.text = text;
  }

  /// The statements of a text, without their semicolons; what follows the last semicolon counts
  /// too.
  static List<String> statements(String text) {
    Script script = new Script(text);
    List<String> statements = new ArrayList<>();
    while (script.position < text.length()) {
      int start = script.position;
      script.skipStatement();
      String statement = text.substring(start, script.position).strip();
      script.position++;
      if (!withoutComments(statement).isBlank()) {
        statements.add(statement);
      }
    }
    return statements;
  }

  /// Whether a text ends with a finished statement, or has none.
  static boolean isComplete(String text) {
    Script script = new Script(text);
    int start = 0;
    while (script.position < text.length()) {
      start = script.position;
      script.skipStatement();
      if (script.position < text.length()) {
        script.position++;
        start = script.position;
      }
    }
    return withoutComments(text.substring(Math.min(start, text.length()))).isBlank();
  }

  /// Goes to the next semicolon that ends a statement, or to the end.
  private void skipStatement() {
    while (position < text.length() && text.charAt(position) != ';') {
      position = next(text, position);
    }
  }

  /// The position behind the character, quoted text or comment that begins at `at`.
  private static int next(String text, int at) {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      return after(text, String.valueOf(c), at + 1);
    }
    if (text.startsWith("--", at)) {
      return after(text, "\n", at + 2);
    }
    return text.startsWith("/*", at) ? after(text, "*/", at + 2) : at + 1;
  }

  private static int after(String text, String end, int from) {
    int found = text.indexOf(end, from);
    return found < 0 ? text.length() : found + end.length();
  }

  private static String withoutComments(String text) {
    StringBuilder code = new StringBuilder();
    for (int at = 0; at < text.length(); ) {
      int next = next(text, at);
      boolean comment = text.startsWith("--", at) || text.startsWith("/*", at);
      code.append(comment ? " " : text.substring(at, next));
      at = next;
    }
    return code.toString();
  }
}

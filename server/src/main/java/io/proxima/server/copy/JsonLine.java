package io.proxima.server.copy;

import io.proxima.client.SessionException;
import io.proxima.client.value.Place;

/// Reads one JSON object of a line, value by value, without building a tree: numbers, arrays and
/// objects stay the text that they are.
///
/// - **Threads:** one thread.
final class JsonLine {
  private static final int DEEPEST = 512;

  /// What a value is.
  enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT
  }

  /// A value as it is written.
  record Value(Kind kind, String raw) {}

  private final String text;
  private final Place place;
  private int at;

  JsonLine(String text, Place place) {
    this.text = text;
    this.place = place;
  }

  /// Goes into the object; false if it is empty.
  boolean open() throws SessionException {
    skipBlank();
    expect('{');
    skipBlank();
    if (peek() != '}') {
      return true;
    }
    at++;
    requireEnd();
    return false;
  }

  /// The next key.
  String key() throws SessionException {
    skipBlank();
    int start = at;
    skipString();
    String key = unescape(text.substring(start, at), place);
    skipBlank();
    expect(':');
    return key;
  }

  /// The value of the key.
  Value value() throws SessionException {
    skipBlank();
    int start = at;
    Kind kind = skipValue(0);
    return new Value(kind, text.substring(start, at));
  }

  /// Goes to the next key; false if there is none.
  boolean goOn() throws SessionException {
    skipBlank();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect('}');
    requireEnd();
    return false;
  }

  private void requireEnd() throws SessionException {
    skipBlank();
    if (at < text.length()) {
      throw expected("the end of the line");
    }
  }

  private Kind skipValue(int depth) throws SessionException {
    return switch (peek()) {
      case '"' -> skipString();
      case '{' -> skipMembers(depth, '}', Kind.OBJECT);
      case '[' -> skipMembers(depth, ']', Kind.ARRAY);
      case 't' -> skipWord("true", Kind.BOOLEAN);
      case 'f' -> skipWord("false", Kind.BOOLEAN);
      case 'n' -> skipWord("null", Kind.NULL);
      default -> skipNumber();
    };
  }

  private Kind skipWord(String word, Kind kind) throws SessionException {
    if (!text.startsWith(word, at)) {
      throw expected("a value");
    }
    at += word.length();
    return kind;
  }

  private Kind skipMembers(int depth, char end, Kind kind) throws SessionException {
    if (depth == DEEPEST) {
      throw expected("at most " + DEEPEST + " values within each other");
    }
    at++;
    skipBlank();
    if (peek() == end) {
      at++;
      return kind;
    }
    while (true) {
      skipBlank();
      if (end == '}') {
        skipString();
        skipBlank();
        expect(':');
        skipBlank();
      }
      skipValue(depth + 1);
      skipBlank();
      if (peek() == end) {
        at++;
        return kind;
      }
      expect(',');
    }
  }

  private Kind skipString() throws SessionException {
    expect('"');
    while (peek() != '"') {
      char c = peek();
      if (c < ' ') {
        throw expected(at >= text.length() ? "the closing quote" : "no control character");
      }
      at += c == '\\' ? 2 : 1;
    }
    at++;
    return Kind.STRING;
  }

  private Kind skipNumber() throws SessionException {
    if (peek() == '-') {
      at++;
    }
    boolean isZero = peek() == '0';
    int digits = skipDigits();
    if (digits == 0 || (isZero && digits > 1)) {
      throw expected("a value");
    }
    if (peek() == '.') {
      at++;
      requireDigits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      requireDigits();
    }
    return Kind.NUMBER;
  }

  private void requireDigits() throws SessionException {
    if (skipDigits() == 0) {
      throw expected("a digit");
    }
  }

  private int skipDigits() {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return at - start;
  }

  private void skipBlank() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') {
      at++;
    }
  }

  /// The character at the position, NUL behind the last one.
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private void expect(char wanted) throws SessionException {
    if (peek() != wanted) {
      throw expected("'" + wanted + "'");
    }
    at++;
  }

  private SessionException expected(String what) {
    boolean isEnd = at >= text.length();
    return place.error(
        "22P02",
        "expected "
            + what
            + " at character "
            + (Math.min(at, text.length()) + 1)
            + ", found "
            + (isEnd ? "the end of the line" : "'" + text.charAt(at) + "'"));
  }

  /// The text that a string, with its quotes, means.
  static String unescape(String string, Place place) throws SessionException {
    String inner = string.substring(1, string.length() - 1);
    if (inner.indexOf('\\') < 0) {
      return inner;
    }
    StringBuilder plain = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char escaped = inner.charAt(++i);
      switch (escaped) {
        case '"', '\\', '/' -> plain.append(escaped);
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          String digits = inner.substring(i + 1, Math.min(i + 5, inner.length()));
          if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw place.unreadable("four hexadecimal digits behind \\u", digits);
          }
          plain.append((char) Integer.parseInt(digits, 16));
          i += 4;
        }
        default -> throw place.unreadable("an escape of JSON", "\\" + escaped);
      }
    }
    return plain.toString();
  }
}

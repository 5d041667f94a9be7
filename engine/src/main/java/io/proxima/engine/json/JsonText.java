package io.proxima.engine.json;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes JSON texts as RFC 8259 has them: nothing beside the grammar is let through.
///
/// - **Threads:** thread-safe.
public final class JsonText {
  /// How deep arrays and objects may be nested.
  public static final int MAX_DEPTH = 512;

  /// How long a text may be, in `char`s.
  public static final int MAX_LENGTH = 10_000_000;

  private final String text;
  private final boolean kept;
  private int at;

  /// A reader that keeps what it reads, or only checks it.
  private JsonText(String text, boolean kept) {
    this.text = text;
    this.kept = kept;
  }

  /// What a text holds.
  ///
  /// @throws ProximaException `INVALID_JSON` with the place in `text`
  public static JsonValue parse(String text) {
    return read(text, true);
  }

  /// Checks that a text is JSON, without a copy of it.
  ///
  /// @throws ProximaException `INVALID_JSON` with the place in `text`
  public static void check(String text) {
    read(text, false);
  }

  private static JsonValue read(String text, boolean kept) {
    if (text.length() > MAX_LENGTH) {
      throw new ProximaException(
          ErrorCode.INVALID_JSON,
          "a JSON text has up to " + MAX_LENGTH + " characters, got " + text.length());
    }
    JsonText reader = new JsonText(text, kept);
    JsonValue value = reader.value(0);
    reader.skipBlanks();
    if (reader.at < text.length()) {
      throw reader.wrong("the end of the JSON text");
    }
    return value;
  }

  /// A value as a text without blanks.
  public static String format(JsonValue value) {
    StringBuilder out = new StringBuilder();
    format(value, out);
    return out.toString();
  }

  private JsonValue value(int depth) {
    skipBlanks();
    return switch (peek()) {
      case '{' -> members(deeper(depth));
      case '[' -> array(deeper(depth));
      case '"' -> new JsonValue.Text(string());
      case 't' -> word("true", new JsonValue.Truth(true));
      case 'f' -> word("false", new JsonValue.Truth(false));
      case 'n' -> word("null", new JsonValue.Nothing());
      default -> number();
    };
  }

  private int deeper(int depth) {
    if (depth == MAX_DEPTH) {
      throw wrong("at most " + MAX_DEPTH + " arrays and objects in each other");
    }
    at++;
    skipBlanks();
    return depth + 1;
  }

  private JsonValue members(int depth) {
    Map<String, JsonValue> byName = new LinkedHashMap<>();
    if (!skip('}')) {
      do {
        skipBlanks();
        if (peek() != '"') {
          throw wrong("the name of a member in double quotes");
        }
        String name = string();
        skipBlanks();
        require(':');
        JsonValue value = value(depth);
        if (kept) {
          byName.put(name, value);
        }
        skipBlanks();
      } while (skip(','));
      require('}');
    }
    return new JsonValue.Members(byName);
  }

  private JsonValue array(int depth) {
    List<JsonValue> elements = new ArrayList<>();
    if (!skip(']')) {
      do {
        JsonValue value = value(depth);
        if (kept) {
          elements.add(value);
        }
        skipBlanks();
      } while (skip(','));
      require(']');
    }
    return new JsonValue.Array(elements);
  }

  private JsonValue word(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw wrong("a value");
    }
    at += word.length();
    return value;
  }

  private JsonValue number() {
    int from = at;
    skip('-');
    if (!skip('0')) {
      digits(at == from ? "a value" : "a digit");
    }
    if (skip('.')) {
      digits("a digit");
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits("a digit");
    }
    return new JsonValue.Numeral(text.substring(from, at));
  }

  private void digits(String expected) {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw wrong(expected);
    }
  }

  private String string() {
    at++;
    int from = at;
    while (isPlain(peek())) {
      at++;
    }
    if (peek() == '"') {
      return text.substring(from, at++);
    }
    StringBuilder out = new StringBuilder(text.substring(from, at));
    while (!skip('"')) {
      if (skip('\\')) {
        out.append(escaped());
      } else if (isPlain(peek())) {
        out.append(text.charAt(at++));
      } else {
        throw wrong("the end of a text in double quotes, without control characters");
      }
    }
    return out.toString();
  }

  private boolean isPlain(char c) {
    return at < text.length() && c >= ' ' && c != '"' && c != '\\';
  }

  private char escaped() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit();
      default -> {
        at--;
        throw wrong("one of \"\\/bfnrtu behind a backslash");
      }
    };
  }

  private char unit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      unit = unit << 4 | digit;
      at++;
    }
    return (char) unit;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean skip(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    at += found ? 1 : 0;
    return found;
  }

  private void require(char c) {
    if (!skip(c)) {
      throw wrong("'" + c + "'");
    }
  }

  /// The next character; at the end a NUL, which no grammar of JSON wants.
  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private ProximaException wrong(String expected) {
    String found =
        at >= text.length()
            ? "the end"
            : "'" + text.substring(at, text.offsetByCodePoints(at, 1)) + "'";
    return new ProximaException(
        ErrorCode.INVALID_JSON,
        "JSON text, character " + (at + 1) + ": expected " + expected + ", found " + found);
  }

  private static void format(JsonValue value, StringBuilder out) {
    switch (value) {
      case JsonValue.Nothing _ -> out.append("null");
      case JsonValue.Truth truth -> out.append(truth.value());
      case JsonValue.Numeral number -> out.append(number.digits());
      case JsonValue.Text string -> quote(string.value(), out);
      case JsonValue.Array array -> {
        String separator = "[";
        for (JsonValue element : array.elements()) {
          out.append(separator);
          format(element, out);
          separator = ",";
        }
        out.append(array.elements().isEmpty() ? "[]" : "]");
      }
      case JsonValue.Members members -> {
        String separator = "{";
        for (Map.Entry<String, JsonValue> member : members.byName().entrySet()) {
          out.append(separator);
          quote(member.getKey(), out);
          out.append(':');
          format(member.getValue(), out);
          separator = ",";
        }
        out.append(members.byName().isEmpty() ? "{}" : "}");
      }
    }
  }

  private static void quote(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// Whether a surrogate belongs to a pair: alone it has no form in UTF-8.
  private static boolean isPaired(String value, int i) {
    return Character.isHighSurrogate(value.charAt(i))
        ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
  }
}

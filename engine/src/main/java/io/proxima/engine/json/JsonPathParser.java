package io.proxima.engine.json;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a [JsonPath]: its grammar is there.
///
/// - **Threads:** one thread.
final class JsonPathParser {
  private static final int MAX_LENGTH = 10_000;
  private static final int MAX_DEPTH = 64;

  private final String text;
  private int at;
  private int depth;

  JsonPathParser(String text) {
    this.text = text;
  }

  List<JsonPath.Step> path() {
    if (text.length() > MAX_LENGTH) {
      throw wrong("at most " + MAX_LENGTH + " characters");
    }
    if (word("strict")) {
      throw unsupported("strict");
    }
    word("lax");
    require("$");
    List<JsonPath.Step> steps = steps();
    skipBlanks();
    if (at < text.length()) {
      throw wrong("'.', '[', '?' or the end");
    }
    return steps;
  }

  private List<JsonPath.Step> steps() {
    List<JsonPath.Step> steps = new ArrayList<>();
    while (true) {
      if (skip(".")) {
        if (skip(".")) {
          throw unsupported("..");
        }
        steps.add(member());
      } else if (skip("[")) {
        steps.add(subscript());
        require("]");
      } else if (skip("?")) {
        require("(");
        steps.add(new JsonPath.Step.Where(filter()));
        require(")");
      } else {
        return List.copyOf(steps);
      }
    }
  }

  private JsonPath.Step member() {
    if (skip("*")) {
      return new JsonPath.Step.AllMembers();
    }
    skipBlanks();
    String name = isQuote() ? quoted() : name();
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '(') {
      throw unsupported("the method ." + name + "()");
    }
    return new JsonPath.Step.Member(name);
  }

  private JsonPath.Step subscript() {
    if (skip("*")) {
      return new JsonPath.Step.AllElements();
    }
    if (skip("?")) {
      return new JsonPath.Step.Where(filter());
    }
    skipBlanks();
    if (isQuote()) {
      return new JsonPath.Step.Member(quoted());
    }
    int from = index();
    return new JsonPath.Step.Elements(from, word("to") ? index() : from);
  }

  /// The place of an element; from -1 downwards it counts from the end.
  private int index() {
    if (word("last")) {
      return skip("-") ? -1 - whole() : -1;
    }
    return skip("-") ? -whole() : whole();
  }

  private int whole() {
    skipBlanks();
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
    if (at == from || at - from > 9) {
      at = from;
      throw wrong("a number of up to 9 digits, '*', 'last', '?' or a name in quotes");
    }
    return Integer.parseInt(text, from, at, 10);
  }

  private String name() {
    int from = at;
    while (at < text.length() && isNamePart(text.charAt(at), at == from)) {
      at++;
    }
    if (at == from) {
      throw wrong("the name of a member");
    }
    return text.substring(from, at);
  }

  private static boolean isNamePart(char c, boolean first) {
    return Character.isLetter(c)
        || Character.isSurrogate(c)
        || c == '_'
        || (!first && (isDigit(c) || c == '$'));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean isQuote() {
    return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
  }

  /// A text in quotes, with the escapes of JSON; between single quotes `\'` stands for one.
  private String quoted() {
    char quote = text.charAt(at);
    int from = at++;
    StringBuilder json = new StringBuilder("\"");
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        char escaped = text.charAt(at++);
        json.append(escaped == '\'' ? "'" : "\\" + escaped);
      } else {
        json.append(c == '"' ? "\\\"" : String.valueOf(c));
      }
    }
    require(String.valueOf(quote));
    try {
      return ((JsonValue.Text) JsonText.parse(json.append('"').toString())).value();
    } catch (ProximaException e) {
      at = from;
      throw wrong("a text in quotes with the escapes of JSON");
    }
  }

  private JsonPath.Filter filter() {
    if (++depth > MAX_DEPTH) {
      throw wrong("at most " + MAX_DEPTH + " filters and parentheses in each other");
    }
    List<JsonPath.Filter> parts = new ArrayList<>();
    do {
      parts.add(conjunction());
    } while (skip("||"));
    depth--;
    return parts.size() == 1
        ? parts.getFirst()
        : new JsonPath.Filter.Connective(List.copyOf(parts), true);
  }

  private JsonPath.Filter conjunction() {
    List<JsonPath.Filter> parts = new ArrayList<>();
    do {
      parts.add(test());
    } while (skip("&&"));
    return parts.size() == 1
        ? parts.getFirst()
        : new JsonPath.Filter.Connective(List.copyOf(parts), false);
  }

  private JsonPath.Filter test() {
    boolean negated = false;
    while (skip("!")) {
      negated = !negated;
    }
    JsonPath.Filter test = positive();
    return negated ? new JsonPath.Filter.Not(test) : test;
  }

  private JsonPath.Filter positive() {
    if (skip("(")) {
      JsonPath.Filter inner = filter();
      require(")");
      return inner;
    }
    if (word("exists")) {
      require("(");
      JsonPath.Operand path = operand();
      require(")");
      return new JsonPath.Filter.Exists(path);
    }
    JsonPath.Operand left = operand();
    if (word("starts")) {
      if (!word("with")) {
        throw wrong("with");
      }
      skipBlanks();
      if (!isQuote()) {
        throw wrong("a text in quotes");
      }
      return new JsonPath.Filter.StartsWith(left, quoted());
    }
    if (word("like_regex")) {
      throw unsupported("like_regex");
    }
    JsonPath.Comparison comparison = comparison();
    if (comparison != null) {
      return new JsonPath.Filter.Compare(left, comparison, operand());
    }
    if (left instanceof JsonPath.Operand.Constant) {
      throw wrong("a comparison");
    }
    return new JsonPath.Filter.Exists(left);
  }

  private JsonPath.@Nullable Comparison comparison() {
    if (skip("=~")) {
      throw unsupported("=~");
    }
    if (skip("==") || skip("=")) {
      return JsonPath.Comparison.EQUAL;
    }
    if (skip("!=") || skip("<>")) {
      return JsonPath.Comparison.NOT_EQUAL;
    }
    if (skip("<=")) {
      return JsonPath.Comparison.LESS_OR_EQUAL;
    }
    if (skip(">=")) {
      return JsonPath.Comparison.GREATER_OR_EQUAL;
    }
    if (skip("<")) {
      return JsonPath.Comparison.LESS;
    }
    return skip(">") ? JsonPath.Comparison.GREATER : null;
  }

  private JsonPath.Operand operand() {
    if (skip("@")) {
      return new JsonPath.Operand.Path(false, steps());
    }
    if (skip("$")) {
      return new JsonPath.Operand.Path(true, steps());
    }
    skipBlanks();
    if (isQuote()) {
      return new JsonPath.Operand.Constant(new JsonValue.Text(quoted()));
    }
    int from = at;
    while (at < text.length() && isLiteralPart(text.charAt(at))) {
      at++;
    }
    try {
      return new JsonPath.Operand.Constant(JsonText.parse(text.substring(from, at)));
    } catch (ProximaException e) {
      at = from;
      throw wrong("'@', '$' or a literal of JSON");
    }
  }

  private static boolean isLiteralPart(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '+';
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean skip(String token) {
    skipBlanks();
    boolean found = text.startsWith(token, at);
    at += found ? token.length() : 0;
    return found;
  }

  /// Skips a word, if it is there as a whole.
  private boolean word(String word) {
    skipBlanks();
    int end = at + word.length();
    boolean found =
        text.startsWith(word, at) && (end == text.length() || !isNamePart(text.charAt(end), false));
    at = found ? end : at;
    return found;
  }

  private void require(String token) {
    if (!skip(token)) {
      throw wrong("'" + token + "'");
    }
  }

  private ProximaException wrong(String expected) {
    String found =
        at >= text.length()
            ? "the end"
            : "'" + text.substring(at, text.offsetByCodePoints(at, 1)) + "'";
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new ProximaException(
        ErrorCode.SYNTAX_ERROR,
        "JSON path "
            + shown
            + ", character "
            + (at + 1)
            + ": expected "
            + expected
            + ", found "
            + found);
  }

  private static ProximaException unsupported(String what) {
    return new ProximaException(ErrorCode.UNSUPPORTED, what + " in a JSON path is not offered yet");
  }
}

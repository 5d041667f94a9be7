package io.proxima.engine.json;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;

/// A path into JSON values: SQL's path language in its lax mode, and of RFC 9535 the brackets.
///
/// ```text
/// path      = ["lax"] "$" step*
/// step      = "." name | "." '"' text '"' | ".*" | "[" subscript "]" | "?" "(" filter ")"
/// subscript = "*" | index ["to" index] | text | "?" filter
/// index     = number | "last" ["-" number]
/// filter    = and ("||" and)*         and = test ("&&" test)*
/// test      = "!" test | "(" filter ")" | "exists" "(" operand ")"
///           | operand [comparison literal-or-operand] | operand "starts" "with" text
/// operand   = ("@" | "$") step*       comparison = "==" | "=" | "!=" | "<>" | "<" | "<=" | ">" | ">="
/// ```
///
/// Lax: a member of an array is that of its elements, an element of what is no array is the value
/// itself, and what is not there is left out.
///
/// - **Threads:** immutable.
public final class JsonPath {
  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = steps;
  }

  /// Reads a path.
  ///
  /// @throws ProximaException `SYNTAX_ERROR` with the place in `text`; `UNSUPPORTED` for what SQL
  ///   has beyond this
  public static JsonPath parse(String text) {
    return new JsonPath(text, new JsonPathParser(text).path());
  }

  /// The values that the path leads to, in their order.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if that takes too many steps
  public List<JsonValue> find(JsonValue root) {
    return new JsonPathRun(text, root).follow(steps, root);
  }

  @Override
  public String toString() {
    return text;
  }

  /// One step from values to others.
  sealed interface Step {
    /// The member of a name.
    record Member(String name) implements Step {}

    /// All members.
    record AllMembers() implements Step {}

    /// All elements.
    record AllElements() implements Step {}

    /// The elements from one to another; negative places count from behind the last.
    record Elements(int from, int to) implements Step {}

    /// The values that pass a filter.
    record Where(Filter filter) implements Step {}
  }

  /// A condition on the value that `@` means.
  sealed interface Filter {
    /// All or any of some conditions.
    record Connective(List<Filter> parts, boolean any) implements Filter {}

    /// Not the condition.
    record Not(Filter negated) implements Filter {}

    /// Whether a path leads anywhere.
    record Exists(Operand path) implements Filter {}

    /// Whether a value on the left is so to one on the right.
    record Compare(Operand left, Comparison comparison, Operand right) implements Filter {}

    /// Whether a text on the left starts so.
    record StartsWith(Operand left, String start) implements Filter {}
  }

  /// How two scalars can be to each other.
  enum Comparison {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }

  /// What a filter looks at.
  sealed interface Operand {
    /// A literal.
    record Constant(JsonValue value) implements Operand {}

    /// A path from the root, or from the value that `@` means.
    record Path(boolean fromRoot, List<Step> steps) implements Operand {}
  }

  static ProximaException tooManySteps(String text, long most) {
    return new ProximaException(
        ErrorCode.INVALID_PARAMETER,
        "the JSON path " + text + " takes more than " + most + " steps in one value");
  }
}

package io.proxima.engine.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// What a JSON text holds.
///
/// - **Threads:** immutable; nobody may change the collections.
public sealed interface JsonValue {
  /// `null`, which is a value of JSON and no NULL of SQL.
  record Nothing() implements JsonValue {}

  /// `true` or `false`.
  record Truth(boolean value) implements JsonValue {}

  /// A number as it was written, so that no digit is lost.
  record Numeral(String digits) implements JsonValue {
    /// The number.
    ///
    /// @throws io.proxima.engine.error.ProximaException `NUMERIC_OUT_OF_RANGE` if its exponent is
    ///   too large to compute with
    public BigDecimal value() {
      return JsonNumbers.parse(digits);
    }
  }

  /// A text, without its quotes and escapes.
  record Text(String value) implements JsonValue {}

  /// An array.
  record Array(List<JsonValue> elements) implements JsonValue {}

  /// An object; of members with one name the last counts.
  record Members(Map<String, JsonValue> byName) implements JsonValue {}

  /// Whether it is neither an array nor an object.
  default boolean isScalar() {
    return !(this instanceof Array) && !(this instanceof Members);
  }
}

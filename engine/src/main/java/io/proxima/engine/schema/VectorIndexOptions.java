package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import java.util.Map;

/// What `WITH (…)` of a vector index takes.
///
/// | option | of | values | without it | effect |
/// |---|---|---|---|---|
/// | `bits` | `flat` | 1 to 8 | by the dimension | bits of the codes per component |
/// | `target_accuracy` | `auto` | 1 to 100 | 95 | percent of the nearest that a search finds |
public final class VectorIndexOptions {
  /// Bits of the codes per component.
  public static final String BITS = "bits";

  /// Percent of the nearest that a search finds.
  public static final String TARGET_ACCURACY = "target_accuracy";

  private VectorIndexOptions() {}

  /// What an index of that method takes, in the order in which messages list it.
  public static List<String> namesOf(VectorIndexDef.Method method) {
    return switch (method) {
      case AUTO -> List.of(TARGET_ACCURACY);
      case FLAT -> List.of(BITS);
    };
  }

  /// Checks the options of an index.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` if there is no such option, `INVALID_PARAMETER` if
  ///   it does not take the value
  public static void check(VectorIndexDef.Method method, Map<String, String> options) {
    options.forEach((name, value) -> {
      if (!namesOf(method).contains(name)) {
        throw new ProximaException(
            ErrorCode.UNDEFINED_OBJECT,
            "an index of kind "
                + method.word()
                + " has no option "
                + name
                + "; it has "
                + String.join(", ", namesOf(method)));
      }
      switch (name) {
        case BITS -> TableOptions.number(name, value, 1, 8);
        case TARGET_ACCURACY -> TableOptions.number(name, value, 1, 100);
        default -> throw new IllegalArgumentException(name);
      }
    });
  }
}

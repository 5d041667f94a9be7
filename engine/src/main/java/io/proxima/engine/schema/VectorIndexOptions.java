package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// What `WITH (…)` of a vector index takes.
///
/// | option | of | values | without it | effect |
/// |---|---|---|---|---|
/// | `bits` | `flat`, `ivf` | 1 to 8 | by the dimension | bits of the codes per component |
/// | `ef_construction` | `hnsw` | 4 to 1,000 | 100 | candidates held while a row is linked |
/// | `lists` | `ivf` | 1 to 1,048,576 | by the rows | lists of a segment |
/// | `m` | `hnsw` | 2 to 100 | 16 | half of the neighbours that a row has at most |
/// | `quantizer` | `ivf` | `rabitq` | `rabitq` | how vectors are coded |
/// | `target_accuracy` | all | 1 to 100 | 95 | percent of the nearest that a search finds |
public final class VectorIndexOptions {
  /// Bits of the codes per component.
  public static final String BITS = "bits";

  /// Candidates held while a row is linked.
  public static final String EF_CONSTRUCTION = "ef_construction";

  /// Half of the neighbours that a row has at most.
  public static final String M = "m";

  /// Lists of a segment.
  public static final String LISTS = "lists";

  /// How vectors are coded.
  public static final String QUANTIZER = "quantizer";

  /// Percent of the nearest that a search finds.
  public static final String TARGET_ACCURACY = "target_accuracy";

  private static final String RABITQ = "rabitq";
  private static final int MOST_LISTS = 1 << 20;

  private VectorIndexOptions() {}

  /// The value of an option that is a whole number, if the index has it.
  public static OptionalInt number(VectorIndexDef index, String option) {
    String value = index.options().get(option);
    return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
  }

  /// What an index of that method takes, in the order in which messages list it.
  public static List<String> namesOf(VectorIndexDef.Method method) {
    return switch (method) {
      case AUTO -> List.of(TARGET_ACCURACY);
      case FLAT -> List.of(BITS, TARGET_ACCURACY);
      case IVF -> List.of(BITS, LISTS, QUANTIZER, TARGET_ACCURACY);
      case HNSW -> List.of(M, EF_CONSTRUCTION, TARGET_ACCURACY);
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
        case M -> TableOptions.number(name, value, 2, 100);
        case EF_CONSTRUCTION -> TableOptions.number(name, value, 4, 1_000);
        case LISTS -> TableOptions.number(name, value, 1, MOST_LISTS);
        case QUANTIZER -> {
          if (!value.equalsIgnoreCase(RABITQ)) {
            throw new ProximaException(
                ErrorCode.INVALID_PARAMETER,
                "option quantizer is " + value + ", expected " + RABITQ);
          }
        }
        case TARGET_ACCURACY -> TableOptions.number(name, value, 1, 100);
        default -> throw new IllegalArgumentException(name);
      }
    });
  }
}

package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What `WITH (…)` of a table takes, and how [TableDef#options] keeps it.
///
/// | option | kept as | effect |
/// |---|---|---|
/// | `cluster_by` | name of a dense vector column | the rows of a segment are ordered by it; without it by the first |
/// | `compression` | `lz4` or `none` | how pages of a segment without vectors, or with vectors that are mostly zeros, are packed |
/// | `group_rows` | number | the most rows of a row group of a segment |
/// | `ttl` | microseconds | a row is gone so long after it was written |
///
/// - **Threads:** immutable.
public record TableOptions(
    Optional<String> clusterBy,
    Optional<Boolean> compressed,
    OptionalInt groupRows,
    OptionalLong ttlMicros) {
  /// Names the vector column that rows are ordered by.
  public static final String CLUSTER_BY = "cluster_by";

  /// Says how pages are packed.
  public static final String COMPRESSION = "compression";

  /// Says how many rows a row group has.
  public static final String GROUP_ROWS = "group_rows";

  /// Says how long a row lives.
  public static final String TTL = "ttl";

  /// All that is taken, in the order in which messages list it.
  public static final List<String> NAMES = List.of(CLUSTER_BY, COMPRESSION, GROUP_ROWS, TTL);

  /// The options that name a column.
  static final List<String> OF_COLUMNS = List.of(CLUSTER_BY);

  private static final int MIN_GROUP_ROWS = 1024;
  private static final int MAX_GROUP_ROWS = 1 << 17;

  /// A thousand years, so that no sum with a time overflows.
  private static final long MAX_TTL_MICROS = 1000L * 365 * 24 * 3600 * 1_000_000;

  /// The options of a table; what it does not name is empty.
  public static TableOptions of(TableDef table) {
    Map<String, String> options = table.options();
    String rows = options.get(GROUP_ROWS);
    String ttl = options.get(TTL);
    return new TableOptions(
        Optional.ofNullable(options.get(CLUSTER_BY)),
        Optional.ofNullable(options.get(COMPRESSION)).map("lz4"::equals),
        rows == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(rows)),
        ttl == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(ttl)));
  }

  /// Checks the options of a table, of which `ttl` is in microseconds already.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` if there is no such option, `INVALID_PARAMETER` if
  ///   it does not take the value
  public static void check(Map<String, String> options, List<ColumnDef> columns) {
    options.forEach((name, value) -> {
      switch (name) {
        case CLUSTER_BY -> requireVector(value, columns);
        case COMPRESSION -> {
          if (!value.equals("lz4") && !value.equals("none")) {
            throw wrong(name, "lz4 or none", value);
          }
        }
        case GROUP_ROWS -> {
          long rows = number(name, value, MIN_GROUP_ROWS, MAX_GROUP_ROWS);
          if (rows % MIN_GROUP_ROWS != 0) {
            throw wrong(name, "a multiple of " + MIN_GROUP_ROWS, value);
          }
        }
        case TTL -> number(name, value, 1, MAX_TTL_MICROS);
        default -> throw unknown(name);
      }
    });
  }

  /// The error for an option that there is not.
  public static ProximaException unknown(String name) {
    return new ProximaException(
        ErrorCode.UNDEFINED_OBJECT,
        "a table has no option " + name + "; it has " + String.join(", ", NAMES));
  }

  /// The error for a value that an option does not take.
  public static ProximaException wrong(String name, String expected, String found) {
    return new ProximaException(
        ErrorCode.INVALID_PARAMETER, "option " + name + " takes " + expected + ", got " + found);
  }

  private static void requireVector(String name, List<ColumnDef> columns) {
    for (ColumnDef column : columns) {
      if (column.name().equals(name)) {
        if (column.type().kind().layout() != TypeKind.Layout.VECTOR) {
          throw wrong(CLUSTER_BY, "a dense vector column", name + " of type " + column.type());
        }
        return;
      }
    }
    throw wrong(CLUSTER_BY, "the name of a dense vector column", name);
  }

  static long number(String name, String value, long min, long max) {
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number from " + min + " to " + max, value);
    }
    if (number < min || number > max) {
      throw wrong(name, min + " to " + max, value);
    }
    return number;
  }

  /// These options with others set, and some back at what they are without being named.
  public static Map<String, String> changed(
      Map<String, String> options, Map<String, String> set, List<String> reset) {
    Map<String, String> changed = new HashMap<>(options);
    changed.putAll(set);
    for (String name : new ArrayList<>(reset)) {
      if (!NAMES.contains(name)) {
        throw unknown(name);
      }
      changed.remove(name);
    }
    return changed;
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.txn.Durability;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Everything that `SET`, `SHOW` and `RESET` know. The list is closed.
public enum Setting {
  /// What a commit of this session survives. A [Durability].
  DURABILITY(
      "proxima.durability", "durability", "sync", "what a commit survives: sync, os or memory") {
    @Override
    Object read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "sync" -> Durability.SYNC;
        case "os" -> Durability.OS;
        case "memory" -> Durability.MEMORY;
        default -> throw wrong(text, "sync, os or memory");
      };
    }
  },
  /// When a statement ends with 57P70. A `Long`: milliseconds, 0 for never.
  STATEMENT_TIMEOUT(
      "proxima.statement_timeout",
      "statement_timeout",
      "0",
      "time limit of a statement: milliseconds, '5s', '2min'; 0: none") {
    @Override
    Object read(String text) {
      return millis(text);
    }
  },
  /// Whether nearest-neighbour queries compute every distance. A `Boolean`.
  EXACT(
      "proxima.exact",
      "exact",
      "on",
      "whether nearest-neighbour queries compute every distance: on") {
    @Override
    Object read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true" -> true;
        case "off", "false" ->
            throw new ProximaException(
                ErrorCode.UNSUPPORTED,
                "proxima.exact = off: approximate search is not offered yet");
        default -> throw wrong(text, "on");
      };
    }
  },
  /// Whether plans are kept and literals taken out of statements. A `Boolean`.
  PLAN_CACHE(
      "proxima.plan_cache",
      "plan_cache",
      "on",
      "whether plans are kept for statements that differ only in literals: on or off") {
    @Override
    Object read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true" -> true;
        case "off", "false" -> false;
        default -> throw wrong(text, "on or off");
      };
    }
  },
  /// The schema that unqualified names mean. A `String`.
  SCHEMA(
      "search_path", "schema", Catalog.DEFAULT_SCHEMA, "the schema that unqualified names mean") {
    @Override
    Object read(String text) {
      return text;
    }
  };

  /// The settings that change plans, besides the schema.
  public static final List<Setting> OF_PLANS = List.of(EXACT);

  private static final Map<String, Long> UNITS =
      Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "", 1L);

  private final String key;
  private final String otherName;
  private final String defaultText;
  private final String description;

  Setting(String key, String otherName, String defaultText, String description) {
    this.key = key;
    this.otherName = otherName;
    this.defaultText = defaultText;
    this.description = description;
  }

  /// The name in SQL.
  public String key() {
    return key;
  }

  /// What it is for and what it takes.
  public String description() {
    return description;
  }

  /// The value if nobody set one.
  public Object defaultValue() {
    return parse(defaultText);
  }

  /// Reads a value: a [Durability], `Long`, `Boolean` or `String`, as the constant says.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` naming the range
  public Object parse(String text) {
    return read(text.strip());
  }

  /// Writes a value as `SHOW` does.
  public String format(Object value) {
    return switch (value) {
      case Boolean on -> on ? "on" : "off";
      case Durability durability -> durability.name().toLowerCase(Locale.ROOT);
      default -> value.toString();
    };
  }

  /// The setting of that name.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` with the names that are near
  public static Setting named(String name) {
    for (Setting setting : values()) {
      if (setting.key.equals(name) || setting.otherName.equals(name)) {
        return setting;
      }
    }
    List<String> known = Arrays.stream(values()).map(Setting::key).toList();
    throw new ProximaException(
        ErrorCode.UNDEFINED_OBJECT,
        "there is no setting named " + name + NearNames.hint(name, known));
  }

  abstract Object read(String text);

  final ProximaException wrong(String text, String expected) {
    return new ProximaException(
        ErrorCode.INVALID_PARAMETER,
        "setting " + key + " takes " + expected + ", got '" + text + "'");
  }

  final Long millis(String text) {
    int digits = 0;
    while (digits < text.length() && "0123456789.".indexOf(text.charAt(digits)) >= 0) {
      digits++;
    }
    Long unit = UNITS.get(text.substring(digits).strip().toLowerCase(Locale.ROOT));
    if (digits == 0 || digits > 12 || unit == null) {
      throw wrong(text, "milliseconds or a time such as '5s' or '2min'");
    }
    try {
      return new BigDecimal(text.substring(0, digits))
          .multiply(BigDecimal.valueOf(unit))
          .longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(text, "a whole number of milliseconds, or a time such as '5s'");
    }
  }
}

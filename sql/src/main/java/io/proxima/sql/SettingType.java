package io.proxima.sql;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What values a setting takes.
///
/// - **Threads:** immutable.
public sealed interface SettingType {
  /// Its name in the list of settings.
  String name();

  /// The unit of a number without one; empty if it is none.
  default String unit() {
    return "";
  }

  /// The words it takes, if there is a list of them.
  default List<String> choices() {
    return List.of();
  }

  /// The least number, if it is one.
  default Optional<Long> min() {
    return Optional.empty();
  }

  /// The largest number, if it is one.
  default Optional<Long> max() {
    return Optional.empty();
  }

  /// What it takes, in words.
  String range();

  /// Reads a value; nothing if the text is none.
  Optional<Object> read(String text);

  /// Writes a value as it can be read.
  default String format(Object value) {
    return value.toString();
  }

  /// On or off. A `Boolean`.
  record Bool() implements SettingType {
    @Override
    public String name() {
      return "boolean";
    }

    @Override
    public List<String> choices() {
      return List.of("on", "off");
    }

    @Override
    public String range() {
      return "on or off";
    }

    @Override
    public Optional<Object> read(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true" -> Optional.of(true);
        case "off", "false" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    @Override
    public String format(Object value) {
      return (Boolean) value ? "on" : "off";
    }
  }

  /// One of some constants, written in lower case.
  record Choice<E extends Enum<E>>(Class<E> type) implements SettingType {
    @Override
    public String name() {
      return "choice";
    }

    @Override
    public List<String> choices() {
      return Arrays.stream(type.getEnumConstants()).map(this::format).toList();
    }

    @Override
    public String range() {
      return choices().stream().collect(Collectors.joining(", ", "one of ", ""));
    }

    @Override
    public Optional<Object> read(String text) {
      return Arrays.stream(type.getEnumConstants())
          .filter(constant -> constant.name().equalsIgnoreCase(text))
          .<Object>map(constant -> constant)
          .findFirst();
    }

    @Override
    public String format(Object value) {
      return ((Enum<?>) value).name().toLowerCase(Locale.ROOT);
    }
  }

  /// A time span, 0 for none. A `Long`: milliseconds.
  record Duration(long maxMillis) implements SettingType {
    private static final Map<String, Long> UNITS =
        Map.of("", 1L, "ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L);

    @Override
    public String name() {
      return "duration";
    }

    @Override
    public String unit() {
      return "ms";
    }

    @Override
    public Optional<Long> min() {
      return Optional.of(0L);
    }

    @Override
    public Optional<Long> max() {
      return Optional.of(maxMillis);
    }

    @Override
    public String range() {
      return "0 to " + maxMillis + " milliseconds, or a time such as '5s', '2min' or '1h'";
    }

    @Override
    public Optional<Object> read(String text) {
      return amount(text, UNITS, 0, maxMillis);
    }
  }

  /// A size in memory, 0 for the default. A `Long`: bytes.
  record Bytes(long minBytes, long maxBytes) implements SettingType {
    private static final Map<String, Long> UNITS =
        Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);

    @Override
    public String name() {
      return "size";
    }

    @Override
    public String unit() {
      return "B";
    }

    @Override
    public Optional<Long> min() {
      return Optional.of(minBytes);
    }

    @Override
    public Optional<Long> max() {
      return Optional.of(maxBytes);
    }

    @Override
    public String range() {
      return "0, or " + minBytes + " to " + maxBytes + " bytes, or a size such as '64MB' or '2GB'";
    }

    @Override
    public Optional<Object> read(String text) {
      return amount(text, UNITS, minBytes, maxBytes).or(() -> amount(text, UNITS, 0, 0));
    }
  }

  /// A whole number. A `Long`.
  record Whole(long least, long most) implements SettingType {
    private static final Map<String, Long> UNITS = Map.of("", 1L);

    @Override
    public String name() {
      return "integer";
    }

    @Override
    public Optional<Long> min() {
      return Optional.of(least);
    }

    @Override
    public Optional<Long> max() {
      return Optional.of(most);
    }

    @Override
    public String range() {
      return "a whole number from " + least + " to " + most;
    }

    @Override
    public Optional<Object> read(String text) {
      return amount(text, UNITS, least, most);
    }
  }

  /// The name of something in the catalog. A `String`.
  record Name() implements SettingType {
    @Override
    public String name() {
      return "name";
    }

    @Override
    public String range() {
      return "a name";
    }

    @Override
    public Optional<Object> read(String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
  }

  /// A number with a unit, as a whole number of the smallest.
  private static Optional<Object> amount(String text, Map<String, Long> units, long min, long max) {
    int digits = 0;
    while (digits < text.length() && "0123456789.".indexOf(text.charAt(digits)) >= 0) {
      digits++;
    }
    Long unit = units.get(text.substring(digits).strip().toLowerCase(Locale.ROOT));
    if (digits == 0 || digits > 19 || unit == null) {
      return Optional.empty();
    }
    try {
      long amount =
          new BigDecimal(text.substring(0, digits))
              .multiply(BigDecimal.valueOf(unit))
              .longValueExact();
      return amount < min || amount > max ? Optional.empty() : Optional.of(amount);
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}

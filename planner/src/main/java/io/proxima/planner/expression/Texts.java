package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// Functions on texts. Positions count characters (code points) from 1.
final class Texts {
  private static final int LONGEST = 10_000_000;

  private Texts() {}

  /// A function from one text to another.
  static Expression map(ColumnType type, Expression text, UnaryOperator<String> function) {
    return Strict.objects(
        type, List.of(text), cells -> row -> function.apply((String) cells[0].at(row)));
  }

  static Expression upper(ColumnType type, Expression text) {
    return map(type, text, value -> value.toUpperCase(Locale.ROOT));
  }

  static Expression lower(ColumnType type, Expression text) {
    return map(type, text, value -> value.toLowerCase(Locale.ROOT));
  }

  static Expression concat(ColumnType type, Expression left, Expression right) {
    return Strict.objects(
        type,
        List.of(left, right),
        cells -> row -> (String) cells[0].at(row) + (String) cells[1].at(row));
  }

  static Expression replace(ColumnType type, List<Expression> arguments) {
    return Strict.objects(
        type,
        arguments,
        cells ->
            row -> {
              String part = (String) cells[1].at(row);
              String text = (String) cells[0].at(row);
              return part.isEmpty() ? text : replace(text, part, (String) cells[2].at(row));
            });
  }

  private static String replace(String text, String part, String other) {
    long length = text.length();
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      length += other.length() - part.length();
    }
    if (length > Math.max(LONGEST, text.length())) {
      throw tooLong();
    }
    return text.replace(part, other);
  }

  static Expression length(ColumnType type, Expression text) {
    return Strict.longs(
        type,
        List.of(text),
        cells ->
            row -> {
              String value = (String) cells[0].at(row);
              return value.codePointCount(0, value.length());
            });
  }

  /// The place of the first text in the second, 0 if it is not there.
  static Expression position(ColumnType type, Expression part, Expression text) {
    return Strict.longs(
        type,
        List.of(part, text),
        cells ->
            row -> {
              String value = (String) cells[1].at(row);
              int index = value.indexOf((String) cells[0].at(row));
              return index < 0 ? 0 : value.codePointCount(0, index) + 1;
            });
  }

  static Expression substring(ColumnType type, List<Expression> arguments) {
    return Strict.objects(
        type,
        arguments,
        cells ->
            row -> {
              String text = (String) cells[0].at(row);
              long start = (Long) cells[1].at(row);
              long count =
                  cells.length < 3 ? Integer.MAX_VALUE : checkLength((Long) cells[2].at(row));
              return substring(text, start, count);
            });
  }

  private static long checkLength(long count) {
    if (count < 0) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "SUBSTRING needs a length of at least 0, got " + count);
    }
    return count;
  }

  private static String substring(String text, long start, long count) {
    int length = text.codePointCount(0, text.length());
    long first = Math.clamp(start - 1, 0, length);
    long end = Math.clamp(Math.min(start, length + 1L) - 1 + count, first, length);
    int from = text.offsetByCodePoints(0, (int) first);
    return text.substring(from, text.offsetByCodePoints(from, (int) (end - first)));
  }

  /// `LEFT`, `RIGHT` and `REPEAT`: a text and a number. A negative number of `LEFT` and `RIGHT`
  /// leaves that many characters out at the other end.
  static Expression sized(String name, ColumnType type, List<Expression> arguments) {
    return Strict.objects(
        type,
        arguments,
        cells -> row -> sized(name, (String) cells[0].at(row), (Long) cells[1].at(row)));
  }

  private static String sized(String name, String text, long count) {
    int length = text.codePointCount(0, text.length());
    long kept = Math.clamp(count < 0 ? length + count : count, 0L, length);
    return switch (name) {
      case "LEFT" -> substring(text, 1, kept);
      case "RIGHT" -> substring(text, length - kept + 1, kept);
      default -> text.repeat(checkSize(Math.max(0, count), text.length()));
    };
  }

  private static int checkSize(long count, int length) {
    if (count * Math.max(1L, length) > LONGEST || count > LONGEST) {
      throw tooLong();
    }
    return (int) count;
  }

  private static ProximaException tooLong() {
    return new ProximaException(
        ErrorCode.VALUE_TOO_LONG, "a text of more than " + LONGEST + " characters");
  }

  /// `LPAD` and `RPAD`: a text filled up, or cut, to a number of characters.
  static Expression padded(String name, ColumnType type, List<Expression> arguments) {
    return Strict.objects(
        type,
        arguments,
        cells ->
            row -> {
              String text = (String) cells[0].at(row);
              int wanted = checkSize(Math.max(0, (Long) cells[1].at(row)), 1);
              String filler = (String) cells[2].at(row);
              int length = text.codePointCount(0, text.length());
              if (length >= wanted || filler.isEmpty()) {
                return substring(text, 1, wanted);
              }
              String fill =
                  substring(
                      filler.repeat(
                          (wanted - length) / filler.codePointCount(0, filler.length()) + 1),
                      1,
                      wanted - length);
              return name.equals("LPAD") ? fill + text : text + fill;
            });
  }

  static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  static Expression startsWith(Expression text, Expression start) {
    return Strict.longs(
        Logic.BOOLEAN,
        List.of(text, start),
        cells -> row -> ((String) cells[0].at(row)).startsWith((String) cells[1].at(row)) ? 1 : 0);
  }

  /// Removes a character from the ends of a text.
  static Expression trim(
      ColumnType type, boolean leading, boolean trailing, Expression what, Expression text) {
    return Strict.objects(
        type,
        List.of(what, text),
        cells ->
            row -> trim(leading, trailing, (String) cells[0].at(row), (String) cells[1].at(row)));
  }

  private static String trim(boolean leading, boolean trailing, String what, String text) {
    if (what.codePointCount(0, what.length()) != 1) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "TRIM removes one character, got '" + what + "'");
    }
    int from = 0;
    int to = text.length();
    while (leading && from < to && text.startsWith(what, from)) {
      from += what.length();
    }
    while (trailing && from < to && text.startsWith(what, to - what.length())) {
      to -= what.length();
    }
    return text.substring(from, to);
  }

  static Expression like(List<Expression> arguments) {
    return Strict.longs(
        Logic.BOOLEAN,
        arguments,
        cells -> {
          boolean fixed = cells[1].isConstant() && (cells.length < 3 || cells[2].isConstant());
          if (fixed) {
            LikePattern pattern = pattern(cells, 0);
            return row -> pattern.matches((String) cells[0].at(row)) ? 1 : 0;
          }
          return row -> pattern(cells, row).matches((String) cells[0].at(row)) ? 1 : 0;
        });
  }

  private static LikePattern pattern(Cells[] cells, int row) {
    return LikePattern.of(
        (String) cells[1].at(row), cells.length < 3 ? "" : (String) cells[2].at(row));
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Turns the exceptions of Calcite into ours, with a code and the place in the text.
final class Errors {
  private static final Pattern LEXICAL = Pattern.compile("line (\\d+), column (\\d+)");
  private static final Pattern EXPECTING = Pattern.compile("\\s*Was expecting.*", Pattern.DOTALL);
  private static final Pattern ENCOUNTERED = Pattern.compile(" at line \\d+, column \\d+\\.?");

  private static final Pattern UUID_TEXT =
      Pattern.compile("^(Invalid UUID string|UUID string too)");

  private static final Map<Pattern, ErrorCode> CODES = codes();

  private Errors() {}

  /// An error of the parser.
  static ProximaException of(String sql, SqlParseException error) {
    String message = String.valueOf(error.getMessage());
    SqlParserPos place = error.getPos();
    int position = place == null ? 0 : position(sql, place.getLineNum(), place.getColumnNum());
    Matcher lexical = LEXICAL.matcher(message);
    if (place == null && lexical.find()) {
      position =
          position(sql, Integer.parseInt(lexical.group(1)), Integer.parseInt(lexical.group(2)));
    }
    Throwable cause = error.getCause();
    if (cause instanceof CalciteContextException context) {
      return of(sql, context);
    }
    String brief = EXPECTING.matcher(message).replaceFirst("");
    return new ProximaException(
        ErrorCode.SYNTAX_ERROR, ENCOUNTERED.matcher(brief).replaceFirst(""), position, error);
  }

  /// An error of the validator or of the conversion.
  static ProximaException of(String sql, RuntimeException error) {
    return switch (error) {
      case ProximaException ours -> ours;
      case CalciteContextException context -> ofContext(sql, context);
      case CalciteException known -> ofMessage(known, 0);
      case UnsupportedOperationException refused ->
          new ProximaException(
              ErrorCode.UNSUPPORTED, "this form of statement is not offered: " + refused, refused);
      case IllegalArgumentException uuid when isUuid(uuid) ->
          new ProximaException(ErrorCode.INVALID_TEXT, String.valueOf(uuid.getMessage()), uuid);
      default -> CalciteRefusal.of(error);
    };
  }

  private static boolean isUuid(IllegalArgumentException error) {
    String message = error.getMessage();
    return message != null && UUID_TEXT.matcher(message).find();
  }

  private static ProximaException ofContext(String sql, CalciteContextException context) {
    int position = position(sql, context.getPosLine(), context.getPosColumn());
    Throwable cause = context.getCause();
    if (cause instanceof ProximaException ours) {
      return new ProximaException(
          ours.code(), Objects.requireNonNull(ours.getMessage()), position, ours.getCause());
    }
    return ofMessage(cause == null ? context : cause, position);
  }

  private static ProximaException ofMessage(Throwable error, int position) {
    String message = String.valueOf(error.getMessage());
    ErrorCode code =
        CODES.entrySet().stream()
            .filter(entry -> entry.getKey().matcher(message).find())
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse(ErrorCode.SYNTAX_ERROR);
    return new ProximaException(code, message, position, error);
  }

  /// The character, from 1, of a line and column that count from 1; 0 if there is none.
  static int position(String sql, int line, int column) {
    int start = 0;
    for (int passed = 1; passed < line; passed++) {
      @Nullable Integer next = nextLine(sql, start);
      if (next == null) {
        return 0;
      }
      start = next;
    }
    return line < 1 || column < 1 ? 0 : Math.min(start + column, sql.length() + 1);
  }

  private static @Nullable Integer nextLine(String sql, int from) {
    for (int i = from; i < sql.length(); i++) {
      char c = sql.charAt(i);
      if (c == '\n') {
        return i + 1;
      }
      if (c == '\r') {
        boolean pair = i + 1 < sql.length() && sql.charAt(i + 1) == '\n';
        return i + (pair ? 2 : 1);
      }
    }
    return null;
  }

  private static Map<Pattern, ErrorCode> codes() {
    Map<Pattern, ErrorCode> codes = new LinkedHashMap<>();
    put(codes, "^(Table|Object) '.*' not found", ErrorCode.UNDEFINED_TABLE);
    put(
        codes,
        "^(Column|Unknown field|Param|Field) ?'.*' (not found|is ambiguous)",
        ErrorCode.UNDEFINED_COLUMN);
    put(codes, "^Unknown (target column|field|identifier)", ErrorCode.UNDEFINED_COLUMN);
    put(codes, "^No match found for function signature", ErrorCode.UNDEFINED_FUNCTION);
    put(codes, "^Function '.*' (is not defined|not found)", ErrorCode.UNDEFINED_FUNCTION);
    put(codes, "^Cannot apply ", ErrorCode.UNDEFINED_FUNCTION);
    put(
        codes,
        "^(Invalid number of arguments|Encountered .* with .* parameter)",
        ErrorCode.UNDEFINED_FUNCTION);
    put(codes, "^(Schema|Type|Window) '.*' not found", ErrorCode.UNDEFINED_OBJECT);
    put(codes, "^Unknown datatype name", ErrorCode.UNDEFINED_OBJECT);
    put(codes, "literal '.*' out of range", ErrorCode.NUMERIC_OUT_OF_RANGE);
    put(codes, "^Illegal .* literal|^Literal '.*' can not be parsed", ErrorCode.INVALID_TEXT);
    put(
        codes,
        "not supported|not allowed under the current SQL conformance",
        ErrorCode.UNSUPPORTED);
    put(
        codes,
        "^(Illegal use of dynamic|Cannot assign|Cannot compare|Parameters must be of the same"
            + " type|Illegal mixing|Values passed to|Type mismatch|Cast function cannot|Cannot"
            + " cast|Expected a|Incompatible|Types .* not comparable|Operands .* not comparable|.*"
            + " is not comparable to|WHERE clause must|HAVING clause must|.* clause must be a"
            + " condition)",
        ErrorCode.TYPE_MISMATCH);
    return codes;
  }

  private static void put(Map<Pattern, ErrorCode> codes, String pattern, ErrorCode code) {
    codes.put(Pattern.compile(pattern), code);
  }
}

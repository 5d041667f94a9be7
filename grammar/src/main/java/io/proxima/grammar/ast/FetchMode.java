package io.proxima.grammar.ast;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlHint;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// How exact the nearest rows of one SELECT must be, as its `FETCH` clause says.
///
/// Travels as the hint `proxima_fetch` of the [SqlSelect] the clause belongs to. Whoever validates
/// the query takes it off with [#take(SqlSelect)], because Calcite warns about hints it does not
/// know.
///
/// @param kind what was written before `FIRST`
/// @param accuracyPercent the number after `WITH TARGET ACCURACY`, or null
public record FetchMode(Kind kind, @Nullable BigDecimal accuracyPercent) {

  /// The hint's name.
  public static final String HINT = "proxima_fetch";

  /// What was written before `FIRST`.
  public enum Kind {
    UNSPECIFIED,
    APPROX,
    EXACT
  }

  /// The hint for one word; the parser calls it.
  public static SqlHint hint(Kind kind, SqlParserPos pos) {
    return hint(new FetchMode(kind, null), pos);
  }

  /// The hint with an accuracy added; the parser calls it.
  public static SqlHint withAccuracy(@Nullable SqlNode mode, SqlNumericLiteral percent) {
    Kind kind = mode instanceof SqlHint hint ? of(hint).kind : Kind.UNSPECIFIED;
    return hint(new FetchMode(kind, percent.bigDecimalValue()), percent.getParserPosition());
  }

  /// Gives the hint to the query; the parser calls it.
  ///
  /// @throws CalciteContextException if the query is not a SELECT
  public static SqlNode attach(SqlNode query, @Nullable SqlNode mode) {
    if (mode == null) {
      return query;
    }
    if (!((query instanceof SqlWith with ? with.body : query) instanceof SqlSelect select)) {
      throw notSelect(mode.getParserPosition());
    }
    List<SqlNode> hints = new ArrayList<>(hints(select));
    hints.add(mode);
    select.setHints(new SqlNodeList(hints, mode.getParserPosition()));
    return query;
  }

  /// What the hint of this SELECT says, or null if it has none.
  public static @Nullable FetchMode find(SqlSelect select) {
    for (SqlNode node : hints(select)) {
      if (node instanceof SqlHint hint && hint.getName().equals(HINT)) {
        return of(hint);
      }
    }
    return null;
  }

  /// What the hint of this SELECT says, or null if it has none; the hint is removed.
  public static @Nullable FetchMode take(SqlSelect select) {
    FetchMode mode = find(select);
    if (mode != null) {
      List<SqlNode> rest = new ArrayList<>(hints(select));
      rest.removeIf(node -> node instanceof SqlHint hint && hint.getName().equals(HINT));
      select.setHints(new SqlNodeList(rest, SqlParserPos.ZERO));
    }
    return mode;
  }

  private static List<SqlNode> hints(SqlSelect select) {
    SqlNodeList hints = select.getHints();
    return hints == null ? List.of() : List.copyOf(hints);
  }

  private static FetchMode of(SqlHint hint) {
    Map<String, String> options = hint.getOptionKVPairs();
    String kind = options.getOrDefault("mode", Kind.UNSPECIFIED.name());
    String accuracy = options.get("accuracy");
    return new FetchMode(
        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        accuracy == null ? null : new BigDecimal(accuracy));
  }

  private static SqlHint hint(FetchMode mode, SqlParserPos pos) {
    SqlNodeList options = new SqlNodeList(pos);
    add(options, "mode", mode.kind.name().toLowerCase(Locale.ROOT));
    if (mode.accuracyPercent != null) {
      add(options, "accuracy", mode.accuracyPercent.toPlainString());
    }
    return new SqlHint(
        pos, new SqlIdentifier(HINT, pos), options, SqlHint.HintOptionFormat.KV_LIST);
  }

  private static void add(SqlNodeList options, String name, String value) {
    options.add(new SqlIdentifier(name, options.getParserPosition()));
    options.add(SqlLiteral.createCharString(value, options.getParserPosition()));
  }

  private static CalciteContextException notSelect(SqlParserPos pos) {
    String message = "APPROX, EXACT and TARGET ACCURACY belong to the FETCH clause of a SELECT";
    return new CalciteContextException(
        message,
        new IllegalArgumentException(message),
        pos.getLineNum(),
        pos.getColumnNum(),
        pos.getEndLineNum(),
        pos.getEndColumnNum());
  }
}

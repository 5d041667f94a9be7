package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.query.SearchMode;
import io.proxima.sql.type.Located;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// `TABLE(KNN(…))` and its other name `VECTOR_SEARCH`, as the query it stands for:
///
/// ```sql
/// SELECT k.*, similarity of k.distance AS similarity
/// FROM (SELECT t.*, t.column <=> query AS distance FROM search_table AS t
///       WHERE t.column <=> query <= max_distance
///       ORDER BY t.column <=> query FETCH FIRST top_k ROWS ONLY) AS k
/// ```
///
/// So it is validated, typed and planned like that query, and gives its columns: those of the
/// table, then `distance` and `similarity`. Without a metric it is the cosine.
///
/// Behind `LATERAL` the query vector is a column of a row beside it. The query above must not hide
/// that: its tables have names that nobody writes, and a column of the query vector names its
/// table.
final class KnnCall {
  static final String DISTANCE = "distance";
  static final String SIMILARITY = "similarity";

  private static final String SEARCHED = "searched by knn";
  private static final String FOUND = "found by knn";
  private static final String OPTIONS = "metric, max_distance, exact, ef_search, probes";

  private enum Argument {
    SEARCH_TABLE,
    COLUMN_TO_SEARCH,
    COLUMN_TO_QUERY,
    TOP_K,
    CONFIG
  }

  private final String name;
  private final SqlParserPos place;
  private final Map<Argument, SqlNode> arguments = new EnumMap<>(Argument.class);
  private DistanceWord metric = DistanceWord.COSINE;
  private @Nullable SqlNode maxDistance;
  private SearchMode mode = SearchMode.UNSAID;

  private KnnCall(SqlCall call) {
    this.name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    this.place = call.getParserPosition();
    readArguments(call);
    if (arguments.get(Argument.CONFIG) != null) {
      readConfig(argument(Argument.CONFIG));
    }
  }

  static boolean is(SqlNode node) {
    return node instanceof SqlCall call
        && call.getOperator().getName().matches("(?i)KNN|VECTOR_SEARCH");
  }

  static KnnCall of(SqlCall call) {
    return new KnnCall(call);
  }

  /// What the call says about the search.
  SearchMode mode() {
    return mode;
  }

  /// The query; the parts of it are as written.
  SqlNode query() {
    SqlNode source = argument(Argument.SEARCH_TABLE);
    if (source instanceof SqlCall table && source.getKind() == SqlKind.EXPLICIT_TABLE) {
      source = table.operand(0);
    }
    SqlNode distance = metric.distance(place, column(), vector());
    SqlNode within =
        maxDistance == null
            ? null
            : SqlStdOperatorTable.LESS_THAN_OR_EQUAL.createCall(place, distance, maxDistance);
    SqlNodeList items = SqlNodeList.of(star(SEARCHED), as(distance, DISTANCE));
    SqlNode nearest =
        select(
            items,
            as(source, SEARCHED),
            within,
            SqlNodeList.of(distance),
            argument(Argument.TOP_K));
    SqlNode found = new SqlIdentifier(List.of(FOUND, DISTANCE), place);
    SqlNodeList all = SqlNodeList.of(star(FOUND), as(metric.similarity(place, found), SIMILARITY));
    return select(all, as(nearest, FOUND), null, null, null);
  }

  private SqlNode vector() {
    SqlNode vector = argument(Argument.COLUMN_TO_QUERY);
    vector.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlIdentifier name) {
            if (name.isSimple()) {
              throw wrong(name, "takes columns in COLUMN_TO_QUERY with their table, got " + name);
            }
            return null;
          }

          @Override
          public @Nullable Void visit(SqlCall call) {
            return call.isA(SqlKind.QUERY) ? null : super.visit(call); // has names of its own
          }
        });
    return vector;
  }

  private SqlNode column() {
    SqlNode descriptor = argument(Argument.COLUMN_TO_SEARCH);
    if (descriptor instanceof SqlCall call
        && call.getOperator().getName().equalsIgnoreCase("DESCRIPTOR")
        && call.operandCount() == 1
        && call.operand(0) instanceof SqlIdentifier column
        && column.isSimple()) {
      SqlParserPos at = column.getParserPosition();
      return new SqlIdentifier(List.of(SEARCHED, column.getSimple()), null, at, List.of(at, at));
    }
    throw wrong(descriptor, "takes the vector column as DESCRIPTOR(column)");
  }

  private void readArguments(SqlCall call) {
    List<SqlNode> operands = call.getOperandList();
    if (operands.size() > Argument.values().length) {
      throw wrong(call, "takes at most 5 arguments, got " + operands.size());
    }
    for (int i = 0; i < operands.size(); i++) {
      SqlNode operand = operands.get(i);
      if (operand instanceof SqlCall named && operand.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
        put(named(named.operand(1)), named.operand(0));
      } else {
        put(Argument.values()[i], operand);
      }
    }
    for (Argument needed : Argument.values()) {
      if (needed != Argument.CONFIG && !arguments.containsKey(needed)) {
        throw wrong(call, "lacks the argument " + needed);
      }
    }
    SqlNode k = argument(Argument.TOP_K);
    boolean isCount =
        k instanceof SqlNumericLiteral number
            && number.isInteger()
            && number.getValueAs(BigDecimal.class).compareTo(BigDecimal.ONE) >= 0;
    if (!isCount && !(k instanceof SqlDynamicParam)) {
      throw wrong(k, "takes TOP_K as a whole number from 1 or a parameter");
    }
  }

  private Argument named(SqlNode name) {
    String upper = ((SqlIdentifier) name).getSimple().toUpperCase(Locale.ROOT);
    for (Argument argument : Argument.values()) {
      if (argument.name().equals(upper)) {
        return argument;
      }
    }
    throw wrong(name, "has no argument " + upper);
  }

  private void put(Argument argument, SqlNode value) {
    if (arguments.put(argument, value) != null) {
      throw wrong(value, "gets the argument " + argument + " twice");
    }
  }

  private SqlNode argument(Argument argument) {
    SqlNode value = arguments.get(argument);
    if (value == null) {
      throw new IllegalStateException(argument.name());
    }
    return value;
  }

  private void readConfig(SqlNode config) {
    if (!(config instanceof SqlCall map) || map.getKind() != SqlKind.MAP_VALUE_CONSTRUCTOR) {
      throw wrong(config, "takes CONFIG as MAP['name', 'value', …]");
    }
    List<SqlNode> entries = map.getOperandList();
    for (int i = 0; i + 1 < entries.size(); i += 2) {
      option(text(entries.get(i)).toLowerCase(Locale.ROOT), entries.get(i + 1));
    }
  }

  private void option(String option, SqlNode value) {
    switch (option) {
      case "metric" -> metric = DistanceWord.of(value);
      case "max_distance" -> maxDistance = number(value);
      case "exact" -> mode = mode.withExact(isTrue(value));
      case "ef_search" -> mode = mode.withEfSearch(candidates(option, value));
      case "probes" -> mode = mode.withProbes(candidates(option, value));
      default ->
          throw Located.at(
              value.getParserPosition(),
              ErrorCode.UNDEFINED_OBJECT,
              name + " has no option " + option + "; it knows " + OPTIONS);
    }
  }

  private boolean isTrue(SqlNode value) {
    String text = text(value);
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      throw wrong(value, "takes exact as 'true' or 'false', got " + text);
    }
    return text.equalsIgnoreCase("true");
  }

  private int candidates(String option, SqlNode value) {
    String text = text(value).strip();
    int number = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
    if (number > SearchMode.MOST_CANDIDATES) {
      throw wrong(
          value,
          "takes "
              + option
              + " as a whole number from 0 to "
              + SearchMode.MOST_CANDIDATES
              + ", got "
              + text);
    }
    return number;
  }

  private SqlNode number(SqlNode value) {
    try {
      String text = new BigDecimal(text(value).strip()).toString();
      return SqlLiteral.createApproxNumeric(
          text.contains("E") ? text : text + "E0", value.getParserPosition());
    } catch (NumberFormatException e) {
      throw wrong(value, "takes max_distance as a number");
    }
  }

  private String text(SqlNode node) {
    if (node instanceof SqlLiteral literal && literal.toValue() != null) {
      return String.valueOf(literal.toValue());
    }
    throw wrong(node, "takes names and values in CONFIG as literals");
  }

  private RuntimeException wrong(SqlNode node, String problem) {
    return Located.at(node.getParserPosition(), ErrorCode.INVALID_PARAMETER, name + " " + problem);
  }

  private SqlIdentifier star(String alias) {
    return SqlIdentifier.star(
        new ArrayList<>(List.of(alias, "")), place, new ArrayList<>(List.of(place, place)));
  }

  private SqlNode as(SqlNode node, String alias) {
    return SqlStdOperatorTable.AS.createCall(place, node, new SqlIdentifier(alias, place));
  }

  private SqlNode select(
      SqlNodeList items,
      SqlNode from,
      @Nullable SqlNode where,
      @Nullable SqlNodeList order,
      @Nullable SqlNode fetch) {
    return new SqlSelect(
        place, null, items, from, where, null, null, null, null, order, null, fetch, null);
  }
}

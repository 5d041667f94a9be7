package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.ColumnType;
import io.proxima.grammar.ast.VectorTypeNameSpec;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorConversion;
import io.proxima.sql.type.VectorText;
import io.proxima.sql.type.VectorType;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;

/// Brings every spelling of a vector expression to the one that [VectorOperators] has, before
/// validation: the parser's operators, function names, casts, literals beside an operator, and the
/// table functions; functions on JSON are brought to that of [JsonFunction].
public final class VectorSyntax extends SqlShuttle {
  private static final Map<String, SqlOperator> DISTANCES =
      Map.ofEntries(
          Map.entry("<->", VectorOperators.L2),
          Map.entry("<#>", VectorOperators.INNER_PRODUCT),
          Map.entry("<=>", VectorOperators.COSINE),
          Map.entry("<+>", VectorOperators.L1),
          Map.entry("<~>", VectorOperators.HAMMING),
          Map.entry("<%>", VectorOperators.JACCARD),
          Map.entry("L2_DISTANCE", VectorOperators.L2),
          Map.entry("NEGATIVE_INNER_PRODUCT", VectorOperators.INNER_PRODUCT),
          Map.entry("INNER_PRODUCT", VectorOperators.INNER_PRODUCT),
          Map.entry("COSINE_DISTANCE", VectorOperators.COSINE),
          Map.entry("L1_DISTANCE", VectorOperators.L1),
          Map.entry("HAMMING_DISTANCE", VectorOperators.HAMMING),
          Map.entry("JACCARD_DISTANCE", VectorOperators.JACCARD));

  private SearchMode said = SearchMode.UNSAID;

  /// What the table functions that were seen say about their searches.
  public SearchMode search() {
    return said;
  }

  @Override
  public SqlNode visit(SqlCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    SqlNode json = JsonSyntax.of(call);
    if (json instanceof SqlCall function) {
      return visitedParts(function);
    }
    if (isSearch(call)) {
      KnnCall search = KnnCall.of(call.operand(0));
      said = said.and(search.mode());
      return visited(search.query());
    }
    if (isDistance(call, name)) {
      return distance(call, name);
    }
    return switch (name) {
      case "VECTOR_DISTANCE", "SIMILARITY" -> withWord(call, name);
      case "L2_NORM" -> visited(renamed(call, VectorOperators.NORM));
      case "CAST" -> cast(call);
      default -> visitedParts(call);
    };
  }

  /// `value` as a vector of a type, whatever it is.
  public static SqlNode toVector(SqlNode value, ColumnType type) {
    SqlParserPos place = value.getParserPosition();
    return ToVector.of(type.kind())
        .createCall(
            place, value, SqlLiteral.createExactNumeric(Integer.toString(type.size()), place));
  }

  /// A text or an array as a vector of its own kind and dimension; anything else as it is.
  public static SqlNode toVector(SqlNode value) {
    if (value instanceof SqlCharStringLiteral literal) {
      String text = literal.getValueAs(String.class);
      try {
        return toVector(value, VectorConversion.typeOf(VectorText.parseAny(text)));
      } catch (ProximaException e) {
        throw Located.at(value.getParserPosition(), e);
      }
    }
    if (value instanceof SqlCall array && array.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR) {
      return toVector(value, ColumnType.vector(array.operandCount()));
    }
    return value;
  }

  /// Whether a call, as the parser gives it, is a distance of its first two operands.
  public static boolean isDistance(SqlCall call) {
    String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
    return isDistance(call, name) || name.equals("VECTOR_DISTANCE");
  }

  private static boolean isSearch(SqlNode node) {
    return node instanceof SqlCall table
        && node.getKind() == SqlKind.COLLECTION_TABLE
        && KnnCall.is(table.operand(0));
  }

  private static boolean isDistance(SqlCall call, String name) {
    return DISTANCES.containsKey(name)
        && (call.getOperator() instanceof SqlFunction || name.startsWith("<"));
  }

  private SqlNode distance(SqlCall call, String name) {
    count(call, name, 2);
    SqlParserPos place = call.getParserPosition();
    SqlOperator operator = Objects.requireNonNull(DISTANCES.get(name));
    SqlNode distance = operator.createCall(place, vector(call, 0), vector(call, 1));
    return name.equals("INNER_PRODUCT")
        ? SqlStdOperatorTable.UNARY_MINUS.createCall(place, distance)
        : distance;
  }

  private SqlNode withWord(SqlCall call, String name) {
    count(call, name, 3);
    DistanceWord word = DistanceWord.of(call.operand(2));
    SqlParserPos place = call.getParserPosition();
    SqlNode distance = word.distance(place, vector(call, 0), vector(call, 1));
    return name.equals("SIMILARITY") ? word.similarity(place, distance) : distance;
  }

  private SqlNode vector(SqlCall call, int operand) {
    return toVector(visited(call.operand(operand)));
  }

  private SqlNode cast(SqlCall call) {
    if (call.operandCount() == 2
        && call.operand(1) instanceof SqlDataTypeSpec type
        && type.getTypeNameSpec() instanceof VectorTypeNameSpec spec) {
      try {
        VectorType vector = (VectorType) SqlTypes.INSTANCE.vectorType(spec.dim(), spec.kind());
        return ToVector.of(vector.kind())
            .createCall(
                call.getParserPosition(),
                visited(call.operand(0)),
                SqlLiteral.createExactNumeric(
                    Integer.toString(vector.dim()), type.getParserPosition()));
      } catch (ProximaException e) {
        throw Located.at(type.getParserPosition(), e);
      }
    }
    return visitedParts(call);
  }

  private static SqlNode renamed(SqlCall call, SqlOperator operator) {
    return operator.createCall(
        call.getParserPosition(), call.getOperandList().toArray(new SqlNode[0]));
  }

  private static void count(SqlCall call, String name, int count) {
    if (call.operandCount() != count) {
      throw Located.at(
          call.getParserPosition(),
          ErrorCode.UNDEFINED_FUNCTION,
          name + " takes " + count + " operands, got " + call.operandCount());
    }
  }

  private SqlNode visited(SqlNode node) {
    SqlNode visited = node.accept(this);
    return visited == null ? node : visited;
  }

  private SqlNode visitedParts(SqlCall call) {
    SqlNode visited = super.visit(call);
    return visited == null ? call : visited;
  }
}

package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.vector.Metric;
import io.proxima.sql.type.Located;
import java.util.Arrays;
import java.util.Locale;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;

/// The metric as `VECTOR_DISTANCE(a, b, COSINE)` names it.
@SuppressWarnings("ImmutableEnumChecker") // operators never change
public enum DistanceWord {
  COSINE(VectorOperators.COSINE),
  DOT(VectorOperators.INNER_PRODUCT),
  EUCLIDEAN(VectorOperators.L2),
  EUCLIDEAN_SQUARED(VectorOperators.L2_SQUARED),
  MANHATTAN(VectorOperators.L1),
  HAMMING(VectorOperators.HAMMING),
  JACCARD(VectorOperators.JACCARD);

  private final SqlOperator operator;

  DistanceWord(SqlOperator operator) {
    this.operator = operator;
  }

  static DistanceWord of(SqlNode word) {
    String name =
        switch (word) {
          case SqlIdentifier identifier when identifier.isSimple() -> identifier.getSimple();
          case SqlLiteral literal -> String.valueOf(literal.toValue());
          default -> word.toString();
        };
    return of(name, word.getParserPosition());
  }

  /// The word of that name, in whatever case.
  ///
  /// @throws io.proxima.engine.error.ProximaException `INVALID_PARAMETER` if there is none
  public static DistanceWord of(String name, SqlParserPos place) {
    String upper = name.toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(word -> word.name().equals(upper))
        .findAny()
        .orElseThrow(() ->
            Located.at(
                place,
                ErrorCode.INVALID_PARAMETER,
                "a metric is one of " + Arrays.toString(values()) + ", got " + name));
  }

  /// The metric by which rows come in the same order.
  public Metric metric() {
    return switch (this) {
      case COSINE -> Metric.COSINE;
      case DOT -> Metric.INNER_PRODUCT;
      case EUCLIDEAN, EUCLIDEAN_SQUARED -> Metric.L2;
      case MANHATTAN -> Metric.L1;
      case HAMMING -> Metric.HAMMING;
      case JACCARD -> Metric.JACCARD;
    };
  }

  SqlNode distance(SqlParserPos place, SqlNode a, SqlNode b) {
    return operator.createCall(place, a, b);
  }

  /// Higher is nearer: the cosine, the inner product, the share of common bits, or 1 / (1 +
  /// distance).
  SqlNode similarity(SqlParserPos place, SqlNode distance) {
    SqlNode one = SqlLiteral.createApproxNumeric("1E0", place);
    return switch (this) {
      case COSINE, JACCARD -> SqlStdOperatorTable.MINUS.createCall(place, one, distance);
      case DOT -> SqlStdOperatorTable.UNARY_MINUS.createCall(place, distance);
      case EUCLIDEAN, EUCLIDEAN_SQUARED, MANHATTAN, HAMMING ->
          SqlStdOperatorTable.DIVIDE.createCall(
              place, one, SqlStdOperatorTable.PLUS.createCall(place, one, distance));
    };
  }
}

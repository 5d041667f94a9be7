package io.proxima.grammar;

import java.util.List;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/// The six distance operators as the parser writes them into the tree: a name and a precedence.
///
/// They know nothing of vectors and accept operands of any type. Before validation each is
/// replaced, by its name, with the operator that checks dimensions. Precedence 36 lies between
/// comparison (30) and addition (40), so `a + b <-> c < 3` is `((a + b) <-> c) < 3`.
final class DistanceOperators {

  /// `<->`, Euclidean.
  public static final SqlBinaryOperator L2 = operator("<->");

  /// `<#>`, inner product negated.
  public static final SqlBinaryOperator NEGATIVE_INNER_PRODUCT = operator("<#>");

  /// `<=>`, cosine.
  public static final SqlBinaryOperator COSINE = operator("<=>");

  /// `<+>`, Manhattan.
  public static final SqlBinaryOperator L1 = operator("<+>");

  /// `<~>`, Hamming.
  public static final SqlBinaryOperator HAMMING = operator("<~>");

  /// `<%>`, Jaccard.
  public static final SqlBinaryOperator JACCARD = operator("<%>");

  /// All six.
  public static final List<SqlBinaryOperator> ALL =
      List.of(L2, NEGATIVE_INNER_PRODUCT, COSINE, L1, HAMMING, JACCARD);

  /// Between comparison and addition.
  public static final int PRECEDENCE = 36;

  private DistanceOperators() {}

  private static SqlBinaryOperator operator(String name) {
    return new SqlBinaryOperator(
        name,
        SqlKind.OTHER,
        PRECEDENCE,
        true,
        ReturnTypes.DOUBLE_NULLABLE,
        InferTypes.FIRST_KNOWN,
        OperandTypes.ANY_ANY);
  }
}

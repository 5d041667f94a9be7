package io.proxima.sql.function;

import io.proxima.engine.vector.Metric;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeInference;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/// The operators and functions on vectors that a validated statement can hold. [VectorFunctions]
/// says what each computes.
public final class VectorOperators {
  /// `<->`: Euclidean distance.
  public static final DistanceOperator L2 = new DistanceOperator("<->", Metric.L2);

  /// `<#>`: inner product, negated.
  public static final DistanceOperator INNER_PRODUCT =
      new DistanceOperator("<#>", Metric.INNER_PRODUCT);

  /// `<=>`: 1 − cosine.
  public static final DistanceOperator COSINE = new DistanceOperator("<=>", Metric.COSINE);

  /// `<+>`: Manhattan distance.
  public static final DistanceOperator L1 = new DistanceOperator("<+>", Metric.L1);

  /// `L2_SQUARED_DISTANCE(a, b)`: the square of `<->`.
  public static final SqlFunction L2_SQUARED =
      function(
          "L2_SQUARED_DISTANCE",
          ReturnTypes.DOUBLE_FORCE_NULLABLE,
          InferTypes.FIRST_KNOWN,
          VectorOperands.SAME_DIM);

  /// `TO_VECTOR(value, dim)`, which `CAST(value AS VECTOR(dim))` and `value::vector(dim)` become.
  public static final SqlFunction TO_VECTOR =
      function(
          "TO_VECTOR", call -> vector(call, 0, 1), toVectorOperands(), VectorOperands.TO_VECTOR);

  /// `VECTOR_DIMS(v)`.
  public static final SqlFunction DIMS =
      function(
          "VECTOR_DIMS",
          ReturnTypes.INTEGER_NULLABLE,
          InferTypes.FIRST_KNOWN,
          VectorOperands.ONE_VECTOR);

  /// `VECTOR_NORM(v)`: the Euclidean length.
  public static final SqlFunction NORM =
      function(
          "VECTOR_NORM",
          ReturnTypes.DOUBLE_NULLABLE,
          InferTypes.FIRST_KNOWN,
          VectorOperands.ONE_VECTOR);

  /// `L2_NORMALIZE(v)`: of length 1; a zero vector stays.
  public static final SqlFunction NORMALIZE =
      function("L2_NORMALIZE", ReturnTypes.ARG0, InferTypes.FIRST_KNOWN, VectorOperands.ONE_VECTOR);

  /// `SUBVECTOR(v, start, count)`, `start` from 1; both are literals.
  public static final SqlFunction SUBVECTOR =
      function(
          "SUBVECTOR",
          call -> vector(call, 0, 2),
          InferTypes.FIRST_KNOWN,
          VectorOperands.SUBVECTOR);

  /// `a + b`, element by element.
  public static final SqlFunction ADD = elementWise("VECTOR_ADD");

  /// `a - b`, element by element.
  public static final SqlFunction SUBTRACT = elementWise("VECTOR_SUBTRACT");

  /// `a * b`, element by element.
  public static final SqlFunction MULTIPLY = elementWise("VECTOR_MULTIPLY");

  /// `a || b`: one after the other.
  public static final SqlFunction CONCAT =
      function(
          "VECTOR_CONCAT",
          VectorOperators::both,
          InferTypes.FIRST_KNOWN,
          VectorOperands.TWO_VECTORS);

  /// `VECTOR_TO_TEXT(v, length)`, which `CAST(v AS VARCHAR(length))` becomes; 0 is any length.
  public static final SqlFunction TO_TEXT =
      function(
          "VECTOR_TO_TEXT",
          ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE),
          InferTypes.FIRST_KNOWN,
          VectorOperands.TO_TEXT);

  /// The distances, which only these four operators compute.
  public static final List<DistanceOperator> DISTANCES = List.of(L2, INNER_PRODUCT, COSINE, L1);

  /// All of the above.
  public static final List<SqlOperator> ALL =
      List.of(
          L2,
          INNER_PRODUCT,
          COSINE,
          L1,
          L2_SQUARED,
          TO_VECTOR,
          DIMS,
          NORM,
          NORMALIZE,
          SUBVECTOR,
          ADD,
          SUBTRACT,
          MULTIPLY,
          CONCAT,
          TO_TEXT);

  private VectorOperators() {}

  /// The metric of a distance operator.
  public static Optional<Metric> metricOf(SqlOperator operator) {
    return operator instanceof DistanceOperator distance
        ? Optional.of(distance.metric())
        : Optional.empty();
  }

  /// Whether an operator computes how far two vectors are from each other.
  public static boolean isDistance(SqlOperator operator) {
    return operator instanceof DistanceOperator || operator.equals(L2_SQUARED);
  }

  private static SqlFunction elementWise(String name) {
    return function(
        name, VectorOperators::firstVector, InferTypes.FIRST_KNOWN, VectorOperands.SAME_DIM);
  }

  private static SqlFunction function(
      String name,
      SqlReturnTypeInference type,
      SqlOperandTypeInference operands,
      VectorOperands check) {
    return new SqlFunction(
        name,
        SqlKind.OTHER_FUNCTION,
        type,
        operands,
        check,
        SqlFunctionCategory.USER_DEFINED_FUNCTION);
  }

  private static RelDataType vector(SqlOperatorBinding call, int value, int dim) {
    return SqlTypes.INSTANCE.vector(literal(call, dim), call.getOperandType(value).isNullable());
  }

  /// An operand that the check has seen to be a whole number.
  static int literal(SqlOperatorBinding call, int operand) {
    return Objects.requireNonNull(call.getOperandLiteralValue(operand, Integer.class));
  }

  /// The type of the first operand that is known: the other may be a parameter.
  private static RelDataType firstVector(SqlOperatorBinding call) {
    RelDataType type =
        call.getOperandType(0) instanceof VectorType
            ? call.getOperandType(0)
            : call.getOperandType(1);
    return SqlTypes.INSTANCE.createTypeWithNullability(type, true);
  }

  private static RelDataType both(SqlOperatorBinding call) {
    int dim = 0;
    for (int i = 0; i < 2; i++) {
      dim += call.getOperandType(i) instanceof VectorType vector ? vector.dim() : 0;
    }
    return SqlTypes.INSTANCE.vector(Math.max(1, dim), true);
  }

  private static SqlOperandTypeInference toVectorOperands() {
    return (call, wanted, operands) -> {
      operands[0] = SqlTypes.INSTANCE.vector(literal(call, 1), true);
      operands[1] = SqlTypes.INSTANCE.createSqlType(SqlTypeName.INTEGER);
    };
  }
}

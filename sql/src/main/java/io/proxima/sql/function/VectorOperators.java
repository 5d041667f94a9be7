package io.proxima.sql.function;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.Metric;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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

  /// `<~>`: the number of bits that differ.
  public static final DistanceOperator HAMMING = new DistanceOperator("<~>", Metric.HAMMING);

  /// `<%>`: 1 − the share of common bits.
  public static final DistanceOperator JACCARD = new DistanceOperator("<%>", Metric.JACCARD);

  /// `L2_SQUARED_DISTANCE(a, b)`: the square of `<->`.
  public static final SqlFunction L2_SQUARED =
      function(
          "L2_SQUARED_DISTANCE",
          ReturnTypes.DOUBLE_FORCE_NULLABLE,
          VectorOperands::widest,
          VectorOperands.SAME_DIM);

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
          VectorOperands.ONE_OF_NUMBERS);

  /// `L2_NORMALIZE(v)`: of length 1; a zero vector stays.
  public static final SqlFunction NORMALIZE =
      function(
          "L2_NORMALIZE",
          VectorOperators::unit,
          InferTypes.FIRST_KNOWN,
          VectorOperands.ONE_OF_NUMBERS);

  /// `BINARY_QUANTIZE(v)`: which elements are above 0, as bits.
  public static final SqlFunction BINARY_QUANTIZE =
      function(
          "BINARY_QUANTIZE",
          call -> part(call, TypeKind.BIT, dim(call.getOperandType(0))),
          InferTypes.FIRST_KNOWN,
          VectorOperands.ONE_DENSE);

  /// `SUBVECTOR(v, start, count)`, `start` from 1; both are literals.
  public static final SqlFunction SUBVECTOR =
      function(
          "SUBVECTOR",
          call -> part(call, kind(call.getOperandType(0)), literal(call, 2)),
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
          "VECTOR_CONCAT", VectorOperators::both, InferTypes.FIRST_KNOWN, VectorOperands.TWO_DENSE);

  /// `VECTOR_TO_TEXT(v, length)`, which `CAST(v AS VARCHAR(length))` becomes; 0 is any length.
  public static final SqlFunction TO_TEXT =
      function(
          "VECTOR_TO_TEXT",
          ReturnTypes.VARCHAR.andThen(SqlTypeTransforms.TO_NULLABLE),
          InferTypes.FIRST_KNOWN,
          VectorOperands.TO_TEXT);

  /// `SUM(v)`.
  public static final VectorAggregate SUM = new VectorAggregate("VECTOR_SUM");

  /// `AVG(v)`.
  public static final VectorAggregate AVG = new VectorAggregate("VECTOR_AVG");

  /// The distances, which only these operators compute.
  public static final List<DistanceOperator> DISTANCES =
      List.of(L2, INNER_PRODUCT, COSINE, L1, HAMMING, JACCARD);

  private static final List<SqlOperator> FUNCTIONS =
      List.of(
          L2_SQUARED,
          DIMS,
          NORM,
          NORMALIZE,
          BINARY_QUANTIZE,
          SUBVECTOR,
          ADD,
          SUBTRACT,
          MULTIPLY,
          CONCAT,
          TO_TEXT,
          SUM,
          AVG);

  private static final String SYMBOL = "?column?";

  /// What a column is called that is computed by a function of ours which nobody writes by its
  /// name.
  private static final Map<SqlOperator, String> WRITTEN_NAMES =
      Map.of(
          TO_TEXT,
          "cast",
          SUM,
          "sum",
          AVG,
          "avg",
          L2_SQUARED,
          "vector_distance",
          ADD,
          SYMBOL,
          SUBTRACT,
          SYMBOL,
          MULTIPLY,
          SYMBOL,
          CONCAT,
          SYMBOL);

  /// All of the above, and [ToVector].
  public static final List<SqlOperator> ALL =
      Stream.of(DISTANCES, FUNCTIONS, ToVector.ALL).<SqlOperator>flatMap(List::stream).toList();

  private VectorOperators() {}

  /// The metric of a distance operator.
  public static Optional<Metric> metricOf(SqlOperator operator) {
    return operator instanceof DistanceOperator distance
        ? Optional.of(distance.metric())
        : Optional.empty();
  }

  /// The name of a column that a function computes, if it is not that of the function.
  public static Optional<String> writtenName(SqlOperator operator) {
    return ToVector.ALL.contains(operator)
        ? Optional.of("cast")
        : Optional.ofNullable(WRITTEN_NAMES.get(operator));
  }

  /// Whether an operator computes how far two vectors are from each other.
  public static boolean isDistance(SqlOperator operator) {
    return operator instanceof DistanceOperator || operator.equals(L2_SQUARED);
  }

  private static SqlFunction elementWise(String name) {
    return function(
        name, VectorOperators::common, InferTypes.FIRST_KNOWN, VectorOperands.ELEMENT_WISE);
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

  /// A vector that is NULL where the first operand is.
  private static RelDataType part(SqlOperatorBinding call, TypeKind kind, int dim) {
    return SqlTypes.INSTANCE.vector(ColumnType.of(kind, dim), call.getOperandType(0).isNullable());
  }

  private static TypeKind kind(RelDataType type) {
    return type instanceof VectorType vector ? vector.kind() : TypeKind.VECTOR;
  }

  private static int dim(RelDataType type) {
    return type instanceof VectorType vector ? vector.dim() : 1;
  }

  /// Whole numbers have no vector of length 1.
  private static RelDataType unit(SqlOperatorBinding call) {
    RelDataType type = call.getOperandType(0);
    return kind(type) == TypeKind.INT8VEC ? part(call, TypeKind.VECTOR, dim(type)) : type;
  }

  /// An operand that the check has seen to be a whole number.
  static int literal(SqlOperatorBinding call, int operand) {
    return Objects.requireNonNull(call.getOperandLiteralValue(operand, Integer.class));
  }

  /// The type that holds both operands, or of the one that is known: the other may be a parameter.
  private static RelDataType common(SqlOperatorBinding call) {
    RelDataType left = call.getOperandType(0);
    RelDataType right = call.getOperandType(1);
    RelDataType type =
        left instanceof VectorType a && right instanceof VectorType b
            ? SqlTypes.INSTANCE.vector(ColumnType.of(commonKind(a, b), a.dim()), true)
            : left instanceof VectorType ? left : right;
    return SqlTypes.INSTANCE.createTypeWithNullability(type, true);
  }

  private static TypeKind commonKind(VectorType left, VectorType right) {
    return left.kind() == right.kind() ? left.kind() : TypeKind.VECTOR;
  }

  private static RelDataType both(SqlOperatorBinding call) {
    RelDataType left = call.getOperandType(0);
    RelDataType right = call.getOperandType(1);
    TypeKind kind =
        left instanceof VectorType a && right instanceof VectorType b
            ? commonKind(a, b)
            : kind(left instanceof VectorType ? left : right);
    int dim =
        Stream.of(left, right)
            .mapToInt(type -> type instanceof VectorType vector ? vector.dim() : 0)
            .sum();
    return SqlTypes.INSTANCE.vector(ColumnType.of(kind, Math.max(1, dim)), true);
  }
}

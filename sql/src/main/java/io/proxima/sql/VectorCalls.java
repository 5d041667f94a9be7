package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.sql.function.VectorOperators;
import io.proxima.sql.function.VectorSyntax;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/// Gives the standard's operators their meaning for vectors, once the types of the operands are
/// known: `+ - * ||`, `SUM` and `AVG` become our functions, and a text beside a vector becomes a
/// vector.
final class VectorCalls {
  private VectorCalls() {}

  static void adapt(SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    switch (call.getKind()) {
      case PLUS, MINUS, TIMES -> replace(validator, scope, call);
      case EQUALS,
          NOT_EQUALS,
          LESS_THAN,
          LESS_THAN_OR_EQUAL,
          GREATER_THAN,
          GREATER_THAN_OR_EQUAL,
          IS_DISTINCT_FROM,
          IS_NOT_DISTINCT_FROM ->
          together(validator, scope, call);
      case IN, NOT_IN, BETWEEN -> others(validator, scope, call);
      case CAST -> toText(validator, scope, call);
      case SUM -> aggregate(validator, scope, call, VectorOperators.SUM);
      case AVG -> aggregate(validator, scope, call, VectorOperators.AVG);
      case MIN, MAX -> refuse(validator, scope, call);
      case OTHER -> {
        if (call.getOperator().equals(SqlStdOperatorTable.CONCAT)) {
          concatenate(validator, scope, call);
        }
      }
      default -> {
        // No meaning of its own for vectors.
      }
    }
  }

  private static void replace(SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    if (call.operandCount() == 2 && together(validator, scope, call)) {
      call.setOperator(
          switch (call.getKind()) {
            case PLUS -> VectorOperators.ADD;
            case MINUS -> VectorOperators.SUBTRACT;
            default -> VectorOperators.MULTIPLY;
          });
    }
  }

  /// The only operator whose sides may differ in dimension: a text has its own.
  private static void concatenate(
      SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    if (vector(validator, scope, call.operand(0)) != null
        || vector(validator, scope, call.operand(1)) != null) {
      call.setOperand(0, VectorSyntax.toVector(call.operand(0)));
      call.setOperand(1, VectorSyntax.toVector(call.operand(1)));
      call.setOperator(VectorOperators.CONCAT);
    }
  }

  /// Whether it is about vectors; if so, both sides are.
  private static boolean together(
      SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    if (call.operandCount() != 2) {
      return false;
    }
    @Nullable VectorType left = vector(validator, scope, call.operand(0));
    @Nullable VectorType right = vector(validator, scope, call.operand(1));
    if (left != null && right != null && isComparison(call)) {
      checkComparable(call, left, right);
    }
    if (left != null && right == null) {
      convert(call, 1, left);
    } else if (right != null && left == null) {
      convert(call, 0, right);
    }
    return left != null || right != null;
  }

  private static void checkComparable(SqlBasicCall call, VectorType left, VectorType right) {
    if (left.dim() != right.dim()) {
      throw Located.at(
          call.getParserPosition(),
          ErrorCode.DIMENSION_MISMATCH,
          "different vector dimensions: " + left + " and " + right);
    }
    if (SqlTypes.common(left, right) == null) {
      throw Located.at(
          call.getParserPosition(),
          ErrorCode.TYPE_MISMATCH,
          "a value of type " + left + " cannot be compared with " + right);
    }
  }

  private static void convert(SqlBasicCall call, int operand, VectorType type) {
    call.setOperand(operand, converted(call.operand(operand), type));
  }

  /// A text or an array that stands beside a vector, as a vector.
  static SqlNode converted(SqlNode node, VectorType type) {
    boolean isText =
        node instanceof SqlLiteral literal
            && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName());
    return isText || node.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
        ? VectorSyntax.toVector(node, type.column())
        : node;
  }

  /// The bounds of `BETWEEN` and the values of `IN`.
  private static void others(SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    VectorType type = vector(validator, scope, call.operand(0));
    for (int i = 1; type != null && i < call.operandCount(); i++) {
      if (call.operand(i) instanceof SqlNodeList list) {
        VectorType element = type;
        list.replaceAll(each -> converted(each, element));
      } else {
        convert(call, i, type);
      }
    }
  }

  private static void toText(SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    if (call.operandCount() == 2
        && call.operand(1) instanceof SqlDataTypeSpec type
        && type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec spec
        && spec.getTypeName().toString().equals("VARCHAR")
        && vector(validator, scope, call.operand(0)) != null) {
      String length = Integer.toString(Math.max(0, spec.getPrecision()));
      call.setOperand(1, SqlLiteral.createExactNumeric(length, type.getParserPosition()));
      call.setOperator(VectorOperators.TO_TEXT);
    }
  }

  private static boolean isComparison(SqlBasicCall call) {
    return SqlKind.COMPARISON.contains(call.getKind());
  }

  private static @Nullable VectorType vector(
      SqlValidator validator, SqlValidatorScope scope, SqlNode node) {
    RelDataType type = validator.deriveType(scope, node);
    return type instanceof VectorType vector ? vector : null;
  }

  private static void aggregate(
      SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call, SqlOperator ofVectors) {
    if (isOfVector(validator, scope, call)) {
      call.setOperator(ofVectors);
    }
  }

  private static boolean isOfVector(
      SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    return call.operandCount() == 1 && vector(validator, scope, call.operand(0)) != null;
  }

  private static void refuse(SqlValidator validator, SqlValidatorScope scope, SqlBasicCall call) {
    if (isOfVector(validator, scope, call)) {
      throw Located.at(
          call.getParserPosition(),
          ErrorCode.UNSUPPORTED,
          call.getOperator().getName() + "(vector) is not offered yet");
    }
  }
}

package io.proxima.sql.function;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.Metric;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorConversion;
import io.proxima.sql.type.VectorType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCallBinding;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperandCountRange;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.SqlOperandCountRanges;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// What vector operators take.
enum VectorOperands implements SqlOperandTypeChecker {
  /// Two vectors between which there is a distance: of bits, or of numbers, both dense or both
  /// sparse, and of one dimension.
  SAME_DIM(2) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return sameDim(call, distanceBetween(call.getOperator()));
    }
  },
  /// Two dense vectors of one dimension.
  ELEMENT_WISE(2) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return sameDim(call, Accepted.DENSE);
    }
  },
  /// Two dense vectors.
  TWO_DENSE(2) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return vectors(call, 2, Accepted.DENSE);
    }
  },
  /// One vector.
  ONE_VECTOR(1) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return vectors(call, 1, Accepted.ANY);
    }
  },
  /// One vector of numbers.
  ONE_OF_NUMBERS(1) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return vectors(call, 1, Accepted.NUMBERS);
    }
  },
  /// One dense vector.
  ONE_DENSE(1) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return vectors(call, 1, Accepted.DENSE);
    }
  },
  /// A vector, a text or an array, and the number of dimensions.
  TO_VECTOR(2) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return convertible(call);
    }
  },
  /// A vector and the length of its text.
  TO_TEXT(2) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return vectors(call, 1, Accepted.ANY);
    }
  },
  /// A vector, the first element from 1, and the number of elements.
  SUBVECTOR(3) {
    @Override
    @Nullable CalciteContextException problem(SqlCallBinding call) {
      return part(call);
    }
  };

  private static final Set<SqlTypeName> WHOLE =
      Set.of(SqlTypeName.TINYINT, SqlTypeName.SMALLINT, SqlTypeName.INTEGER);

  /// Which kinds of vectors an operand may be.
  private enum Accepted {
    ANY("vectors"),
    NUMBERS("vectors of numbers"),
    DENSE("dense vectors"),
    BITS("vectors of bits");

    private final String words;

    Accepted(String words) {
      this.words = words;
    }

    boolean takes(VectorType type) {
      return switch (this) {
        case ANY -> true;
        case NUMBERS -> type.kind() != TypeKind.BIT;
        case DENSE -> type.isDense();
        case BITS -> type.kind() == TypeKind.BIT;
      };
    }
  }

  private final int count;

  VectorOperands(int count) {
    this.count = count;
  }

  abstract @Nullable CalciteContextException problem(SqlCallBinding call);

  @Override
  public boolean checkOperandTypes(SqlCallBinding call, boolean throwOnFailure) {
    CalciteContextException problem = problem(call);
    if (problem != null && throwOnFailure) {
      throw problem;
    }
    return problem == null;
  }

  @Override
  public SqlOperandCountRange getOperandCountRange() {
    return SqlOperandCountRanges.of(count);
  }

  @Override
  public String getAllowedSignatures(SqlOperator operator, String name) {
    return name + " on " + count + " operands";
  }

  /// A parameter beside a dense vector may be any floats, whatever the elements of that vector are.
  static void widest(SqlCallBinding call, RelDataType wanted, RelDataType[] operands) {
    InferTypes.FIRST_KNOWN.inferOperandTypes(call, wanted, operands);
    for (int i = 0; i < operands.length; i++) {
      if (operands[i] instanceof VectorType vector && vector.isDense()) {
        operands[i] = SqlTypes.INSTANCE.vector(vector.dim(), true);
      }
    }
  }

  private static Accepted distanceBetween(SqlOperator operator) {
    return VectorOperators.metricOf(operator)
        .filter(Metric::isOfBits)
        .map(metric -> Accepted.BITS)
        .orElse(Accepted.NUMBERS);
  }

  private static @Nullable CalciteContextException sameDim(SqlCallBinding call, Accepted kinds) {
    CalciteContextException problem = vectors(call, 2, kinds);
    if (problem != null
        || !(call.getOperandType(0) instanceof VectorType left)
        || !(call.getOperandType(1) instanceof VectorType right)) {
      return problem;
    }
    SqlParserPos place = call.getCall().getParserPosition();
    if (left.dim() != right.dim()) {
      return Located.at(place, ErrorCode.DIMENSION_MISMATCH, different(left, right));
    }
    return left.isDense() == right.isDense()
        ? null
        : Located.at(
            place,
            ErrorCode.UNDEFINED_FUNCTION,
            call.getOperator().getName()
                + " takes two dense or two sparse vectors, got "
                + types(call, 2)
                + "; CAST one of them");
  }

  /// The first `n` operands are vectors, NULL, or parameters next to a vector.
  private static @Nullable CalciteContextException vectors(
      SqlCallBinding call, int n, Accepted kinds) {
    boolean known = false;
    for (int i = 0; i < n; i++) {
      RelDataType type = call.getOperandType(i);
      known |= type instanceof VectorType || type.getSqlTypeName() == SqlTypeName.NULL;
      boolean taken = type instanceof VectorType vector ? kinds.takes(vector) : isOpen(type);
      if (!taken) {
        return Located.at(
            call.getCall().getParserPosition(),
            ErrorCode.UNDEFINED_FUNCTION,
            call.getOperator().getName()
                + " takes "
                + kinds.words
                + ", got "
                + types(call, n)
                + (type instanceof VectorType
                    ? ""
                    : "; a text becomes a vector by CAST(… AS VECTOR(n))"));
      }
    }
    return known
        ? null
        : Located.at(
            call.getCall().getParserPosition(),
            ErrorCode.TYPE_MISMATCH,
            "the dimension of the parameter of "
                + call.getOperator().getName()
                + " is not known; write CAST(? AS VECTOR(n))");
  }

  private static @Nullable CalciteContextException convertible(SqlCallBinding call) {
    ColumnType target = ((ToVector) call.getOperator()).target(call);
    int dim = target.size();
    SqlNode value = call.operand(0);
    RelDataType type = call.getOperandType(0);
    if (type instanceof VectorType vector) {
      if (vector.dim() != dim) {
        return different(value, target, vector.dim());
      }
      return VectorConversion.isPossible(vector.kind(), target.kind())
          ? null
          : impossible(value, type, target);
    }
    if (value instanceof SqlLiteral && SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName())) {
      try {
        String text = Objects.requireNonNull(call.getStringLiteralOperand(0));
        VectorConversion.convert(text, target, "CAST to " + target);
        return null;
      } catch (ProximaException e) {
        return Located.at(value.getParserPosition(), e);
      }
    }
    if (value instanceof SqlBasicCall array
        && array.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR
        && array.operandCount() != dim) {
      return different(value, target, array.operandCount());
    }
    RelDataType element = type.getComponentType();
    boolean numbers =
        element != null
            && target.kind() != TypeKind.BIT
            && SqlTypeName.NUMERIC_TYPES.contains(element.getSqlTypeName());
    if (numbers || isOpen(type) || SqlTypeName.CHAR_TYPES.contains(type.getSqlTypeName())) {
      return null;
    }
    return impossible(value, type, target);
  }

  private static CalciteContextException impossible(
      SqlNode value, RelDataType type, ColumnType target) {
    return Located.at(
        value.getParserPosition(),
        ErrorCode.TYPE_MISMATCH,
        "a value of type " + type + " cannot become a " + target);
  }

  private static @Nullable CalciteContextException part(SqlCallBinding call) {
    CalciteContextException problem = vectors(call, 1, Accepted.DENSE);
    if (problem != null || !(call.getOperandType(0) instanceof VectorType vector)) {
      return problem;
    }
    if (!call.isOperandLiteral(1, false) || !call.isOperandLiteral(2, false)) {
      return Located.at(
          call.getCall().getParserPosition(),
          ErrorCode.UNSUPPORTED,
          "subvector with a start or count that is not a literal");
    }
    for (int i = 1; i <= 2; i++) {
      if (!WHOLE.contains(call.getOperandType(i).getSqlTypeName())) {
        return Located.at(
            call.operand(i).getParserPosition(),
            ErrorCode.TYPE_MISMATCH,
            "subvector takes whole numbers as start and count, got " + call.getOperandType(i));
      }
    }
    int start = VectorOperators.literal(call, 1);
    int size = VectorOperators.literal(call, 2);
    if (start < 1 || size < 1 || start - 1 + (long) size > vector.dim()) {
      return Located.at(
          call.getCall().getParserPosition(),
          ErrorCode.INVALID_PARAMETER,
          "elements " + start + " to " + (start - 1L + size) + " are not in " + vector);
    }
    return null;
  }

  private static boolean isOpen(RelDataType type) {
    SqlTypeName name = type.getSqlTypeName();
    return name == SqlTypeName.UNKNOWN || name == SqlTypeName.NULL || name == SqlTypeName.ANY;
  }

  private static String types(SqlCallBinding call, int n) {
    List<String> names =
        call.collectOperandTypes().stream().limit(n).map(RelDataType::toString).toList();
    return String.join(" and ", names);
  }

  private static CalciteContextException different(SqlNode value, ColumnType wanted, int found) {
    return Located.at(
        value.getParserPosition(),
        ErrorCode.DIMENSION_MISMATCH,
        "different vector dimensions: " + wanted + " and " + ColumnType.of(wanted.kind(), found));
  }

  /// The message for two vectors that do not fit.
  static String different(VectorType left, VectorType right) {
    return "different vector dimensions: " + left + " and " + right;
  }
}

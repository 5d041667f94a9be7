package io.proxima.sql;

import io.proxima.grammar.StatementText;
import io.proxima.sql.function.ToVector;
import io.proxima.sql.type.TypeMapping;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Puts parameters in the place of marked literals, once the validator has typed everything by the
/// literals: so nothing depends on their values but the rows.
///
/// - **Threads:** one thread, one statement.
final class LiteralParameters {
  private final int firstParameter;
  private final Literals literals;
  private final Map<Integer, SqlDynamicParam> parameters = new HashMap<>();
  private final Set<SqlNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final BitSet replaced = new BitSet();
  private final Set<Literals.Conversion> conversions = new LinkedHashSet<>();

  LiteralParameters(StatementText text, Literals literals) {
    this.firstParameter = text.parameterCount();
    this.literals = literals;
  }

  /// Says that a statement must be compiled with its literals.
  static final class NotPossible extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotPossible(String message) {
      super(message);
    }
  }

  /// Changes a checked tree.
  ///
  /// @throws NotPossible if a literal is not where it was marked
  void replace(SqlNode validated, Validator validator) {
    visit(validated, validator);
    if (replaced.cardinality() != literals.count()) {
      throw new NotPossible("a literal was lost in validation");
    }
  }

  /// What the values of literals must be convertible to.
  List<Literals.Conversion> conversions() {
    return List.copyOf(conversions);
  }

  private void visit(SqlNode node, Validator validator) {
    if (!seen.add(node)) {
      return;
    }
    switch (node) {
      case SqlNodeList list -> {
        for (int i = 0; i < list.size(); i++) {
          SqlNode parameter = parameter(list.get(i), validator);
          if (parameter != null) {
            list.set(i, parameter);
          } else if (list.get(i) != null) {
            visit(list.get(i), validator);
          }
        }
      }
      case SqlCall call -> {
        List<SqlNode> operands = call.getOperandList();
        for (int i = 0; i < operands.size(); i++) {
          operand(call, i, operands.get(i), validator);
        }
      }
      default -> {
        // Nothing below.
      }
    }
  }

  private void operand(SqlCall call, int i, @Nullable SqlNode operand, Validator validator) {
    SqlNode parameter = parameter(operand, validator);
    if (parameter != null) {
      if (call.getOperator() instanceof ToVector) {
        throw new NotPossible("the text of a vector is checked where it stands");
      }
      if (call.getKind() == SqlKind.CAST && operand instanceof MarkedLiteral marked) {
        conversions.add(
            new Literals.Conversion(
                literals.parameterOf(marked.literal()),
                TypeMapping.toColumn(validator.getValidatedNodeType(operand)),
                TypeMapping.toColumn(validator.getValidatedNodeType(call))));
      }
      call.setOperand(i, parameter);
    } else if (operand != null) {
      visit(operand, validator);
    }
  }

  /// The parameter for a literal, or for a vector made of one.
  private @Nullable SqlNode parameter(@Nullable SqlNode node, Validator validator) {
    if (node instanceof SqlCall call
        && call.getOperator() instanceof ToVector
        && call.operand(0) instanceof MarkedLiteral text
        && isVector(text)) {
      return parameter(
          text, validator.getValidatedNodeType(call), call.getParserPosition(), validator);
    }
    if (node instanceof MarkedLiteral marked
        && node instanceof SqlLiteral literal
        && literals.parameterOf(marked.literal()) >= 0) {
      if (isVector(marked)) {
        throw new NotPossible("a vector is not where it was");
      }
      RelDataType known = validator.getValidatedNodeTypeIfKnown(literal);
      RelDataType type = known == null ? literal.createSqlType(validator.getTypeFactory()) : known;
      return parameter(marked, type, literal.getParserPosition(), validator);
    }
    return null;
  }

  private boolean isVector(MarkedLiteral marked) {
    int parameter = literals.parameterOf(marked.literal());
    return parameter >= 0 && literals.isVector(parameter);
  }

  private SqlNode parameter(
      MarkedLiteral marked, RelDataType type, SqlParserPos pos, Validator validator) {
    int index = literals.parameterOf(marked.literal());
    replaced.set(marked.literal());
    if (type.getSqlTypeName() == SqlTypeName.UNKNOWN || type.isNullable()) {
      throw new NotPossible("a literal of the type " + type);
    }
    return parameters.computeIfAbsent(
        index,
        absent -> {
          SqlDynamicParam parameter = new SqlDynamicParam(firstParameter + index, pos);
          validator.setValidatedNodeType(parameter, type);
          return parameter;
        });
  }
}

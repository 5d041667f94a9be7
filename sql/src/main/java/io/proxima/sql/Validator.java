package io.proxima.sql;

import io.proxima.grammar.ProximaParser;
import io.proxima.sql.function.FunctionTable;
import io.proxima.sql.type.SqlTypes;
import java.util.HashMap;
import java.util.Map;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.jspecify.annotations.Nullable;

/// Calcite's validator with vectors, with parameters typed in ORDER BY too, and with rows that are
/// typed by the table they go to.
///
/// - **Threads:** one thread, one statement.
final class Validator extends SqlValidatorImpl {
  private static final SqlValidator.Config CONFIG =
      SqlValidator.Config.DEFAULT
          .withConformance(ProximaParser.CONFORMANCE)
          .withDefaultNullCollation(NullCollation.LAST)
          .withIdentifierExpansion(true)
          .withColumnReferenceExpansion(true)
          .withTypeCoercionFactory(ImplicitCasts::new);

  private final Map<Integer, RelDataType> declared = new HashMap<>();
  private @Nullable RelDataType rowType;

  Validator(SqlValidatorCatalogReader reader) {
    super(FunctionTable.INSTANCE, reader, SqlTypes.INSTANCE, CONFIG);
  }

  /// Checks a query whose rows are written to columns of these types, which its parameters take.
  SqlNode validateRows(SqlNode query, RelDataType target) {
    rowType = target;
    return validate(query);
  }

  @Override
  public void validateQuery(SqlNode query, SqlValidatorScope scope, RelDataType target) {
    RelDataType wanted = rowType;
    rowType = null;
    super.validateQuery(query, scope, wanted == null ? target : wanted);
  }

  @Override
  public void validateCall(SqlCall call, SqlValidatorScope scope) {
    if (rowType != null && call.getKind() == SqlKind.VALUES) {
      validateQuery(call, scope, unknownType);
    } else {
      super.validateCall(call, scope);
    }
  }

  @Override
  protected void validateOrderList(SqlSelect select) {
    if (select.getOrderList() != null) {
      for (SqlNode item : select.getOrderList()) {
        inferUnknownTypes(unknownType, getOrderScope(select), item);
      }
    }
    super.validateOrderList(select);
  }

  /// A parameter may be asked for its type before it has one.
  @Override
  public RelDataType getValidatedNodeType(SqlNode node) {
    RelDataType known = getValidatedNodeTypeIfKnown(node);
    if (known == null && node instanceof SqlDynamicParam) {
      return unknownType;
    }
    return super.getValidatedNodeType(node);
  }

  /// Says what type a parameter has, wherever else it is asked for.
  void declare(SqlDynamicParam parameter, RelDataType type) {
    RelDataType nullable = typeFactory.createTypeWithNullability(type, true);
    declared.put(parameter.getIndex(), nullable);
    setValidatedNodeType(parameter, nullable);
  }

  @Override
  protected void inferUnknownTypes(RelDataType inferred, SqlValidatorScope scope, SqlNode node) {
    RelDataType known =
        node instanceof SqlDynamicParam parameter ? declared.get(parameter.getIndex()) : null;
    super.inferUnknownTypes(known == null ? inferred : known, scope, node);
  }

  @Override
  public RelDataType deriveType(SqlValidatorScope scope, SqlNode node) {
    if (node instanceof SqlBasicCall call && getValidatedNodeTypeIfKnown(call) == null) {
      VectorCalls.adapt(this, scope, call);
    }
    if (node instanceof SqlCase choice && getValidatedNodeTypeIfKnown(choice) == null) {
      CaseValues.adapt(this, scope, choice);
    }
    return super.deriveType(scope, node);
  }
}

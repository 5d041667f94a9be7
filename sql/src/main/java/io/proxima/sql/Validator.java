package io.proxima.sql;

import io.proxima.grammar.ProximaParser;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.function.FunctionTable;
import io.proxima.sql.type.SqlTypes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorCatalogReader;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;
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

  /// A star gives no hidden columns of tables.
  @Override
  protected void addToSelectList(
      List<SqlNode> items,
      Set<String> aliases,
      List<Map.Entry<String, RelDataType>> fields,
      SqlNode item,
      SelectScope scope,
      boolean withSystemFields) {
    if (!isHidden(item, scope)) {
      super.addToSelectList(items, aliases, fields, item, scope, withSystemFields);
    }
  }

  private static boolean isHidden(SqlNode item, SelectScope scope) {
    if (!(item instanceof SqlIdentifier name)
        || !HiddenColumns.NAMES.contains(name.names.getLast())) {
      return false;
    }
    SqlValidatorNamespace namespace = scope.fullyQualify(name).namespace;
    SqlValidatorTable table = namespace == null ? null : namespace.getTable();
    return table != null && table.unwrap(CatalogTable.class) != null;
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

package io.proxima.sql;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.sql.function.VectorOperators;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlWith;
import org.jspecify.annotations.Nullable;

/// Compiles queries.
final class QueryCompiler {
  /// The label of an expression that has no name.
  static final String NAMELESS = "?column?";

  private final Compilation compilation;

  QueryCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement.Query compile(SqlNode query) {
    SqlNode prepared = compilation.prepare(query);
    boolean hasStar = hasStar(prepared);
    SqlNode validated = compilation.validator().validate(prepared);
    List<Statement.Parameter> parameters = compilation.parameters(false, validated);
    RelRoot root = compilation.convert(validated);
    return new Statement.Query(
        root, columns(validated, root, hasStar), parameters, compilation.search());
  }

  /// What the columns of a checked query are.
  List<Statement.OutputColumn> columns(SqlNode validated, RelRoot root, boolean hasStar) {
    List<@Nullable List<String>> origins = compilation.validator().getFieldOrigins(validated);
    List<RelDataTypeField> fields = root.validatedRowType.getFieldList();
    List<Statement.OutputColumn> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      RelDataTypeField field = fields.get(i);
      List<String> origin = origins.get(i);
      boolean known = origin != null && origin.size() == 3;
      columns.add(
          new Statement.OutputColumn(
              label(validated, i, field.getName(), hasStar),
              known ? origin.get(0) : "",
              known ? origin.get(1) : "",
              known ? origin.get(2) : "",
              TypeMapping.toColumn(field.getType()),
              field.getType().isNullable(),
              known && isIdentity(origin)));
    }
    return columns;
  }

  private boolean isIdentity(List<String> origin) {
    TableDef table = compilation.catalog().table(new TableName(origin.get(0), origin.get(1)));
    return table != null && table.identityColumn() == table.position(origin.get(2));
  }

  /// What the user wrote: an alias, the name of a column or of a function.
  private static String label(SqlNode query, int column, String name, boolean hasStar) {
    if (query instanceof SqlWith with) {
      return label(with.body, column, name, hasStar);
    }
    if (!(query instanceof SqlSelect select) || select.getSelectList().size() <= column) {
      return name.startsWith("EXPR$") ? "column" + (column + 1) : name;
    }
    SqlNode item = select.getSelectList().get(column);
    if (item instanceof SqlBasicCall as && item.getKind() == SqlKind.AS) {
      String alias = ((SqlIdentifier) as.operand(1)).getSimple();
      if (alias.startsWith("EXPR$")) {
        return expression(as.operand(0));
      }
      return hasStar && as.operand(0) instanceof SqlIdentifier reference
          ? unnumbered(alias, reference.names.getLast())
          : alias;
    }
    return item instanceof SqlIdentifier identifier ? identifier.names.getLast() : expression(item);
  }

  /// A star numbers the second column of a name; its label is the name.
  private static String unnumbered(String alias, String name) {
    boolean isNumbered = alias.startsWith(name) && alias.substring(name.length()).matches("[0-9]+");
    return isNumbered ? name : alias;
  }

  static boolean hasStar(SqlNode query) {
    SqlNode inner = query instanceof SqlOrderBy ordered ? ordered.query : query;
    return inner instanceof SqlSelect select
        && select.getSelectList().stream()
            .anyMatch(item -> item instanceof SqlIdentifier identifier && identifier.isStar());
  }

  private static String expression(SqlNode item) {
    return item instanceof SqlBasicCall call && call.getOperator() instanceof SqlFunction function
        ? VectorOperators.writtenName(function).orElse(function.getName().toLowerCase(Locale.ROOT))
        : NAMELESS;
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.SqlCreateView;
import io.proxima.sql.type.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;

/// Compiles the query of a view, so that what is kept is known to work.
final class ViewCompiler {
  private final Compilation compilation;

  ViewCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Definition create(SqlCreateView create, TableName name) {
    String text = ProximaParser.toSql(create.query());
    Compilation inside = compilation.beside(compilation.currentSchema());
    SqlNode prepared = inside.prepare(create.query());
    boolean hasStar = QueryCompiler.hasStar(prepared);
    SqlNode validated = inside.validator().validate(prepared);
    if (!inside.parameters(false, validated).isEmpty()) {
      throw wrong(create.query(), "a view takes no parameters");
    }
    RelRoot root = inside.convert(validated);
    List<ColumnDef> columns =
        columns(create, new QueryCompiler(inside).columns(validated, root, hasStar));
    ViewDef view =
        new ViewDef(
            name,
            columns,
            withoutStars(create, text, columns),
            compilation.currentSchema(),
            TablesUsed.of(validated, inside.validator()).names());
    return new Definition.CreateView(view, create.getReplace());
  }

  /// A view keeps its columns, whatever the tables get.
  private String withoutStars(SqlCreateView create, String text, List<ColumnDef> columns) {
    if (!NamesUsed.ofQuery(text).namesAll()) {
      return text;
    }
    String expanded =
        new StarExpansion(compilation.beside(compilation.currentSchema())).expand(text);
    Compilation again = compilation.beside(compilation.currentSchema());
    try {
      SqlNode validated = again.validator().validate(again.prepare(ProximaParser.parse(expanded)));
      RelRoot root = again.convert(validated);
      List<ColumnType> types =
          new QueryCompiler(again)
              .columns(validated, root, false).stream().map(Statement.OutputColumn::type).toList();
      if (types.equals(columns.stream().map(ColumnDef::type).toList())) {
        return expanded;
      }
    } catch (SqlParseException | CalciteException | ProximaException e) {
      throw wrong(
          create.query(), "the columns of * cannot be written out; name them: " + e.getMessage());
    }
    throw wrong(create.query(), "the columns of * cannot be written out; name them");
  }

  private static List<ColumnDef> columns(SqlCreateView create, List<Statement.OutputColumn> given) {
    SqlNodeList names = create.columns();
    if (names != null && names.size() != given.size()) {
      throw wrong(
          names, "the view names " + names.size() + " columns, its query gives " + given.size());
    }
    List<ColumnDef> columns = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Statement.OutputColumn column : given) {
      int number = columns.size() + 1;
      String name =
          names == null ? column.label() : ((SqlIdentifier) names.get(number - 1)).getSimple();
      if (name.equals(QueryCompiler.NAMELESS)) {
        throw wrong(create.query(), "column " + number + " of the view needs a name: write AS");
      }
      if (!known.add(name)) {
        throw wrong(create.query(), "the view has two columns named " + name);
      }
      columns.add(new ColumnDef(number, name, column.type(), column.nullable()));
    }
    return columns;
  }

  private static RuntimeException wrong(SqlNode place, String message) {
    return Located.at(place.getParserPosition(), ErrorCode.INVALID_DEFINITION, message);
  }
}

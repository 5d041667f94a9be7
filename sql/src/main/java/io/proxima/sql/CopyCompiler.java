package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.TableDef;
import io.proxima.grammar.ast.SqlCopy;
import io.proxima.grammar.ast.SqlOption;
import io.proxima.sql.type.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Compiles `COPY`.
final class CopyCompiler {
  private final Compilation compilation;

  CopyCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement.Copy compile(SqlCopy copy) {
    return copy.direction() == SqlCopy.Direction.FROM ? from(copy) : to(copy);
  }

  private Statement.CopyFrom from(SqlCopy copy) {
    TableDef table = compilation.target(Objects.requireNonNull(copy.table()));
    SqlNodeList columns = copy.columnNodes();
    for (int i = 0; i < columns.size(); i++) {
      SqlIdentifier column = (SqlIdentifier) columns.get(i);
      TableColumns.position(table, column);
      if (copy.columns().indexOf(column.getSimple()) < i) {
        throw ModifyCompiler.twice(column);
      }
    }
    return new Statement.CopyFrom(table, copy.columns(), copy.file(), options(copy));
  }

  private Statement.CopyTo to(SqlCopy copy) {
    SqlNode source = copy.query();
    Statement.Query query =
        new QueryCompiler(compilation).compile(source == null ? select(copy) : source);
    if (!query.parameters().isEmpty()) {
      throw NotOffered.at(copy.getParserPosition(), "a parameter in COPY");
    }
    return new Statement.CopyTo(query, copy.file(), options(copy));
  }

  private static SqlSelect select(SqlCopy copy) {
    SqlNode table = Objects.requireNonNull(copy.table());
    SqlParserPos place = table.getParserPosition();
    SqlNodeList columns =
        copy.columns().isEmpty()
            ? new SqlNodeList(List.of(SqlIdentifier.star(place)), place)
            : copy.columnNodes();
    return new SqlSelect(
        place, null, columns, table, null, null, null, null, null, null, null, null, null);
  }

  static Map<String, String> options(SqlCopy copy) {
    Map<String, String> options = new LinkedHashMap<>();
    for (SqlOption option : copy.options()) {
      if (options.putIfAbsent(option.name(), option.valueText()) != null) {
        throw Located.at(
            option.getParserPosition(),
            ErrorCode.SYNTAX_ERROR,
            "option " + option.name() + " is given twice");
      }
    }
    return options;
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.grammar.ProximaParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// Writes the columns out that the stars of a query stand for, so that it means the same when its
/// tables have others.
final class StarExpansion {
  /// How Calcite calls a sub-query that has no name.
  private static final String NAMELESS = "EXPR$";

  private final Compilation compilation;

  StarExpansion(Compilation compilation) {
    this.compilation = compilation;
  }

  /// The text of a query, which is known to be sound, without stars.
  String expand(String text) {
    SqlNode query = parse(text);
    Map<SqlParserPos, SqlNodeList> columns = new HashMap<>();
    collect(compilation.validator().validate(compilation.prepare(parse(text))), columns);
    SqlNode expanded =
        query.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlCall call) {
                SqlNode visited = super.visit(call);
                if (visited instanceof SqlSelect select) {
                  select.setSelectList(items(select.getSelectList(), columns));
                }
                return visited;
              }
            });
    return ProximaParser.toSql(expanded == null ? query : expanded);
  }

  private static SqlNode parse(String text) {
    try {
      return ProximaParser.parse(text);
    } catch (SqlParseException e) {
      throw new ProximaException(ErrorCode.INTERNAL, "a query cannot be read again: " + text, e);
    }
  }

  private static SqlNodeList items(SqlNodeList items, Map<SqlParserPos, SqlNodeList> columns) {
    SqlNodeList all = new SqlNodeList(items.getParserPosition());
    for (SqlNode item : items) {
      SqlNodeList known = isStar(item) ? columns.get(item.getParserPosition()) : null;
      if (known == null) {
        all.add(item);
      } else {
        all.addAll(known);
      }
    }
    return all;
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier name && name.isStar();
  }

  /// Columns that came from a star have its place in the text.
  private static void collect(SqlNode validated, Map<SqlParserPos, SqlNodeList> columns) {
    validated.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call instanceof SqlSelect select) {
              Map<SqlParserPos, SqlNodeList> own = new HashMap<>();
              for (SqlNode item : select.getSelectList()) {
                if (SqlUtil.stripAs(item) instanceof SqlIdentifier name && !name.isStar()) {
                  own.computeIfAbsent(name.getParserPosition(), SqlNodeList::new)
                      .add(named(item, name));
                }
              }
              own.forEach(columns::putIfAbsent);
            }
            return super.visit(call);
          }
        });
  }

  private static SqlNode named(SqlNode item, SqlIdentifier name) {
    if (!name.names.getFirst().startsWith(NAMELESS)) {
      return item;
    }
    List<String> names = new ArrayList<>(name.names);
    names.removeFirst();
    SqlIdentifier plain = new SqlIdentifier(names, name.getParserPosition());
    if (item instanceof SqlCall as) {
      return as.getOperator().createCall(item.getParserPosition(), plain, as.operand(1));
    }
    return plain;
  }
}

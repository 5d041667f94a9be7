package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.SqlCopy;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// A `COPY` as it is written, for whoever has the file but not the tables.
///
/// `table` are the parts of its name, `columns` those that are listed; if a query is copied, there
/// are none and `query` is its text.
public record CopyText(
    boolean isFrom,
    List<String> table,
    List<String> columns,
    String query,
    String file,
    Map<String, String> options) {
  /// Copies the collections.
  public CopyText {
    table = List.copyOf(table);
    columns = List.copyOf(columns);
    options = Map.copyOf(options);
  }

  /// Reads the statement.
  ///
  /// @throws ProximaException `SYNTAX_ERROR`, with the position in `sql`
  public static CopyText parse(String sql) {
    try {
      List<SqlNode> statements = ProximaParser.parseStatements(sql);
      if (statements.size() == 1 && statements.getFirst() instanceof SqlCopy copy) {
        return of(sql, copy);
      }
    } catch (SqlParseException e) {
      throw Errors.of(sql, e);
    } catch (RuntimeException e) {
      throw Errors.of(sql, e);
    }
    throw new ProximaException(ErrorCode.SYNTAX_ERROR, "expected one COPY, found " + sql);
  }

  private static CopyText of(String sql, SqlCopy copy) {
    SqlIdentifier table = copy.table();
    return new CopyText(
        copy.direction() == SqlCopy.Direction.FROM,
        table == null ? List.of() : table.names,
        copy.columns(),
        query(sql, copy.query()),
        copy.file(),
        CopyCompiler.options(copy));
  }

  /// What is between the parentheses of the query.
  private static String query(String sql, @Nullable SqlNode query) {
    if (query == null) {
      return "";
    }
    SqlParserPos place = query.getParserPosition();
    int open = Errors.position(sql, place.getLineNum(), place.getColumnNum());
    int close = Errors.position(sql, place.getEndLineNum(), place.getEndColumnNum());
    return sql.substring(open, close - 1);
  }
}

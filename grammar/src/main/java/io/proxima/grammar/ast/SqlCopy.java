package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// `COPY table [(columns)] FROM | TO 'file' [WITH (options)]` and `COPY (query) TO 'file' …`.
public final class SqlCopy extends StatementCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("COPY", SqlKind.OTHER);

  /// Which way the rows go, seen from the file.
  public enum Direction {
    FROM,
    TO
  }

  private final SqlNode source;
  private final @Nullable SqlNodeList columns;
  private final Direction direction;
  private final SqlNode file;
  private final SqlNodeList options;

  public SqlCopy(
      SqlParserPos pos,
      SqlNode source,
      @Nullable SqlNodeList columns,
      Direction direction,
      SqlNode file,
      SqlNodeList options) {
    super(pos, OPERATOR);
    this.source = source;
    this.columns = columns;
    this.direction = direction;
    this.file = file;
    this.options = options;
  }

  public Direction direction() {
    return direction;
  }

  /// The table, or null if a query is copied.
  public @Nullable SqlIdentifier table() {
    return source instanceof SqlIdentifier table ? table : null;
  }

  /// The query, whose place is that of the parentheses around it, or null if a table is copied.
  public @Nullable SqlNode query() {
    return source instanceof SqlIdentifier ? null : source;
  }

  /// The columns named, empty for all.
  public List<String> columns() {
    return columns == null
        ? List.of()
        : columns.stream().map(node -> ((SqlIdentifier) node).getSimple()).toList();
  }

  /// The columns named, each with its place.
  public SqlNodeList columnNodes() {
    return columns == null ? SqlNodeList.EMPTY : columns;
  }

  public String file() {
    return SqlOption.text(file);
  }

  /// The options in order.
  public List<SqlOption> options() {
    return options.stream().map(SqlOption.class::cast).toList();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(source, columns, file, options);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("COPY");
    if (source instanceof SqlIdentifier) {
      source.unparse(writer, 0, 0);
    } else {
      Unparse.list(writer, List.of(source));
    }
    if (columns != null) {
      Unparse.list(writer, columns);
    }
    writer.keyword(direction.name());
    file.unparse(writer, 0, 0);
    Unparse.options(writer, options);
  }
}

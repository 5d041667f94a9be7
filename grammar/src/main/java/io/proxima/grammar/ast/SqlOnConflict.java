package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
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

/// `ON CONFLICT [(key)] DO NOTHING` or `DO UPDATE SET column = value, … [WHERE condition]`.
public final class SqlOnConflict extends SqlCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("ON CONFLICT", SqlKind.OTHER);

  private final @Nullable SqlNodeList key;
  private final @Nullable SqlNodeList columns;
  private final @Nullable SqlNodeList values;
  private final @Nullable SqlNode where;

  public SqlOnConflict(
      SqlParserPos pos,
      @Nullable SqlNodeList key,
      @Nullable SqlNodeList columns,
      @Nullable SqlNodeList values,
      @Nullable SqlNode where) {
    super(pos);
    this.key = key;
    this.columns = columns;
    this.values = values;
    this.where = where;
  }

  /// The conflicting key's columns, empty if none were written.
  public List<String> key() {
    return key == null ? List.of() : names(key);
  }

  /// Whether the row is left alone.
  public boolean isDoNothing() {
    return columns == null;
  }

  /// The columns set, in order.
  public List<String> columns() {
    return columns == null ? List.of() : names(columns);
  }

  /// The new values, one per column; `excluded.c` is the row that could not be inserted.
  public List<SqlNode> values() {
    return values == null ? List.of() : List.copyOf(values);
  }

  /// Which rows are updated, or null for all.
  public @Nullable SqlNode where() {
    return where;
  }

  private static List<String> names(SqlNodeList list) {
    return list.stream().map(node -> ((SqlIdentifier) node).getSimple()).toList();
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(key, columns, values, where);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("ON CONFLICT");
    if (key != null) {
      Unparse.list(writer, key);
    }
    if (columns == null || values == null) {
      writer.keyword("DO NOTHING");
      return;
    }
    writer.keyword("DO UPDATE SET");
    Unparse.assignments(writer, columns, values);
    if (where != null) {
      writer.keyword("WHERE");
      where.unparse(writer, 0, 0);
    }
  }
}

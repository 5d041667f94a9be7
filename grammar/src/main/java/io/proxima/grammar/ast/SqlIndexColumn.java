package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// A column of an index: `name [operator class] [ASC | DESC] [NULLS FIRST | LAST]`.
public final class SqlIndexColumn extends SqlCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("INDEX COLUMN", SqlKind.OTHER);

  private final SqlIdentifier name;
  private final @Nullable SqlIdentifier operatorClass;
  private final boolean descending;
  private final @Nullable Boolean nullsFirst;

  public SqlIndexColumn(
      SqlParserPos pos,
      SqlIdentifier name,
      @Nullable SqlIdentifier operatorClass,
      boolean descending,
      @Nullable Boolean nullsFirst) {
    super(pos);
    this.name = name;
    this.operatorClass = operatorClass;
    this.descending = descending;
    this.nullsFirst = nullsFirst;
  }

  public String name() {
    return name.getSimple();
  }

  /// Such as `vector_cosine_ops`, or null.
  public @Nullable String operatorClass() {
    return operatorClass == null ? null : operatorClass.getSimple();
  }

  public boolean isDescending() {
    return descending;
  }

  /// What was written after `NULLS`, or null.
  public @Nullable Boolean nullsFirst() {
    return nullsFirst;
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(name, operatorClass);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    name.unparse(writer, 0, 0);
    if (operatorClass != null) {
      operatorClass.unparse(writer, 0, 0);
    }
    if (descending) {
      writer.keyword("DESC");
    }
    if (nullsFirst != null) {
      writer.keyword(nullsFirst ? "NULLS FIRST" : "NULLS LAST");
    }
  }
}

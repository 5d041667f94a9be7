package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// An INSERT, UPSERT, UPDATE or DELETE with `ON CONFLICT` or `RETURNING`.
///
/// Without either the parser gives Calcite's own node.
public final class SqlModification extends StatementCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("MODIFY", SqlKind.OTHER);

  private final SqlCall change;
  private final @Nullable SqlOnConflict onConflict;
  private final @Nullable SqlNodeList returning;

  private SqlModification(
      SqlParserPos pos,
      SqlCall change,
      @Nullable SqlOnConflict onConflict,
      @Nullable SqlNodeList returning) {
    super(pos, OPERATOR);
    this.change = change;
    this.onConflict = onConflict;
    this.returning = returning;
  }

  /// The change itself if nothing was added to it, otherwise the two or three together.
  public static SqlNode of(
      SqlCall change, @Nullable SqlOnConflict onConflict, @Nullable SqlNodeList returning) {
    if (onConflict == null && returning == null) {
      return change;
    }
    SqlParserPos pos = change.getParserPosition();
    if (onConflict != null) {
      pos = pos.plus(onConflict.getParserPosition());
    }
    if (returning != null) {
      pos = pos.plus(returning.getParserPosition());
    }
    return new SqlModification(pos, change, onConflict, returning);
  }

  /// Calcite's SqlInsert, SqlUpdate or SqlDelete.
  public SqlCall change() {
    return change;
  }

  /// What happens to a row whose key exists, or null.
  public @Nullable SqlOnConflict onConflict() {
    return onConflict;
  }

  /// The select items after `RETURNING`, or null.
  public @Nullable SqlNodeList returning() {
    return returning;
  }

  @Override
  public String statementName() {
    String clause = onConflict == null ? "RETURNING" : "ON CONFLICT";
    return change.getKind() + " … " + clause;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(change, onConflict, returning);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    change.unparse(writer, 0, 0);
    if (onConflict != null) {
      writer.newlineAndIndent();
      onConflict.unparse(writer, 0, 0);
    }
    if (returning != null) {
      writer.newlineAndIndent();
      writer.keyword("RETURNING");
      Unparse.bareList(writer, returning);
    }
  }
}

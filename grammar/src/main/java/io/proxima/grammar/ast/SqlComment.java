package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// `COMMENT ON TABLE | COLUMN | INDEX | VIEW | SCHEMA name IS 'text' | NULL`.
public final class SqlComment extends StatementCall {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("COMMENT ON", SqlKind.OTHER_DDL);

  private final ObjectKind kind;
  private final SqlIdentifier name;
  private final @Nullable SqlNode text;

  public SqlComment(SqlParserPos pos, ObjectKind kind, SqlIdentifier name, @Nullable SqlNode text) {
    super(pos, OPERATOR);
    this.kind = kind;
    this.name = name;
    this.text = text;
  }

  public ObjectKind kind() {
    return kind;
  }

  public SqlIdentifier name() {
    return name;
  }

  /// The comment, or null to remove it.
  public @Nullable String text() {
    return text == null ? null : SqlOption.text(text);
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(name, text);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword("COMMENT ON " + kind);
    name.unparse(writer, 0, 0);
    writer.keyword("IS");
    if (text == null) {
      writer.keyword("NULL");
    } else {
      text.unparse(writer, 0, 0);
    }
  }
}

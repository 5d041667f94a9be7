package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `SET [LOCAL] name = value` or `SET [LOCAL] name TO value`.
public final class SqlSetSetting extends StatementCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("SET", SqlKind.SET_OPTION);

  private final boolean local;
  private final SqlIdentifier name;
  private final SqlNode value;

  public SqlSetSetting(SqlParserPos pos, boolean local, SqlIdentifier name, SqlNode value) {
    super(pos, OPERATOR);
    this.local = local;
    this.name = name;
    this.value = value;
  }

  /// Whether it lasts until the end of the transaction only.
  public boolean isLocal() {
    return local;
  }

  /// The setting's name in dotted form.
  public String name() {
    return Unparse.dotted(name);
  }

  /// A literal or a single word (`on` and `default` too).
  public SqlNode value() {
    return value;
  }

  /// The value as [SqlOption#valueText()] gives it.
  public String valueText() {
    return SqlOption.text(value);
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, value);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(local ? "SET LOCAL" : "SET");
    name.unparse(writer, 0, 0);
    writer.keyword("=");
    value.unparse(writer, 0, 0);
  }
}

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

/// `ALTER USER | ROLE name [WITH] [PASSWORD 'x'] [words]`.
public final class SqlAlterPrincipal extends StatementCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("ALTER", SqlKind.OTHER_DDL);

  private final ObjectKind kind;
  private final SqlIdentifier name;
  private final SqlNodeList options;

  public SqlAlterPrincipal(
      SqlParserPos pos, ObjectKind kind, SqlIdentifier name, SqlNodeList options) {
    super(pos, OPERATOR);
    this.kind = kind;
    this.name = name;
    this.options = options;
  }

  /// User or role.
  public ObjectKind kind() {
    return kind;
  }

  public String name() {
    return name.getSimple();
  }

  /// As in [SqlCreatePrincipal#options()].
  public List<SqlOption> options() {
    return options.stream().map(SqlOption.class::cast).toList();
  }

  @Override
  public String statementName() {
    return "ALTER " + kind;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, options);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(statementName());
    name.unparse(writer, 0, 0);
    SqlCreatePrincipal.unparse(writer, options());
  }
}

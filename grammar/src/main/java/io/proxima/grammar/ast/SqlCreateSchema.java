package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `CREATE SCHEMA [IF NOT EXISTS] name`.
public final class SqlCreateSchema extends SqlCreate implements NamedStatement {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("CREATE SCHEMA", SqlKind.CREATE_SCHEMA);

  private final SqlIdentifier name;

  public SqlCreateSchema(
      SqlParserPos pos, boolean replace, boolean ifNotExists, SqlIdentifier name) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean ifNotExists() {
    return ifNotExists;
  }

  @Override
  public String statementName() {
    return OPERATOR.getName();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    Unparse.create(writer, getReplace(), "SCHEMA", ifNotExists, name);
  }
}

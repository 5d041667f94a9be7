package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `CREATE USER | ROLE [IF NOT EXISTS] name [WITH] [PASSWORD 'x'] [words]`.
public final class SqlCreatePrincipal extends SqlCreate implements NamedStatement {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("CREATE", SqlKind.OTHER_DDL);

  private final ObjectKind kind;
  private final SqlIdentifier name;
  private final SqlNodeList options;

  public SqlCreatePrincipal(
      SqlParserPos pos,
      boolean replace,
      boolean ifNotExists,
      ObjectKind kind,
      SqlIdentifier name,
      SqlNodeList options) {
    super(OPERATOR, pos, replace, ifNotExists);
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

  public boolean ifNotExists() {
    return ifNotExists;
  }

  /// `password` with its text, and every other word with the value true.
  public List<SqlOption> options() {
    return options.stream().map(SqlOption.class::cast).toList();
  }

  @Override
  public String statementName() {
    return "CREATE " + kind;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, options);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    Unparse.create(writer, getReplace(), kind.name(), ifNotExists, name);
    unparse(writer, options());
  }

  static void unparse(SqlWriter writer, List<SqlOption> options) {
    for (SqlOption option : options) {
      if (option.name().equals("password")) {
        writer.keyword("PASSWORD");
        option.value().unparse(writer, 0, 0);
      } else {
        writer.identifier(option.name(), true);
      }
    }
  }
}

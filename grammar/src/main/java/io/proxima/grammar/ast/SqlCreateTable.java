package io.proxima.grammar.ast;

import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCreate;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;

/// `CREATE TABLE [IF NOT EXISTS] name (columns and constraints) [WITH (options)]`.
public final class SqlCreateTable extends SqlCreate implements NamedStatement {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("CREATE TABLE", SqlKind.CREATE_TABLE);

  private final SqlIdentifier name;
  private final SqlNodeList elements;
  private final SqlNodeList options;

  public SqlCreateTable(
      SqlParserPos pos,
      boolean replace,
      boolean ifNotExists,
      SqlIdentifier name,
      SqlNodeList elements,
      SqlNodeList options) {
    super(OPERATOR, pos, replace, ifNotExists);
    this.name = name;
    this.elements = elements;
    this.options = options;
  }

  public SqlIdentifier name() {
    return name;
  }

  public boolean ifNotExists() {
    return ifNotExists;
  }

  /// The columns in order.
  public List<SqlColumnDef> columns() {
    return all(SqlColumnDef.class).toList();
  }

  /// The constraints of the table and of all its columns, in the order written.
  public List<SqlConstraint> constraints() {
    return elements.stream()
        .flatMap(element ->
            element instanceof SqlColumnDef column
                ? column.constraints().stream()
                : Stream.of((SqlConstraint) element))
        .toList();
  }

  /// The options in order.
  public List<SqlOption> options() {
    return options.stream().map(SqlOption.class::cast).toList();
  }

  private <T> Stream<T> all(Class<T> type) {
    return elements.stream().filter(type::isInstance).map(type::cast);
  }

  @Override
  public String statementName() {
    return OPERATOR.getName();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, elements, options);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    Unparse.create(writer, getReplace(), "TABLE", ifNotExists, name);
    Unparse.list(writer, elements);
    Unparse.options(writer, options);
  }
}

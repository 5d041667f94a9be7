package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// A column of a table definition.
public final class SqlColumnDef extends SqlCall {

  private static final SqlOperator OPERATOR = new SqlSpecialOperator("COLUMN", SqlKind.COLUMN_DECL);

  private final SqlIdentifier name;
  private final SqlDataTypeSpec type;
  private final SqlNodeList constraints;

  public SqlColumnDef(
      SqlParserPos pos, SqlIdentifier name, SqlDataTypeSpec type, SqlNodeList constraints) {
    super(pos);
    this.name = name;
    this.type = type;
    this.constraints = constraints;
  }

  public String name() {
    return name.getSimple();
  }

  /// The type as written, nullability left open.
  public SqlDataTypeSpec type() {
    return type;
  }

  /// Everything said after the type, in order.
  public List<SqlConstraint> constraints() {
    return constraints.stream().map(SqlConstraint.class::cast).toList();
  }

  /// Whether `NOT NULL` was written.
  public boolean isNotNull() {
    return has(SqlConstraint.Kind.NOT_NULL);
  }

  /// Whether `PRIMARY KEY` was written at this column.
  public boolean isPrimaryKey() {
    return has(SqlConstraint.Kind.PRIMARY_KEY);
  }

  /// The expression after `DEFAULT`, or null.
  public @Nullable SqlNode defaultValue() {
    return constraints().stream()
        .filter(constraint -> constraint.kind() == SqlConstraint.Kind.DEFAULT)
        .map(SqlConstraint::expression)
        .findFirst()
        .orElse(null);
  }

  private boolean has(SqlConstraint.Kind kind) {
    return constraints().stream().anyMatch(constraint -> constraint.kind() == kind);
  }

  @Override
  public SqlOperator getOperator() {
    return OPERATOR;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(name, type, constraints);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    name.unparse(writer, 0, 0);
    type.unparse(writer, 0, 0);
    constraints().forEach(constraint -> constraint.unparse(writer, false));
  }
}

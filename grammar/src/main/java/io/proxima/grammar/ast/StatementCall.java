package io.proxima.grammar.ast;

import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.parser.SqlParserPos;

/// What Calcite wants of a node, for our statements that extend none of its statement classes.
abstract class StatementCall extends SqlCall implements NamedStatement {

  private final SqlOperator operator;

  StatementCall(SqlParserPos pos, SqlOperator operator) {
    super(pos);
    this.operator = operator;
  }

  @Override
  public final SqlOperator getOperator() {
    return operator;
  }

  @Override
  public String statementName() {
    return operator.getName();
  }
}

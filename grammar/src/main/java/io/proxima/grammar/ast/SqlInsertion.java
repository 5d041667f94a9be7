package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// `INSERT` or `UPSERT`, with `OVERRIDING SYSTEM VALUE` and `DEFAULT VALUES`.
public final class SqlInsertion extends SqlInsert {
  private final boolean overriding;

  public SqlInsertion(
      boolean overriding,
      SqlParserPos pos,
      SqlNodeList keywords,
      SqlNode targetTable,
      SqlNode source,
      @Nullable SqlNodeList columnList) {
    super(pos, keywords, targetTable, source, columnList);
    this.overriding = overriding;
  }

  /// The source that stands for `DEFAULT VALUES`: a row without values.
  public static SqlNode defaultValues(SqlParserPos pos) {
    return SqlStdOperatorTable.VALUES.createCall(
        pos, SqlStdOperatorTable.ROW.createCall(pos, List.of()));
  }

  /// Whether it may write columns that otherwise only the database fills.
  public boolean isOverriding() {
    return overriding;
  }

  /// Whether it writes one row of defaults.
  public boolean isDefaultValues() {
    return getSource() instanceof SqlCall values
        && values.getKind() == SqlKind.VALUES
        && values.operand(0) instanceof SqlCall row
        && row.getKind() == SqlKind.ROW
        && row.operandCount() == 0;
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(isUpsert() ? "UPSERT INTO" : "INSERT INTO");
    getTargetTable().unparse(writer, 0, 0);
    SqlNodeList columns = getTargetColumnList();
    if (columns != null) {
      Unparse.list(writer, columns);
    }
    if (overriding) {
      writer.keyword("OVERRIDING SYSTEM VALUE");
    }
    writer.newlineAndIndent();
    if (isDefaultValues()) {
      writer.keyword("DEFAULT VALUES");
    } else {
      getSource().unparse(writer, 0, 0);
    }
  }
}

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

/// `ALTER TABLE [IF EXISTS] table change`.
public final class SqlAlterTable extends StatementCall {

  private static final SqlOperator OPERATOR =
      new SqlSpecialOperator("ALTER TABLE", SqlKind.ALTER_TABLE);

  private final boolean ifExists;
  private final SqlIdentifier table;
  private final Change change;

  public SqlAlterTable(SqlParserPos pos, boolean ifExists, SqlIdentifier table, Change change) {
    super(pos, OPERATOR);
    this.ifExists = ifExists;
    this.table = table;
    this.change = change;
  }

  /// What happens to the table.
  public sealed interface Change {}

  /// `ADD [COLUMN] [IF NOT EXISTS] column`.
  public record AddColumn(SqlColumnDef column, boolean ifNotExists) implements Change {}

  /// `DROP [COLUMN] [IF EXISTS] column`.
  public record DropColumn(SqlIdentifier column, boolean ifExists) implements Change {}

  /// `RENAME [COLUMN] column TO newName`.
  public record RenameColumn(SqlIdentifier column, SqlIdentifier newName) implements Change {}

  /// `RENAME TO newName`.
  public record RenameTable(SqlIdentifier newName) implements Change {}

  /// `ADD constraint`.
  public record AddConstraint(SqlConstraint constraint) implements Change {}

  /// `DROP CONSTRAINT name`.
  public record DropConstraint(SqlIdentifier constraint) implements Change {}

  /// `SET (options)`.
  public record SetOptions(SqlNodeList list) implements Change {

    /// The options in order.
    public List<SqlOption> options() {
      return list.stream().map(SqlOption.class::cast).toList();
    }
  }

  /// `RESET (names)`.
  public record ResetOptions(SqlNodeList list) implements Change {

    /// The names of the options in order.
    public List<String> names() {
      return list.stream().map(name -> ((SqlIdentifier) name).getSimple()).toList();
    }
  }

  public boolean ifExists() {
    return ifExists;
  }

  public SqlIdentifier table() {
    return table;
  }

  public Change change() {
    return change;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return List.of(table);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(ifExists ? "ALTER TABLE IF EXISTS" : "ALTER TABLE");
    table.unparse(writer, 0, 0);
    switch (change) {
      case AddColumn add ->
          write(writer, add.ifNotExists ? "ADD COLUMN IF NOT EXISTS" : "ADD COLUMN", add.column);
      case DropColumn drop ->
          write(writer, drop.ifExists ? "DROP COLUMN IF EXISTS" : "DROP COLUMN", drop.column);
      case RenameColumn rename -> {
        write(writer, "RENAME COLUMN", rename.column);
        write(writer, "TO", rename.newName);
      }
      case RenameTable rename -> write(writer, "RENAME TO", rename.newName);
      case AddConstraint add -> write(writer, "ADD", add.constraint);
      case DropConstraint drop -> write(writer, "DROP CONSTRAINT", drop.constraint);
      case SetOptions set -> {
        writer.keyword("SET");
        Unparse.list(writer, set.list);
      }
      case ResetOptions reset -> {
        writer.keyword("RESET");
        Unparse.list(writer, reset.list);
      }
    }
  }

  private static void write(SqlWriter writer, String words, SqlNode node) {
    writer.keyword(words);
    node.unparse(writer, 0, 0);
  }
}

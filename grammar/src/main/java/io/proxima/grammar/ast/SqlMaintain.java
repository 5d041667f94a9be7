package io.proxima.grammar.ast;

import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// `ANALYZE [table]`, `REINDEX TABLE | INDEX name`, `CHECK TABLE | INDEX name`, `BACKUP TO 'path'`.
public final class SqlMaintain extends StatementCall {

  /// What is done.
  public enum Action {
    ANALYZE,
    REINDEX,
    CHECK,
    BACKUP
  }

  private final Action action;
  private final ObjectKind kind;
  private final @Nullable SqlIdentifier name;
  private final @Nullable SqlNode path;

  private SqlMaintain(
      SqlParserPos pos,
      Action action,
      ObjectKind kind,
      @Nullable SqlIdentifier name,
      @Nullable SqlNode path) {
    super(pos, new SqlSpecialOperator(action.name(), SqlKind.OTHER));
    this.action = action;
    this.kind = kind;
    this.name = name;
    this.path = path;
  }

  public static SqlMaintain of(
      SqlParserPos pos, Action action, ObjectKind kind, @Nullable SqlIdentifier name) {
    return new SqlMaintain(pos, action, kind, name, null);
  }

  public static SqlMaintain backup(SqlParserPos pos, SqlNode path) {
    return new SqlMaintain(pos, Action.BACKUP, ObjectKind.SCHEMA, null, path);
  }

  public Action action() {
    return action;
  }

  /// Table or index; without meaning for `BACKUP`.
  public ObjectKind kind() {
    return kind;
  }

  /// The table or index, or null for all (`ANALYZE`, `BACKUP`).
  public @Nullable SqlIdentifier name() {
    return name;
  }

  /// Where a backup goes, otherwise null.
  public @Nullable String path() {
    return path == null ? null : SqlOption.text(path);
  }

  @Override
  public String statementName() {
    return switch (action) {
      case ANALYZE, BACKUP -> action.name();
      case REINDEX, CHECK -> action.name() + " " + kind;
    };
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(name, path);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(statementName());
    if (name != null) {
      name.unparse(writer, 0, 0);
    }
    if (path != null) {
      writer.keyword("TO");
      path.unparse(writer, 0, 0);
    }
  }
}

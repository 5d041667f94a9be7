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

/// Any statement about the transaction itself.
public final class SqlTransaction extends StatementCall {

  /// What is done.
  public enum Action {
    BEGIN("BEGIN", SqlKind.OTHER),
    COMMIT("COMMIT", SqlKind.COMMIT),
    ROLLBACK("ROLLBACK", SqlKind.ROLLBACK),
    SAVEPOINT("SAVEPOINT", SqlKind.OTHER),
    ROLLBACK_TO("ROLLBACK TO SAVEPOINT", SqlKind.ROLLBACK),
    RELEASE("RELEASE SAVEPOINT", SqlKind.OTHER),
    SET("SET TRANSACTION", SqlKind.OTHER);

    private final String words;
    private final SqlKind kind;

    Action(String words, SqlKind kind) {
      this.words = words;
      this.kind = kind;
    }
  }

  /// The isolation level asked for.
  public enum Isolation {
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SNAPSHOT,
    SERIALIZABLE
  }

  private final Action action;
  private final @Nullable SqlIdentifier savepoint;
  private final @Nullable Isolation isolation;
  private final @Nullable Boolean readOnly;

  private SqlTransaction(
      SqlParserPos pos,
      Action action,
      @Nullable SqlIdentifier savepoint,
      @Nullable Isolation isolation,
      @Nullable Boolean readOnly) {
    super(pos, new SqlSpecialOperator(action.words, action.kind));
    this.action = action;
    this.savepoint = savepoint;
    this.isolation = isolation;
    this.readOnly = readOnly;
  }

  public static SqlTransaction of(SqlParserPos pos, Action action) {
    return new SqlTransaction(pos, action, null, null, null);
  }

  public static SqlTransaction withSavepoint(SqlParserPos pos, Action action, SqlIdentifier name) {
    return new SqlTransaction(pos, action, name, null, null);
  }

  public static SqlTransaction withModes(
      SqlParserPos pos, Action action, @Nullable Isolation isolation, @Nullable Boolean readOnly) {
    return new SqlTransaction(pos, action, null, isolation, readOnly);
  }

  public Action action() {
    return action;
  }

  /// The savepoint's name with `SAVEPOINT`, `ROLLBACK_TO` and `RELEASE`, otherwise null.
  public @Nullable String savepoint() {
    return savepoint == null ? null : savepoint.getSimple();
  }

  /// The isolation level with `BEGIN` and `SET`, null if not written.
  public @Nullable Isolation isolation() {
    return isolation;
  }

  /// Whether `READ ONLY` or `READ WRITE` was written, null if neither.
  public @Nullable Boolean readOnly() {
    return readOnly;
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(savepoint);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(statementName());
    if (savepoint != null) {
      savepoint.unparse(writer, 0, 0);
    }
    if (isolation != null) {
      writer.keyword("ISOLATION LEVEL " + isolation.name().replace('_', ' '));
    }
    if (readOnly != null) {
      writer.keyword(readOnly ? "READ ONLY" : "READ WRITE");
    }
  }
}

package io.proxima.grammar.ast;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSpecialOperator;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.util.ImmutableNullableList;
import org.jspecify.annotations.Nullable;

/// `GRANT privileges ON names TO principals`, `GRANT roles TO principals`, and the same with
/// `REVOKE … FROM`.
public final class SqlGrant extends StatementCall {

  /// Which of the two.
  public enum Action {
    GRANT,
    REVOKE
  }

  /// What the privileges are on.
  ///
  /// @param kind table or schema
  /// @param names the tables or schemas
  public record Target(ObjectKind kind, SqlNodeList names) {}

  private final Action action;
  private final SqlNodeList privileges;
  private final @Nullable Target target;
  private final SqlNodeList grantees;
  private final boolean grantable;

  public SqlGrant(
      SqlParserPos pos,
      Action action,
      SqlNodeList privileges,
      @Nullable Target target,
      SqlNodeList grantees,
      boolean grantable) {
    super(pos, new SqlSpecialOperator(action.name(), SqlKind.OTHER_DDL));
    this.action = action;
    this.privileges = privileges;
    this.target = target;
    this.grantees = grantees;
    this.grantable = grantable;
  }

  public Action action() {
    return action;
  }

  /// The privileges in lower case (`all` for all), or the roles if there is no target.
  public List<String> privileges() {
    return names(privileges);
  }

  /// What the privileges are on, or null if roles are granted.
  public @Nullable Target target() {
    return target;
  }

  /// Users and roles.
  public List<String> grantees() {
    return names(grantees);
  }

  /// Whether the right to grant is meant: `WITH GRANT OPTION`, `GRANT OPTION FOR`.
  public boolean isGrantable() {
    return grantable;
  }

  private static List<String> names(SqlNodeList list) {
    return list.stream().map(node -> ((SqlIdentifier) node).getSimple()).toList();
  }

  @Override
  public List<SqlNode> getOperandList() {
    return ImmutableNullableList.of(privileges, target == null ? null : target.names, grantees);
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    boolean revoke = action == Action.REVOKE;
    writer.keyword(revoke && grantable ? "REVOKE GRANT OPTION FOR" : action.name());
    if (target == null) {
      Unparse.bareList(writer, privileges);
    } else {
      writer.keyword(String.join(", ", privileges()).toUpperCase(Locale.ROOT));
      writer.keyword("ON " + target.kind);
      Unparse.bareList(writer, target.names);
    }
    writer.keyword(revoke ? "FROM" : "TO");
    Unparse.bareList(writer, grantees);
    if (grantable && !revoke) {
      writer.keyword("WITH GRANT OPTION");
    }
  }
}

package io.proxima.jdbc;

import io.proxima.client.Nullable;
import java.sql.SQLException;
import java.sql.Savepoint;

/// A place in a transaction to which it can return.
///
/// The session knows it as `sp` and the id: two of one name are two.
final class ProximaSavepoint implements Savepoint {
  private final ProximaConnection connection;
  private final int id;
  private final @Nullable String name;

  ProximaSavepoint(ProximaConnection connection, int id, @Nullable String name) {
    this.connection = connection;
    this.id = id;
    this.name = name;
  }

  @Override
  public int getSavepointId() throws SQLException {
    if (name != null) {
      throw SqlErrors.of(SqlErrors.SEQUENCE, "savepoint " + name + " has a name, not an id");
    }
    return id;
  }

  @Override
  public String getSavepointName() throws SQLException {
    if (name == null) {
      throw SqlErrors.of(SqlErrors.SEQUENCE, "savepoint " + id + " has an id, not a name");
    }
    return name;
  }

  ProximaConnection connection() {
    return connection;
  }

  /// What the session calls it.
  String label() {
    return "sp" + id;
  }
}

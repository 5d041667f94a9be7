package io.proxima.cli;

import io.proxima.client.PreparedQuery;
import io.proxima.client.SessionException;
import io.proxima.server.copy.CopyTarget;
import io.proxima.server.copy.SqlName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A table behind a connection as the target of a copy: in the transaction that the user has open,
/// or in one for each batch.
final class TableTarget implements CopyTarget {
  private static final String OPEN_ALREADY = "25000";
  private static final String SAVEPOINT = "\"before copy\"";

  private final Connection connection;
  private final Statement control;
  private final String schema;
  private final String table;
  private final boolean isInTransaction;
  private boolean hasBegun;
  private boolean isComplete;
  private @Nullable PreparedStatement insert;

  private TableTarget(
      Connection connection,
      Statement control,
      String schema,
      String table,
      boolean isInTransaction) {
    this.connection = connection;
    this.control = control;
    this.schema = schema;
    this.table = table;
    this.isInTransaction = isInTransaction;
    this.hasBegun = true;
  }

  static TableTarget open(Connection connection, String schema, String table)
      throws SessionException {
    return calling(() -> {
      Statement control = connection.createStatement();
      boolean isInTransaction = !begins(control);
      if (isInTransaction) {
        control.execute("SAVEPOINT " + SAVEPOINT);
      }
      return new TableTarget(connection, control, schema, table, isInTransaction);
    });
  }

  private static boolean begins(Statement control) throws SQLException {
    try {
      control.execute("BEGIN");
      return true;
    } catch (SQLException e) {
      if (OPEN_ALREADY.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  @FunctionalInterface
  interface Call<T> {
    T run() throws SQLException;
  }

  /// Does `work`; its error is that of a session.
  static <T> T calling(Call<T> work) throws SessionException {
    try {
      return work.run();
    } catch (SQLException e) {
      throw e.getCause() instanceof SessionException cause
          ? cause
          : new SessionException(e.getSQLState(), String.valueOf(e.getMessage()), 0, e);
    }
  }

  @Override
  public List<Column> columns() throws SessionException {
    return calling(() -> {
      List<Column> columns = new ArrayList<>();
      try (ResultSet found =
          connection
              .getMetaData()
              .getColumns(null, TableList.literal(schema), TableList.literal(table), "%")) {
        while (found.next()) {
          boolean isFilled =
              found.getString("COLUMN_DEF") != null
                  || "YES".equals(found.getString("IS_AUTOINCREMENT"));
          columns.add(new Column(found.getString("COLUMN_NAME"), isFilled));
        }
      }
      return columns;
    });
  }

  @Override
  public boolean isInTransaction() {
    return isInTransaction;
  }

  @Override
  public PreparedQuery prepare(List<String> names) throws SessionException {
    return calling(() -> {
      PreparedStatement prepared =
          connection.prepareStatement(SqlName.insert(schema, table, names));
      insert = prepared;
      return prepared.unwrap(PreparedQuery.class);
    });
  }

  @Override
  public void write(List<@Nullable Object[]> rows) throws SessionException {
    PreparedStatement statement = Objects.requireNonNull(insert);
    calling(() -> {
      if (!hasBegun) {
        control.execute("BEGIN");
        hasBegun = true;
      }
      for (@Nullable Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          statement.setObject(i + 1, row[i]);
        }
        statement.addBatch();
      }
      return statement.executeLargeBatch();
    });
  }

  /// Lets the statement that runs end.
  void cancel() throws SQLException {
    PreparedStatement statement = insert;
    if (statement != null) {
      statement.cancel();
    }
  }

  @Override
  public void commit() throws SessionException {
    calling(() -> {
      if (!isInTransaction) {
        hasBegun = false;
        control.execute("COMMIT");
      }
      isComplete = true;
      return control;
    });
  }

  @Override
  public void close() throws SessionException {
    calling(() -> {
      try (control;
          PreparedStatement closed = insert) {
        if (isInTransaction) {
          control.execute(
              (isComplete ? "RELEASE SAVEPOINT " : "ROLLBACK TO SAVEPOINT ") + SAVEPOINT);
        } else if (hasBegun) {
          control.execute("ROLLBACK");
        }
        return closed == null;
      }
    });
  }
}

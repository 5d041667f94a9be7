package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.SessionException;
import java.sql.BatchUpdateException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransactionRollbackException;
import java.sql.SQLTransientException;
import java.util.Arrays;

/// Makes the `java.sql` exception of an SQLSTATE: the one place where that is decided.
final class SqlErrors {
  /// A closed connection. Pools throw a connection away at class 08.
  static final String CONNECTION_CLOSED = "08003";

  /// A closed statement or result set, or a call at the wrong time: the connection is well.
  static final String SEQUENCE = "HY010";

  private SqlErrors() {}

  static SQLException of(SessionException e) {
    String place = e.position() > 0 ? " (at character " + e.position() + ")" : "";
    return of(e.sqlState(), e.getMessage() + place, e);
  }

  static SQLException of(String sqlState, String message) {
    return of(sqlState, message, null);
  }

  static SQLFeatureNotSupportedException unsupported(String what) {
    return new SQLFeatureNotSupportedException(what + " is not supported", "0A000");
  }

  /// A batch of `size` entries of which only those in `counts` were executed, each by itself.
  static BatchUpdateException ofBatch(SQLException e, long[] counts) {
    BatchUpdateException failure =
        new BatchUpdateException(e.getMessage(), e.getSQLState(), e.getErrorCode(), counts, e);
    failure.setNextException(e);
    return failure;
  }

  /// A batch that was one statement: none of its entries took effect.
  static BatchUpdateException ofWholeBatch(SQLException e, int size) {
    long[] counts = new long[size];
    Arrays.fill(counts, java.sql.Statement.EXECUTE_FAILED);
    return ofBatch(e, counts);
  }

  private static SQLException of(String sqlState, String message, @Nullable Throwable cause) {
    return switch (sqlState) {
      case "57P70" -> new SQLTimeoutException(message, sqlState, 0, cause);
      case "57014" -> new SQLTransientException(message, sqlState, 0, cause);
      default -> ofClass(sqlState, message, cause);
    };
  }

  private static SQLException ofClass(String sqlState, String message, @Nullable Throwable cause) {
    return switch (sqlState.substring(0, 2)) {
      case "08" -> new SQLNonTransientConnectionException(message, sqlState, 0, cause);
      case "0A" -> new SQLFeatureNotSupportedException(message, sqlState, 0, cause);
      case "22" -> new SQLDataException(message, sqlState, 0, cause);
      case "23" -> new SQLIntegrityConstraintViolationException(message, sqlState, 0, cause);
      case "28" -> new SQLInvalidAuthorizationSpecException(message, sqlState, 0, cause);
      case "40" -> new SQLTransactionRollbackException(message, sqlState, 0, cause);
      case "42" -> new SQLSyntaxErrorException(message, sqlState, 0, cause);
      case "53" -> new SQLTransientException(message, sqlState, 0, cause);
      default -> new SQLException(message, sqlState, 0, cause);
    };
  }
}

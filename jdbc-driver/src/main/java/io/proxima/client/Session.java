package io.proxima.client;

import java.util.List;

/// One user's conversation with a database, in process or remote.
///
/// Several [RowStream]s may be open at once, in autocommit each with a snapshot of its own; they do
/// not depend on the [PreparedQuery] they came from. At commit and rollback a caller closes those
/// of the transaction before.
///
/// - **Threads:** one thread at a time, but for `cancel` and `abort`, which come from any thread.
public interface Session extends AutoCloseable {
  /// Reads and plans a statement once.
  PreparedQuery prepare(String sql) throws SessionException;

  /// Runs a prepared statement; plans it anew if its tables have changed since.
  ///
  /// At most `maxRows` rows come; the time limit covers execution and fetching. Values of the class
  /// that [ValueType] names are taken as they are, others are brought to it.
  ///
  /// - **Owns:** borrows `parameters` until return; a [RowStream] in the result must be closed.
  Outcome execute(PreparedQuery query, @Nullable Object[] parameters, ExecuteOptions options)
      throws SessionException;

  /// Runs a statement once for each set of parameters, as one statement: all or nothing of the
  /// batch if the session is in autocommit.
  ///
  /// @return the row count of each set
  long[] executeBatch(
      PreparedQuery query, List<@Nullable Object[]> parameters, ExecuteOptions options)
      throws SessionException;

  /// Adds rows that were encoded by [PreparedQuery#rowLayout()] as one Avro block; the block's
  /// bytes reach the log unchanged. As with `executeBatch`, all rows or none.
  ///
  /// @return the number of rows
  long executeBlock(PreparedQuery query, byte[] payload, ExecuteOptions options)
      throws SessionException;

  /// Forgets a prepared statement; its open streams go on.
  void release(PreparedQuery query) throws SessionException;

  /// Whether each statement is a transaction of its own; true at first. Switching it on commits an
  /// open transaction.
  boolean isAutoCommit();

  /// Sets what [#isAutoCommit()] says.
  void setAutoCommit(boolean autoCommit) throws SessionException;

  /// Ends the open transaction, if there is one, and keeps its writes.
  void commit() throws SessionException;

  /// Ends the open transaction, if there is one, and forgets its writes.
  void rollback() throws SessionException;

  /// Marks a place in the open transaction to which it can return.
  void savepoint(String name) throws SessionException;

  /// Forgets what was written since a savepoint.
  void rollbackTo(String savepoint) throws SessionException;

  /// Forgets a savepoint.
  void releaseSavepoint(String savepoint) throws SessionException;

  /// The schema that unqualified names mean.
  String schema() throws SessionException;

  /// Sets what [#schema()] says.
  void setSchema(String schema) throws SessionException;

  /// Whether writes are refused.
  boolean isReadOnly() throws SessionException;

  /// Sets what [#isReadOnly()] says.
  void setReadOnly(boolean readOnly) throws SessionException;

  /// Whether each statement of a transaction sees what was committed before it; otherwise all of
  /// them see what was committed before the transaction began, as at first.
  boolean isReadCommitted() throws SessionException;

  /// Sets what [#isReadCommitted()] says, for the transactions that begin from now on.
  void setReadCommitted(boolean readCommitted) throws SessionException;

  /// Asks the database whether it still answers, within a limit.
  boolean isValid(int timeoutSeconds);

  /// Lets the running statement end with 57014; does nothing if none is running.
  void cancel();

  /// Ends the session at once, also under a running statement.
  void abort();

  /// Ends the session; an open transaction is rolled back. A second call does nothing.
  @Override
  void close() throws SessionException;
}

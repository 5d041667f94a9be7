package io.proxima.server.copy;

import io.proxima.client.PreparedQuery;
import io.proxima.client.SessionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table that rows are copied into, and the transaction they are copied in.
///
/// - **Threads:** one thread.
public interface CopyTarget extends AutoCloseable {
  /// A column of the table; `isFilled` says whether it gets a value if none is written.
  record Column(String name, boolean isFilled) {}

  /// The columns of the table, in order.
  List<Column> columns() throws SessionException;

  /// Whether rows are written into a transaction that was open before.
  boolean isInTransaction();

  /// Prepares the writing of rows of these columns; its parameters are they, in this order.
  PreparedQuery prepare(List<String> names) throws SessionException;

  /// Writes rows: all or, if it fails, none.
  ///
  /// - **Owns:** borrows `rows` until return.
  void write(List<@Nullable Object[]> rows) throws SessionException;

  /// Keeps what was written, unless [#isInTransaction()].
  void commit() throws SessionException;

  /// Forgets what was written since the last `commit`.
  @Override
  void close() throws SessionException;
}

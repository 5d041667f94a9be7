package io.proxima.cli;

import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.engine.io.UserFiles;
import io.proxima.server.copy.ClientCopy;
import io.proxima.server.copy.CopyIn;
import io.proxima.server.copy.CopyOut;
import io.proxima.server.copy.CopyProgress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// `\copy`: rows between a table and a file of this computer.
///
/// - **Threads:** one thread, but any may call [#cancel].
final class FileCopy {
  private final Connection connection;
  private final CopyProgress progress;
  private volatile boolean isCancelled;
  private volatile @Nullable TableTarget target;
  private volatile @Nullable Statement query;

  FileCopy(Connection connection, CopyProgress progress) {
    this.connection = connection;
    this.progress = progress;
  }

  /// Copies all rows; returns how many there were.
  long run(ClientCopy copy) throws SessionException {
    return copy.isFrom() ? copyIn(copy) : copyOut(copy);
  }

  private long copyIn(ClientCopy copy) throws SessionException {
    String schema =
        copy.schema().isEmpty() ? TableTarget.calling(connection::getSchema) : copy.schema();
    try (TableTarget open = TableTarget.open(connection, schema, copy.table())) {
      target = open;
      return new CopyIn(copy.file(), copy.options(), copy.columns(), open, this::advanced)
          .run(UserFiles.anywhere());
    }
  }

  private long copyOut(ClientCopy copy) throws SessionException {
    CopyOut out = new CopyOut(copy.file(), copy.options(), this::advanced);
    try (Statement statement = connection.createStatement()) {
      query = statement;
      try (ResultSet rows = statement.executeQuery(copy.query())) {
        return out.run(
            UserFiles.anywhere(),
            rows.unwrap(RowStream.class),
            () -> TableTarget.calling(rows::next));
      }
    } catch (SQLException e) {
      throw new SessionException(e.getSQLState(), String.valueOf(e.getMessage()), 0, e);
    }
  }

  private void advanced(long rows, long bytes, long totalBytes) throws SessionException {
    if (isCancelled) {
      throw new SessionException("57014", "the copy was cancelled");
    }
    progress.advanced(rows, bytes, totalBytes);
  }

  /// Ends the copy with 57014.
  void cancel() throws SQLException {
    isCancelled = true;
    TableTarget rows = target;
    if (rows != null) {
      rows.cancel();
    }
    Statement running = query;
    if (running != null) {
      running.cancel();
    }
  }
}

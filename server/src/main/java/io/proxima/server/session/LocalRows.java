package io.proxima.server.session;

import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Rows of a cursor, given out one by one without an object per row.
///
/// - **Threads:** one thread at a time, but for `close`, which may also come from the one that ends
///   the session, between two fetches.
final class LocalRows implements RowStream {
  /// How the next rows are fetched: as a call of the session, or just so.
  @FunctionalInterface
  interface Fetch {
    @Nullable RowBatch next(RowCursor cursor) throws SessionException;
  }

  private final List<ResultColumn> columns;
  private final RowCursor cursor;
  private final Fetch fetch;
  private final Consumer<LocalRows> whenClosed;
  private final long maxRows;
  private long delivered;
  private int row;
  private @Nullable RowBatch batch;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Gives at most `maxRows` rows (0: all); runs `whenClosed` once, when the stream is closed.
  LocalRows(
      List<ResultColumn> columns,
      RowCursor cursor,
      Fetch fetch,
      long maxRows,
      Consumer<LocalRows> whenClosed) {
    this.columns = columns;
    this.cursor = cursor;
    this.fetch = fetch;
    this.maxRows = maxRows;
    this.whenClosed = whenClosed;
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public boolean next() throws SessionException {
    if (closed.get()) {
      throw new SessionException("24000", "the rows of this result are closed");
    }
    if (maxRows > 0 && delivered == maxRows) {
      return false;
    }
    row++;
    if (batch == null || row >= batch.rowCount()) {
      batch = fetch.next(cursor);
      row = 0;
    }
    if (batch == null) {
      return false;
    }
    delivered++;
    return true;
  }

  private Column column(int position) {
    if (batch == null) {
      throw new IllegalStateException("there is no current row");
    }
    return batch.column(position);
  }

  @Override
  public boolean isNull(int column) {
    return column(column).isNull(row);
  }

  @Override
  public long longAt(int column) {
    return column(column) instanceof LongColumn longs
        ? longs.values()[row]
        : ((Number) column(column).valueAt(row)).longValue();
  }

  @Override
  public double doubleAt(int column) {
    return column(column) instanceof DoubleColumn doubles
        ? doubles.values()[row]
        : ((Number) column(column).valueAt(row)).doubleValue();
  }

  @Override
  public @Nullable Object valueAt(int column) {
    return ClientValues.toClient(column(column), row);
  }

  @Override
  public void close() throws SessionException {
    Errors.translating(() -> {
      closeNow();
      return columns;
    });
  }

  /// As `close`, for the session itself.
  void closeNow() {
    if (closed.compareAndSet(false, true)) {
      try {
        cursor.close();
      } finally {
        whenClosed.accept(this);
      }
    }
  }
}

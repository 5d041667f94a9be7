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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Rows of a cursor, given out one by one without an object per row.
final class LocalRows implements RowStream {
  private final List<ResultColumn> columns;
  private final RowCursor cursor;
  private final Consumer<LocalRows> whenClosed;
  private final long maxRows;
  private long delivered;
  private int row;
  private @Nullable RowBatch batch;
  private boolean closed;

  /// Gives at most `maxRows` rows (0: all); runs `whenClosed` once, when the stream is closed.
  LocalRows(
      List<ResultColumn> columns, RowCursor cursor, long maxRows, Consumer<LocalRows> whenClosed) {
    this.columns = columns;
    this.cursor = cursor;
    this.maxRows = maxRows;
    this.whenClosed = whenClosed;
  }

  @Override
  public List<ResultColumn> columns() {
    return columns;
  }

  @Override
  public boolean next() throws SessionException {
    if (closed) {
      throw new SessionException("24000", "the rows of this result are closed");
    }
    if (maxRows > 0 && delivered == maxRows) {
      return false;
    }
    row++;
    if (batch == null || row >= batch.rowCount()) {
      batch = Errors.translating(cursor::next);
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
    if (!closed) {
      closed = true;
      Errors.translating(() -> {
        try {
          cursor.close();
        } finally {
          whenClosed.accept(this);
        }
        return columns;
      });
    }
  }
}

package io.proxima.engine;

import io.proxima.engine.query.ReadWork;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.RowBatch;
import org.jspecify.annotations.Nullable;

/// The rows of a snapshot, as long as it is open.
record SnapshotCursor(Snapshot snapshot, TableCursor rows) implements TableCursor {
  @Override
  public @Nullable RowBatch next() {
    return snapshot.using(rows::next);
  }

  @Override
  public ReadWork work() {
    return rows.work();
  }

  @Override
  public void close() {
    rows.close();
  }
}

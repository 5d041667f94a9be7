package io.proxima.engine;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import org.jspecify.annotations.Nullable;

/// The rows of a snapshot, as long as it is open.
record SnapshotCursor(Snapshot snapshot, RowCursor rows) implements RowCursor {
  @Override
  public @Nullable RowBatch next() {
    return snapshot.using(rows::next);
  }

  @Override
  public void close() {
    rows.close();
  }
}

package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Hash64;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a segment; the rows get their ords in the order in which they come.
///
/// - **Owns:** its files and what it took from the budget, until `close`. A writer that was closed
///   before it was finished leaves files that are no segment.
/// - **Threads:** one thread.
public final class SegmentWriter implements AutoCloseable {
  private final SegmentFiles files;
  private final ColumnsWriter columns;
  private final KeyCodec keyCodec;
  private final Reservation memory;
  private final KeyIndexBuilder keys;
  private final List<OrderedIndexBuilder> indexes = new ArrayList<>();
  private int rowCount;
  private long firstSequence = Long.MAX_VALUE;
  private long lastSequence;
  private long firstExpiry = RowOrigins.NEVER;
  private @Nullable Key smallest;
  private @Nullable Key largest;

  /// A writer of rows of `table` whose columns go through `columns` into the same `files`.
  public SegmentWriter(
      SegmentFiles files, ColumnsWriter columns, TableDef table, MemoryBudget budget) {
    this.files = files;
    this.columns = columns;
    this.keyCodec = KeyCodec.of(table);
    this.memory = budget.reserve("the keys of a segment of table " + table.name(), 0);
    this.keys = new KeyIndexBuilder(memory);
    for (OrderedIndexDef index : table.orderedIndexes()) {
      indexes.add(new OrderedIndexBuilder(table, index, budget));
    }
  }

  /// Adds rows behind those before.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`;
  ///   the writer can only be closed then
  public void append(RowBatch rows, RowOrigins origins) {
    for (int row = 0; row < rows.rowCount(); row++) {
      Key key = keyCodec.encode(rows, row, origins.rowIds()[row]);
      keys.append(Hash64.of(key.bytes()));
      smallest = smallest == null || key.compareTo(smallest) < 0 ? key : smallest;
      largest = largest == null || key.compareTo(largest) > 0 ? key : largest;
      long sequence = origins.sequences()[row];
      firstSequence = Math.min(firstSequence, sequence);
      lastSequence = Math.max(lastSequence, sequence);
      firstExpiry = Math.min(firstExpiry, origins.expiresAt()[row]);
    }
    indexes.removeIf(index -> !append(index, rows));
    columns.append(rows, origins);
    rowCount = Math.addExact(rowCount, rows.rowCount());
  }

  /// An index for which there is no memory now is made when it is needed.
  private static boolean append(OrderedIndexBuilder index, RowBatch rows) {
    try {
      for (int row = 0; row < rows.rowCount(); row++) {
        index.append(rows::column, row);
      }
      return true;
    } catch (ProximaException e) {
      index.close();
      if (e.code() == ErrorCode.OUT_OF_MEMORY) {
        return false;
      }
      throw e;
    }
  }

  /// The number of rows so far.
  public int rowCount() {
    return rowCount;
  }

  /// Ends the segment: all its files, and their names in its directory, are on the disk when this
  /// returns.
  public SegmentSummary finish() {
    columns.finish();
    keys.write(files.create(KeyIndex.FILE));
    indexes.forEach(index -> index.write(files));
    KeyFence fence =
        smallest == null || largest == null ? KeyFence.NONE : KeyFence.of(smallest, largest);
    return files.finish(
        rowCount, Math.min(firstSequence, lastSequence), lastSequence, firstExpiry, fence);
  }

  @Override
  public void close() {
    columns.close();
    indexes.forEach(OrderedIndexBuilder::close);
    files.close();
    memory.close();
  }
}

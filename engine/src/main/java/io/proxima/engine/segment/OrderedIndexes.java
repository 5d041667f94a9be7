package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The ordered indexes of a segment, opened when they are first asked for, and made from the rows
/// if they are missing or damaged.
///
/// - **Owns:** memory while it makes one.
/// - **Threads:** thread-safe; who asks for an index that is being made waits.
final class OrderedIndexes {
  private final SegmentFiles files;
  private final TableDef table;
  private final SegmentColumns columns;
  private final MemoryBudget budget;
  private final Map<Integer, OrderedIndex> open = new HashMap<>();

  OrderedIndexes(SegmentFiles files, TableDef table, SegmentColumns columns, MemoryBudget budget) {
    this.files = files;
    this.table = table;
    this.columns = columns;
    this.budget = budget;
  }

  /// What an index answers, or null if it cannot be had now: then the rows have to be looked at.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if the rows are damaged
  <T> @Nullable T ask(OrderedIndexDef index, Function<OrderedIndex, @Nullable T> question) {
    OrderedIndex known = get(index);
    if (known == null) {
      return null;
    }
    try {
      return question.apply(known);
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
    }
    OrderedIndex made = replace(index, known);
    return made == null ? null : question.apply(made);
  }

  private synchronized @Nullable OrderedIndex get(OrderedIndexDef index) {
    OrderedIndex known = open.get(index.id());
    if (known != null) {
      return known;
    }
    try {
      OrderedIndex found = OrderedIndex.open(files, index.id(), columns.rowCount());
      open.put(index.id(), found);
      return found;
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
    }
    return make(index);
  }

  private synchronized @Nullable OrderedIndex replace(OrderedIndexDef index, OrderedIndex damaged) {
    OrderedIndex now = open.get(index.id());
    return now == null || now.equals(damaged) ? make(index) : now;
  }

  /// Makes an index again; the old one answers until the new one is there.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`, `CANCELLED`;
  ///   `CORRUPT_FILE` if the rows are damaged
  void makeAgain(OrderedIndexDef index, IndexWork work) {
    try (OrderedIndexBuilder builder = new OrderedIndexBuilder(table, index, budget)) {
      read(builder, work.cancellation(), work.progress());
      write(builder, index);
    }
  }

  private void read(OrderedIndexBuilder builder, Cancellation cancellation, IntConsumer progress) {
    for (int block = 0; block * RowSource.BLOCK_ROWS < columns.rowCount(); block++) {
      cancellation.check();
      ColumnBlock rows = columns.block(block);
      int count = Math.min(RowSource.BLOCK_ROWS, columns.rowCount() - block * RowSource.BLOCK_ROWS);
      for (int row = 0; row < count; row++) {
        builder.append(rows::column, row);
      }
      progress.accept(count);
    }
  }

  private synchronized OrderedIndex write(OrderedIndexBuilder builder, OrderedIndexDef index) {
    builder.write(files);
    OrderedIndex made = OrderedIndex.open(files, index.id(), columns.rowCount());
    open.put(index.id(), made);
    return made;
  }

  private @Nullable OrderedIndex make(OrderedIndexDef index) {
    open.remove(index.id());
    try (OrderedIndexBuilder builder = new OrderedIndexBuilder(table, index, budget)) {
      read(builder, Cancellation.unlimited(), _ -> {});
      return write(builder, index);
    } catch (ProximaException e) {
      return switch (e.code()) {
        case OUT_OF_MEMORY, DISK_FULL, IO_FAILURE -> null;
        default -> throw e;
      };
    }
  }
}

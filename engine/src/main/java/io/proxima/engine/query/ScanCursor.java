package io.proxima.engine.query;

import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.task.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows of all sources that pass a filter, block by block.
final class ScanCursor implements TableCursor {
  private final List<RowSource> sources;
  private final PredicateFilter filter;
  private final RowsToVisit visits;
  private final Projection projection;
  private final Cancellation cancellation;
  private final int[] rows = new int[RowSource.BLOCK_ROWS];
  private int source;
  private int nextBlock;

  /// Rows of the current source that passed and were not given out yet: `rows[given..passed)`.
  private int given;

  private int passed;
  private long visitedRows;
  private long passedRows;
  private boolean closed;

  ScanCursor(
      List<RowSource> sources,
      PredicateFilter filter,
      RowsToVisit visits,
      Projection projection,
      Cancellation cancellation) {
    this.sources = sources;
    this.filter = filter;
    this.visits = visits;
    this.projection = projection;
    this.cancellation = cancellation;
  }

  @Override
  public @Nullable RowBatch next() {
    int wanted = projection.batchRows();
    int count = 0;
    List<ColumnBuilder> builders = List.of();
    while (count < wanted && (given < passed || fill())) {
      if (builders.isEmpty()) {
        builders = projection.builders(Math.min(wanted, passed - given));
      }
      int taken = Math.min(wanted - count, passed - given);
      projection.copy(sources.get(source), rows, given, given + taken, builders);
      given += taken;
      count += taken;
    }
    return count == 0 ? null : new RowBatch(count, Projection.build(builders));
  }

  /// Goes to the next block with rows that pass.
  private boolean fill() {
    while (!closed && source < sources.size()) {
      RowSource current = sources.get(source);
      if (nextBlock == 0) {
        visits.begin(current);
      }
      nextBlock = visits.from(nextBlock);
      long first = (long) nextBlock * RowSource.BLOCK_ROWS;
      if (first >= current.rowCount()) {
        source++;
        nextBlock = 0;
        continue;
      }
      cancellation.check();
      passed = pass(current, nextBlock++);
      given = 0;
      if (passed > 0) {
        for (int i = 0; i < passed; i++) {
          rows[i] += (int) first;
        }
        return true;
      }
    }
    return false;
  }

  /// Finds the rows of a block that pass.
  private int pass(RowSource current, int block) {
    int visible = visits.visible(current, block, rows);
    if (visible == 0) {
      return 0;
    }
    int count = filter.select(current.block(block), rows, visible);
    visitedRows += visible;
    passedRows += count;
    return count;
  }

  @Override
  public ReadWork work() {
    return new ReadWork(visitedRows, passedRows, 0, 0, visits.used());
  }

  @Override
  public void close() {
    closed = true;
    given = passed;
  }
}

package io.proxima.engine.query;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Fetches the columns of rows that are known, with their distance as the last column if wanted.
final class RankedCursor implements TableCursor {
  private static final ColumnType DISTANCE = ColumnType.of(TypeKind.DOUBLE);

  private final List<RowSource> sources;
  private final RankedRows ranked;
  private final Projection projection;
  private final boolean withDistance;
  private final Runnable whenClosed;
  private final Cancellation cancellation;
  private int given;

  /// Runs `whenClosed` at every close.
  RankedCursor(
      List<RowSource> sources,
      RankedRows ranked,
      Projection projection,
      boolean withDistance,
      Runnable whenClosed,
      Cancellation cancellation) {
    this.sources = sources;
    this.ranked = ranked;
    this.projection = projection;
    this.withDistance = withDistance;
    this.whenClosed = whenClosed;
    this.cancellation = cancellation;
  }

  @Override
  public @Nullable RowBatch next() {
    cancellation.check();
    int from = given;
    int count = Math.min(projection.batchRows(), ranked.size() - from);
    if (count == 0) {
      return null;
    }
    given = from + count;
    List<ColumnBuilder> builders = projection.builders(count);
    int start = from;
    while (start < given) {
      int end = start + 1;
      while (end < given && ranked.source(end) == ranked.source(start)) {
        end++;
      }
      projection.copy(sources.get(ranked.source(start)), ranked.ords(), start, end, builders);
      start = end;
    }
    List<Column> columns = Projection.build(builders);
    if (withDistance) {
      columns.add(distances(from, count));
    }
    return new RowBatch(count, columns);
  }

  private Column distances(int from, int count) {
    DoubleColumnBuilder distances = new DoubleColumnBuilder(DISTANCE, count);
    for (int i = from; i < from + count; i++) {
      double distance = ranked.distance(i);
      if (Double.isNaN(distance)) {
        distances.appendNull();
      } else {
        distances.append(distance);
      }
    }
    return distances.build();
  }

  @Override
  public ReadWork work() {
    return ranked.work();
  }

  @Override
  public void close() {
    given = ranked.size();
    whenClosed.run();
  }
}

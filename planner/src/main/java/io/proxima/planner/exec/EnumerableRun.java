package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.sql.type.SqlTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.schema.SchemaPlus;
import org.jspecify.annotations.Nullable;

/// One execution of generated code: what it asks for by name, what it opened and what it holds.
///
/// - **Threads:** one thread.
final class EnumerableRun implements DataContext, AutoCloseable {
  /// A row in a collection of generated code, and its part of a group or set.
  private static final int ROW_BYTES = 128;

  private static final int VALUE_BYTES = 24;

  private final ExecutionScope scope;
  private final Map<String, Object> stash;
  private final int width;
  private final Reservation reservation;
  private final List<RowCursor> cursors = new ArrayList<>();

  /// A run whose results have `width` values.
  EnumerableRun(ExecutionScope scope, Map<String, Object> stash, int width) {
    this.scope = scope;
    this.width = width;
    this.stash = stash;
    this.reservation = scope.memory().reserve("rows of generated code", 0);
  }

  ExecutionScope scope() {
    return scope;
  }

  void opened(RowCursor cursor) {
    cursors.add(cursor);
  }

  /// Takes the memory of rows that generated code will keep: as read, and with its results.
  void count(RowBatch batch) {
    long rowBytes = ROW_BYTES + (long) VALUE_BYTES * (batch.columns().size() + width);
    reservation.grow(HeapSize.of(batch) + rowBytes * batch.rowCount());
  }

  Reservation reservation() {
    return reservation;
  }

  @Override
  public @Nullable Object get(String name) {
    if (stash.containsKey(name)) {
      return stash.get(name);
    }
    return switch (name) {
      case "utcTimestamp", "currentTimestamp", "localTimestamp" -> scope.statementMicros() / 1000;
      case "cancelFlag" -> new AtomicBoolean();
      default ->
          throw new IllegalStateException("generated code asks for " + name + ", which is unknown");
    };
  }

  @Override
  public @Nullable SchemaPlus getRootSchema() {
    return null;
  }

  @Override
  public JavaTypeFactory getTypeFactory() {
    return SqlTypes.INSTANCE;
  }

  @Override
  public QueryProvider getQueryProvider() {
    throw new UnsupportedOperationException("tables are read by our own operators");
  }

  @Override
  public void close() {
    cursors.forEach(RowCursor::close);
    reservation.close();
  }
}

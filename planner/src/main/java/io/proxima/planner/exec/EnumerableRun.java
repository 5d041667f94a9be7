package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
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
  private static final int ROW_BYTES = 48;
  private static final int VALUE_BYTES = 20;

  private final ExecutionScope scope;
  private final Map<String, Object> stash;
  private final Reservation reservation;
  private final List<RowCursor> cursors = new ArrayList<>();

  EnumerableRun(ExecutionScope scope, Map<String, Object> stash) {
    this.scope = scope;
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
    long values = (long) batch.rowCount() * batch.columns().size();
    reservation.grow(
        Batches.bytes(batch) + 2 * ((long) ROW_BYTES * batch.rowCount() + VALUE_BYTES * values));
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

package io.proxima.planner.exec;

import io.proxima.engine.Snapshot;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ReadWork;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Inputs;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Asks the engine for the rows of an access.
public record AccessOperator(Access access) implements Operator {
  @Override
  public List<ColumnType> types() {
    return access.types();
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    return switch (access) {
      case Access.Scan scan -> scan(scan, scope);
      case Access.Knn knn -> knn(knn, scope);
      case Access.Range range -> range(range, scope);
      case Access.PointGet get -> get(get, scope);
      case Access.SystemScan system -> system(system, scope);
      case Access.Past past -> past(past, scope);
    };
  }

  private static RowCursor past(Access.Past past, ExecutionScope scope) {
    Object moment = past.moment().value(scope.bindings());
    if (moment == null) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "FOR SYSTEM_TIME AS OF takes a moment, got NULL");
    }
    long value = (Long) moment;
    Snapshot snapshot =
        past.isSequence() ? scope.snapshot().asOfSequence(value) : scope.snapshot().asOfTime(value);
    boolean isOpen = false;
    try {
      RowCursor rows = new AccessOperator(past.access()).open(scope.on(snapshot));
      isOpen = true;
      return new PastCursor(snapshot, rows);
    } finally {
      if (!isOpen) {
        snapshot.close();
      }
    }
  }

  /// Rows of a snapshot that ends with them.
  private record PastCursor(Snapshot snapshot, RowCursor rows) implements TableCursor {
    @Override
    public ReadWork work() {
      return rows instanceof TableCursor table ? table.work() : ReadWork.NONE;
    }

    @Override
    public @Nullable RowBatch next() {
      return rows.next();
    }

    @Override
    public void close() {
      try (snapshot) {
        rows.close();
      }
    }
  }

  private static RowCursor scan(Access.Scan scan, ExecutionScope scope) {
    Predicate filter = scan.filter().resolve(scan.table(), scope.bindings());
    if (filter.equals(ColumnBound.NEVER)) {
      return new SingleBatch(null);
    }
    return scope
        .snapshot()
        .scan(new ScanRequest(scan.table().id(), scan.columns(), filter), scope.cancellation());
  }

  private static RowCursor knn(Access.Knn knn, ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    Access.Nearness nearness = knn.nearness();
    int k = knn.limit().total(bindings);
    Predicate filter = knn.filter().resolve(knn.table(), bindings);
    if (k == 0 || filter.equals(ColumnBound.NEVER)) {
      return new SingleBatch(null);
    }
    Object query = nearness.query().value(bindings);
    if (query == null) {
      return withoutDistance(knn).open(scope);
    }
    IntFunction<RowCursor> search =
        count ->
            scope
                .snapshot()
                .search(
                    new KnnRequest(
                        knn.table().id(),
                        nearness.column(),
                        nearness.metric(),
                        query,
                        count,
                        knn.columns(),
                        filter,
                        scope.searchMode()),
                    scope.memory(),
                    scope.cancellation());
    return knn.ties() == null ? search.apply(k) : new TiesCursor(k, knn.ties(), bindings, search);
  }

  /// All distances to NULL are NULL: the rows come in the order of the key, or they are all ties.
  private static Operator withoutDistance(Access.Knn knn) {
    List<Integer> columns = new ArrayList<>(knn.columns());
    columns.add(ScanRequest.ROW_KEY);
    Operator scan = new AccessOperator(new Access.Scan(knn.table(), columns, knn.filter()));
    SortKey byKey = new SortKey(knn.columns().size(), false, false);
    RowLimit all = new RowLimit(knn.limit().fetch(), null);
    Operator first =
        knn.ties() != null
            ? scan
            : knn.limit().offset() == null
                ? new TopKOperator(scan, List.of(byKey), all)
                : new SortOperator(scan, List.of(byKey));
    List<Expression> outputs = new ArrayList<>();
    for (int i = 0; i < knn.columns().size(); i++) {
      outputs.add(Inputs.column(scan.types().get(i), i));
    }
    outputs.add(Inputs.nothing(ColumnType.of(TypeKind.DOUBLE)));
    return new ProjectOperator(first, outputs);
  }

  private static RowCursor range(Access.Range range, ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    Access.Nearness nearness = range.nearness();
    Object query = nearness.query().value(bindings);
    Access.Reach reach = query == null ? null : range.bound().reach(nearness.metric(), bindings);
    int limit = range.limit().total(bindings);
    Predicate filter = range.filter().resolve(range.table(), bindings);
    if (query == null || reach == null || limit == 0 || filter.equals(ColumnBound.NEVER)) {
      return new SingleBatch(null);
    }
    return scope
        .snapshot()
        .range(
            new RangeRequest(
                range.table().id(),
                nearness.column(),
                nearness.metric(),
                query,
                reach.distance(),
                reach.inclusive(),
                limit,
                range.columns(),
                filter,
                scope.searchMode()),
            scope.memory(),
            scope.cancellation());
  }

  private static RowCursor get(Access.PointGet get, ExecutionScope scope) {
    Bindings bindings = scope.bindings();
    Predicate filter = get.filter().resolve(get.table(), bindings);
    List<Key> keys = keys(get, bindings);
    if (keys.isEmpty() || filter.equals(ColumnBound.NEVER)) {
      return new SingleBatch(null);
    }
    return scope
        .snapshot()
        .get(new GetRequest(get.table().id(), get.columns(), keys, filter), scope.cancellation());
  }

  private static List<Key> keys(Access.PointGet get, Bindings bindings) {
    TableDef table = get.table();
    List<List<Object>> combinations = List.of(List.of());
    for (int i = 0; i < get.keys().size(); i++) {
      List<List<Object>> longer = new ArrayList<>();
      for (Operand operand : get.keys().get(i)) {
        Object value = operand.value(bindings);
        Object exact = value == null ? null : ColumnBound.exact(table, table.key().get(i), value);
        if (exact != null) {
          for (List<Object> combination : combinations) {
            List<Object> next = new ArrayList<>(combination);
            next.add(exact);
            longer.add(next);
          }
        }
      }
      combinations = longer;
    }
    KeyCodec codec = KeyCodec.of(table);
    Set<Key> keys = new LinkedHashSet<>();
    combinations.forEach(values -> keys.add(codec.encode(values)));
    return List.copyOf(keys);
  }

  private static RowCursor system(Access.SystemScan scan, ExecutionScope scope) {
    RowBatch all = scope.systemRows().rows(scan.view(), scope.snapshot().catalog());
    if (all.rowCount() == 0) {
      return new SingleBatch(null);
    }
    return new SingleBatch(
        new RowBatch(all.rowCount(), scan.columns().stream().map(all::column).toList()));
  }

  /// At most one batch.
  private static final class SingleBatch implements RowCursor {
    private @Nullable RowBatch batch;

    SingleBatch(@Nullable RowBatch batch) {
      this.batch = batch;
    }

    @Override
    public @Nullable RowBatch next() {
      RowBatch next = batch;
      batch = null;
      return next;
    }

    @Override
    public void close() {
      batch = null;
    }
  }
}

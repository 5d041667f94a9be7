package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.planner.expression.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One row for each group of rows: the columns they are grouped by, then the aggregates. Groups
/// come in the order of their first rows; without columns to group by there is one group always.
///
/// Rows are grouped once for each of `sets`, which are positions in `groups`; the columns that are
/// not in a set are NULL there.
public record AggregateOperator(
    Operator input, List<Integer> groups, List<Set<Integer>> sets, List<Call> calls)
    implements Operator {
  /// A group in the hash table, without its key and its aggregates.
  private static final int GROUP_BYTES = 250;

  private static final int KEY_BYTES = 64;
  private static final int CALL_BYTES = 128;

  /// A value that was seen, in the hash table.
  private static final int SEEN_BYTES = 136;

  /// One aggregate; `argument` and `filter` are positions of columns, or -1. `grouping` are the
  /// positions in `groups` that `GROUPING` asks about.
  public record Call(
      AggregateFunction function,
      ColumnType type,
      int argument,
      boolean distinct,
      int filter,
      List<Integer> grouping) {}

  @Override
  public List<ColumnType> types() {
    List<ColumnType> types = new ArrayList<>();
    groups.forEach(position -> types.add(input.types().get(position)));
    calls.forEach(call -> types.add(call.type()));
    return types;
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    Reservation reservation = scope.memory().reserve("aggregate", 0);
    return new RowCursor() {
      private @Nullable Iterator<Group> result;

      @Override
      public @Nullable RowBatch next() {
        if (result == null) {
          result = groups(scope, reservation).iterator();
        }
        return result.hasNext() ? batch(result) : null;
      }

      @Override
      public void close() {
        reservation.close();
        result = Collections.emptyIterator();
      }
    };
  }

  private Iterable<Group> groups(ExecutionScope scope, Reservation reservation) {
    Map<Tuple, Group> byKey = new LinkedHashMap<>();
    for (int set = 0; set < sets.size(); set++) {
      if (sets.get(set).isEmpty()) {
        @Nullable Object[] key = new Object[groups.size() + 1];
        key[groups.size()] = set;
        byKey.put(
            new Tuple(key), new Group(new Object[groups.size()], accumulators(set, reservation)));
      }
    }
    try (RowCursor rows = input.open(scope)) {
      for (RowBatch batch = rows.next(); batch != null; batch = rows.next()) {
        scope.cancellation().check();
        for (int row = 0; row < batch.rowCount(); row++) {
          for (int set = 0; set < sets.size(); set++) {
            group(byKey, batch, row, set, reservation).add(batch, row);
          }
        }
      }
    }
    return byKey.values();
  }

  private Group group(
      Map<Tuple, Group> byKey, RowBatch batch, int row, int set, Reservation reservation) {
    @Nullable Object[] values = new Object[groups.size()];
    @Nullable Object[] normal = new Object[groups.size() + 1];
    normal[groups.size()] = set;
    for (int i = 0; i < values.length; i++) {
      Column column = batch.column(groups.get(i));
      if (sets.get(set).contains(i) && !column.isNull(row)) {
        Object value = column.valueAt(row);
        values[i] = value;
        normal[i] = Tuple.normal(value);
      }
    }
    return byKey.computeIfAbsent(
        new Tuple(normal),
        _ -> {
          reservation.grow(groupBytes(values));
          return new Group(values, accumulators(set, reservation));
        });
  }

  private long groupBytes(@Nullable Object[] key) {
    long bytes = GROUP_BYTES + (long) KEY_BYTES * key.length + (long) CALL_BYTES * calls.size();
    for (Object value : key) {
      bytes += HeapSize.of(value);
    }
    return bytes;
  }

  private List<Filtered> accumulators(int set, Reservation reservation) {
    return calls.stream()
        .map(call -> new Filtered(call, accumulator(call, set, reservation), reservation))
        .toList();
  }

  private AggregateFunction.Accumulator accumulator(Call call, int set, Reservation reservation) {
    if (call.function() == AggregateFunction.GROUPING) {
      long bits = 0;
      for (int position : call.grouping()) {
        bits = bits << 1 | (sets.get(set).contains(position) ? 0 : 1);
      }
      return new AggregateFunction.Constant(bits);
    }
    ColumnType argument = call.argument() < 0 ? call.type() : input.types().get(call.argument());
    return call.function().accumulator(argument, call.type(), reservation);
  }

  private RowBatch batch(Iterator<Group> result) {
    List<ColumnType> types = types();
    int rows = Batches.rows(types);
    List<ColumnBuilder> builders =
        types.stream().map(type -> new ColumnBuilder(type, rows)).toList();
    int count = 0;
    for (; count < rows && result.hasNext(); count++) {
      Group group = result.next();
      for (int i = 0; i < groups.size(); i++) {
        builders.get(i).add(group.key()[i]);
      }
      for (int i = 0; i < calls.size(); i++) {
        builders.get(groups.size() + i).add(group.calls().get(i).accumulator.result());
      }
    }
    return new RowBatch(count, builders.stream().map(ColumnBuilder::build).toList());
  }

  private record Group(@Nullable Object[] key, List<Filtered> calls) {
    void add(RowBatch batch, int row) {
      for (Filtered call : calls) {
        call.add(batch, row);
      }
    }
  }

  private static final class Filtered {
    private final Call call;
    private final AggregateFunction.Accumulator accumulator;
    private final Reservation reservation;
    private final Set<Tuple> seen;

    Filtered(Call call, AggregateFunction.Accumulator accumulator, Reservation reservation) {
      this.call = call;
      this.accumulator = accumulator;
      this.reservation = reservation;
      this.seen = call.distinct() ? new HashSet<>() : Set.of();
    }

    void add(RowBatch batch, int row) {
      if (call.filter() >= 0 && !isTrue(batch.column(call.filter()), row)) {
        return;
      }
      if (call.argument() < 0) {
        accumulator.add(1L);
        return;
      }
      Column column = batch.column(call.argument());
      if (column.isNull(row)) {
        accumulator.addNull();
        return;
      }
      Object value = column.valueAt(row);
      if (!call.distinct() || isNew(value)) {
        accumulator.add(value);
      }
    }

    private boolean isNew(Object value) {
      boolean added = seen.add(new Tuple(new Object[] {Tuple.normal(value)}));
      if (added) {
        reservation.grow(SEEN_BYTES + HeapSize.of(value));
      }
      return added;
    }

    private static boolean isTrue(Column column, int row) {
      return !column.isNull(row) && ((LongColumn) column).values()[row] == 1;
    }
  }
}

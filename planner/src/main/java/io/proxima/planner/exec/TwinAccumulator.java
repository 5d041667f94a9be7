package io.proxima.planner.exec;

import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.expression.Tuple;
import io.proxima.planner.expression.ValueForm;
import java.util.HashSet;
import java.util.Set;
import org.apache.calcite.DataContext;
import org.jspecify.annotations.Nullable;

/// One of our aggregates, as generated code calls it.
///
/// - **Threads:** one thread.
public final class TwinAccumulator {
  private static final int ACCUMULATOR_BYTES = 160;
  private static final int SEEN_BYTES = 136;

  private final AggregateFunction.Accumulator accumulator;
  private final ColumnType argument;
  private final ColumnType type;
  private final Reservation memory;
  private final @Nullable Set<Tuple> seen;

  private TwinAccumulator(
      AggregateFunction function,
      ColumnType argument,
      ColumnType type,
      boolean distinct,
      Reservation memory) {
    memory.grow(ACCUMULATOR_BYTES);
    this.memory = memory;
    this.accumulator = function.accumulator(argument, type, memory);
    this.argument = argument;
    this.type = type;
    this.seen = distinct ? new HashSet<>() : null;
  }

  /// An empty aggregate; a type comes as kind, size and scale. Called by generated code.
  public static TwinAccumulator of(
      DataContext root,
      String function,
      String argument,
      int argumentSize,
      int argumentScale,
      String type,
      int size,
      int scale,
      boolean distinct) {
    return new TwinAccumulator(
        AggregateFunction.valueOf(function),
        new ColumnType(TypeKind.valueOf(argument), argumentSize, argumentScale),
        new ColumnType(TypeKind.valueOf(type), size, scale),
        distinct,
        ((EnumerableRun) root).reservation());
  }

  /// Adds a value. Called by generated code.
  public void add(@Nullable Object value) {
    if (value == null) {
      accumulator.addNull();
    } else {
      Object held = ValueForm.toEngine(value, argument);
      if (seen == null || isNew(held)) {
        accumulator.add(held);
      }
    }
  }

  private boolean isNew(Object held) {
    boolean added = seen != null && seen.add(new Tuple(new Object[] {Tuple.normal(held)}));
    if (added) {
      memory.grow(SEEN_BYTES + HeapSize.of(held));
    }
    return added;
  }

  /// The result so far. Called by generated code.
  public @Nullable Object result() {
    @Nullable Object result = accumulator.result();
    return result == null ? null : ValueForm.toJava(result, type);
  }

  /// The result so far; something where there is none, because nobody will look at it. Called by
  /// generated code that has no place for NULL.
  public Object filled() {
    @Nullable Object result = result();
    return result != null
        ? result
        : ValueForm.toJava(
            type.kind().layout() == TypeKind.Layout.DOUBLE ? 0.0 : (Object) 0L, type);
  }
}

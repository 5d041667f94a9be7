package io.proxima.planner.exec;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.expression.Conversion;
import io.proxima.planner.expression.Tuple;
import io.proxima.planner.expression.TypeOrder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The aggregate functions. NULL arguments are left out.
public enum AggregateFunction {
  /// The number of values.
  COUNT,
  /// The sum; NULL without values.
  SUM,
  /// The sum; 0 without values.
  SUM0,
  /// The mean; NULL without values.
  AVG,
  /// The least; NULL without values.
  MIN,
  /// The greatest; NULL without values.
  MAX,
  /// The only value; NULL without one.
  SINGLE,
  /// Any one of the values.
  ANY,
  /// The value that comes most often, the first of these; NULL without values.
  MODE,
  /// The variance of all values; NULL without values.
  VAR_POP,
  /// The variance of a sample; NULL with less than two values.
  VAR_SAMP,
  /// The square root of `VAR_POP`.
  STDDEV_POP,
  /// The square root of `VAR_SAMP`.
  STDDEV_SAMP,
  /// Bits that are set in all values.
  BIT_AND,
  /// Bits that are set in any value.
  BIT_OR,
  /// Bits that are set in an odd number of values.
  BIT_XOR,
  /// Which of some columns the rows are not grouped by, as bits.
  GROUPING;

  /// Takes the values of one group.
  interface Accumulator {
    void add(Object value);

    default void addNull() {}

    @Nullable Object result();
  }

  /// An accumulator of no values yet; what it keeps beyond a few numbers is charged to `memory`.
  Accumulator accumulator(ColumnType argument, ColumnType type, Reservation memory) {
    return switch (this) {
      case COUNT -> new Count();
      case SUM ->
          argument.kind().layout() == TypeKind.Layout.VECTOR
              ? new VectorSum(false, memory)
              : new Sum(argument, type, false, false);
      case SUM0 -> new Sum(argument, type, true, false);
      case AVG ->
          argument.kind().layout() == TypeKind.Layout.VECTOR
              ? new VectorSum(true, memory)
              : new Sum(argument, type, false, true);
      case MIN -> new Extreme(TypeOrder.of(argument), -1, memory);
      case MAX -> new Extreme(TypeOrder.of(argument), 1, memory);
      case SINGLE -> new Single(true, memory);
      case ANY -> new Single(false, memory);
      case MODE -> new Mode(memory);
      case VAR_POP, VAR_SAMP, STDDEV_POP, STDDEV_SAMP -> new Spread(this, type);
      case BIT_AND, BIT_OR, BIT_XOR -> new Bits(this, argument);
      case GROUPING -> throw new IllegalStateException("GROUPING takes no values");
    };
  }

  /// A value that no row changes.
  record Constant(Object result) implements Accumulator {
    @Override
    public void add(Object value) {}
  }

  private static final class Mode implements Accumulator {
    private static final int ENTRY_BYTES = 180;

    private final Map<Tuple, Long> counts = new LinkedHashMap<>();
    private final Reservation memory;

    Mode(Reservation memory) {
      this.memory = memory;
    }

    @Override
    public void add(Object value) {
      if (counts.merge(new Tuple(new Object[] {value}), 1L, Long::sum) == 1) {
        memory.grow(ENTRY_BYTES + HeapSize.of(value));
      }
    }

    @Override
    public @Nullable Object result() {
      @Nullable Object best = null;
      long most = 0;
      for (Map.Entry<Tuple, Long> entry : counts.entrySet()) {
        if (entry.getValue() > most) {
          most = entry.getValue();
          best = entry.getKey().value(0);
        }
      }
      return best;
    }
  }

  /// Welford's sums: no squares of large numbers are subtracted.
  private static final class Spread implements Accumulator {
    private final AggregateFunction function;
    private final ColumnType type;
    private long count;
    private double mean;
    private double squares;

    Spread(AggregateFunction function, ColumnType type) {
      this.function = function;
      this.type = type;
    }

    @Override
    public void add(Object value) {
      double number = ((Number) value).doubleValue();
      count++;
      double distance = number - mean;
      mean += distance / count;
      squares += distance * (number - mean);
    }

    @Override
    public @Nullable Object result() {
      boolean sample = function == VAR_SAMP || function == STDDEV_SAMP;
      long divisor = sample ? count - 1 : count;
      if (divisor < 1) {
        return null;
      }
      double variance = squares / divisor;
      boolean root = function == STDDEV_POP || function == STDDEV_SAMP;
      return Conversion.value(
          root ? Math.sqrt(variance) : variance, ColumnType.of(TypeKind.DOUBLE), type);
    }
  }

  private static final class Bits implements Accumulator {
    private final AggregateFunction function;
    private @Nullable Long bits;

    Bits(AggregateFunction function, ColumnType argument) {
      this.function = function;
      if (argument.kind().layout() != TypeKind.Layout.LONG) {
        throw new ProximaException(
            ErrorCode.UNSUPPORTED, function + " of " + argument + " is not offered");
      }
    }

    @Override
    public void add(Object value) {
      long next = (Long) value;
      bits =
          bits == null
              ? next
              : switch (function) {
                case BIT_AND -> bits & next;
                case BIT_OR -> bits | next;
                default -> bits ^ next;
              };
    }

    @Override
    public @Nullable Object result() {
      return bits;
    }
  }

  private static final class Count implements Accumulator {
    private long count;

    @Override
    public void add(Object value) {
      count++;
    }

    @Override
    public Object result() {
      return count;
    }
  }

  private static final class Sum implements Accumulator {
    private final ColumnType argument;
    private final ColumnType type;
    private final boolean zero;
    private final boolean mean;
    private long count;
    private long whole;
    private double real;
    private BigDecimal exact = BigDecimal.ZERO;

    Sum(ColumnType argument, ColumnType type, boolean zero, boolean mean) {
      this.argument = argument;
      this.type = type;
      this.zero = zero;
      this.mean = mean;
    }

    @Override
    public void add(Object value) {
      count++;
      switch (value) {
        case Long number -> addWhole(number);
        case Double number -> real += number;
        case BigDecimal number -> exact = exact.add(number);
        default ->
            throw new ProximaException(
                ErrorCode.UNSUPPORTED, "SUM and AVG of " + argument + " are not offered");
      }
    }

    private void addWhole(long number) {
      long sum = whole + number;
      if (((whole ^ sum) & (number ^ sum)) < 0) {
        exact = exact.add(BigDecimal.valueOf(whole)).add(BigDecimal.valueOf(number));
        sum = 0;
      }
      whole = sum;
    }

    @Override
    public @Nullable Object result() {
      if (count == 0) {
        return zero ? Conversion.value(0L, ColumnType.of(TypeKind.BIGINT), type) : null;
      }
      if (argument.kind().layout() == TypeKind.Layout.DOUBLE) {
        double sum = mean ? real / count : real;
        return Conversion.value(sum, ColumnType.of(TypeKind.DOUBLE), type);
      }
      BigDecimal sum = exact.add(BigDecimal.valueOf(whole));
      return Conversion.value(
          mean ? sum.divide(BigDecimal.valueOf(count), MathContext.DECIMAL128) : sum,
          new ColumnType(TypeKind.DECIMAL, 0, 0),
          type);
    }
  }

  private static final class VectorSum implements Accumulator {
    private final boolean mean;
    private final Reservation memory;
    private long count;
    private double[] sums = new double[0];

    VectorSum(boolean mean, Reservation memory) {
      this.mean = mean;
      this.memory = memory;
    }

    @Override
    public void add(Object value) {
      float[] vector = (float[]) value;
      if (count++ == 0) {
        memory.grow((long) Double.BYTES * vector.length);
        sums = new double[vector.length];
      }
      for (int i = 0; i < vector.length; i++) {
        sums[i] += vector[i];
      }
    }

    @Override
    public @Nullable Object result() {
      if (count == 0) {
        return null;
      }
      float[] vector = new float[sums.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = (float) (mean ? sums[i] / count : sums[i]);
        if (!Float.isFinite(vector[i])) {
          throw new ProximaException(
              ErrorCode.NUMERIC_OUT_OF_RANGE,
              "element " + (i + 1) + " of a sum of vectors is out of range of REAL");
        }
      }
      return vector;
    }
  }

  /// One value, charged for its size.
  private static final class Kept {
    private final Reservation memory;
    private @Nullable Object value;
    private long bytes;

    Kept(Reservation memory) {
      this.memory = memory;
    }

    void set(Object next) {
      long needed = HeapSize.of(next);
      if (needed > bytes) {
        memory.grow(needed - bytes);
        bytes = needed;
      }
      value = next;
    }
  }

  private static final class Extreme implements Accumulator {
    private final Comparator<Object> order;
    private final int sign;
    private final Kept best;

    Extreme(Comparator<Object> order, int sign, Reservation memory) {
      this.order = order;
      this.sign = sign;
      this.best = new Kept(memory);
    }

    @Override
    public void add(Object value) {
      if (best.value == null || sign * order.compare(value, best.value) > 0) {
        best.set(value);
      }
    }

    @Override
    public @Nullable Object result() {
      return best.value;
    }
  }

  private static final class Single implements Accumulator {
    private final boolean only;
    private final Kept first;
    private boolean any;

    Single(boolean only, Reservation memory) {
      this.only = only;
      this.first = new Kept(memory);
    }

    @Override
    public void add(Object next) {
      addNull();
      if (first.value == null) {
        first.set(next);
      }
    }

    @Override
    public void addNull() {
      if (only && any) {
        throw new ProximaException(
            ErrorCode.CARDINALITY_VIOLATION, "a sub-query used as a value gave more than one row");
      }
      any = true;
    }

    @Override
    public @Nullable Object result() {
      return first.value;
    }
  }
}

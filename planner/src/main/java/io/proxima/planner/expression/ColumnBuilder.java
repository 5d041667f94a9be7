package io.proxima.planner.expression;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.ObjectColumn;
import io.proxima.engine.row.Validity;
import io.proxima.engine.row.VectorColumn;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Collects the values of a column one by one.
///
/// - **Threads:** one thread.
public final class ColumnBuilder {
  private final ColumnType type;
  private BitSet nulls = new BitSet();
  private long[] longs = new long[0];
  private double[] doubles = new double[0];
  private @Nullable Object[] objects = new Object[0];
  private float[] floats = new float[0];
  private int size;

  /// A builder for about `expected` values.
  public ColumnBuilder(ColumnType type, int expected) {
    this.type = type;
    grow(Math.max(1, expected));
  }

  /// A column of one value; null is NULL.
  public static Column single(ColumnType type, @Nullable Object value) {
    return new ColumnBuilder(type, 1).add(value).build();
  }

  /// A column of `count` NULLs.
  public static Column nulls(ColumnType type, int count) {
    ColumnBuilder builder = new ColumnBuilder(type, count);
    for (int i = 0; i < count; i++) {
      builder.add(null);
    }
    return builder.build();
  }

  /// Adds a value; null is NULL.
  public ColumnBuilder add(@Nullable Object value) {
    if (size == capacity()) {
      grow(size * 2);
    }
    if (value == null) {
      nulls.set(size);
    } else {
      switch (type.kind().layout()) {
        case LONG -> longs[size] = (Long) value;
        case DOUBLE -> doubles[size] = (Double) value;
        case OBJECT -> objects[size] = value;
        case VECTOR ->
            System.arraycopy((float[]) value, 0, floats, size * type.size(), type.size());
      }
    }
    size++;
    return this;
  }

  /// Adds the value that a column has in a row.
  public ColumnBuilder add(Column column, int row) {
    return add(column.isNull(row) ? null : column.valueAt(row));
  }

  /// The number of values so far.
  public int size() {
    return size;
  }

  /// The column. The builder is empty again.
  public Column build() {
    Validity validity = Validity.ofNulls(nulls);
    Column column =
        switch (type.kind().layout()) {
          case LONG -> new LongColumn(type, size, Arrays.copyOf(longs, size), validity);
          case DOUBLE -> new DoubleColumn(type, size, Arrays.copyOf(doubles, size), validity);
          case OBJECT -> new ObjectColumn(type, size, Arrays.copyOf(objects, size));
          case VECTOR ->
              new VectorColumn(type, size, Arrays.copyOf(floats, size * type.size()), validity);
        };
    nulls = new BitSet();
    objects = new Object[objects.length];
    Arrays.fill(longs, 0);
    Arrays.fill(doubles, 0);
    Arrays.fill(floats, 0);
    size = 0;
    return column;
  }

  private int capacity() {
    return switch (type.kind().layout()) {
      case LONG -> longs.length;
      case DOUBLE -> doubles.length;
      case OBJECT -> objects.length;
      case VECTOR -> floats.length / type.size();
    };
  }

  private void grow(int capacity) {
    switch (type.kind().layout()) {
      case LONG -> longs = Arrays.copyOf(longs, capacity);
      case DOUBLE -> doubles = Arrays.copyOf(doubles, capacity);
      case OBJECT -> objects = Arrays.copyOf(objects, capacity);
      case VECTOR -> floats = Arrays.copyOf(floats, Math.multiplyExact(capacity, type.size()));
    }
  }

  /// Whether values of a kind are held as longs.
  static boolean isLong(TypeKind kind) {
    return kind.layout() == TypeKind.Layout.LONG;
  }
}

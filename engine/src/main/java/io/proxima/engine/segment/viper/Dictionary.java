package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.TypeKind;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The different values of a column in a row group, in the order in which they come first.
///
/// - **Shape:** `indices` is `int[rows]`, of no meaning where NULL; `firstRows` is a row for each
///   value.
record Dictionary(int[] indices, int[] firstRows, int size) {
  private static final int MAX_VALUES = 1 << 15;
  private static final int MIN_REPEATS = 4;

  /// The dictionary of a column, or null if one does not pay: most values must come several times.
  static @Nullable Dictionary of(Column column) {
    if (column.type().kind() == TypeKind.BOOLEAN) {
      return null;
    }
    int rows = column.rowCount();
    int limit = Math.min(MAX_VALUES, rows / MIN_REPEATS);
    int[] indices = new int[rows];
    int[] firstRows = new int[limit];
    Map<Object, Integer> known = new HashMap<>();
    for (int row = 0; row < rows; row++) {
      if (column.isNull(row)) {
        continue;
      }
      Integer index = known.putIfAbsent(identity(column, row), known.size());
      if (index == null) {
        if (known.size() > limit) {
          return null;
        }
        index = known.size() - 1;
        firstRows[index] = row;
      }
      indices[row] = index;
    }
    return known.isEmpty() ? null : new Dictionary(indices, firstRows, known.size());
  }

  /// Equal only for values of the same bytes.
  private static Object identity(Column column, int row) {
    if (column instanceof DoubleColumn doubles) {
      return Double.doubleToRawLongBits(doubles.values()[row]);
    }
    Object value = column.valueAt(row);
    return value instanceof byte[] bytes ? new Key(bytes) : value;
  }

  /// Its values, in the encoding PLAIN.
  AvroOutput values(Column column, ValueCodec codec) {
    AvroOutput out = new AvroOutput(16 * size);
    for (int i = 0; i < size; i++) {
      codec.write(column, firstRows[i], out);
    }
    return out;
  }
}

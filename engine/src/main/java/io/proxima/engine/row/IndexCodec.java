package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.Unicode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Turns the values that a row has in an index into bytes whose unsigned order is that of the
/// values, NULLs last, and conditions on them into ranges of these bytes.
///
/// For each column of the index, whichever way it was declared to go: 0x01 and the value as
/// [KeyCodec] writes one that is not the last; or 0x02 for NULL.
///
/// - **Threads:** immutable.
public final class IndexCodec {
  private static final int VALUE = 1;
  private static final int NULL = 2;

  /// Above all that can follow the bytes of a column.
  private static final int ABOVE = 3;

  private final List<Integer> positions;
  private final List<ColumnDef> columns;

  private IndexCodec(List<Integer> positions, List<ColumnDef> columns) {
    this.positions = positions;
    this.columns = columns;
  }

  /// The codec of an index on a table.
  public static IndexCodec of(TableDef table, OrderedIndexDef index) {
    List<Integer> positions = index.positions(table);
    return new IndexCodec(positions, positions.stream().map(table.columns()::get).toList());
  }

  /// The positions of the columns in the table.
  public List<Integer> positions() {
    return positions;
  }

  /// The values of a row of columns, which are asked for by their positions in the table.
  public Key encode(IntFunction<Column> table, int row) {
    KeyBytes bytes = new KeyBytes(16);
    for (int i = 0; i < columns.size(); i++) {
      Column column = table.apply(positions.get(i));
      if (column.isNull(row)) {
        bytes.writeByte(NULL);
      } else {
        bytes.writeByte(VALUE);
        bytes.write(columns.get(i).type(), column.valueAt(row), false);
      }
    }
    return bytes.toKey();
  }

  /// The values of a row that are equal to those of another only if they are the same: null if one
  /// of them is NULL.
  public @Nullable Key encodeWhole(IntFunction<Column> table, int row) {
    for (int position : positions) {
      if (table.apply(position).isNull(row)) {
        return null;
      }
    }
    return encode(table, row);
  }

  /// The rows whose first columns have these values, none of which is NULL; all of them if there
  /// are none.
  ///
  /// @return null if a value cannot be one of its column
  public @Nullable IndexRange equal(List<?> values) {
    KeyBytes bytes = prefix(values);
    return bytes == null ? null : new IndexRange(bytes.copy(), bytes.copy(ABOVE));
  }

  /// The rows that have exactly these values.
  public static IndexRange equal(Key values) {
    KeyBytes bytes = new KeyBytes(values.bytes().length + 1);
    bytes.write(values.bytes());
    return new IndexRange(values, bytes.copy(ABOVE));
  }

  /// The rows whose first columns have these values, and whose next column is NULL, or is not.
  ///
  /// @return null if a value cannot be one of its column
  public @Nullable IndexRange isNull(List<?> values, boolean negated) {
    KeyBytes bytes = prefix(values);
    return bytes == null
        ? null
        : negated
            ? new IndexRange(bytes.copy(VALUE), bytes.copy(NULL))
            : new IndexRange(bytes.copy(NULL), bytes.copy(ABOVE));
  }

  /// The rows whose first columns have these values, and whose next column compares to `value` like
  /// that.
  ///
  /// @return null if a value cannot be one of its column, or if that is no range
  public @Nullable IndexRange compare(List<?> values, Predicate.Operator operator, Object value) {
    KeyBytes below = prefix(values);
    List<Object> longer = new ArrayList<>(values);
    longer.add(value);
    KeyBytes at = prefix(longer);
    if (below == null || at == null) {
      return null;
    }
    return switch (operator) {
      case EQUAL -> new IndexRange(at.copy(), at.copy(ABOVE));
      case LESS -> new IndexRange(below.copy(VALUE), at.copy());
      case LESS_OR_EQUAL -> new IndexRange(below.copy(VALUE), at.copy(ABOVE));
      case GREATER -> new IndexRange(at.copy(ABOVE), below.copy(NULL));
      case GREATER_OR_EQUAL -> new IndexRange(at.copy(), below.copy(NULL));
      case NOT_EQUAL -> null;
    };
  }

  private @Nullable KeyBytes prefix(List<?> values) {
    KeyBytes bytes = new KeyBytes(16);
    for (int i = 0; i < values.size(); i++) {
      ColumnType type = columns.get(i).type();
      if (!canBe(type, values.get(i))) {
        return null;
      }
      bytes.writeByte(VALUE);
      bytes.write(type, values.get(i), false);
    }
    return bytes;
  }

  /// Whether a value that is compared with a column of the type could be in it.
  private static boolean canBe(ColumnType type, Object value) {
    return switch (value) {
      case BigDecimal decimal ->
          type.kind() == TypeKind.DECIMAL
              && decimal.stripTrailingZeros().scale() <= type.scale()
              && decimal.precision() - decimal.scale() <= KeyBytes.MAX_DECIMAL_BYTES;
      case String text -> Unicode.isText(text);
      default -> true;
    };
  }

  /// The values as messages show them, such as `(a, b) = (7, x)`.
  public String describe(Key values) {
    KeyInput in = new KeyInput(values.bytes());
    List<String> texts = new ArrayList<>();
    for (ColumnDef column : columns) {
      texts.add(in.readByte() == NULL ? "NULL" : text(in.read(column.type(), false)));
    }
    String names = columns.stream().map(ColumnDef::name).collect(Collectors.joining(", "));
    return "(" + names + ") = (" + String.join(", ", texts) + ")";
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
  }
}

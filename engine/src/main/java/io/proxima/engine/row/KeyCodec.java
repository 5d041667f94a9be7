package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// Turns primary keys into bytes whose unsigned order is the order of the key, and back.
///
/// The key columns follow each other:
///
/// | kind | bytes |
/// |---|---|
/// | layout LONG | 8, big-endian, sign bit flipped |
/// | REAL, DOUBLE | 8, big-endian IEEE 754; sign bit flipped, or all bits if it is set; −0.0 as 0.0, one NaN |
/// | UUID | 16, big-endian |
/// | DECIMAL | 1: 128 + length, or 127 − length of a negative; then the unscaled magnitude, big-endian, all bits flipped if negative |
/// | CHAR, VARCHAR, VARBINARY | as the last column: UTF-8 or the bytes themselves; else 0x00 as 0x00 0xFF, and 0x00 0x00 at the end |
///
/// - **Threads:** immutable.
public final class KeyCodec {
  private final TableDef table;
  private final List<ColumnDef> columns;

  private KeyCodec(TableDef table) {
    this.table = table;
    this.columns = table.key().stream().map(table.columns()::get).toList();
  }

  /// The codec for the keys of a table.
  public static KeyCodec of(TableDef table) {
    return new KeyCodec(table);
  }

  /// The key of a hidden row id.
  public static Key ofRowId(long rowId) {
    KeyBytes bytes = new KeyBytes(Long.BYTES);
    bytes.writeLong(rowId);
    return bytes.toKey();
  }

  /// The key of a row of a batch of all columns; `rowId` is its hidden row id, which is the key in
  /// a table without a primary key.
  public Key encode(RowBatch rows, int row, long rowId) {
    if (columns.isEmpty()) {
      return ofRowId(rowId);
    }
    KeyBytes bytes = new KeyBytes(16);
    for (int i = 0; i < columns.size(); i++) {
      Column column = rows.column(table.key().get(i));
      if (column instanceof LongColumn longs) {
        bytes.writeLong(longs.values()[row]);
      } else {
        bytes.write(columns.get(i).type(), column.valueAt(row), isLast(i));
      }
    }
    return bytes.toKey();
  }

  /// The key made of the values of the key columns, in the order of the key; of the row id as a
  /// `Long` in a table without a primary key.
  public Key encode(List<?> values) {
    if (columns.isEmpty()) {
      return ofRowId((Long) values.getFirst());
    }
    if (values.size() != columns.size()) {
      throw new IllegalArgumentException(
          values.size() + " values for a key of " + columns.size() + " columns");
    }
    KeyBytes bytes = new KeyBytes(16);
    for (int i = 0; i < columns.size(); i++) {
      bytes.write(columns.get(i).type(), values.get(i), isLast(i));
    }
    return bytes.toKey();
  }

  /// The values of the key columns; the row id in a table without a primary key.
  public List<Object> decode(Key key) {
    KeyInput in = new KeyInput(key.bytes());
    if (columns.isEmpty()) {
      return List.of(in.readLong());
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      ColumnType type = columns.get(i).type();
      values.add(in.read(type, isLast(i)));
    }
    return values;
  }

  /// The key as messages show it, such as `(id, part) = (7, a)`.
  public String describe(Key key) {
    String names =
        columns.isEmpty()
            ? "row id"
            : columns.stream().map(ColumnDef::name).collect(Collectors.joining(", "));
    String values =
        decode(key).stream()
            .map(
                value -> value instanceof byte[] b ? HexFormat.of().formatHex(b) : value.toString())
            .collect(Collectors.joining(", "));
    return "(" + names + ") = (" + values + ")";
  }

  private boolean isLast(int column) {
    return column == columns.size() - 1;
  }
}

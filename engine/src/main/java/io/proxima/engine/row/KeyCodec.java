package io.proxima.engine.row;

import io.proxima.engine.schema.TableDef;
import java.util.List;

/// Turns primary keys into bytes whose unsigned order is the order of the key, and back.
public final class KeyCodec {
  private KeyCodec() {}

  /// The codec for the keys of a table.
  public static KeyCodec of(TableDef table) {
    throw new UnsupportedOperationException();
  }

  /// The key of a row of a batch of all columns; `rowId` is its hidden row id, which is the key in
  /// a table without a primary key.
  public Key encode(RowBatch rows, int row, long rowId) {
    throw new UnsupportedOperationException();
  }

  /// The key made of the values of the key columns, in the order of the key; of the row id as a
  /// `Long` in a table without a primary key.
  public Key encode(List<?> values) {
    throw new UnsupportedOperationException();
  }

  /// The values of the key columns.
  public List<Object> decode(Key key) {
    throw new UnsupportedOperationException();
  }

  /// The key as messages show it, such as `(id, part) = (7, a)`.
  public String describe(Key key) {
    throw new UnsupportedOperationException();
  }
}

package io.proxima.client;

import java.util.List;

/// How to encode the rows of a plain `INSERT` or `UPSERT … VALUES (?, …)` as one Avro block.
///
/// The block: schema version u32, length of the operation type u32, operation type in UTF-8 (both
/// little-endian), then Avro: the number of rows as a long, and per row the fields in order. A
/// nullable field is the union [null, type].
public record RowLayout(int schemaVersion, String operation, List<Field> fields) {
  /// Copies the list.
  public RowLayout {
    fields = List.copyOf(fields);
  }

  /// One field of the row.
  ///
  /// `parameter` is the position of its `?` from 0, or -1 if the statement does not name the
  /// column: it is NULL then.
  ///
  /// Avro types: BOOLEAN boolean; SMALLINT, INTEGER, DATE int; BIGINT, TIME, TIMESTAMP,
  /// TIMESTAMP_TZ long; REAL float; DOUBLE double; CHAR, VARCHAR string; VARBINARY and DECIMAL
  /// bytes (DECIMAL: unscaled value, big-endian two's complement, of the column's scale); UUID
  /// fixed(16); VECTOR, HALFVEC fixed(4 × precision), fixed(2 × precision), little-endian floats;
  /// INT8VEC fixed(precision); BIT fixed(⌈precision / 8⌉), the first bit highest; SPARSEVEC bytes:
  /// index from 0 (u32) and value (float), little-endian, of each element. Units as in the engine:
  /// days, microseconds.
  public record Field(
      String name, ValueType type, int precision, int scale, boolean nullable, int parameter) {}
}

package io.proxima.client;

/// The types of values that pass between a client and a database, each with its one Java class.
public enum ValueType {
  /// `Boolean`.
  BOOLEAN,
  /// `Short`.
  SMALLINT,
  /// `Integer`.
  INTEGER,
  /// `Long`.
  BIGINT,
  /// `Float`.
  REAL,
  /// `Double`.
  DOUBLE,
  /// `BigDecimal`.
  DECIMAL,
  /// `String`.
  CHAR,
  /// `String`.
  VARCHAR,
  /// `byte[]`.
  VARBINARY,
  /// `LocalDate`.
  DATE,
  /// `LocalTime`, microseconds.
  TIME,
  /// `LocalDateTime`, microseconds.
  TIMESTAMP,
  /// `OffsetDateTime`, microseconds, in UTC.
  TIMESTAMP_TZ,
  /// `String` that is a JSON text.
  JSON,
  /// `UUID`.
  UUID,
  /// `float[]`.
  VECTOR,
  /// `float[]` of numbers that half precision holds.
  HALFVEC,
  /// `float[]` of whole numbers from -128 to 127.
  INT8VEC,
  /// `boolean[]`.
  BIT,
  /// [SparseVector].
  SPARSEVEC,
  /// Only NULL.
  NULL;

  /// Whether it is a kind of vectors.
  public boolean isVector() {
    return switch (this) {
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> true;
      default -> false;
    };
  }
}

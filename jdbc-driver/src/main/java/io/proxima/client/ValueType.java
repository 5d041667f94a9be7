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
  /// `UUID`.
  UUID,
  /// `float[]`.
  VECTOR,
  /// Only NULL.
  NULL
}

package io.proxima.engine.schema;

/// The kinds of column types that rows can hold, and how a value is represented inside the engine.
public enum TypeKind {
  /// `Long` 0 or 1.
  BOOLEAN(Layout.LONG),
  /// `Long`.
  SMALLINT(Layout.LONG),
  /// `Long`.
  INTEGER(Layout.LONG),
  /// `Long`.
  BIGINT(Layout.LONG),
  /// `Double` that is exactly a float.
  REAL(Layout.DOUBLE),
  /// `Double`.
  DOUBLE(Layout.DOUBLE),
  /// `BigDecimal` of the column's scale.
  DECIMAL(Layout.OBJECT),
  /// `String`, padded with blanks to the column's length.
  CHAR(Layout.OBJECT),
  /// `String`.
  VARCHAR(Layout.OBJECT),
  /// `byte[]`.
  VARBINARY(Layout.OBJECT),
  /// `Long`: days since 1970-01-01.
  DATE(Layout.LONG),
  /// `Long`: microseconds since midnight.
  TIME(Layout.LONG),
  /// `Long`: microseconds since 1970-01-01 00:00 of an unnamed zone.
  TIMESTAMP(Layout.LONG),
  /// `Long`: microseconds since 1970-01-01 00:00 UTC.
  TIMESTAMP_TZ(Layout.LONG),
  /// `java.util.UUID`.
  UUID(Layout.OBJECT),
  /// `float[dim]`.
  VECTOR(Layout.VECTOR);

  /// Which class of column holds the values.
  public enum Layout {
    /// `long[]`.
    LONG,
    /// `double[]`.
    DOUBLE,
    /// `Object[]`.
    OBJECT,
    /// A matrix of floats.
    VECTOR
  }

  private final Layout layout;

  TypeKind(Layout layout) {
    this.layout = layout;
  }

  /// Which class of column holds the values.
  public Layout layout() {
    return layout;
  }
}

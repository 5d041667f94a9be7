package io.proxima.engine.schema;

import io.proxima.engine.vector.ElementType;

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
  /// `String` that is a JSON text.
  JSON(Layout.OBJECT),
  /// `java.util.UUID`.
  UUID(Layout.OBJECT),
  /// `float[dim]`.
  VECTOR(Layout.VECTOR),
  /// `float[dim]` of numbers that half precision holds.
  HALFVEC(Layout.VECTOR),
  /// `float[dim]` of whole numbers from -128 to 127.
  INT8VEC(Layout.VECTOR),
  /// [io.proxima.engine.vector.BitVector].
  BIT(Layout.OBJECT),
  /// [io.proxima.engine.vector.SparseVector].
  SPARSEVEC(Layout.OBJECT);

  /// Which class of column holds the values.
  public enum Layout {
    /// `long[]`.
    LONG,
    /// `double[]`.
    DOUBLE,
    /// `Object[]`.
    OBJECT,
    /// A matrix of floats: the dense vectors.
    VECTOR
  }

  private final Layout layout;

  TypeKind(Layout layout) {
    this.layout = layout;
  }

  /// Whether a column of this kind may be part of a primary key.
  public boolean canBeKey() {
    return !isVector() && this != JSON;
  }

  /// Which class of column holds the values.
  public Layout layout() {
    return layout;
  }

  /// Whether distances between its values are defined.
  public boolean isVector() {
    return layout == Layout.VECTOR || this == BIT || this == SPARSEVEC;
  }

  /// How the components of a dense vector are stored.
  public ElementType element() {
    return switch (this) {
      case VECTOR -> ElementType.FLOAT32;
      case HALFVEC -> ElementType.FLOAT16;
      case INT8VEC -> ElementType.INT8;
      default -> throw new IllegalStateException(this + " is no dense vector");
    };
  }
}

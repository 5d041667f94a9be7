package io.proxima.jdbc;

import io.proxima.client.ProximaUrl;
import io.proxima.client.UrlProperty;
import java.sql.Types;
import java.util.Locale;

/// What a vector is to JDBC: its type code and the class `getObject` gives.
enum VectorType {
  OTHER(Types.OTHER, float[].class),
  ARRAY(Types.ARRAY, java.sql.Array.class),
  VARCHAR(Types.VARCHAR, String.class),
  BINARY(Types.VARBINARY, byte[].class);

  private final int jdbcType;
  private final Class<?> type;

  VectorType(int jdbcType, Class<?> type) {
    this.jdbcType = jdbcType;
    this.type = type;
  }

  static VectorType of(ProximaUrl url) {
    String text = url.text(UrlProperty.VECTOR_TYPE);
    return text == null ? OTHER : valueOf(text.toUpperCase(Locale.ROOT));
  }

  /// One of `java.sql.Types`.
  int jdbcType() {
    return jdbcType;
  }

  /// What `getObject` gives.
  Class<?> type() {
    return type;
  }
}

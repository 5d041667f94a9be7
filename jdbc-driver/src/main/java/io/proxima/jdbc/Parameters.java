package io.proxima.jdbc;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.SQLException;
import java.util.Calendar;
import java.util.Collection;

/// Copies what a program may change after it was set as a parameter.
final class Parameters {
  private Parameters() {}

  /// The value, or a copy of it if it can change.
  // JDBC has java.util.Date in its interface.
  @SuppressWarnings("JavaUtilDate")
  static Object copy(Object value, int parameterIndex) throws SQLException {
    if (value instanceof float[] vector) {
      return vector.clone();
    }
    if (value instanceof String || value instanceof Number) {
      return value;
    }
    if (value instanceof java.sql.Array array) {
      return copy(array.getArray(), parameterIndex);
    }
    if (value instanceof Collection<?> list) {
      return list.toArray();
    }
    if (value instanceof java.util.Date date) {
      return date.clone();
    }
    if (value instanceof Calendar calendar) {
      return calendar.toInstant();
    }
    if (value instanceof CharSequence) {
      return value.toString();
    }
    if (value instanceof InputStream
        || value instanceof Reader
        || value instanceof Blob
        || value instanceof Clob) {
      throw SqlErrors.unsupported("a stream as parameter " + parameterIndex);
    }
    return value.getClass().isArray() ? copyOfArray(value) : value;
  }

  private static Object copyOfArray(Object array) {
    int length = Array.getLength(array);
    Object copy = Array.newInstance(array.getClass().getComponentType(), length);
    System.arraycopy(array, 0, copy, 0, length);
    return copy;
  }
}

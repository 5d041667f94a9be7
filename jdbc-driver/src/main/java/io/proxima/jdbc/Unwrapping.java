package io.proxima.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/// `java.sql.Wrapper` for objects that wrap nothing: they are what they are asked for, or not.
interface Unwrapping extends Wrapper {
  @Override
  default <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlErrors.of("22023", getClass().getName() + " is no " + type.getName());
  }

  @Override
  default boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}

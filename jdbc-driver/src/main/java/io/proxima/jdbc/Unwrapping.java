package io.proxima.jdbc;

import java.sql.SQLException;
import java.sql.Wrapper;

/// `java.sql.Wrapper`: an object is what it is asked for, or what it stands in front of is.
interface Unwrapping extends Wrapper {
  /// What the object stands in front of, in the contract with the database; itself if nothing.
  default Object wrapped() {
    return this;
  }

  @Override
  default <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    if (type.isInstance(wrapped())) {
      return type.cast(wrapped());
    }
    throw SqlErrors.of("22023", getClass().getName() + " is no " + type.getName());
  }

  @Override
  default boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this) || type.isInstance(wrapped());
  }
}

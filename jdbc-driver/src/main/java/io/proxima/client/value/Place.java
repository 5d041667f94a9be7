package io.proxima.client.value;

import io.proxima.client.SessionException;

/// Where a value belongs, for messages.
@FunctionalInterface
public interface Place {
  /// Such as `parameter 3` or `column year, row 17`.
  String name();

  /// An error that says where.
  default SessionException error(String sqlState, String message) {
    return new SessionException(sqlState, name() + ": " + message);
  }

  /// A text that cannot be read, `22P02`.
  default SessionException unreadable(String type, String text) {
    String shown = text.length() <= 64 ? text : text.substring(0, 64) + "…";
    return error("22P02", "expected " + type + ", found '" + shown + "'");
  }

  /// A value of a class that does not go, `42804`.
  default SessionException mismatch(String type, Object value) {
    return error("42804", "expected " + type + ", found " + value.getClass().getSimpleName());
  }
}

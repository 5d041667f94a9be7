package io.proxima.engine.error;

import java.io.Serial;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The one exception for everything a user or operator can meet.
///
/// The message says what, where, expected and found: "column embedding of table docs has dimension
/// 384, got 768".
public final class ProximaException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final int position;

  /// An error without a cause in other code.
  public ProximaException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /// An error with the exception that caused it.
  public ProximaException(ErrorCode code, String message, @Nullable Throwable cause) {
    this(code, message, 0, cause);
  }

  /// An error in a statement, at the character `position` of its text, counted from 1.
  public ProximaException(ErrorCode code, String message, int position, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
    this.position = position;
  }

  /// Which error it is.
  public ErrorCode code() {
    return code;
  }

  /// The character of the statement's text where the error is, counted from 1; 0 if it has no
  /// place.
  public int position() {
    return position;
  }
}

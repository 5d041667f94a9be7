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

  /// An error without a cause in other code.
  public ProximaException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /// An error with the exception that caused it.
  public ProximaException(ErrorCode code, String message, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message), cause);
    this.code = Objects.requireNonNull(code);
  }

  /// Which error it is.
  public ErrorCode code() {
    return code;
  }
}

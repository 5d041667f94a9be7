package io.proxima.client;

/// The one error of a [Session]: what went wrong, as an SQLSTATE and a sentence.
public final class SessionException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String sqlState;
  private final int position;

  /// An error at character `position` (from 1) of the statement; 0 if it has no place.
  public SessionException(
      String sqlState, String message, int position, @Nullable Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
    this.position = position;
  }

  /// An error without a place or cause.
  public SessionException(String sqlState, String message) {
    this(sqlState, message, 0, null);
  }

  /// The five characters of the SQLSTATE.
  public String sqlState() {
    return sqlState;
  }

  /// The character of the statement at which it went wrong, from 1; 0 if it has no place.
  public int position() {
    return position;
  }
}

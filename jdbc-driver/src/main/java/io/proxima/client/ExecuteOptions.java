package io.proxima.client;

/// How one execution goes: at most `maxRows` rows (0: all), `timeoutMillis` (0: no limit), rows per
/// fetch (0: the session's choice).
public record ExecuteOptions(long maxRows, long timeoutMillis, int fetchSize) {
  /// No limits.
  public static final ExecuteOptions NONE = new ExecuteOptions(0, 0, 0);
}

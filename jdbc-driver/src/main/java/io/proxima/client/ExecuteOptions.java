package io.proxima.client;

import java.util.function.BooleanSupplier;

/// How one execution goes: at most `maxRows` rows (0: all), `timeoutMillis` (0: no limit), rows per
/// fetch (0: the session's choice).
///
/// `isCancelled` says whether the caller has been asked to stop. Who asks sets it before
/// [Session#cancel]; a session looks at it after its execution, or fetch, can be cancelled. So a
/// cancellation that comes before the work has begun is not lost.
public record ExecuteOptions(
    long maxRows, long timeoutMillis, int fetchSize, BooleanSupplier isCancelled) {
  /// No limits.
  public static final ExecuteOptions NONE = new ExecuteOptions(0, 0, 0);

  /// Options of an execution that is cancelled by [Session#cancel] alone.
  public ExecuteOptions(long maxRows, long timeoutMillis, int fetchSize) {
    this(maxRows, timeoutMillis, fetchSize, () -> false);
  }
}

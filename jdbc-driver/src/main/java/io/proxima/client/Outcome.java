package io.proxima.client;

import java.util.List;

/// What an execution gave.
///
/// `rows` is null for statements that give none. `rowCount` says how many rows were changed, and is
/// -1 for statements that only read. `warnings` are for the user; more may come while the rows are
/// read.
public record Outcome(@Nullable RowStream rows, long rowCount, List<String> warnings) {
  /// Rows.
  public static Outcome of(RowStream rows) {
    return new Outcome(rows, -1, List.of());
  }

  /// A number of changed rows.
  public static Outcome of(long rowCount) {
    return new Outcome(null, rowCount, List.of());
  }
}

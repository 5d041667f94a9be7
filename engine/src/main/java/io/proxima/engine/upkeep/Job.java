package io.proxima.engine.upkeep;

import io.proxima.engine.task.Cancellation;
import java.util.OptionalInt;
import java.util.Set;

/// Background work that can be asked for.
sealed interface Job {
  /// Writes the rows that a table has in memory to segments.
  record Flush(int table) implements Job {}

  /// Removes the segments of tables that are no more.
  record Forget() implements Job {}

  /// Looks for rows that can go in tables that nobody writes to.
  record Sweep() implements Job {}

  /// Merges all segments of a table.
  record MergeAll(int table) implements Job {}

  /// Merges those segments of a table for which it is worth it.
  record Merge(int table) implements Job {}

  /// Makes the vector indexes that segments of a table lack.
  record BuildIndexes(int table) implements Job {}

  /// Makes some indexes of a table anew, for a statement that may be cancelled.
  record Reindex(int table, Set<Integer> indexes, Cancellation statement) implements Job {}

  /// The table that it is for, if for one.
  default OptionalInt tableId() {
    return switch (this) {
      case Flush flush -> OptionalInt.of(flush.table());
      case Forget _, Sweep _ -> OptionalInt.empty();
      case BuildIndexes build -> OptionalInt.of(build.table());
      case Reindex reindex -> OptionalInt.of(reindex.table());
      case MergeAll merge -> OptionalInt.of(merge.table());
      case Merge merge -> OptionalInt.of(merge.table());
    };
  }
}

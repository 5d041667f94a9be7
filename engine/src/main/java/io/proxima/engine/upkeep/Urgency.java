package io.proxima.engine.upkeep;

import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import java.util.Comparator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which work comes first: flushes, which free memory and log, of the table that has most in
/// memory; what frees the disk; merges of tables with too many segments, the most first; what
/// somebody waits for; other merges.
///
/// - **Threads:** thread-safe.
final class Urgency implements Comparator<Job> {
  /// From so many segments of one table on writers are held up while they are being merged. Tiers
  /// of a size and their few segments each stay far below it.
  static final int MOST_SEGMENTS = 48;

  /// From so many on merging comes before other work and is not limited.
  static final int MANY_SEGMENTS = 32;

  private final Supplier<Version> version;

  Urgency(Supplier<Version> version) {
    this.version = version;
  }

  @Override
  public int compare(Job one, Job other) {
    int byRank = Integer.compare(rank(one), rank(other));
    return byRank == 0 ? Long.compare(size(other), size(one)) : byRank;
  }

  private int rank(Job job) {
    return switch (job) {
      case Job.Flush _ -> 0;
      case Job.Forget _, Job.Sweep _ -> 1;
      case Job.Merge merge -> size(merge) >= MANY_SEGMENTS ? 2 : 4;
      case Job.MergeAll _ -> 3;
      case Job.Reindex _ -> 3;
      case Job.BuildIndexes _ -> 5;
    };
  }

  /// Of jobs of one kind the one for the largest comes first.
  private long size(Job job) {
    return switch (job) {
      case Job.Flush flush -> bytesInMemory(table(flush.table()));
      case Job.Forget _, Job.Sweep _ -> 0;
      case Job.MergeAll merge -> segments(table(merge.table()));
      case Job.Merge merge -> segments(table(merge.table()));
      case Job.Reindex _ -> 0;
      case Job.BuildIndexes build -> -segments(table(build.table()));
    };
  }

  private @Nullable TableState table(int id) {
    return version.get().table(id);
  }

  /// What a table has in memory, if there is such a table.
  static long bytesInMemory(@Nullable TableState state) {
    return state == null ? 0 : state.frozenBytes() + state.active().totalBytes();
  }

  private static int segments(@Nullable TableState state) {
    return state == null ? 0 : state.segments().size();
  }

  /// The most segments that a table has which can be merged.
  static int mostSegments(Version version) {
    return version.tables().stream()
        .filter(state -> state.damage() == null)
        .mapToInt(Urgency::segments)
        .max()
        .orElse(0);
  }
}

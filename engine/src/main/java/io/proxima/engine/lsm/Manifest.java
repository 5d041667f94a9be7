package io.proxima.engine.lsm;

import io.proxima.engine.schema.Catalog;
import io.proxima.engine.wal.LogFile;
import java.util.List;
import java.util.UUID;

/// What a database consists of: its catalog as of a commit, the files of its log, in order, and the
/// segments of its tables.
///
/// Every log file but the last has its end. The last one has it, too, after a clean close: what is
/// missing before that end is damage and not the trace of a crash.
///
/// `catalog` holds all definitions up to the commit `catalogSequence`.
///
/// `nextSegmentId` is above every id that a segment ever had.
///
/// - **Threads:** immutable.
public record Manifest(
    UUID databaseId,
    long catalogSequence,
    Catalog catalog,
    List<LogFile> logs,
    long nextSegmentId,
    List<SegmentRef> segments) {
  /// Checks that the log has no gap.
  public Manifest {
    logs = List.copyOf(logs);
    segments = List.copyOf(segments);
    for (SegmentRef segment : segments) {
      if (segment.segmentId() >= nextSegmentId) {
        throw new IllegalArgumentException(segment + " before segment " + nextSegmentId);
      }
    }
    for (int i = 0; i + 1 < logs.size(); i++) {
      LogFile next = logs.get(i + 1);
      if (!logs.get(i).isEnded()
          || next.id() <= logs.get(i).id()
          || next.firstLsn() != logs.get(i).lastLsn() + 1) {
        throw new IllegalArgumentException(next + " does not follow " + logs.get(i));
      }
    }
  }

  /// The manifest of a database without segments.
  public Manifest(UUID databaseId, long catalogSequence, Catalog catalog, List<LogFile> logs) {
    this(databaseId, catalogSequence, catalog, logs, 1, List.of());
  }

  /// This manifest with other segments.
  public Manifest withSegments(long nextId, List<SegmentRef> refs) {
    return new Manifest(databaseId, catalogSequence, catalog, logs, nextId, refs);
  }

  /// This manifest with other log files.
  public Manifest withLogs(List<LogFile> files) {
    return new Manifest(databaseId, catalogSequence, catalog, files, nextSegmentId, segments);
  }

  /// This manifest with the catalog as of a commit.
  public Manifest withCatalog(long sequence, Catalog newer) {
    return new Manifest(databaseId, sequence, newer, logs, nextSegmentId, segments);
  }

  /// The id of the next log file.
  public long nextLogId() {
    return logs.isEmpty() ? 1 : logs.getLast().id() + 1;
  }

  /// The number of the first frame behind the log, whose files must all have their end.
  public long nextLsn() {
    return logs.isEmpty() ? 1 : logs.getLast().lastLsn() + 1;
  }

  /// Whether the database was closed as it should.
  public boolean isCleanlyClosed() {
    return logs.stream().allMatch(LogFile::isEnded);
  }
}

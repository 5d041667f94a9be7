package io.proxima.engine.lsm;

import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.wal.LogFile;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a database consists of: its catalog as of a commit, the files of its log, in order, and the
/// segments of its tables, with the epochs that order their rows.
///
/// Every log file but the last has its end. The last one has it, too, after a clean close: what is
/// missing before that end is damage and not the trace of a crash.
///
/// `catalog` holds all definitions up to the commit `catalogSequence`. `trimmedLsn` is the last
/// frame that was removed from the log because nobody needs it, or 0. `engineTimeMicros` is no
/// later than any time that is still to be given to a commit. `nextSegmentId` is above every id
/// that a segment ever had.
///
/// - **Threads:** immutable.
public record Manifest(
    UUID databaseId,
    long catalogSequence,
    Catalog catalog,
    List<LogFile> logs,
    long trimmedLsn,
    long engineTimeMicros,
    long nextSegmentId,
    List<TableRef> tables,
    List<SegmentRef> segments,
    List<EpochId> epochs,
    HistoryState history) {
  /// Checks that the log has no gap and no segment is there twice.
  public Manifest {
    logs = List.copyOf(logs);
    tables = List.copyOf(tables);
    segments = List.copyOf(segments);
    epochs = List.copyOf(epochs);
    Set<Long> ids = new HashSet<>();
    for (SegmentRef segment : segments) {
      if (segment.segmentId() >= nextSegmentId || !ids.add(segment.segmentId())) {
        throw new IllegalArgumentException(segment + " before segment " + nextSegmentId);
      }
    }
    for (EpochId epoch : epochs) {
      if (epoch.number() >= nextSegmentId || !ids.add(epoch.number())) {
        throw new IllegalArgumentException(epoch + " before segment " + nextSegmentId);
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
    if (!logs.isEmpty() && logs.getFirst().firstLsn() != trimmedLsn + 1) {
      throw new IllegalArgumentException(logs.getFirst() + " does not follow frame " + trimmedLsn);
    }
  }

  /// The manifest of a database in which nothing was ever written.
  public static Manifest empty(UUID databaseId) {
    return new Manifest(
        databaseId,
        0,
        Catalog.empty(),
        List.of(),
        0,
        Long.MIN_VALUE,
        1,
        List.of(),
        List.of(),
        List.of(),
        HistoryState.EMPTY);
  }

  /// This manifest with other tables and segments.
  public Manifest withTables(List<TableRef> tableRefs, List<SegmentRef> segmentRefs) {
    return new Manifest(
        databaseId,
        catalogSequence,
        catalog,
        logs,
        trimmedLsn,
        engineTimeMicros,
        nextSegmentId,
        tableRefs,
        segmentRefs,
        epochs,
        history);
  }

  /// This manifest with other epochs.
  public Manifest withEpochs(List<EpochId> newer) {
    return new Manifest(
        databaseId,
        catalogSequence,
        catalog,
        logs,
        trimmedLsn,
        engineTimeMicros,
        nextSegmentId,
        tables,
        segments,
        newer,
        history);
  }

  /// This manifest with one id of a segment less to give away.
  public Manifest withNextSegmentId(long next) {
    return new Manifest(
        databaseId,
        catalogSequence,
        catalog,
        logs,
        trimmedLsn,
        engineTimeMicros,
        next,
        tables,
        segments,
        epochs,
        history);
  }

  /// This manifest with other log files behind the same frame.
  public Manifest withLogs(List<LogFile> files) {
    return withLogs(files, trimmedLsn);
  }

  private Manifest withLogs(List<LogFile> files, long trimmed) {
    return new Manifest(
        databaseId,
        catalogSequence,
        catalog,
        files,
        trimmed,
        engineTimeMicros,
        nextSegmentId,
        tables,
        segments,
        epochs,
        history);
  }

  /// This manifest without the log files that hold no frame from `lsn` on.
  public Manifest withoutLogsBefore(long lsn) {
    List<LogFile> left =
        logs.stream().filter(file -> !file.isEnded() || file.lastLsn() >= lsn).toList();
    return left.size() == logs.size()
        ? this
        : withLogs(left, left.isEmpty() ? nextLsn() - 1 : left.getFirst().firstLsn() - 1);
  }

  /// This manifest with the catalog as of a commit. Tables, segments and epochs that it has not are
  /// left out.
  public Manifest withCatalog(long sequence, Catalog newer, long timeMicros) {
    return new Manifest(
        databaseId,
        sequence,
        newer,
        logs,
        trimmedLsn,
        timeMicros,
        nextSegmentId,
        tables.stream().filter(table -> newer.table(table.tableId()) != null).toList(),
        segments.stream().filter(segment -> newer.table(segment.tableId()) != null).toList(),
        epochs.stream().filter(epoch -> newer.table(epoch.tableId()) != null).toList(),
        history);
  }

  /// This manifest with another history.
  public Manifest withHistory(HistoryState newer) {
    return new Manifest(
        databaseId,
        catalogSequence,
        catalog,
        logs,
        trimmedLsn,
        engineTimeMicros,
        nextSegmentId,
        tables,
        segments,
        epochs,
        newer);
  }

  /// What is known of a table.
  public TableRef table(int id) {
    return tables.stream()
        .filter(table -> table.tableId() == id)
        .findFirst()
        .orElseGet(() -> TableRef.inLog(id));
  }

  /// The segments of a table.
  public List<SegmentRef> segmentsOf(int tableId) {
    return segments.stream().filter(segment -> segment.tableId() == tableId).toList();
  }

  /// The last epoch of a column of a table, or null.
  public @Nullable EpochId epoch(int tableId, int columnId) {
    return epochs.stream()
        .filter(epoch -> epoch.tableId() == tableId && epoch.columnId() == columnId)
        .max(Comparator.comparingLong(EpochId::number))
        .orElse(null);
  }

  /// The id of the next log file, when there is none that may still grow.
  public long nextLogId() {
    return logs.isEmpty() ? 1 : logs.getLast().id() + 1;
  }

  /// The number of the first frame behind the log, whose files must all have their end.
  public long nextLsn() {
    return logs.isEmpty() ? trimmedLsn + 1 : logs.getLast().lastLsn() + 1;
  }
}

package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.HistoryState;
import io.proxima.engine.schema.Definition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which states of the database can still be read, and when each came about.
///
/// What was deleted stays readable for the retention time. Commits that lie closer together than a
/// part of it in [#STEPS] are told apart by their numbers, not by time: of these times the latest
/// counts.
///
/// - **Threads:** thread-safe.
public final class History {
  /// How many times are told apart at least.
  public static final int STEPS = 100_000;

  private static final int STORED_MARKS = 1_000;

  private final EngineTime time;
  private final SnapshotRegistry snapshots;
  private final Duration retention;
  private final long retentionMicros;
  private final Marks marks = new Marks();

  /// Nobody may read before this commit: what was deleted up to it may be gone.
  private long floor;

  /// Opens a state for reading.
  ///
  /// @param <T> what reads
  @FunctionalInterface
  public interface Reading<T> {
    /// Registers the reader with the snapshots.
    T open(long sequence, long timeMicros);
  }

  /// A history that goes on from `state`; what readers read is in `snapshots`.
  public History(
      EngineTime time, SnapshotRegistry snapshots, Duration retention, HistoryState state) {
    this.time = time;
    this.snapshots = snapshots;
    this.retention = retention;
    this.retentionMicros = retention.toNanos() / 1_000;
    this.floor = state.floor();
    state.marks().forEach(mark -> committed(mark.sequence(), mark.timeMicros()));
  }

  /// A commit became visible. Calls come in the order of the sequences; one that is known already
  /// is passed over.
  public synchronized void committed(long sequence, long timeMicros) {
    int last = marks.size() - 1;
    if (last >= 0 && sequence <= marks.sequence(last)) {
      return;
    }
    if (last > 0 && timeMicros - marks.time(last - 1) < retentionMicros / STEPS) {
      marks.removeLast();
    }
    marks.add(sequence, timeMicros);
    int needed = marks.atTime(marks.time(marks.size() - 1) - retentionMicros);
    if (needed > 0) {
      marks.removeFirst(needed);
    }
  }

  /// A definition became visible. One that takes rows away ends what can be read before it.
  public synchronized void defined(Definition definition, long sequence) {
    boolean takesRows =
        definition instanceof Definition.TruncateTable
            || definition instanceof Definition.DropTable
            || definition instanceof Definition.DropCascade;
    if (takesRows) {
      floor = Math.max(floor, sequence);
    }
  }

  /// The clock was changed: which commit belongs to an earlier time is not known any more.
  public synchronized void forgetTimes() {
    marks.removeFirst(marks.size());
  }

  /// What a later history goes on from.
  ///
  /// @param durable the last commit that is on the disk: the numbers of those after it may be given
  ///   away again
  public HistoryState state(long durable) {
    return state(durable, STORED_MARKS);
  }

  /// What a later history goes on from, with about `count` marks at most.
  synchronized HistoryState state(long durable, int count) {
    List<HistoryState.Mark> chosen = new ArrayList<>();
    int last = marks.atSequence(durable);
    int every = (last + 1) / count + 1;
    for (int i = 0; i <= last; i++) {
      if (i % every == 0 || i == last) {
        chosen.add(new HistoryState.Mark(marks.sequence(i), marks.time(i)));
      }
    }
    boolean isCut = last + 1 < marks.size() && (last < 0 || marks.sequence(last) < durable);
    if (isCut) { // its time is that of a later commit
      chosen.add(new HistoryState.Mark(durable, marks.time(last + 1)));
    }
    return new HistoryState(Math.min(floor, durable), chosen);
  }

  /// The commit up to which deleted rows may be dropped for good, when `current` is the last one:
  /// no open snapshot reads and nobody may ask for anything before it.
  public synchronized long horizon(long current) {
    long horizon = Math.min(snapshots.oldest(current), windowStart(current));
    floor = Math.max(floor, horizon);
    return horizon;
  }

  /// Rows that expired at or before this time may be dropped for good: `Long.MIN_VALUE` if none.
  public long purgeHorizonMicros() {
    return Math.min(time.purgeHorizonMicros(), time.nowMicros() - retentionMicros);
  }

  /// The last commit before the window of retention. What is older than all marks is at the floor
  /// or before it.
  private long windowStart(long current) {
    if (retentionMicros == 0) {
      return current;
    }
    int mark = marks.atTime(time.nowMicros() - retentionMicros);
    return Math.min(current, mark == Marks.NONE ? floor : marks.sequence(mark));
  }

  /// Opens the state after a commit, of which `current` is the last.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if it is out of the window
  public synchronized <T> T at(long sequence, long current, Reading<T> reading) {
    if (sequence > current) {
      throw outside("commit " + sequence + ": the last one is " + current);
    }
    long first = Math.max(floor, windowStart(current));
    if (sequence < first) {
      throw outside(
          "commit " + sequence + ": " + kept() + ", the oldest that can be read is " + first);
    }
    int mark = marks.atSequence(sequence);
    return reading.open(sequence, mark == Marks.NONE ? time.nowMicros() : marks.time(mark));
  }

  /// Opens the state at a time, when the last commit is `current`.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if it is out of the window
  public synchronized <T> T atTime(long timeMicros, long current, Reading<T> reading) {
    long now = time.nowMicros();
    if (timeMicros > now) {
      throw outside(text(timeMicros) + ": now is " + text(now));
    }
    int mark = marks.atTime(timeMicros);
    long sequence = mark == Marks.NONE ? Long.MIN_VALUE : marks.sequence(mark);
    boolean isWithin = timeMicros >= now - retentionMicros;
    if (sequence < floor || !(isWithin || sequence >= current)) {
      throw outside(text(timeMicros) + ": " + kept());
    }
    return reading.open(Math.min(current, sequence), timeMicros);
  }

  private String kept() {
    return retentionMicros == 0
        ? "no history is kept (property historyRetention)"
        : "history is kept for "
            + retention.toString().substring(2).toLowerCase(Locale.ROOT)
            + " (property historyRetention)";
  }

  private static ProximaException outside(String what) {
    return new ProximaException(
        ErrorCode.INVALID_PARAMETER, "the database cannot be read as of " + what);
  }

  private static Instant text(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}

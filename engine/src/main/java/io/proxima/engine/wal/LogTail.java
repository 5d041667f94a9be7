package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.time.Clock;

/// The end of the log: frames in a buffer, then in the file that is being written, then on the
/// disk.
///
/// - **Owns:** the file, until `close`.
/// - **Threads:** the log's thread; anybody may ask for the progress.
final class LogTail implements AutoCloseable {
  private final Storage storage;
  private final WalSettings settings;
  private final Clock clock;
  private final Failpoints failpoints;
  private final Wal.Succession succession;
  private final DiskReserve reserve;
  private final LogBuffer buffer = new LogBuffer();
  private LogWriter writer;
  private long bufferedLsn;
  private long writtenLsn;
  private long syncedLsn;
  private long unsyncedSinceNanos;
  private volatile Wal.Progress progress;

  LogTail(
      Storage storage,
      WalSettings settings,
      Wal.WalSeams seams,
      LogWriter writer,
      Wal.Succession succession,
      DiskReserve reserve) {
    this.storage = storage;
    this.settings = settings;
    this.clock = seams.clock();
    this.failpoints = seams.failpoints();
    this.succession = succession;
    this.reserve = reserve;
    this.writer = writer;
    this.bufferedLsn = writer.log().firstLsn() - 1;
    this.writtenLsn = bufferedLsn;
    this.syncedLsn = bufferedLsn;
    this.progress = new Wal.Progress(writtenLsn, syncedLsn, writer.positionBytes());
  }

  /// The head of a file.
  static LogHeader header(WalSettings settings, long fileId, long firstLsn) {
    return new LogHeader(
        settings.databaseId(),
        fileId,
        firstLsn,
        settings.codec().code(),
        settings.codec().schemaJson());
  }

  Wal.Progress progress() {
    return progress;
  }

  private void report() {
    progress = new Wal.Progress(writtenLsn, syncedLsn, writer.positionBytes());
  }

  /// Whether everything is on the disk.
  boolean isForced() {
    return bufferedLsn == syncedLsn;
  }

  /// When the oldest frame that is not on the disk has to get there, from now on.
  long nanosToForce() {
    return unsyncedSinceNanos + settings.syncInterval().toNanos() - clock.monotonicNanos();
  }

  /// What is not in the file yet.
  int bufferedBytes() {
    return buffer.length();
  }

  /// What the file can take in addition to that.
  long roomBytes() {
    return writer.roomBytes() - buffer.length();
  }

  /// The file with the end that it has on the disk.
  LogFile end() {
    return writer.log().endedAt(syncedLsn, writer.positionBytes());
  }

  /// Adds the frames of a group.
  void add(LogGroup group) {
    if (isForced()) {
      unsyncedSinceNanos = clock.monotonicNanos();
    }
    long lsn = group.firstLsn();
    for (LogFrame frame : group.frames()) {
      buffer.add(frame.at(lsn, syncedLsn, lsn == group.sequence()), writer.identity());
      lsn++;
    }
    bufferedLsn = group.sequence();
  }

  /// Brings everything up to a frame as far as that is asked for.
  void bring(long lsn, Reach reach) {
    if (reach != Reach.BUFFER && writtenLsn < lsn) {
      write();
    }
    if (reach == Reach.DISK && syncedLsn < lsn) {
      sync();
    }
  }

  /// Makes room for `bytes` more than what is buffered, all of it in one file.
  void extend(long bytes) {
    boolean isUsed = bufferedLsn >= writer.log().firstLsn();
    if (isUsed && !writer.hasRoomFor(buffer.length() + bytes)) {
      switchFile(bytes);
    } else {
      writer.grow(buffer.length() + bytes);
    }
  }

  private void switchFile(long bytes) {
    LogWriter.requireUsable(storage, bytes);
    force();
    LogFile ended = end();
    LogHeader header = header(settings, ended.id() + 1, syncedLsn + 1);
    LogWriter next = LogWriter.create(storage, header, settings.logFileBytes(), failpoints);
    try {
      next.grow(bytes);
      succession.record(ended, next.log());
    } catch (ProximaException e) {
      if (e.code() == ErrorCode.DISK_FULL) { // nothing names the file
        next.discard();
      } else {
        next.close();
      }
      throw e;
    }
    LogWriter last = writer;
    writer = next;
    last.close();
    report();
    failpoints.hit("wal.switched");
  }

  /// Brings everything to the disk.
  void force() {
    if (writtenLsn < bufferedLsn) {
      write();
    }
    if (syncedLsn < writtenLsn) {
      sync();
    }
  }

  /// Brings everything into the file.
  void write() {
    failpoints.hit("wal.before-write");
    reserve.use(() -> {
      writer.write(buffer.bytes(), buffer.length());
      return writer;
    });
    buffer.clear();
    writtenLsn = bufferedLsn;
    report();
    failpoints.hit("wal.after-write");
  }

  private void sync() {
    writer.sync(writtenLsn);
    syncedLsn = writtenLsn;
    report();
    failpoints.hit("wal.after-sync");
  }

  @Override
  public void close() {
    writer.close();
  }
}

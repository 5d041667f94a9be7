package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import io.proxima.engine.task.Failpoints;

/// The log file that is being written.
///
/// The file grows by pieces of zeros that are forced before frames overwrite them, so that a force
/// after a commit does not have to record a new length, and so that a full disk is met before a
/// frame is written. Behind the last frame there is always room for a mark in a sector of its own:
/// what a reader finds without it has been cut.
///
/// - **Owns:** the open file, until `close`.
/// - **Threads:** one thread at a time.
final class LogWriter implements AutoCloseable {
  /// What is always there behind the last frame.
  static final int ROOM_BYTES = 512 + Frame.HEAD_BYTES;

  private static final int FIRST_CHUNK = 256 << 10;
  private static final int LARGEST_CHUNK = 16 << 20;
  private static final int ZEROS = 1 << 20;

  private static final int BLOCK = 4096;

  private final Storage storage;
  private final LogFile log;
  private final FileIdentity identity;
  private final WritableFile file;
  private final long limitBytes;
  private long positionBytes;
  private long sizeBytes;
  private long chunkBytes = FIRST_CHUNK;

  private LogWriter(
      Storage storage, LogFile log, FileIdentity identity, WritableFile file, long limitBytes) {
    this.storage = storage;
    this.log = log;
    this.identity = identity;
    this.file = file;
    this.limitBytes = limitBytes;
  }

  /// Makes a log file that is durable with its name and head when this returns. When there is no
  /// room for it nothing is left of it.
  static LogWriter create(
      Storage storage, LogHeader header, long limitBytes, Failpoints failpoints) {
    LogFile log = LogFile.open(header.fileId(), header.firstLsn());
    WritableFile file = storage.create(log.name());
    LogWriter writer = new LogWriter(storage, log, header.identity(), file, limitBytes);
    boolean created = false;
    try {
      failpoints.hit("wal.file-created");
      byte[] head = header.encode();
      long chunk = Math.min(FIRST_CHUNK, limitBytes);
      boolean isNarrow = storage.usableBytes() < chunk;
      byte[] start = new byte[(int) Math.max(head.length + ROOM_BYTES, isNarrow ? 0 : chunk)];
      System.arraycopy(head, 0, start, 0, head.length);
      file.write(0, start, 0, start.length);
      failpoints.hit("wal.header-written");
      file.sync();
      storage.syncDirectory(LogFile.DIRECTORY);
      failpoints.hit("wal.directory-synced");
      writer.positionBytes = head.length;
      writer.sizeBytes = start.length;
      created = true;
      return writer;
    } finally {
      if (!created) {
        writer.discard();
      }
    }
  }

  LogFile log() {
    return log;
  }

  FileIdentity identity() {
    return identity;
  }

  /// Where the next frame goes.
  long positionBytes() {
    return positionBytes;
  }

  /// What can be written without growing.
  long roomBytes() {
    return sizeBytes - positionBytes - ROOM_BYTES;
  }

  /// Writes whole frames behind the last ones; there must be room for them.
  void write(byte[] frames, int length) {
    assert length <= roomBytes() : length + " bytes into " + roomBytes();
    file.write(positionBytes, frames, 0, length);
    positionBytes += length;
  }

  /// Forces what was written, of which `lsn` is the last frame, and says so behind it.
  void sync(long lsn) {
    file.sync();
    byte[] mark = new byte[Frame.HEAD_BYTES];
    Frame.mark(lsn).encode(identity, mark, 0);
    file.write((positionBytes + 511) & ~511L, mark, 0, mark.length);
  }

  /// Whether `bytes` more keep the file within its limit.
  boolean hasRoomFor(long bytes) {
    return positionBytes + bytes + ROOM_BYTES <= limitBytes;
  }

  /// Makes sure that there is room for `bytes`.
  ///
  /// @throws ProximaException `DISK_FULL`: then the file is as it was
  void grow(long bytes) {
    long neededBytes = positionBytes + bytes + ROOM_BYTES;
    if (neededBytes <= sizeBytes) {
      return;
    }
    long chunk = Math.min(2 * chunkBytes, LARGEST_CHUNK);
    long target = Math.max(neededBytes, Math.min(sizeBytes + chunk, limitBytes));
    if (target - sizeBytes > storage.usableBytes()) {
      target = (neededBytes + BLOCK - 1) / BLOCK * BLOCK;
      requireUsable(storage, target - sizeBytes);
    }
    extend(target);
    chunkBytes = chunk;
  }

  /// Returns if a log may grow by so much.
  ///
  /// @throws ProximaException `DISK_FULL`
  static void requireUsable(Storage storage, long bytes) {
    long usable = storage.usableBytes();
    if (usable < bytes) {
      throw new ProximaException(
          ErrorCode.DISK_FULL,
          "the disk of database %s is full: its log needs %d bytes more, and %d are free"
              .formatted(storage.location(), bytes, usable));
    }
  }

  private void extend(long target) {
    byte[] zeros = new byte[(int) Math.min(ZEROS, target - sizeBytes)];
    for (long at = sizeBytes; at < target; at += zeros.length) {
      file.write(at, zeros, 0, (int) Math.min(zeros.length, target - at));
    }
    file.sync();
    sizeBytes = target;
  }

  /// Closes and removes a file that nothing names yet.
  void discard() {
    file.close();
    storage.delete(log.name());
  }

  @Override
  public void close() {
    file.close();
  }
}

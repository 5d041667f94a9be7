package io.proxima.engine.wal;

import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import io.proxima.engine.task.Failpoints;

/// The log file that is being written.
///
/// The file grows by pieces of zeros that are forced before frames overwrite them, so that a force
/// after a commit does not have to record a new length. Behind the last frame there is always room
/// for a mark in a sector of its own: what a reader finds without it has been cut.
///
/// - **Owns:** the open file, until `close`.
/// - **Threads:** one thread at a time.
final class LogWriter implements AutoCloseable {
  /// What is always there behind the last frame.
  static final int ROOM_BYTES = 512 + Frame.HEAD_BYTES;

  private static final int FIRST_CHUNK = 256 << 10;
  private static final int LARGEST_CHUNK = 16 << 20;
  private static final int ZEROS = 1 << 20;

  private final LogFile log;
  private final FileIdentity identity;
  private final WritableFile file;
  private final long limitBytes;
  private long positionBytes;
  private long sizeBytes;
  private long chunkBytes = FIRST_CHUNK;

  private LogWriter(LogFile log, FileIdentity identity, WritableFile file, long limitBytes) {
    this.log = log;
    this.identity = identity;
    this.file = file;
    this.limitBytes = limitBytes;
  }

  /// Makes a log file that is durable with its name and head when this returns.
  static LogWriter create(
      Storage storage, LogHeader header, long limitBytes, Failpoints failpoints) {
    LogFile log = LogFile.open(header.fileId(), header.firstLsn());
    WritableFile file = storage.create(log.name());
    LogWriter writer = new LogWriter(log, header.identity(), file, limitBytes);
    boolean created = false;
    try {
      failpoints.hit("wal.file-created");
      byte[] head = header.encode();
      byte[] start =
          new byte[(int) Math.max(head.length + ROOM_BYTES, Math.min(FIRST_CHUNK, limitBytes))];
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
        file.close();
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

  /// Writes whole frames behind the last ones.
  void write(byte[] frames, int length) {
    grow(positionBytes + length + ROOM_BYTES);
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

  private void grow(long neededBytes) {
    if (neededBytes <= sizeBytes) {
      return;
    }
    chunkBytes = Math.min(2 * chunkBytes, LARGEST_CHUNK);
    long target = Math.max(neededBytes, Math.min(sizeBytes + chunkBytes, limitBytes));
    byte[] zeros = new byte[(int) Math.min(ZEROS, target - sizeBytes)];
    while (sizeBytes < target) {
      int length = (int) Math.min(zeros.length, target - sizeBytes);
      file.write(sizeBytes, zeros, 0, length);
      sizeBytes += length;
    }
    file.sync();
  }

  @Override
  public void close() {
    file.close();
  }
}

package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.ReadableFile;
import io.proxima.engine.io.Storage;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads one log file from its head on, frame after frame.
///
/// - **Owns:** the open file, until `close`.
/// - **Threads:** one thread at a time.
final class LogReader implements AutoCloseable {
  private static final int WINDOW = 1 << 20;

  private final String where;
  private final ReadableFile file;
  private final FileIdentity identity;
  private final WalCodec codec;
  private final Compression compression = new Compression();
  private byte[] window = new byte[0];
  private long windowAt;
  private int windowLength;
  private long positionBytes;
  private long nextLsn;

  private LogReader(String where, ReadableFile file, LogFile log, UUID databaseId, WalCodec codec) {
    this.where = where;
    this.file = file;
    this.identity = new FileIdentity(databaseId, log.id());
    this.codec = codec;
    this.nextLsn = log.firstLsn();
  }

  /// Opens a file and checks that its head is the one the manifest expects.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if the file is missing, short or another one
  static LogReader open(Storage storage, LogFile log, UUID databaseId, WalCodec codec) {
    String where = log.name() + " of database " + storage.location();
    ReadableFile file = storage.open(log.name());
    LogReader reader = new LogReader(where, file, log, databaseId, codec);
    boolean isRight = false;
    try {
      reader.readHead(log, databaseId);
      isRight = true;
      return reader;
    } finally {
      if (!isRight) {
        file.close();
      }
    }
  }

  /// Opens a file of the log directory that the manifest does not list.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if it is a log file of something else
  static LogReader openUnlisted(Storage storage, long id, UUID databaseId, WalCodec codec) {
    LogFile log = LogFile.open(id, 1);
    String where = log.name() + " of database " + storage.location();
    LogReader reader = new LogReader(where, storage.open(log.name()), log, databaseId, codec);
    boolean isRight = false;
    try {
      reader.refuseForeign();
      isRight = true;
      return reader;
    } finally {
      if (!isRight) {
        reader.close();
      }
    }
  }

  private void refuseForeign() {
    int length = load(0, LogHeader.FIXED_BYTES) ? LogHeader.lengthBytes(head(56)) : -1;
    if (length < 0 || !load(0, length) || !LogHeader.isWhole(head(length))) {
      return;
    }
    LogHeader header = LogHeader.decode(head(length), where);
    if (!header.identity().equals(identity)) {
      throw damaged(0, "this is file " + header.fileId() + " of database " + header.databaseId());
    }
  }

  private void readHead(LogFile log, UUID databaseId) {
    int length = load(0, LogHeader.FIXED_BYTES) ? LogHeader.lengthBytes(head(56)) : -1;
    if (length < 0 || !load(0, length)) {
      throw damaged(0, "the head of the file is missing or short");
    }
    LogHeader header = LogHeader.decode(head(length), where);
    if (!header.databaseId().equals(databaseId)
        || header.fileId() != log.id()
        || header.firstLsn() != log.firstLsn()
        || header.codec() != codec.code()) {
      throw damaged(
          0,
          "this is file "
              + header.fileId()
              + " of database "
              + header.databaseId()
              + " from frame "
              + header.firstLsn()
              + " on; expected file "
              + log.id()
              + " of database "
              + databaseId
              + " from frame "
              + log.firstLsn()
              + " on");
    }
    positionBytes = length;
  }

  private byte[] head(int length) {
    return Arrays.copyOf(window, length);
  }

  /// Where the next frame begins.
  long positionBytes() {
    return positionBytes;
  }

  /// The next frame, or null if what follows is not a frame with the next number.
  @Nullable Frame next() {
    Frame frame = frameAt(positionBytes);
    if (frame == null || frame.isMark() || frame.lsn() != nextLsn) {
      return null;
    }
    positionBytes += Frame.paddedBytes(frame.payload().length);
    nextLsn++;
    return frame;
  }

  /// The record of a frame that begins at `offsetBytes`.
  WalRecord decode(Frame frame, long offsetBytes) {
    byte[] raw = frame.payload();
    if (frame.isCompressed()) {
      raw = compression.decompress(raw, frame.rawLength());
    }
    if (raw == null || raw.length != frame.rawLength()) {
      throw damaged(offsetBytes, "the payload does not have " + frame.rawLength() + " bytes");
    }
    return codec.decode(raw, where + " at offset " + offsetBytes);
  }

  /// Looks behind the first bad frame for a frame that proves it was once good: one that was
  /// written when the log had been forced up to the bad frame or further.
  ///
  /// @return its offset, or -1
  long proofBehind() {
    for (long at = positionBytes; load(at, Frame.HEAD_BYTES); at = nextCandidate(at)) {
      Frame frame = frameAt(at);
      if (frame != null && frame.synced() >= nextLsn) {
        return at;
      }
    }
    return -1;
  }

  /// Whether the file ends where it cannot have ended when it was written: in the middle of what
  /// begins as a frame, or without the room that is always left behind the last one.
  boolean isCut() {
    if (!load(positionBytes, LogWriter.ROOM_BYTES)) {
      return true;
    }
    int at = (int) (positionBytes - windowAt);
    return Frame.isPlausible(window, at)
        && Frame.lengthBytes(window, at) > file.sizeBytes() - positionBytes;
  }

  /// Whether any frame of this file stands behind the current position, apart from marks.
  boolean hasFrameBehind() {
    for (long at = positionBytes; load(at, Frame.HEAD_BYTES); at = nextCandidate(at)) {
      Frame frame = frameAt(at);
      if (frame != null && !frame.isMark()) {
        return true;
      }
    }
    return false;
  }

  /// The next multiple of 8 behind `at` that is not followed by zeros only, as far as the window
  /// goes.
  private long nextCandidate(long at) {
    int i = (int) (at - windowAt) + 8;
    while (i + 8 <= windowLength && isZero(i)) {
      i += 8;
    }
    return windowAt + i;
  }

  private boolean isZero(int i) {
    for (int k = 0; k < 8; k++) {
      if (window[i + k] != 0) {
        return false;
      }
    }
    return true;
  }

  private @Nullable Frame frameAt(long at) {
    if (!load(at, Frame.HEAD_BYTES)) {
      return null;
    }
    if (!Frame.isPlausible(window, (int) (at - windowAt))) {
      return null;
    }
    int length = Frame.lengthBytes(window, (int) (at - windowAt));
    return load(at, length) ? Frame.decode(identity, window, (int) (at - windowAt)) : null;
  }

  /// Makes `length` bytes from `at` on part of the window.
  ///
  /// @return false if the file is shorter
  private boolean load(long at, int length) {
    if (at >= windowAt && at + length <= windowAt + windowLength) {
      return true;
    }
    if (at + length > file.sizeBytes()) {
      return false;
    }
    int wanted = (int) Math.min(Math.max(length, WINDOW), file.sizeBytes() - at);
    if (window.length < wanted || window.length > 4 * Math.max(wanted, WINDOW)) {
      window = new byte[wanted];
    }
    windowAt = at;
    windowLength = file.read(at, window, 0, wanted);
    return windowLength >= length;
  }

  ProximaException damaged(long offsetBytes, String what) {
    return new ProximaException(
        ErrorCode.CORRUPT_FILE, where + " is damaged at offset " + offsetBytes + ": " + what);
  }

  @Override
  public void close() {
    file.close();
  }
}

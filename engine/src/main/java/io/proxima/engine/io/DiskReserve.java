package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.function.Supplier;

/// Room that is kept free for what has to go on when the disk is full: a file of zeros, which is
/// deleted when its room is needed and made again when there is room.
///
/// The file says nothing: a missing, short or damaged one harms nobody.
///
/// - **Threads:** thread-safe.
public final class DiskReserve {
  /// The name of the file.
  public static final String FILE = "reserve";

  private static final int PIECE_BYTES = 1 << 20;

  private final Storage storage;
  private final long sizeBytes;
  private volatile boolean isWhole;

  private DiskReserve(Storage storage, long sizeBytes) {
    this.storage = storage;
    this.sizeBytes = sizeBytes;
    this.isWhole = sizeBytes == 0;
  }

  /// No reserve: it is always whole, and gives nothing.
  public static DiskReserve none(Storage storage) {
    return new DiskReserve(storage, 0);
  }

  /// The reserve of a database as it is found; a storage without a limit needs none.
  public static DiskReserve open(Storage storage, long sizeBytes) {
    boolean isLimited = storage.usableBytes() < Long.MAX_VALUE;
    DiskReserve reserve = new DiskReserve(storage, isLimited ? sizeBytes : 0);
    if (storage.exists(FILE)) {
      reserve.find();
    }
    return reserve;
  }

  private void find() {
    long foundBytes;
    try (ReadableFile file = storage.open(FILE)) {
      foundBytes = file.sizeBytes();
    }
    if (foundBytes == sizeBytes) {
      isWhole = true;
    } else {
      remove();
    }
  }

  /// Whether the room is kept.
  public boolean isWhole() {
    return isWhole;
  }

  /// Keeps the room, if it is there.
  ///
  /// @return whether it is kept now
  /// @throws ProximaException `IO_FAILURE`
  public synchronized boolean restore() {
    if (!isWhole && storage.usableBytes() >= sizeBytes) {
      try {
        fill();
        isWhole = true;
      } catch (ProximaException e) {
        remove();
        if (e.code() != ErrorCode.DISK_FULL) {
          throw e;
        }
      }
    }
    return isWhole;
  }

  private void fill() {
    byte[] zeros = new byte[(int) Math.min(PIECE_BYTES, sizeBytes)];
    try (WritableFile file = storage.create(FILE)) {
      for (long at = 0; at < sizeBytes; at += zeros.length) {
        file.write(at, zeros, 0, (int) Math.min(zeros.length, sizeBytes - at));
      }
      file.sync();
    }
    storage.syncDirectory("");
  }

  /// Does something that needs room; again, with the room of the reserve, if there is none.
  ///
  /// @param operation leaves nothing behind when it fails with `DISK_FULL`
  public <T> T use(Supplier<T> operation) {
    try {
      return operation.get();
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.DISK_FULL || !release()) {
        throw e;
      }
    }
    return operation.get();
  }

  private synchronized boolean release() {
    if (sizeBytes == 0 || !isWhole) {
      return false;
    }
    isWhole = false;
    remove();
    return true;
  }

  private void remove() {
    storage.delete(FILE);
    storage.syncDirectory("");
  }
}

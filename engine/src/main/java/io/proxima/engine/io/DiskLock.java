package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The lock of a directory: a lock of the operating system on the file `lock`, and the file `owner`
/// that says whose it is.
///
/// A process loses its lock as soon as it closes any other handle of the same file. So within a
/// process the file is never opened a second time: a system property, which all class loaders
/// share, is the gate before it.
final class DiskLock implements DirectoryLock {
  static final String LOCK_FILE = "lock";
  static final String OWNER_FILE = "owner";

  private final String gate;
  private final Path ownerFile;
  private final String owner;
  private final FileChannel channel;

  private DiskLock(String gate, Path ownerFile, String owner, FileChannel channel) {
    this.gate = gate;
    this.ownerFile = ownerFile;
    this.owner = owner;
    this.channel = channel;
  }

  static DiskLock acquire(Path directory, Clock clock) throws IOException {
    String gate = "io.proxima.open:" + directory;
    String start = Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS).toString();
    String owner =
        "process "
            + ProcessHandle.current().pid()
            + ", since "
            + start
            + ", instance "
            + java.util.UUID.randomUUID();
    Object holder = System.getProperties().putIfAbsent(gate, owner);
    if (holder != null) {
      throw inUse(directory, holder + " (this process, another class loader)");
    }
    boolean acquired = false;
    try {
      Path ownerFile = directory.resolve(OWNER_FILE);
      FileChannel channel = Uninterrupted.call(() -> lockFile(directory, ownerFile));
      DiskLock lock = new DiskLock(gate, ownerFile, owner, channel);
      try {
        Files.writeString(ownerFile, owner);
        acquired = true;
        return lock;
      } finally {
        if (!acquired) {
          lock.close(); // a full disk today must not refuse everybody for ever
        }
      }
    } finally {
      if (!acquired) {
        System.getProperties().remove(gate, owner);
      }
    }
  }

  private static FileChannel lockFile(Path directory, Path ownerFile) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
      if (!locked) {
        throw inUse(directory, readOwner(ownerFile));
      }
      return channel;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static String readOwner(Path ownerFile) throws IOException {
    return Files.exists(ownerFile)
        ? Files.readString(ownerFile, StandardCharsets.UTF_8)
        : "another process";
  }

  private static ProximaException inUse(Path directory, String holder) {
    return new ProximaException(
        ErrorCode.CANNOT_CONNECT, "database " + directory + " is open elsewhere: " + holder);
  }

  @Override
  public void check() {
    String found = FileStorage.attempt("read", ownerFile, () -> readOwner(ownerFile));
    if (!channel.isOpen() || !found.equals(owner)) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, ownerFile + " should name " + owner + ", and names " + found);
    }
  }

  /// The gate opens last, and only for who has closed it: the next one must not find the file open.
  @Override
  public void close() {
    FileStorage.attempt(
        "unlock",
        ownerFile,
        () -> {
          try {
            channel.close();
          } finally {
            System.getProperties().remove(gate, owner);
          }
          return ownerFile;
        });
  }
}

package io.proxima.engine.io;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.time.Clock;
import java.nio.file.Path;
import java.util.List;

/// All files of one database: the only way anything reaches a disk.
///
/// Names are relative paths with `/`, such as `log/000001.wal`; they are ids made by the engine,
/// never text of a user. No operation goes through an interruptible channel that is shared: an
/// interrupted caller harms nobody.
///
/// - **Threads:** thread-safe; a single [WritableFile] has one writer at a time.
///
/// Every operation throws [ProximaException] `IO_FAILURE` when the storage refuses, `DISK_FULL`
/// when there is no space, and `CORRUPT_FILE` when a file that is named does not exist; the message
/// names the file. A sync that fails is always `IO_FAILURE`: nobody knows what is on the disk then.
public interface Storage extends AutoCloseable {
  /// Makes a new, empty file; `IO_FAILURE` if the name is taken. Its name is durable only after
  /// `syncDirectory`.
  WritableFile create(String name);

  /// Opens a file for positional reads and maps.
  ReadableFile open(String name);

  /// Reads a whole small file.
  byte[] read(String name);

  /// Whether a file or directory of that name exists.
  boolean exists(String name);

  /// Names of the files and directories in `directory` ("" is the top), sorted, without a path.
  List<String> list(String directory);

  /// Returns when everything that was ever written to a file is on the disk, also what a process
  /// wrote that is no more.
  void sync(String name);

  /// Makes a directory and its parents; does nothing if it exists.
  void createDirectory(String name);

  /// Gives a file another name at one instant, replacing a file that has it; or a directory with
  /// all that is in it, for which the name must be free. Durable only after `syncDirectory` of the
  /// new parent.
  void rename(String from, String to);

  /// Removes a file, or an empty directory; does nothing if it does not exist. Durable only after
  /// `syncDirectory`.
  void delete(String name);

  /// Makes creations, renames and deletions in `directory` durable.
  void syncDirectory(String directory);

  /// Takes the directory for this process, or says who has it.
  ///
  /// The lock goes when the result is closed or the process ends, however it ends.
  ///
  /// @throws ProximaException `CANNOT_CONNECT`, naming the holder's process id and start
  DirectoryLock lock();

  /// Bytes that can still be written, as far as the storage knows: a write may be refused before,
  /// because of a quota or because somebody else was faster. `Long.MAX_VALUE` if there is no limit.
  long usableBytes();

  /// Where the database is, for messages.
  String location();

  /// Closes the storage; files and locks are closed by who opened them.
  @Override
  void close();

  /// A database in a directory, which is made if it does not exist.
  static Storage files(Path directory, Clock clock) {
    return new FileStorage(directory, clock);
  }

  /// A database in memory; `location` is its name in messages.
  static Storage memory(String location) {
    return new MemoryStorage(location);
  }
}

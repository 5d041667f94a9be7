package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// A database in a directory of the file system.
///
/// Only its owner can read what it makes. Writes go through `write` calls and never through a map,
/// so a full disk is an exception and not a signal; maps are read-only.
final class FileStorage implements Storage {
  static final String SYNC = "sync";

  private final Path directory;
  private final Clock clock;

  FileStorage(Path directory, Clock clock) {
    this.clock = clock;
    try {
      this.directory = realDirectory(directory);
    } catch (IOException e) {
      throw new ProximaException(
          ErrorCode.CANNOT_CONNECT, "cannot create directory " + directory + ": " + e, e);
    }
  }

  private static Path realDirectory(Path directory) throws IOException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new ProximaException(
          ErrorCode.CANNOT_CONNECT, directory + " should be a directory, and is a file");
    }
    Files.createDirectories(directory, attributes(directory, "rwx------"));
    return directory.toRealPath();
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public WritableFile create(String name) {
    Path path = resolve(name);
    return attempt(
        "create",
        path,
        () -> {
          Files.createFile(path, attributes(path, "rw-------"));
          return new DiskWritableFile(path);
        });
  }

  @Override
  public ReadableFile open(String name) {
    Path path = resolve(name);
    return attempt("open", path, () -> new DiskReadableFile(path));
  }

  @Override
  public byte[] read(String name) {
    Path path = resolve(name);
    return attempt("read", path, () -> Files.readAllBytes(path));
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<String> list(String name) {
    Path path = resolve(name);
    return attempt(
        "list",
        path,
        () -> {
          try (Stream<Path> entries = Files.list(path)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
  }

  @Override
  public void sync(String name) {
    force(resolve(name), StandardOpenOption.WRITE);
  }

  private static void force(Path path, StandardOpenOption mode) {
    attempt(
        SYNC,
        path,
        () ->
            Uninterrupted.call(() -> {
              try (FileChannel channel = FileChannel.open(path, mode)) {
                channel.force(true);
                return path;
              }
            }));
  }

  @Override
  public void createDirectory(String name) {
    Path path = resolve(name);
    attempt("create", path, () -> Files.createDirectories(path, attributes(path, "rwx------")));
  }

  /// A move onto an empty directory would succeed; nobody should rely on that.
  @Override
  public void rename(String from, String to) {
    Path source = resolve(from);
    Path target = resolve(to);
    attempt(
        "rename",
        source,
        () -> {
          if (Files.isDirectory(source) && Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString());
          }
          return Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        });
  }

  @Override
  public void delete(String name) {
    Path path = resolve(name);
    attempt("delete", path, () -> Files.deleteIfExists(path));
  }

  @Override
  public void syncDirectory(String name) {
    force(resolve(name), StandardOpenOption.READ);
  }

  @Override
  public DirectoryLock lock() {
    return attempt("lock", directory, () -> DiskLock.acquire(directory, clock));
  }

  @Override
  public long usableBytes() {
    return attempt("measure", directory, () -> Files.getFileStore(directory).getUsableSpace());
  }

  @Override
  public String location() {
    return directory.toString();
  }

  @Override
  public void close() {}

  private Path resolve(String name) {
    return name.isEmpty() ? directory : directory.resolve(name);
  }

  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /// The one place at which an `IOException` becomes a [ProximaException].
  static <T> T attempt(String verb, Path path, Attempt<T> operation) {
    try {
      return operation.run();
    } catch (NoSuchFileException | java.io.FileNotFoundException e) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE, "cannot " + verb + " " + path + ": it does not exist", e);
    } catch (FileAlreadyExistsException e) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "cannot " + verb + " " + path + ": the name is taken", e);
    } catch (IOException e) {
      throw new ProximaException(
          isFull(e) && !verb.equals(SYNC) ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILURE,
          "cannot " + verb + " " + path + ": " + e.getMessage(),
          e);
    }
  }

  private static boolean isFull(IOException e) {
    String reason = String.valueOf(e.getMessage());
    return reason.contains("No space left")
        || reason.contains("quota exceeded")
        || reason.contains("not enough space");
  }
}

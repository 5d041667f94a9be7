package io.proxima.engine.io;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that is being written from its start, under a temporary name; only its owner can read it.
///
/// - **Threads:** one thread.
public final class NewFile implements AutoCloseable {
  private final Path temporary;
  private final Path target;
  private final boolean overwrite;
  private final WritableFile file;
  private long sizeBytes;
  private boolean isOpen = true;
  private boolean isComplete;

  private NewFile(Path temporary, Path target, boolean overwrite, WritableFile file) {
    this.temporary = temporary;
    this.target = target;
    this.overwrite = overwrite;
    this.file = file;
  }

  static NewFile create(Path directory, Path name, boolean overwrite) {
    Path target = directory.resolve(name);
    return FileStorage.attempt(
        "create",
        target,
        () -> {
          Path temporary = Files.createTempFile(directory, "." + name, ".part");
          return new NewFile(temporary, target, overwrite, new DiskWritableFile(temporary));
        });
  }

  /// Writes bytes behind those that are there.
  public void write(byte[] source, int from, int length) {
    file.write(sizeBytes, source, from, length);
    sizeBytes += length;
  }

  /// Gives the file its name, once its bytes are on the disk.
  ///
  /// @throws ProximaException `DUPLICATE_OBJECT` if the name was taken meanwhile
  public void complete() {
    file.sync();
    closeFile();
    FileStorage.attempt(
        "complete",
        target,
        () -> {
          try {
            return overwrite
                ? Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE)
                : Files.move(temporary, target);
          } catch (FileAlreadyExistsException e) {
            throw new ProximaException(ErrorCode.DUPLICATE_OBJECT, target + " exists already", e);
          }
        });
    isComplete = true;
  }

  private void closeFile() {
    if (isOpen) {
      isOpen = false;
      file.close();
    }
  }

  /// Leaves nothing behind of a file that is not complete.
  @Override
  public void close() {
    closeFile();
    if (!isComplete) {
      FileStorage.attempt("delete", temporary, () -> Files.deleteIfExists(temporary));
    }
  }
}

package io.proxima.engine.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Writes through a `RandomAccessFile` and forces through an asynchronous channel: neither can be
/// closed by an interrupt, and the channel can leave the file's times out of a force, which saves a
/// journal commit.
final class DiskWritableFile implements WritableFile {
  private final Path path;
  private final RandomAccessFile file;
  private final AsynchronousFileChannel forcer;

  DiskWritableFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "rw");
    try {
      this.forcer = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void write(long offsetBytes, byte[] source, int from, int length) {
    FileStorage.attempt(
        "write",
        path,
        () -> {
          file.seek(offsetBytes);
          file.write(source, from, length);
          return path;
        });
  }

  @Override
  public void sync() {
    FileStorage.attempt(
        FileStorage.SYNC,
        path,
        () -> {
          forcer.force(false);
          return path;
        });
  }

  @Override
  public long sizeBytes() {
    return FileStorage.attempt("measure", path, file::length);
  }

  @Override
  public void close() {
    FileStorage.attempt(
        "close",
        path,
        () -> {
          try (forcer) {
            file.close();
          }
          return path;
        });
  }
}

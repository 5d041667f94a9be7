package io.proxima.engine.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/// Reads through a `RandomAccessFile`, which no interrupt can close.
final class DiskReadableFile implements ReadableFile {
  private final Path path;
  private final RandomAccessFile file;
  private final long sizeBytes;

  DiskReadableFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "r");
    this.sizeBytes = file.length();
  }

  @Override
  public synchronized int read(long offsetBytes, byte[] target, int from, int length) {
    return FileStorage.attempt(
        "read",
        path,
        () -> {
          file.seek(offsetBytes);
          int done = 0;
          while (done < length) {
            int count = file.read(target, from + done, length - done);
            if (count < 0) {
              break;
            }
            done += count;
          }
          return done;
        });
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void close() {
    FileStorage.attempt(
        "close",
        path,
        () -> {
          file.close();
          return path;
        });
  }
}

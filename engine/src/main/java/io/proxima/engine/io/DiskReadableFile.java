package io.proxima.engine.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Reads through a `RandomAccessFile`, which no interrupt can close, and maps through channels of
/// its own.
final class DiskReadableFile implements ReadableFile {
  private final Path path;
  private final RandomAccessFile file;
  private final long sizeBytes;
  private final Arena maps = Arena.ofShared();

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
  public MemorySegment region(long offsetBytes, long lengthBytes) {
    return FileStorage.attempt(
        "map",
        path,
        () ->
            Uninterrupted.call(() -> {
              try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                Regions.check(path.toString(), offsetBytes, lengthBytes, channel.size());
                return channel.map(FileChannel.MapMode.READ_ONLY, offsetBytes, lengthBytes, maps);
              }
            }));
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
          if (maps.scope().isAlive()) {
            maps.close();
          }
          file.close();
          return path;
        });
  }
}

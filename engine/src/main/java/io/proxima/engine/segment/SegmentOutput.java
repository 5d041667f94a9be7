package io.proxima.engine.segment;

import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import java.util.Arrays;

/// A file of a segment being written from its beginning to its end.
///
/// - **Threads:** one thread.
public final class SegmentOutput implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * BlockCrc.BLOCK_BYTES;

  private final String name;
  private final WritableFile file;
  private final BlockCrc crc;
  private final Pace pace;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int[] crcs = new int[16];
  private int blocks;
  private int buffered;
  private long written;

  private SegmentOutput(String name, WritableFile file, BlockCrc crc, Pace pace) {
    this.name = name;
    this.file = file;
    this.crc = crc;
    this.pace = pace;
  }

  static SegmentOutput create(
      Storage storage, String directory, String name, SegmentId id, Pace pace) {
    return createAs(storage, directory, name, name, id, pace);
  }

  /// The same for a file that lies under another name until it is complete.
  static SegmentOutput createAs(
      Storage storage, String directory, String fileName, String name, SegmentId id, Pace pace) {
    return new SegmentOutput(
        name, storage.create(directory + "/" + fileName), new BlockCrc(id, name), pace);
  }

  /// Where the next byte goes.
  public long position() {
    return written + buffered;
  }

  /// Adds `bytes[from .. from + length)`.
  public void write(byte[] bytes, int from, int length) {
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, BUFFER_BYTES - buffered);
      System.arraycopy(bytes, from + done, buffer, buffered, part);
      buffered += part;
      done += part;
      if (buffered == BUFFER_BYTES) {
        flush();
      }
    }
  }

  /// Adds all of `bytes`.
  public void write(byte[] bytes) {
    write(bytes, 0, bytes.length);
  }

  private void flush() {
    for (int from = 0; from < buffered; from += BlockCrc.BLOCK_BYTES) {
      if (blocks == crcs.length) {
        crcs = Arrays.copyOf(crcs, 2 * blocks);
      }
      int length = Math.min(BlockCrc.BLOCK_BYTES, buffered - from);
      crcs[blocks] = crc.of(blocks, buffer, from, length);
      blocks++;
    }
    if (buffered > 0) {
      file.write(written, buffer, 0, buffered);
      pace.wrote(buffered);
    }
    written += buffered;
    buffered = 0;
  }

  /// Forces everything to the disk.
  FileSums finish() {
    flush();
    file.sync();
    return new FileSums(name, written, Arrays.copyOf(crcs, blocks));
  }

  /// Closes the file; what was not finished is worth nothing.
  @Override
  public void close() {
    file.close();
  }
}

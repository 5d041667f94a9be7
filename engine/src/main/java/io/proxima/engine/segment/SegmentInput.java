package io.proxima.engine.segment;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.ReadableFile;
import io.proxima.engine.io.Storage;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiFunction;

/// A file of a segment, none of whose bytes gets out unverified.
///
/// What is read explicitly is verified each time. What is used through a map is read and verified
/// before its first use and then remembered: the bytes under a map are never asked for their own
/// checksum, which could end the process if the disk fails there.
///
/// - **Threads:** thread-safe.
public final class SegmentInput implements AutoCloseable {
  private final String path;
  private final BiFunction<String, String, ProximaException> damaged;
  private final ReadableFile file;
  private final FileSums sums;
  private final BlockCrc crc;
  private final AtomicLongArray verified;

  private SegmentInput(
      String path,
      BiFunction<String, String, ProximaException> damaged,
      ReadableFile file,
      FileSums sums,
      BlockCrc crc) {
    this.path = path;
    this.damaged = damaged;
    this.file = file;
    this.sums = sums;
    this.crc = crc;
    this.verified = new AtomicLongArray((sums.crcs().length + Long.SIZE - 1) / Long.SIZE);
  }

  /// Opens a file of the segment `id`.
  ///
  /// @param damaged makes the error that says of a path what is wrong with it
  static SegmentInput open(
      Storage storage,
      String directory,
      FileSums sums,
      SegmentId id,
      BiFunction<String, String, ProximaException> damaged) {
    String path = directory + "/" + sums.name();
    ReadableFile file = storage.open(path);
    if (file.sizeBytes() != sums.lengthBytes()) {
      file.close();
      throw damaged.apply(
          path,
          "at offset %d: it has %d bytes, expected %d"
              .formatted(
                  Math.min(file.sizeBytes(), sums.lengthBytes()),
                  file.sizeBytes(),
                  sums.lengthBytes()));
    }
    return new SegmentInput(path, damaged, file, sums, new BlockCrc(id, sums.name()));
  }

  /// The length of the file.
  public long sizeBytes() {
    return sums.lengthBytes();
  }

  /// Reads `length` bytes at `offsetBytes` and verifies the blocks they are in.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  public byte[] read(long offsetBytes, int length) {
    requireWithin(offsetBytes, length);
    byte[] target = new byte[length];
    byte[] block = new byte[BlockCrc.BLOCK_BYTES];
    int done = 0;
    while (done < length) {
      long at = offsetBytes + done;
      int index = (int) (at / BlockCrc.BLOCK_BYTES);
      int count = readBlock(index, block);
      int from = (int) (at % BlockCrc.BLOCK_BYTES);
      int part = Math.min(length - done, count - from);
      System.arraycopy(block, from, target, done, part);
      done += part;
    }
    return target;
  }

  /// A map of a part of the file, of which nothing may be used before [#require].
  MemorySegment map(long offsetBytes, long lengthBytes) {
    requireWithin(offsetBytes, lengthBytes);
    return file.region(offsetBytes, lengthBytes);
  }

  /// A map of a part of the file, verified.
  ///
  /// - **Owns:** valid until the file is closed.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  public MemorySegment region(long offsetBytes, long lengthBytes) {
    MemorySegment region = map(offsetBytes, lengthBytes);
    require(offsetBytes, lengthBytes);
    return region;
  }

  /// Verifies a part of the file unless that was done before.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  void require(long offsetBytes, long lengthBytes) {
    if (lengthBytes == 0) {
      return;
    }
    byte[] block = null;
    int last = (int) ((offsetBytes + lengthBytes - 1) / BlockCrc.BLOCK_BYTES);
    for (int index = (int) (offsetBytes / BlockCrc.BLOCK_BYTES); index <= last; index++) {
      if ((verified.get(index >> 6) & (1L << index)) == 0) {
        block = block == null ? new byte[BlockCrc.BLOCK_BYTES] : block;
        readBlock(index, block);
        long bit = 1L << index;
        verified.getAndUpdate(index >> 6, word -> word | bit);
      }
    }
  }

  /// Reads and verifies every block, whatever was verified before.
  ///
  /// @param pulse is called before each block; what it throws ends this
  /// @throws ProximaException `CORRUPT_FILE`
  void verify(Runnable pulse) {
    byte[] block = new byte[BlockCrc.BLOCK_BYTES];
    for (int index = 0; index < sums.crcs().length; index++) {
      pulse.run();
      readBlock(index, block);
    }
  }

  private int readBlock(int index, byte[] block) {
    long offset = (long) index * BlockCrc.BLOCK_BYTES;
    int length = (int) Math.min(BlockCrc.BLOCK_BYTES, sums.lengthBytes() - offset);
    int read = file.read(offset, block, 0, length);
    if (read < length) {
      throw damaged(offset, "it ends at " + (offset + read));
    }
    int found = crc.of(index, block, 0, length);
    if (found != sums.crcs()[index]) {
      throw damaged(
          offset, String.format("the checksum is %08x, expected %08x", found, sums.crcs()[index]));
    }
    return length;
  }

  private void requireWithin(long offsetBytes, long lengthBytes) {
    if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > sums.lengthBytes() - lengthBytes) {
      throw damaged(offsetBytes, lengthBytes + " bytes should be there");
    }
  }

  /// The error that something in this file is not what it should be.
  public ProximaException damaged(long offsetBytes, String what) {
    return damaged.apply(path, "at offset " + offsetBytes + ": " + what);
  }

  /// Closes the file and ends its regions; nobody may be reading.
  @Override
  public void close() {
    file.close();
  }
}

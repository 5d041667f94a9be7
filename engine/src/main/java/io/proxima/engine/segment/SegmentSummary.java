package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import java.util.ArrayList;
import java.util.List;

/// What a segment consists of: the file `segment`, written last.
///
/// It is a [SealedFile] whose body is an Avro record: the longs `rowCount`, `firstSequence`,
/// `lastSequence`, `firstExpiry`, and `files`, an array of records of a string `name`, a long
/// `length` and bytes `checksums`: four of each block, little-endian ([BlockCrc]); then the
/// [KeyFence], which segments of earlier programs do not have.
///
/// - **Unit:** `firstSequence` and `lastSequence` are the smallest and the largest commit that
///   created a row; `firstExpiry` is the earliest time, in microseconds since 1970, at which one
///   expires, or [RowOrigins#NEVER].
public record SegmentSummary(
    int rowCount,
    long firstSequence,
    long lastSequence,
    long firstExpiry,
    List<FileSums> files,
    KeyFence keys) {
  static final String FILE = "segment";

  /// Copies the list.
  public SegmentSummary {
    files = List.copyOf(files);
  }

  /// The bytes of its files, without this one.
  public long lengthBytes() {
    return files.stream().mapToLong(FileSums::lengthBytes).sum();
  }

  void write(Storage storage, String directory, SegmentId id) {
    AvroOutput out = new AvroOutput(1024);
    out.writeLong(rowCount);
    out.writeLong(firstSequence);
    out.writeLong(lastSequence);
    out.writeLong(firstExpiry);
    out.writeLong(files.size());
    files.forEach(file -> file.write(out));
    out.writeLong(0);
    keys.write(out);
    SealedFile.write(storage, directory, FILE, id, out.toByteArray());
  }

  static SegmentSummary read(Storage storage, String directory, SegmentId id) {
    byte[] body = SealedFile.read(storage, directory, FILE, id);
    String where = "file " + directory + "/" + FILE;
    AvroInput in = new AvroInput(body, ErrorCode.CORRUPT_FILE, where);
    int rowCount = in.readInt();
    long firstSequence = in.readLong();
    long lastSequence = in.readLong();
    long firstExpiry = in.readLong();
    List<FileSums> files = new ArrayList<>();
    for (int count = in.readCount(3); count > 0; count = in.readCount(3)) {
      for (int i = 0; i < count; i++) {
        files.add(FileSums.read(in));
      }
    }
    KeyFence keys = in.remaining() == 0 ? KeyFence.NONE : KeyFence.read(in);
    in.requireEnd();
    return new SegmentSummary(rowCount, firstSequence, lastSequence, firstExpiry, files, keys);
  }
}

package io.proxima.engine.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Which segment of which table of which database: ids that are never used twice. All checksums of
/// its files cover it, so that a file of another segment is as wrong as a damaged one.
public record SegmentId(UUID databaseId, int tableId, long segmentId) {
  /// What the names of the lists of its deleted rows begin with; then comes the generation.
  public static final String DELETES = "deletes.";

  /// The directory of the segment.
  public String directory() {
    return "segment/" + String.format("%08d", segmentId);
  }

  /// What the checksums of one of its files begin with.
  byte[] identityOf(String file) {
    byte[] name = file.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + Long.BYTES + name.length)
        .putLong(databaseId.getMostSignificantBits())
        .putLong(databaseId.getLeastSignificantBits())
        .putInt(tableId)
        .putLong(segmentId)
        .put(name)
        .array();
  }
}

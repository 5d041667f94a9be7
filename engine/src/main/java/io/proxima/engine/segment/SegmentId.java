package io.proxima.engine.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Which segment of which table of which database: ids that are never used twice. All checksums of
/// its files cover it, so that a file of another segment is as wrong as a damaged one.
public record SegmentId(UUID databaseId, int tableId, long segmentId) {
  /// What the names of the lists of its deleted rows begin with; then comes the generation.
  public static final String DELETES = "deletes.";

  /// The id of the segment whose directory, or the one in which it is made, has that name; 0 if it
  /// is none.
  public static long idOf(String name) {
    boolean isNumber =
        !name.isEmpty() && name.length() <= 18 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Long.parseLong(name) : 0;
  }

  /// The name of its directory.
  public String name() {
    return String.format("%08d", segmentId);
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

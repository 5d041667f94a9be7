package io.proxima.engine.index.stored;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.index.hnsw.HnswIndex;
import io.proxima.engine.index.ivf.IvfIndex;
import java.lang.foreign.MemorySegment;

/// Tells by its first bytes of what kind an index in a file is.
public final class StoredIndex {
  private StoredIndex() {}

  /// Reads an index where its bytes are, which must stay valid as long as it is used.
  ///
  /// @param name names the file in errors
  /// @throws ProximaException `CORRUPT_FILE` if this is none
  public static VectorIndex open(String name, MemorySegment bytes) {
    if (IvfIndex.isOne(bytes)) {
      return IvfIndex.of(name, bytes);
    }
    if (HnswIndex.isOne(bytes)) {
      return HnswIndex.of(name, bytes);
    }
    if (StoredFlat.isOne(bytes)) {
      return StoredFlat.of(name, bytes);
    }
    throw new ProximaException(
        ErrorCode.CORRUPT_FILE, "file " + name + " does not begin as a vector index does");
  }
}

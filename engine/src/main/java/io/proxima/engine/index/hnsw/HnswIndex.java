package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.IndexKind;
import io.proxima.engine.index.StoredHeader;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.VectorSearcher;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.quant.Space;
import java.lang.foreign.MemorySegment;

/// A graph of the rows of a segment, read where it lies; see [HnswLayout].
///
/// - **Owns:** nothing; the bytes must stay valid as long as this is used.
/// - **Threads:** thread-safe.
public final class HnswIndex implements VectorIndex {
  private final MemorySegment bytes;
  private final HnswLayout layout;
  private final StoredFlat flat;
  private final int[] entries;
  private final EfTable table;

  private HnswIndex(
      MemorySegment bytes, HnswLayout layout, StoredFlat flat, int[] entries, EfTable table) {
    this.bytes = bytes;
    this.layout = layout;
    this.flat = flat;
    this.entries = entries;
    this.table = table;
  }

  /// Whether bytes begin as those of a graph index do.
  public static boolean isOne(MemorySegment bytes) {
    return HnswLayout.isOne(bytes);
  }

  /// Reads what an [HnswBuilder] made. What is in the records is not looked at; a walk takes
  /// neighbours and ords that there cannot be for none.
  ///
  /// @param name names the file in errors
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if this is none of it
  public static HnswIndex of(String name, MemorySegment bytes) {
    StoredFlat flat = HnswLayout.flat(name, bytes);
    HnswLayout layout = HnswLayout.read(name, bytes, flat);
    int[] entries = new int[layout.entries()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = bytes.get(HnswLayout.ANY_INT, layout.entryNodesAt() + 4L * i);
      if (entries[i] < 0 || entries[i] >= layout.nodes()) {
        throw StoredHeader.corrupt(name, "has entry " + entries[i] + " of " + layout.nodes());
      }
    }
    EfTable table = EfTable.read(bytes, layout.tableAt());
    if (!table.isSound()) {
      throw StoredHeader.corrupt(name, "has no sound table of candidates");
    }
    return new HnswIndex(bytes, layout, flat, entries, table);
  }

  @Override
  public IndexKind kind() {
    return IndexKind.HNSW;
  }

  @Override
  public Space space() {
    return layout.space();
  }

  @Override
  public int rowCount() {
    return layout.rowCount();
  }

  @Override
  public long sizeBytes() {
    return layout.length();
  }

  @Override
  public VectorSearcher searcher() {
    return new HnswSearcher(this);
  }

  /// Half of the neighbours that a row has at most.
  public int m() {
    return layout.m();
  }

  /// The candidates that were held while it was built.
  public int efConstruction() {
    return bytes.get(HnswLayout.ANY_INT, 20);
  }

  MemorySegment bytes() {
    return bytes;
  }

  HnswLayout layout() {
    return layout;
  }

  StoredFlat flat() {
    return flat;
  }

  int entry(int index) {
    return entries[index];
  }

  EfTable table() {
    return table;
  }
}

package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.StoredHeader;
import io.proxima.engine.index.flat.StoredFlat;
import io.proxima.engine.quant.Space;
import io.proxima.engine.vector.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The bytes of an [HnswIndex].
///
/// Little-endian; the parts begin at multiples of 64, one behind the other. Checksums are those of
/// the file around it.
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | u64 | `PXHNSW01` |
/// | 8 | u32 | m: a row has at most 2 m neighbours |
/// | 12 | u32 | nodes: the rows with a place in the space, 0 if there is no graph |
/// | 16 | u32 | entries |
/// | 20 | u32 | candidates that were held while it was built |
/// | 24 | u64 | bytes of the flat index |
/// | 32 | u64 | length of it all |
/// | 64 | | a flat index of all rows, signs only, see [StoredFlat] |
/// | | | blocks of 32 entries, one bit a component against the mean, see [CodeKernels] |
/// | | u32 | the nodes that are entries |
/// | | | the codes of each node |
/// | | | a record for each node |
/// | | | the [EfTable] |
///
/// The codes of a node:
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | f32 | step: what one of a byte stands for |
/// | 4 | f32 | what a byte of 0 stands for |
/// | 8 | f32 | what is in a distance of the node alone |
/// | 12 | f32 | its squared distance from the mean |
/// | 16 | u8 × padded dim | its components in the space |
///
/// A record:
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | u32 | the ord of the node |
/// | 4 | u32 | the number of its neighbours |
/// | 64 | u32 × 2 m | its neighbours |
/// | | | blocks of 32 neighbours, one bit a component against the node |
record HnswLayout(Space space, int rowCount, int m, int nodes, int entries, long flatBytes) {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt ANY_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final long MAGIC = 0x3130_5753_4e48_5850L;
  static final long HEADER_BYTES = 64;
  static final long HEAD_BYTES = 64;
  static final long FACTOR_BYTES = 16;
  static final int LEAST_M = 2;
  static final int MOST_M = 100;
  static final int MOST_ENTRIES = 1 << 16;

  static long aligned(long bytes) {
    return (bytes + 63) & -64L;
  }

  /// The most neighbours of a node.
  int slots() {
    return 2 * m;
  }

  /// The blocks of a record.
  int blocks() {
    return (slots() + CodeKernels.LANES - 1) / CodeKernels.LANES;
  }

  long blockBytes() {
    return CodeKernels.blockBytes(space.words());
  }

  /// The bytes of the codes of a node.
  long codeBytes() {
    return FACTOR_BYTES + space.paddedDim();
  }

  long blocksIn() {
    return HEAD_BYTES + aligned(4L * slots());
  }

  long recordBytes() {
    return blocksIn() + blocks() * blockBytes();
  }

  long entryBlocksAt() {
    return HEADER_BYTES + flatBytes;
  }

  int entryBlocks() {
    return (entries + CodeKernels.LANES - 1) / CodeKernels.LANES;
  }

  long entryNodesAt() {
    return entryBlocksAt() + entryBlocks() * blockBytes();
  }

  long codesAt() {
    return entryNodesAt() + aligned(4L * entries);
  }

  long recordsAt() {
    return codesAt() + aligned(nodes * codeBytes());
  }

  long tableAt() {
    return recordsAt() + nodes * recordBytes();
  }

  long length() {
    return tableAt() + EfTable.BYTES;
  }

  void writeHeader(MemorySegment target, int efConstruction) {
    target.set(LONG, 0, MAGIC);
    target.set(ANY_INT, 8, m);
    target.set(ANY_INT, 12, nodes);
    target.set(ANY_INT, 16, entries);
    target.set(ANY_INT, 20, efConstruction);
    target.set(LONG, 24, flatBytes);
    target.set(LONG, 32, length());
  }

  /// Whether bytes begin as those of a graph index do.
  static boolean isOne(MemorySegment bytes) {
    return bytes.byteSize() >= HEADER_BYTES && bytes.get(LONG, 0) == MAGIC;
  }

  /// The flat index in it.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if these are no bytes of an
  ///   index
  static StoredFlat flat(String name, MemorySegment bytes) {
    if (!isOne(bytes)) {
      throw StoredHeader.corrupt(name, "does not begin as a graph index does");
    }
    long flatBytes = bytes.get(LONG, 24);
    if (flatBytes < 0 || (flatBytes & 63) != 0 || flatBytes > bytes.byteSize() - HEADER_BYTES) {
      throw StoredHeader.corrupt(name, "has no sound header");
    }
    return StoredFlat.of(name, bytes.asSlice(HEADER_BYTES, flatBytes));
  }

  /// Reads the header.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE` if these are no bytes of an
  ///   index
  static HnswLayout read(String name, MemorySegment bytes, StoredFlat flat) {
    int m = bytes.get(ANY_INT, 8);
    int nodes = bytes.get(ANY_INT, 12);
    int entries = bytes.get(ANY_INT, 16);
    boolean sound =
        m >= LEAST_M
            && m <= MOST_M
            && flat.bits() == 0
            && nodes >= 0
            && nodes <= flat.rowCount()
            && entries >= Math.min(1, nodes)
            && entries <= Math.min(nodes, MOST_ENTRIES);
    if (!sound) {
      throw StoredHeader.corrupt(name, "has no sound header");
    }
    HnswLayout layout =
        new HnswLayout(flat.space(), flat.rowCount(), m, nodes, entries, flat.sizeBytes());
    long length = layout.length();
    if (bytes.get(LONG, 32) != length || bytes.byteSize() != length) {
      throw StoredHeader.corrupt(name, "should have " + length + " bytes, has " + bytes.byteSize());
    }
    return layout;
  }
}

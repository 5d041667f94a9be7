package io.proxima.engine.index.ivf;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.StoredHeader;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.vector.CodeKernels;
import io.proxima.engine.vector.Metric;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The bytes of an [IvfIndex].
///
/// Little-endian; the parts begin at multiples of 64, one behind the other. Checksums are those of
/// the file around it.
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | u64 | `PXIVF001` |
/// | 8 | u32 | dim |
/// | 12 | u32 | metric: 0 L2, 1 inner product, 2 cosine |
/// | 16 | u32 | rows |
/// | 20 | u32 | bits behind the sign |
/// | 24 | u64 | seed of the turn |
/// | 32 | u64 | number of the epoch |
/// | 40 | u32 | lists, none of them empty |
/// | 44 | u32 | 1 if there is a part of ords, else 0 |
/// | 48 | u64 | bytes of the lists |
/// | 56 | u64 | length of it all |
/// | 64 | f32 × dim | mean |
/// | | | blocks of 32 centres, one bit a component, see [CodeKernels] |
/// | | f32 | centres in the space, padded, row-major |
/// | | | directory, 32 bytes a list |
/// | | | lists |
/// | | u32 | ords of the rows, list after list, if there is this part |
/// | | | the [Calibration] |
///
/// An entry of the directory:
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | u64 | where the list begins, from the first one |
/// | 8 | u32 | rows, n |
/// | 12 | u32 | the first ord, of n behind each other, or where they begin among the ords |
/// | 16 | f32 | mean of what is in a distance of the row alone: `B` of [RabitqEncoder] |
/// | 20 | f32 | mean distance of a row from the centre |
/// | 24 | f32 | the largest error `E` of the rows |
/// | 28 | u32 | number of the list in its epoch |
///
/// A list: `⌈n / 32⌉` blocks of 32 rows, whose lanes behind the last row are never found; then one
/// record a row, see [RabitqEncoder], if there are bits behind the sign.
record IvfLayout(
    Metric metric, int dim, int rowCount, int bits, int lists, boolean hasOrds, long listBytes) {
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  static final long MAGIC = 0x3130_3046_5649_5850L;
  static final long HEADER_BYTES = 64;
  static final long ENTRY_BYTES = 32;

  int words() {
    return Space.paddedDim(dim) / Long.SIZE;
  }

  long blockBytes() {
    return CodeKernels.blockBytes(words());
  }

  long recordBytes() {
    return RabitqEncoder.recordBytes(words(), bits);
  }

  /// The bytes of a list of so many rows.
  long listBytes(int rows) {
    return aligned(blocks(rows) * blockBytes() + rows * recordBytes());
  }

  static long blocks(int rows) {
    return (rows + (long) CodeKernels.LANES - 1) / CodeKernels.LANES;
  }

  static long aligned(long bytes) {
    return (bytes + 63) & -64L;
  }

  long coarseAt() {
    return aligned(HEADER_BYTES + 4L * dim);
  }

  long centreBytes() {
    return 4L * words() * Long.SIZE;
  }

  long centresAt() {
    return coarseAt() + blocks(lists) * blockBytes();
  }

  long directoryAt() {
    return centresAt() + lists * centreBytes();
  }

  long listsAt() {
    return aligned(directoryAt() + lists * ENTRY_BYTES);
  }

  long ordsAt() {
    return listsAt() + listBytes;
  }

  long calibrationAt() {
    return ordsAt() + (hasOrds ? aligned(4L * rowCount) : 0);
  }

  long length() {
    return calibrationAt() + Calibration.BYTES;
  }

  void writeHeader(MemorySegment target, Space space, long epoch) {
    target.set(LONG, 0, MAGIC);
    target.set(INT, 8, dim);
    target.set(INT, 12, StoredHeader.numberOf(metric));
    target.set(INT, 16, rowCount);
    target.set(INT, 20, bits);
    target.set(LONG, 24, space.seed());
    target.set(LONG, 32, epoch);
    target.set(INT, 40, lists);
    target.set(INT, 44, hasOrds ? 1 : 0);
    target.set(LONG, 48, listBytes);
    target.set(LONG, 56, length());
    MemorySegment.copy(space.mean(), 0, target, FLOAT, HEADER_BYTES, dim);
  }

  /// Reads the header.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if these are no bytes of an index
  static IvfLayout read(String name, MemorySegment bytes) {
    if (!IvfIndex.isOne(bytes)) {
      throw StoredHeader.corrupt(name, "does not begin as an inverted index does");
    }
    int dim = bytes.get(INT, 8);
    int metric = bytes.get(INT, 12);
    int rowCount = bytes.get(INT, 16);
    int bits = bytes.get(INT, 20);
    int lists = bytes.get(INT, 40);
    int hasOrds = bytes.get(INT, 44);
    long listBytes = bytes.get(LONG, 48);
    boolean sound =
        dim >= 1
            && dim <= 1 << 20
            && rowCount >= 0
            && bits >= 0
            && bits <= RabitqEncoder.MAX_BITS
            && lists >= 0
            && lists <= rowCount
            && (hasOrds & -2) == 0
            && listBytes >= 0
            && listBytes <= bytes.byteSize();
    if (!sound) {
      throw StoredHeader.corrupt(name, "has no sound header");
    }
    IvfLayout layout =
        new IvfLayout(
            StoredHeader.metric(name, metric), dim, rowCount, bits, lists, hasOrds == 1, listBytes);
    if (bytes.get(LONG, 56) != layout.length() || bytes.byteSize() != layout.length()) {
      throw StoredHeader.corrupt(
          name, "should have " + layout.length() + " bytes, has " + bytes.byteSize());
    }
    return layout;
  }
}

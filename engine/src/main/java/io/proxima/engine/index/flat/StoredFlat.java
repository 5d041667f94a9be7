package io.proxima.engine.index.flat;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.StoredHeader;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.vector.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Codes that lie in a file, for the rows of a segment, read where they are.
///
/// # The bytes
///
/// Little-endian; the parts begin at multiples of 64. Checksums are those of the file around it.
///
/// | at | type | what |
/// |---|---|---|
/// | 0 | u64 | `PXFLAT01` |
/// | 8 | u32 | dim |
/// | 12 | u32 | metric: 0 L2, 1 inner product, 2 cosine |
/// | 16 | u32 | rows |
/// | 20 | u32 | bits behind the sign |
/// | 24 | u64 | seed of the turn |
/// | 32 | u64 | where the blocks begin |
/// | 40 | u64 | where the records begin, 0 if there are none |
/// | 48 | u64 | length of it all |
/// | 64 | f32 × dim | mean |
/// | | | blocks of 32 rows, see [CodeKernels]; lanes behind the last row are never found |
/// | | | one record a row, see [RabitqEncoder] |
///
/// - **Owns:** nothing; the segment must stay valid as long as this is used.
/// - **Threads:** thread-safe.
public final class StoredFlat implements FlatIndex {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long MAGIC = 0x3130_5441_4c46_5850L;
  private static final long HEADER_BYTES = 64;

  private final Space space;
  private final int bits;
  private final int rowCount;
  private final FlatPart part;

  private StoredFlat(Space space, int bits, int rowCount, FlatPart part) {
    this.space = space;
    this.bits = bits;
    this.rowCount = rowCount;
    this.part = part;
  }

  /// The bytes that so many rows take.
  public static long bytes(Space space, int bits, int rowCount) {
    return recordsAt(space, rowCount) + rowCount * RabitqEncoder.recordBytes(space.words(), bits);
  }

  private static long aligned(long bytes) {
    return (bytes + 63) & -64L;
  }

  private static long blocksAt(Space space) {
    return aligned(HEADER_BYTES + 4L * space.dim());
  }

  private static int blocks(int rowCount) {
    return (int) ((rowCount + (long) CodeKernels.LANES - 1) / CodeKernels.LANES);
  }

  private static long recordsAt(Space space, int rowCount) {
    return blocksAt(space) + blocks(rowCount) * CodeKernels.blockBytes(space.words());
  }

  /// Codes rows.
  ///
  /// @return the bytes to be written to a file; the caller closes it
  /// @throws ProximaException `OUT_OF_MEMORY`
  public static OffHeap encode(
      MemoryBudget budget, Space space, int bits, int rowCount, VectorRows rows) {
    OffHeap memory = budget.allocate("flat index", bytes(space, bits, rowCount));
    boolean done = false;
    try {
      begin(memory.segment(), space, bits, rowCount);
      writeRows(memory.segment(), space, bits, rowCount, rows);
      done = true;
      return memory;
    } finally {
      if (!done) {
        memory.close();
      }
    }
  }

  /// Writes what stands before the codes, which whoever wants them within other bytes then `put`s.
  ///
  /// @param target `bytes(space, bits, rowCount)` bytes
  public static void begin(MemorySegment target, Space space, int bits, int rowCount) {
    target.set(LONG, 0, MAGIC);
    target.set(INT, 8, space.dim());
    target.set(INT, 12, StoredHeader.numberOf(space.metric()));
    target.set(INT, 16, rowCount);
    target.set(INT, 20, bits);
    target.set(LONG, 24, space.seed());
    target.set(LONG, 32, blocksAt(space));
    target.set(LONG, 40, bits == 0 ? 0 : recordsAt(space, rowCount));
    target.set(LONG, 48, bytes(space, bits, rowCount));
    MemorySegment.copy(space.mean(), 0, target, FLOAT, HEADER_BYTES, space.dim());
    RabitqEncoder none = new RabitqEncoder(space, 0);
    none.encodeNone();
    for (int ord = rowCount; ord % CodeKernels.LANES != 0; ord++) {
      put(target, space, ord, none);
    }
  }

  /// Writes the signs of the last code of an encoder as those of a row. Rows may be written by
  /// several threads.
  public static void put(MemorySegment target, Space space, int ord, RabitqEncoder encoder) {
    long block = ord / CodeKernels.LANES * CodeKernels.blockBytes(space.words());
    encoder.writeTo(target, blocksAt(space) + block, ord % CodeKernels.LANES);
  }

  private static void writeRows(
      MemorySegment target, Space space, int bits, int rowCount, VectorRows rows) {
    RabitqEncoder encoder = new RabitqEncoder(space, bits);
    long recordBytes = RabitqEncoder.recordBytes(space.words(), bits);
    long recordsAt = recordsAt(space, rowCount);
    float[] vector = new float[space.dim()];
    for (int ord = 0; ord < rowCount; ord++) {
      if (rows.read(ord, vector)) {
        encoder.encode(vector, 0);
      } else {
        encoder.encodeNone();
      }
      put(target, space, ord, encoder);
      if (bits > 0) {
        encoder.writeRecord(target, recordsAt + ord * recordBytes);
      }
    }
  }

  /// Whether bytes begin as those of a flat index do.
  public static boolean isOne(MemorySegment bytes) {
    return bytes.byteSize() >= HEADER_BYTES && bytes.get(LONG, 0) == MAGIC;
  }

  /// Reads what `encode` wrote.
  ///
  /// @param name names the file in errors
  /// @throws ProximaException `CORRUPT_FILE` if this is none of it
  public static StoredFlat of(String name, MemorySegment bytes) {
    if (!isOne(bytes)) {
      throw StoredHeader.corrupt(name, "does not begin as a flat index does");
    }
    int dim = bytes.get(INT, 8);
    int metric = bytes.get(INT, 12);
    int rowCount = bytes.get(INT, 16);
    int bits = bytes.get(INT, 20);
    boolean sound =
        dim >= 1
            && dim <= 1 << 20
            && rowCount >= 0
            && bits >= 0
            && bits <= RabitqEncoder.MAX_BITS
            && bytes.byteSize() >= HEADER_BYTES + 4L * dim;
    if (!sound) {
      throw StoredHeader.corrupt(name, "has no sound header");
    }
    float[] mean = new float[dim];
    MemorySegment.copy(bytes, FLOAT, HEADER_BYTES, mean, 0, dim);
    Space space = Space.of(StoredHeader.metric(name, metric), bytes.get(LONG, 24), mean);
    long length = bytes(space, bits, rowCount);
    if (bytes.get(LONG, 48) != length || bytes.byteSize() != length) {
      throw StoredHeader.corrupt(name, "should have " + length + " bytes, has " + bytes.byteSize());
    }
    long recordsAt = recordsAt(space, rowCount);
    FlatPart part =
        new FlatPart(
            0,
            blocks(rowCount),
            bytes.asSlice(blocksAt(space), recordsAt - blocksAt(space)),
            bytes.asSlice(recordsAt));
    return new StoredFlat(space, bits, rowCount, part);
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public int bits() {
    return bits;
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public long sizeBytes() {
    return bytes(space, bits, rowCount);
  }

  @Override
  public FlatPart partOf(int block) {
    return part;
  }
}

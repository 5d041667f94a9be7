package io.proxima.engine.index.flat;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.OffHeap;
import io.proxima.engine.quant.RabitqEncoder;
import io.proxima.engine.quant.Space;
import io.proxima.engine.vector.CodeKernels;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Codes outside the heap that only grow at their end, for the rows of a memtable.
///
/// Blocks live in chunks that never move: small ones first, each twice the one before, until they
/// reach about 1 MiB. A row takes a lane of its own of every word, so a reader of the rows before
/// it never sees a word of theirs change.
///
/// The mean of the space need not be that of the rows: one of zeros is right, too, but where rows
/// are far from zero a mean of the first thousand makes estimates as precise again.
///
/// - **Owns:** its memory, counted against the budget until `close`.
/// - **Threads:** one writer; any number of readers of rows that the writer has published to them
///   by a volatile write of its own, with no lock. `close` when nobody reads.
/// - **Cost:** about 1 µs a row of 128 components, 3 of 784.
public final class GrowingFlat implements FlatIndex, AutoCloseable {
  private static final long FIRST_CHUNK_BYTES = 16 << 10;
  private static final long CHUNK_BYTES = 1 << 20;
  private static final FlatPart[] NONE = {};

  private final MemoryBudget budget;
  private final String owner;
  private final Space space;
  private final RabitqEncoder encoder;
  private final long blockBytes;
  private final int firstShift;
  private final int fullShift;
  private final List<OffHeap> memory = new ArrayList<>();
  private volatile FlatPart[] parts = NONE;
  private volatile int rowCount;

  private GrowingFlat(MemoryBudget budget, String owner, Space space) {
    this.budget = budget;
    this.owner = owner;
    this.space = space;
    this.encoder = new RabitqEncoder(space, 0);
    this.blockBytes = CodeKernels.blockBytes(space.words());
    this.firstShift = shiftFor(FIRST_CHUNK_BYTES);
    this.fullShift = shiftFor(CHUNK_BYTES);
  }

  /// An empty index. `owner` names it in errors.
  public static GrowingFlat open(MemoryBudget budget, String owner, Space space) {
    return new GrowingFlat(budget, owner, space);
  }

  private int shiftFor(long bytes) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(Math.max(1, bytes / blockBytes));
  }

  /// Adds the vector `vector[offset .. offset + dim)`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; the index is as it was then
  public void append(float[] vector, int offset) {
    ensureCapacity(rowCount + 1);
    encoder.encode(vector, offset);
    put();
  }

  /// Adds a row without a vector, which is never found.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; the index is as it was then
  public void appendNull() {
    ensureCapacity(rowCount + 1);
    encoder.encodeNone();
    put();
  }

  private void put() {
    int ord = rowCount;
    FlatPart part = partOf(ord / CodeKernels.LANES);
    long at = (ord / CodeKernels.LANES - part.firstBlock()) * blockBytes;
    encoder.writeTo(part.blocks(), at, ord % CodeKernels.LANES);
    rowCount = ord + 1;
  }

  /// Makes room for `rows` rows in all.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; the index is as it was then
  public void ensureCapacity(int rows) {
    int blocks = (int) ((rows + (long) CodeKernels.LANES - 1) / CodeKernels.LANES);
    FlatPart[] now = parts;
    int end = now.length == 0 ? 0 : now[now.length - 1].endBlock();
    if (blocks <= end) {
      return;
    }
    List<FlatPart> grown = new ArrayList<>(List.of(now));
    while (end < blocks) {
      int more = end == 0 ? 1 << firstShift : Math.min(end, 1 << fullShift);
      OffHeap chunk = budget.allocate(owner, more * blockBytes);
      memory.add(chunk);
      grown.add(new FlatPart(end, end + more, chunk.segment(), MemorySegment.NULL));
      end += more;
    }
    parts = grown.toArray(NONE);
  }

  @Override
  public Space space() {
    return space;
  }

  @Override
  public int bits() {
    return 0;
  }

  @Override
  public int rowCount() {
    return rowCount;
  }

  @Override
  public long sizeBytes() {
    FlatPart[] now = parts;
    return now.length == 0 ? 0 : now[now.length - 1].endBlock() * blockBytes;
  }

  @Override
  public FlatPart partOf(int block) {
    int full = block >>> fullShift;
    int index =
        full == 0
            ? Integer.SIZE - Integer.numberOfLeadingZeros(block >>> firstShift)
            : fullShift - firstShift + full;
    return parts[index];
  }

  /// Gives all memory back; a second call does nothing.
  @Override
  public void close() {
    parts = NONE;
    rowCount = 0;
    memory.forEach(OffHeap::close);
    memory.clear();
  }
}

package io.proxima.engine.vector;

import io.proxima.engine.memory.MemoryBudget;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// Vectors outside the heap, one a row, that only grows at its end; a row is named by its ord.
///
/// Rows live in chunks that never move: small ones first, each twice the one before, until they
/// reach about 1 MiB. Beside each row stands its squared norm.
///
/// - **Shape:** `rowCount × dim` components, floats on the way in and out.
/// - **Owns:** its memory, counted against the budget until `close`; copies what is appended.
/// - **Threads:** one writer; any number of readers of rows that the writer has published to them
///   by a volatile write of its own, with no lock. `close` when nobody reads.
public final class Matrix implements AutoCloseable {
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final long FIRST_CHUNK_BYTES = 16 << 10;
  private static final long CHUNK_BYTES = 1 << 20;
  private static final MatrixChunk[] NONE = {};

  private final MemoryBudget budget;
  private final String owner;
  private final int dim;
  private final ElementType element;
  private final int firstShift;
  private final int fullShift;
  private final float[] zero;
  private volatile MatrixChunk[] chunks = NONE;
  private volatile int rowCount;

  private Matrix(MemoryBudget budget, String owner, ElementType element, int dim) {
    this.budget = budget;
    this.owner = owner;
    this.dim = dim;
    this.element = element;
    this.firstShift = shiftFor(FIRST_CHUNK_BYTES);
    this.fullShift = shiftFor(CHUNK_BYTES);
    this.zero = new float[dim];
  }

  /// An empty matrix of vectors of `dim` floats. `owner` names it in errors.
  public static Matrix open(MemoryBudget budget, String owner, int dim) {
    return open(budget, owner, ElementType.FLOAT32, dim);
  }

  /// An empty matrix of vectors of `dim` components. `owner` names it in errors.
  public static Matrix open(MemoryBudget budget, String owner, ElementType element, int dim) {
    if (dim < 1) {
      throw new IllegalArgumentException("dim must be at least 1, got " + dim);
    }
    return new Matrix(budget, owner, element, dim);
  }

  private int shiftFor(long bytes) {
    long rows = Math.max(1, bytes / MatrixChunk.bytesPerRow(element, dim));
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(rows);
  }

  /// The number of components of each row.
  public int dim() {
    return dim;
  }

  /// What is stored of a component.
  public ElementType element() {
    return element;
  }

  /// The number of rows appended.
  public int rowCount() {
    return rowCount;
  }

  /// The number of rows there is memory for.
  public int capacity() {
    MatrixChunk[] now = chunks;
    return now.length == 0 ? 0 : end(now[now.length - 1]);
  }

  /// The bytes of that memory.
  public long capacityBytes() {
    return capacity() * MatrixChunk.bytesPerRow(element, dim);
  }

  /// Makes room for `rows` rows in total, so that appending up to there cannot fail.
  ///
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; the matrix is as it was then
  public void ensureCapacity(int rows) {
    if (rows <= capacity()) {
      return;
    }
    List<MatrixChunk> grown = new ArrayList<>(List.of(chunks));
    boolean done = false;
    try {
      for (int next = capacity(); next < rows; next = end(grown.getLast())) {
        grown.add(openChunk(next));
      }
      done = true;
    } finally {
      if (!done) {
        grown.subList(chunks.length, grown.size()).forEach(MatrixChunk::close);
      }
    }
    chunks = grown.toArray(NONE);
  }

  private MatrixChunk openChunk(int firstOrd) {
    int rows = rowsOfChunkAt(firstOrd);
    long bytes = rows * MatrixChunk.bytesPerRow(element, dim);
    return new MatrixChunk(firstOrd, rows, element, dim, budget.allocate(owner, bytes));
  }

  private int rowsOfChunkAt(int firstOrd) {
    int rows = firstOrd == 0 ? 1 << firstShift : Math.min(firstOrd, 1 << fullShift);
    return Math.min(rows, Integer.MAX_VALUE - firstOrd);
  }

  private static int end(MatrixChunk chunk) {
    return chunk.firstOrd + chunk.capacity;
  }

  /// Adds the vector `src[offset .. offset + dim)`, whose components must be storable as they are.
  ///
  /// @return its ord
  /// @throws io.proxima.engine.error.ProximaException `OUT_OF_MEMORY`; the matrix is as it was then
  public int append(float[] src, int offset) {
    return append(src, offset, Kernels.best().exactDot(src, offset, src, offset, dim));
  }

  /// Adds a zero vector, which stands where a row has NULL.
  ///
  /// @return its ord
  public int appendZero() {
    return append(zero, 0, 0.0);
  }

  private int append(float[] src, int offset, double squaredNorm) {
    int ord = rowCount;
    ensureCapacity(Math.addExact(ord, 1));
    chunkOf(ord).put(ord, src, offset, squaredNorm);
    rowCount = ord + 1;
    return ord;
  }

  /// Copies a row into `target[targetOffset .. targetOffset + dim)`.
  public void copy(int ord, float[] target, int targetOffset) {
    chunkOf(ord).copy(ord, target, targetOffset);
  }

  /// The squared Euclidean length of a row.
  public double squaredNorm(int ord) {
    return chunkOf(ord).squaredNorm(ord);
  }

  MatrixChunk chunkOf(int ord) {
    int full = ord >>> fullShift;
    int index =
        full == 0
            ? Integer.SIZE - Integer.numberOfLeadingZeros(ord >>> firstShift)
            : fullShift - firstShift + full;
    return chunks[index];
  }

  /// Gives all memory back; a second call does nothing.
  @Override
  public void close() {
    MatrixChunk[] now = chunks;
    chunks = NONE;
    rowCount = 0;
    for (MatrixChunk chunk : now) {
      chunk.close();
    }
  }
}

package io.proxima.engine.vector;

import io.proxima.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Consecutive rows of a [Matrix] or a [StoredMatrix]: little-endian components outside the heap,
/// or floats on it, and beside them the squared norm of each row as a `double`.
final class MatrixChunk implements AutoCloseable {
  static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final int firstOrd;
  final int capacity;
  private final @Nullable MemorySegment rows;
  private final float @Nullable [] floats;
  private final MemorySegment norms;
  private final @Nullable OffHeap memory;
  private final @Nullable Slots slots;
  private final ElementType element;
  private final int dim;
  private final long rowBytes;
  private volatile double smallestSquaredNorm;
  private volatile double largestSquaredNorm;

  private MatrixChunk(
      int firstOrd,
      ElementType element,
      int dim,
      StoredMatrix.Mapped part,
      NormBounds bounds,
      @Nullable OffHeap memory) {
    this.firstOrd = firstOrd;
    this.capacity = (int) (part.squaredNorms().byteSize() / Double.BYTES);
    this.memory = memory;
    this.rows = part.vectors();
    this.floats = null;
    this.norms = part.squaredNorms();
    this.slots = part.nullWords().length == 0 ? null : new Slots(part.nullWords());
    this.element = element;
    this.dim = dim;
    this.rowBytes = dim * (long) element.bytes();
    this.smallestSquaredNorm = bounds.smallest();
    this.largestSquaredNorm = bounds.largest();
  }

  private MatrixChunk(
      int firstOrd, int dim, float[] floats, MemorySegment norms, NormBounds bounds) {
    this.firstOrd = firstOrd;
    this.capacity = (int) (norms.byteSize() / Double.BYTES);
    this.memory = null;
    this.rows = null;
    this.floats = floats;
    this.norms = norms;
    this.slots = null;
    this.element = ElementType.FLOAT32;
    this.dim = dim;
    this.rowBytes = dim * (long) Float.BYTES;
    this.smallestSquaredNorm = bounds.smallest();
    this.largestSquaredNorm = bounds.largest();
  }

  /// Takes `memory`, of `capacity` times `bytesPerRow`.
  MatrixChunk(int firstOrd, int capacity, ElementType element, int dim, OffHeap memory) {
    MemorySegment all = memory.segment();
    long normsAt = capacity * (long) element.bytes() * dim;
    StoredMatrix.Mapped part =
        new StoredMatrix.Mapped(
            all.asSlice(0, normsAt),
            all.asSlice(normsAt, capacity * (long) Double.BYTES),
            new long[0]);
    this(firstOrd, element, dim, part, NormBounds.NONE, memory);
  }

  /// Rows that lie in a file.
  static MatrixChunk stored(int firstOrd, ElementType element, int dim, StoredMatrix.Mapped part) {
    return new MatrixChunk(firstOrd, element, dim, part, NormBounds.of(part.squaredNorms()), null);
  }

  /// Rows that were unpacked.
  static MatrixChunk unpacked(
      int firstOrd, int dim, float[] floats, MemorySegment norms, NormBounds bounds) {
    return new MatrixChunk(firstOrd, dim, floats, norms, bounds);
  }

  static long bytesPerRow(ElementType element, int dim) {
    return dim * (long) element.bytes() + Double.BYTES;
  }

  /// What is stored of a component.
  ElementType element() {
    return element;
  }

  /// The rows as floats on the heap, or null if they are outside it.
  float @Nullable [] floats() {
    return floats;
  }

  /// The rows outside the heap.
  MemorySegment mapped() {
    if (rows == null) {
      throw new IllegalStateException("these rows were unpacked");
    }
    return rows;
  }

  /// The number of rows of this chunk before `ord` that have a vector.
  int slot(int ord) {
    return slots == null ? ord - firstOrd : slots.slot(ord - firstOrd);
  }

  long offsetOf(int ord) {
    return slot(ord) * rowBytes;
  }

  /// Brings what was computed for the `stored` rows with a vector to the places of their rows.
  void spread(int ord, int stored, int count, float[] out, int at) {
    if (slots != null && stored < count) {
      slots.spread(ord - firstOrd, stored, count, out, at);
    }
  }

  double squaredNorm(int ord) {
    return norms.get(DOUBLE, (ord - firstOrd) * (long) Double.BYTES);
  }

  /// A lower bound of the squared norms of the rows that are not zero vectors.
  double smallestSquaredNorm() {
    return smallestSquaredNorm;
  }

  /// An upper bound of the squared norms of the rows.
  double largestSquaredNorm() {
    return largestSquaredNorm;
  }

  void copy(int ord, float[] target, int offset) {
    copySlot(slot(ord), target, offset);
  }

  /// Copies the vector at a place among the stored ones.
  void copySlot(int slot, float[] target, int offset) {
    if (floats != null) {
      System.arraycopy(floats, slot * dim, target, offset, dim);
    } else {
      element.read(mapped(), slot * rowBytes, target, offset, dim);
    }
  }

  void put(int ord, float[] src, int offset, double squaredNorm) {
    element.write(src, offset, mapped(), offsetOf(ord), dim);
    norms.set(DOUBLE, (ord - firstOrd) * (long) Double.BYTES, squaredNorm);
    coverNorm(squaredNorm);
  }

  private void coverNorm(double squaredNorm) {
    if (squaredNorm > 0 && squaredNorm < smallestSquaredNorm) {
      smallestSquaredNorm = squaredNorm;
    }
    if (squaredNorm > largestSquaredNorm) {
      largestSquaredNorm = squaredNorm;
    }
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
  }
}

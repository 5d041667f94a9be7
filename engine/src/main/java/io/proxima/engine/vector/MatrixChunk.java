package io.proxima.engine.vector;

import io.proxima.engine.memory.OffHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Consecutive rows of a [Matrix]: `capacity × dim` little-endian components, then the squared norm
/// of each row as a `double`.
final class MatrixChunk implements AutoCloseable {
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  final int firstOrd;
  final int capacity;
  final MemorySegment rows;
  private final OffHeap memory;
  private final ElementType element;
  private final int dim;
  private final long rowBytes;
  private final long normsAt;
  private volatile double smallestSquaredNorm = Double.POSITIVE_INFINITY;
  private volatile double largestSquaredNorm;

  /// Takes `memory`, of `capacity` times `bytesPerRow`.
  MatrixChunk(int firstOrd, int capacity, ElementType element, int dim, OffHeap memory) {
    this.firstOrd = firstOrd;
    this.capacity = capacity;
    this.memory = memory;
    this.rows = memory.segment();
    this.element = element;
    this.dim = dim;
    this.rowBytes = dim * (long) element.bytes();
    this.normsAt = capacity * rowBytes;
  }

  static long bytesPerRow(ElementType element, int dim) {
    return dim * (long) element.bytes() + Double.BYTES;
  }

  long offsetOf(int ord) {
    return (ord - firstOrd) * rowBytes;
  }

  double squaredNorm(int ord) {
    return rows.get(DOUBLE, normsAt + (ord - firstOrd) * (long) Double.BYTES);
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
    element.read(rows, offsetOf(ord), target, offset, dim);
  }

  void put(int ord, float[] src, int offset, double squaredNorm) {
    element.write(src, offset, rows, offsetOf(ord), dim);
    rows.set(DOUBLE, normsAt + (ord - firstOrd) * (long) Double.BYTES, squaredNorm);
    if (squaredNorm > 0 && squaredNorm < smallestSquaredNorm) {
      smallestSquaredNorm = squaredNorm;
    }
    if (squaredNorm > largestSquaredNorm) {
      largestSquaredNorm = squaredNorm;
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}

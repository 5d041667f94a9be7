package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/// Vectors that lie in a file, one a row, read where they are; a row is named by its ord.
///
/// Every part of the file is asked for before its first use and never again.
///
/// - **Owns:** nothing; the parts must stay valid as long as this is used.
/// - **Threads:** thread-safe.
public final class StoredMatrix {
  private final ElementType element;
  private final int dim;
  private final int partRows;
  private final IntFunction<Part> parts;
  private final AtomicReferenceArray<MatrixChunk> chunks;

  /// Consecutive rows of a stored matrix.
  ///
  /// - **Shape:** `vectors` is row-major, little-endian components of the rows that have a vector,
  ///   `squaredNorms` a little-endian double for each row; a bit of `nullWords`, 64 a word and
  ///   lowest first, says that a row has no vector, rows behind the last word have one.
  public record Part(MemorySegment vectors, MemorySegment squaredNorms, long[] nullWords) {}

  /// A matrix of `rowCount` rows, `partRows` in every part but the last.
  ///
  /// @param parts gives the part with a number; may be asked by several threads for the same one
  public StoredMatrix(
      ElementType element, int dim, int rowCount, int partRows, IntFunction<Part> parts) {
    this.element = element;
    this.dim = dim;
    this.partRows = partRows;
    this.parts = parts;
    this.chunks = new AtomicReferenceArray<>((int) (((long) rowCount + partRows - 1) / partRows));
  }

  /// The number of components of each row.
  public int dim() {
    return dim;
  }

  /// Copies a row that has a vector into `target[targetOffset .. targetOffset + dim)`.
  public void copy(int ord, float[] target, int targetOffset) {
    chunkOf(ord).copy(ord, target, targetOffset);
  }

  /// The vector of a row that has one, where it lies in the file: `dim` little-endian components.
  public MemorySegment vector(int ord) {
    MatrixChunk chunk = chunkOf(ord);
    return chunk.rows.asSlice(chunk.offsetOf(ord), (long) element.bytes() * dim);
  }

  MatrixChunk chunkOf(int ord) {
    MatrixChunk chunk = chunks.get(ord / partRows);
    return chunk != null ? chunk : open(ord / partRows);
  }

  private MatrixChunk open(int index) {
    Part part = parts.apply(index);
    MatrixChunk chunk = MatrixChunk.stored(index * partRows, element, dim, part);
    chunks.set(index, chunk);
    return chunk;
  }
}

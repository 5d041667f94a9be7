package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/// Vectors that lie in a file, one a row, read where they are or unpacked when they are needed; a
/// row is named by its ord.
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
  private final AtomicReferenceArray<IntFunction<MatrixChunk>> chunks;

  /// Consecutive rows of a stored matrix.
  ///
  /// - **Shape:** `squaredNorms` is a little-endian double for each row.
  public sealed interface Part {
    /// The squared norm of each row.
    MemorySegment squaredNorms();
  }

  /// Rows whose vectors can be read where they lie.
  ///
  /// - **Shape:** `vectors` is row-major, little-endian components of the rows that have a vector;
  ///   a bit of `nullWords`, 64 a word and lowest first, says that a row has no vector, rows behind
  ///   the last word have one.
  public record Mapped(MemorySegment vectors, MemorySegment squaredNorms, long[] nullWords)
      implements Part {}

  /// Rows whose vectors have to be unpacked, `sliceRows` at a time.
  ///
  /// - **Shape:** a slice is `float[sliceRows × dim]`, row-major; the last one may be shorter, and
  ///   rows without a vector have anything.
  ///
  /// @param slices gives the slice with a number, and remembers as many as there is memory for; may
  ///   be asked by several threads
  public record Packed(MemorySegment squaredNorms, int sliceRows, IntFunction<float[]> slices)
      implements Part {}

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

  /// The rows, for one thread.
  public MatrixRows rows() {
    return new MatrixRows(this::chunkOf);
  }

  /// The vector of a row that has one and is not packed, where it lies in the file: `dim`
  /// little-endian components.
  public MemorySegment vector(int ord) {
    MatrixChunk chunk = chunkOf(ord);
    return chunk.mapped().asSlice(chunk.offsetOf(ord), (long) element.bytes() * dim);
  }

  MatrixChunk chunkOf(int ord) {
    IntFunction<MatrixChunk> part = chunks.get(ord / partRows);
    return (part != null ? part : open(ord / partRows)).apply(ord);
  }

  private IntFunction<MatrixChunk> open(int index) {
    int firstOrd = index * partRows;
    IntFunction<MatrixChunk> opened =
        switch (parts.apply(index)) {
          case Mapped mapped -> {
            MatrixChunk chunk = MatrixChunk.stored(firstOrd, element, dim, mapped);
            yield _ -> chunk;
          }
          case Packed packed -> {
            NormBounds bounds = NormBounds.of(packed.squaredNorms());
            yield ord -> unpack(packed, bounds, firstOrd, (ord - firstOrd) / packed.sliceRows());
          }
        };
    chunks.set(index, opened);
    return opened;
  }

  private MatrixChunk unpack(Packed packed, NormBounds bounds, int firstOrd, int slice) {
    int first = slice * packed.sliceRows();
    float[] rows = packed.slices().apply(slice);
    MemorySegment norms =
        packed
            .squaredNorms()
            .asSlice((long) first * Double.BYTES, (long) rows.length / dim * Double.BYTES);
    return MatrixChunk.unpacked(firstOrd + first, dim, rows, norms, bounds);
  }
}

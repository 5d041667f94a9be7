package io.proxima.engine.vector;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The rows of a [Matrix] or a [StoredMatrix] as one thread sees them: it remembers the rows around
/// the last one, which may have been unpacked for it.
///
/// - **Threads:** one thread.
public final class MatrixRows {
  private final IntFunction<MatrixChunk> chunks;
  private @Nullable MatrixChunk last;

  MatrixRows(IntFunction<MatrixChunk> chunks) {
    this.chunks = chunks;
  }

  /// Copies a row that has a vector into `target[targetOffset .. targetOffset + dim)`.
  public void copy(int ord, float[] target, int targetOffset) {
    chunkOf(ord).copy(ord, target, targetOffset);
  }

  MatrixChunk chunkOf(int ord) {
    MatrixChunk near = last;
    if (near == null || ord < near.firstOrd || ord - near.firstOrd >= near.capacity) {
      near = chunks.apply(ord);
      last = near;
    }
    return near;
  }
}

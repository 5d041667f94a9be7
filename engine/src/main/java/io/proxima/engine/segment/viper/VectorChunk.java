package io.proxima.engine.segment.viper;

import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.Validity;
import io.proxima.engine.vector.StoredMatrix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A column of vectors in one row group.
///
/// - **Threads:** thread-safe.
sealed interface VectorChunk permits DenseVectorChunk, SparseVectorChunk {
  /// How many rows are NULL.
  int nulls();

  /// Has a bit for each row, 64 a word and lowest first, that says whether it is NULL; rows behind
  /// the last word are not.
  long[] nullWords();

  /// The vectors.
  ///
  /// @param squaredNorms those of the rows of the row group
  StoredMatrix.Part part(MemorySegment squaredNorms);

  /// Which rows of a block of the row group have a vector.
  default Validity validity(int block) {
    if (nulls() == 0) {
      return Validity.ALL;
    }
    long[] words = nullWords();
    int blockWords = RowSource.BLOCK_ROWS / Long.SIZE;
    int from = Math.min(words.length, block * blockWords);
    return Validity.ofNullWords(
        Arrays.copyOfRange(words, from, Math.min(words.length, from + blockWords)));
  }
}

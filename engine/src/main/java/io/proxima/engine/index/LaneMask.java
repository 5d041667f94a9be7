package io.proxima.engine.index;

import java.util.Arrays;

/// Which rows a search may find, 32 at a time: those that are visible, not NULL, and pass the
/// filter.
///
/// - **Threads:** one thread.
@FunctionalInterface
public interface LaneMask {
  /// Writes one word for each of `count` blocks from block `first`: bit `i` of that of block `b`
  /// says whether the row `32 b + i` may be found.
  void lanes(int first, int count, int[] masks);

  /// Whether all rows may be found, so that nobody need ask.
  default boolean isAll() {
    return false;
  }

  /// All rows may be found.
  static LaneMask all() {
    return AllRows.ALL;
  }

  /// See [#all].
  enum AllRows implements LaneMask {
    /// The only one.
    ALL;

    @Override
    public void lanes(int first, int count, int[] masks) {
      Arrays.fill(masks, 0, count, -1);
    }

    @Override
    public boolean isAll() {
      return true;
    }
  }

  /// The rows whose bit is set in `words`, 64 a word and lowest first; those behind the last word
  /// may not be found.
  static LaneMask of(long[] words) {
    return (first, count, masks) -> {
      for (int i = 0; i < count; i++) {
        int block = first + i;
        masks[i] =
            block / 2 < words.length
                ? (int) (words[block / 2] >>> ((block & 1) * Integer.SIZE))
                : 0;
      }
    };
  }
}

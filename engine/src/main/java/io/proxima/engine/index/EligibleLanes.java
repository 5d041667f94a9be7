package io.proxima.engine.index;

import java.util.Arrays;

/// The rows that a search may find, from any ord on; they are asked for as far as they are needed.
///
/// - **Threads:** one thread.
public final class EligibleLanes {
  private static final int CHUNK = 32;

  private LaneMask mask = LaneMask.all();
  private boolean isAll;
  private int rowCount;
  private int[] words = {};
  private boolean[] known = {};
  private final int[] asked = new int[CHUNK];

  /// Forgets what was asked, for the first `rows` rows.
  public void begin(LaneMask eligible, int rows) {
    mask = eligible;
    rowCount = rows;
    isAll = eligible.isAll();
    if (isAll) {
      return;
    }
    int chunks = rows / (CHUNK * Integer.SIZE) + 2;
    if (known.length < chunks) {
      known = new boolean[chunks];
      words = new int[chunks * CHUNK];
    } else {
      Arrays.fill(known, 0, chunks, false);
    }
  }

  /// Whether all rows may be found.
  public boolean isAll() {
    return isAll;
  }

  private int word(int index) {
    if (!known[index / CHUNK]) {
      load(index / CHUNK);
    }
    return words[index];
  }

  private void load(int chunk) {
    int first = chunk * CHUNK;
    int wanted = Math.clamp((rowCount + 31L) / 32 - first, 0, CHUNK);
    Arrays.fill(asked, 0);
    if (wanted > 0) {
      mask.lanes(first, wanted, asked);
    }
    int last = rowCount / Integer.SIZE - first;
    if (last >= 0 && last < CHUNK) {
      asked[last] &= (1 << rowCount) - 1;
    }
    System.arraycopy(asked, 0, words, first, CHUNK);
    known[chunk] = true;
  }

  /// Whether a row may be found; if not all may, it is one of the first `rows`.
  public boolean has(int ord) {
    return isAll || (word(ord / Integer.SIZE) >>> ord & 1) != 0;
  }

  /// The 32 rows from an ord on.
  public int from(int ord) {
    if (isAll) {
      return -1;
    }
    int low = word(ord / Integer.SIZE) >>> ord;
    return (ord & 31) == 0 ? low : low | word(ord / Integer.SIZE + 1) << -ord;
  }
}

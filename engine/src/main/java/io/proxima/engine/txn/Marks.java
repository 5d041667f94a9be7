package io.proxima.engine.txn;

import java.util.Arrays;

/// Commits and their times, both ascending; the oldest can be forgotten.
///
/// - **Threads:** one thread at a time.
final class Marks {
  static final int NONE = -1;

  private long[] sequences = new long[16];
  private long[] times = new long[16];
  private int from;
  private int to;

  int size() {
    return to - from;
  }

  long sequence(int index) {
    return sequences[from + index];
  }

  long time(int index) {
    return times[from + index];
  }

  /// Adds a mark; its time is at least that of the last one.
  void add(long sequence, long timeMicros) {
    if (to == times.length) {
      int size = size();
      long[] source = sequences;
      long[] sourceTimes = times;
      if (size > times.length / 2) {
        sequences = new long[2 * times.length];
        times = new long[2 * times.length];
      }
      System.arraycopy(source, from, sequences, 0, size);
      System.arraycopy(sourceTimes, from, times, 0, size);
      from = 0;
      to = size;
    }
    sequences[to] = sequence;
    times[to] = size() == 0 ? timeMicros : Math.max(timeMicros, times[to - 1]);
    to++;
  }

  void removeLast() {
    to--;
  }

  /// Forgets the first `count`.
  void removeFirst(int count) {
    from += count;
  }

  /// The last mark whose time is at most that, or [#NONE].
  int atTime(long timeMicros) {
    int found = last(times, timeMicros);
    return found;
  }

  /// The last mark whose sequence is at most that, or [#NONE].
  int atSequence(long sequence) {
    return last(sequences, sequence);
  }

  private int last(long[] values, long value) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (values[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1 - from;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(sequences, from, to))
        + " at "
        + Arrays.toString(Arrays.copyOfRange(times, from, to));
  }
}

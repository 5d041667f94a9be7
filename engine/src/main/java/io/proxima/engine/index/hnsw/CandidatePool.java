package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Survivors;
import java.util.Arrays;

/// The best candidates of a walk so far, in the order of their distances, and which of them it has
/// been at.
///
/// - **Threads:** one thread.
/// - **Cost:** a move of up to `room` longs for each candidate that gets in.
final class CandidatePool {
  private long[] entries = {};
  private int room;
  private int size;
  private int cursor;

  /// Forgets all, for a walk that holds `wanted` candidates.
  void begin(int wanted) {
    room = wanted;
    size = 0;
    cursor = 0;
    if (entries.length < wanted) {
      entries = new long[Math.max(wanted, 128)];
    }
  }

  int size() {
    return size;
  }

  /// The distance that a candidate must be below to get in.
  float worst() {
    return size < room ? Float.POSITIVE_INFINITY : Survivors.estimate(entries[room - 1]);
  }

  private static long entry(float distance, int node) {
    return Survivors.entry(distance, 0) | (long) node << 1;
  }

  /// Takes a candidate if it is good enough.
  void offer(float distance, int node) {
    long entry = entry(distance, node);
    if (size == room && entry >= entries[size - 1]) {
      return;
    }
    int at = Arrays.binarySearch(entries, 0, size, entry);
    at = at < 0 ? -at - 1 : at;
    int end = Math.min(size, room - 1);
    System.arraycopy(entries, at, entries, at + 1, end - at);
    entries[at] = entry;
    size = end + 1;
    if (at < cursor) {
      cursor = at;
    }
  }

  /// Goes to the best candidate that nobody has been at.
  ///
  /// @return its place, to be marked; -1 if there is none
  int next() {
    while (cursor < size && (entries[cursor] & 1) != 0) {
      cursor++;
    }
    return cursor < size ? cursor : -1;
  }

  /// The node that will be next if nothing better is found; -1 if there is none.
  int after(int place) {
    for (int i = place + 1; i < size; i++) {
      if ((entries[i] & 1) == 0) {
        return node(i);
      }
    }
    return -1;
  }

  /// The node at a place.
  int node(int place) {
    return (int) (entries[place] >>> 1) & Integer.MAX_VALUE;
  }

  /// The distance at a place.
  float distance(int place) {
    return Survivors.estimate(entries[place]);
  }

  /// Notes that one has been at a candidate.
  void mark(int place) {
    entries[place] |= 1;
  }
}

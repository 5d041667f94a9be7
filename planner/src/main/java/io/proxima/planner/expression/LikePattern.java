package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A `LIKE` pattern: `%` is any text, `_` any one character.
///
/// The pattern is cut at each `%` into segments. The first and last are compared in place; each one
/// between is looked for from the left by a bit-parallel automaton that never goes back.
///
/// - **Threads:** immutable.
/// - **Cost:** `matches` is linear in the text (times the longest segment / 64).
final class LikePattern {
  private static final int ANY = -1;

  private final List<int[]> segments = new ArrayList<>();

  private LikePattern() {}

  /// Compiles a pattern; `escape` is empty or one character that makes the next one literal.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` for a bad escape
  static LikePattern of(String pattern, String escape) {
    if (escape.codePointCount(0, escape.length()) > 1) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "ESCAPE must be one character, got '" + escape + "'");
    }
    int escaping = escape.isEmpty() ? Integer.MIN_VALUE : escape.codePointAt(0);
    LikePattern compiled = new LikePattern();
    List<Integer> segment = new ArrayList<>();
    int[] points = pattern.codePoints().toArray();
    for (int i = 0; i < points.length; i++) {
      if (points[i] == escaping) {
        if (++i == points.length) {
          throw new ProximaException(
              ErrorCode.INVALID_PARAMETER,
              "the LIKE pattern '" + pattern + "' ends with its escape character");
        }
        segment.add(points[i]);
      } else if (points[i] == '%') {
        compiled.segments.add(ints(segment));
        segment.clear();
      } else {
        segment.add(points[i] == '_' ? ANY : points[i]);
      }
    }
    compiled.segments.add(ints(segment));
    return compiled;
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /// Whether the whole text fits the pattern.
  boolean matches(String text) {
    int[] points = text.codePoints().toArray();
    int[] first = segments.getFirst();
    if (segments.size() == 1) {
      return points.length == first.length && fits(first, points, 0);
    }
    int[] last = segments.getLast();
    int end = points.length - last.length;
    if (first.length > end || !fits(first, points, 0) || !fits(last, points, end)) {
      return false;
    }
    int from = first.length;
    for (int[] segment : segments.subList(1, segments.size() - 1)) {
      from = endOfFirst(segment, points, from, end);
      if (from < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(int[] segment, int[] points, int at) {
    for (int i = 0; i < segment.length; i++) {
      if (segment[i] != ANY && segment[i] != points[at + i]) {
        return false;
      }
    }
    return true;
  }

  /// The position behind the first place in `points[from..end)` where the segment fits, or -1.
  private static int endOfFirst(int[] segment, int[] points, int from, int end) {
    if (segment.length == 0) {
      return from;
    }
    return segment.length > 64
        ? endOfFirstLong(segment, points, from, end)
        : endOfFirstShort(segment, points, from, end);
  }

  private static int endOfFirstShort(int[] segment, int[] points, int from, int end) {
    long anywhere = 0;
    Map<Integer, Long> masks = new HashMap<>();
    for (int i = 0; i < segment.length; i++) {
      if (segment[i] == ANY) {
        anywhere |= 1L << i;
      } else {
        masks.merge(segment[i], 1L << i, (a, b) -> a | b);
      }
    }
    long done = 1L << (segment.length - 1);
    long state = 0;
    for (int i = from; i < end; i++) {
      state = (state << 1 | 1) & (masks.getOrDefault(points[i], 0L) | anywhere);
      if ((state & done) != 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private static int endOfFirstLong(int[] segment, int[] points, int from, int end) {
    BitSet anywhere = new BitSet();
    Map<Integer, BitSet> masks = new HashMap<>();
    for (int i = 0; i < segment.length; i++) {
      if (segment[i] == ANY) {
        anywhere.set(i);
      } else {
        masks.computeIfAbsent(segment[i], _ -> new BitSet()).set(i);
      }
    }
    masks.values().forEach(mask -> mask.or(anywhere));
    BitSet state = new BitSet();
    for (int i = from; i < end; i++) {
      BitSet next = new BitSet(segment.length);
      next.set(0);
      state.stream().forEach(bit -> next.set(bit + 1));
      next.and(masks.getOrDefault(points[i], anywhere));
      if (next.get(segment.length - 1)) {
        return i + 1;
      }
      state = next;
    }
    return -1;
  }
}

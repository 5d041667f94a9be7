package io.proxima.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Leaves out parts of a history that fails as long as it still fails.
final class Shrink {
  private static final int MAX_RUNS = 400;

  private Shrink() {}

  /// A history that fails, of which few operations can be left out, found in some hundred runs.
  static List<Op> of(List<Op> failing, Predicate<List<Op>> fails) {
    List<Op> left = failing;
    int runs = 0;
    for (int part = Math.max(1, left.size() / 2); part >= 1 && runs < MAX_RUNS; part /= 2) {
      for (int at = 0; at < left.size() && runs < MAX_RUNS; runs++) {
        List<Op> fewer = new ArrayList<>(left.subList(0, at));
        fewer.addAll(left.subList(Math.min(left.size(), at + part), left.size()));
        if (fails.test(fewer)) {
          left = fewer;
        } else {
          at += part;
        }
      }
    }
    return left;
  }
}

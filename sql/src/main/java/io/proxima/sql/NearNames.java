package io.proxima.sql;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Guesses what a mistyped name was meant to be.
final class NearNames {
  private NearNames() {}

  /// "; did you mean X?", or nothing if no name is near.
  static String hint(String name, Collection<String> known) {
    int far = Math.max(2, name.length() / 3);
    return known.stream()
        .filter(candidate -> candidate.endsWith("." + name))
        .findAny()
        .or(() -> nearest(name, known, far))
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  private static Optional<String> nearest(String name, Collection<String> known, int far) {
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
        .filter(candidate -> distance(name, candidate) <= far)
        .filter(candidate -> distance(name, candidate) * 2 <= name.length());
  }

  /// How many letters must be added, dropped or changed.
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}

package io.proxima.client;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Finds the known names that a mistyped one may have meant.
final class NearNames {
  private static final int LONGEST = 64;

  private NearNames() {}

  /// Up to three property names a few letters away from `name`, nearest first.
  static List<String> of(String name) {
    if (name.length() > LONGEST) {
      return List.of();
    }
    String wanted = name.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, name.length() / 3);
    return Arrays.stream(UrlProperty.values())
        .map(UrlProperty::text)
        .filter(known -> from(wanted, known) <= limit)
        .sorted(Comparator.comparingInt(known -> from(wanted, known)))
        .limit(3)
        .toList();
  }

  /// How far a known name is; the start of a name is near, too.
  private static int from(String wanted, String known) {
    String lower = known.toLowerCase(Locale.ROOT);
    return wanted.length() > 2 && lower.startsWith(wanted) ? 1 : distance(wanted, lower);
  }

  /// How many letters must be added, removed or replaced to make `b` of `a`.
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}

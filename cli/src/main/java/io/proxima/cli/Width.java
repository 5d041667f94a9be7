package io.proxima.cli;

import org.jline.utils.WCWidth;

/// How many columns of a terminal a text takes: wide characters take two, combining ones none.
final class Width {
  private Width() {}

  static int of(String text) {
    return text.codePoints().map(Width::of).sum();
  }

  private static int of(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /// A text cut to at most `columns` columns, with a mark where it was cut.
  static String cut(String text, int columns) {
    if (text.length() <= columns / 2 || of(text) <= columns) {
      return text;
    }
    int taken = 0;
    int end = 0;
    while (end < text.length()) {
      int codePoint = text.codePointAt(end);
      if (taken + of(codePoint) > columns - 1) {
        break;
      }
      taken += of(codePoint);
      end += Character.charCount(codePoint);
    }
    return text.substring(0, end) + "…";
  }
}

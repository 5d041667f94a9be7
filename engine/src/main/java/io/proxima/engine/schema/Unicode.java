package io.proxima.engine.schema;

/// What of Java's strings is text: those without half of a surrogate pair, which no file can hold.
public final class Unicode {
  private Unicode() {}

  /// Whether every surrogate has its other half.
  public static boolean isText(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == value.length()
            || !Character.isLowSurrogate(value.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}

package io.proxima.engine.wal;

/// What the payload of a frame says.
enum FrameKind {
  /// Rows added to and keys removed from one table.
  ROWS(1),
  /// A change of the catalog.
  DEFINE(2),
  /// Nothing, but how far the log had been forced.
  MARK(3),
  /// How many numbers of an identity column may have been given away.
  IDENTITY(4),
  /// What time it is, whatever was said before.
  CLOCK(5);

  private final int code;

  FrameKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  static boolean isCode(int code) {
    return code >= 1 && code <= 5;
  }
}

package io.proxima.engine.wal;

/// One file of the log as the manifest lists it: its first frame and, once known, its last.
///
/// `lastLsn` is the number of the last frame that counts and `endBytes` the offset behind it; both
/// are [#OPEN] while the file may still grow. A file without frames ends at `firstLsn - 1`.
public record LogFile(long id, long firstLsn, long lastLsn, long endBytes) {
  /// The directory of the log.
  public static final String DIRECTORY = "log";

  /// Stands for an end that is not known yet.
  public static final long OPEN = -1;

  private static final String SUFFIX = ".wal";

  /// A file that may still grow.
  public static LogFile open(long id, long firstLsn) {
    return new LogFile(id, firstLsn, OPEN, OPEN);
  }

  /// This file with its end.
  public LogFile endedAt(long last, long end) {
    return new LogFile(id, firstLsn, last, end);
  }

  /// Whether the end is known.
  public boolean isEnded() {
    return endBytes != OPEN;
  }

  /// Whether the end is known and no frame counts.
  public boolean isEmpty() {
    return isEnded() && lastLsn < firstLsn;
  }

  /// The name of the file in the storage.
  public String name() {
    return nameOf(id);
  }

  /// The name of the log file with that id.
  public static String nameOf(long id) {
    return DIRECTORY + "/" + String.format("%06d", id) + SUFFIX;
  }

  /// The id of the log file with that name in the log directory, or -1 if it is no log file.
  public static long idOf(String fileName) {
    if (!fileName.endsWith(SUFFIX)) {
      return -1;
    }
    String digits = fileName.substring(0, fileName.length() - SUFFIX.length());
    boolean isNumber =
        digits.length() >= 6
            && digits.length() <= 18
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    return isNumber ? Long.parseLong(digits) : -1;
  }
}

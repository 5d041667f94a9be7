package io.proxima.engine.upkeep;

/// When rows leave memory, and how fast they are moved on.
///
/// @param memtableBytes the size of the rows of a table in memory from which they are written to a
///   segment, at least 16 KiB
/// @param logLimitBytes the length of the log from which the tables that hold it are written to
///   segments, at least 16 KiB
/// @param cacheBytes the most that decoded columns of segments may take in memory
/// @param compactionRate the most bytes a second that merging segments writes while nobody waits
///   for it, 64 KiB to 1 TiB; 0 for no limit
/// @param epochRows the rows of a segment from which an epoch is trained for their table, at least
///   2
public record UpkeepSettings(
    long memtableBytes, long logLimitBytes, long cacheBytes, long compactionRate, int epochRows) {
  private static final int DEFAULT_EPOCH_ROWS = 10_000;
  private static final int MIN_EPOCH_ROWS = 2;
  private static final long MIN_BYTES = 16 << 10;
  private static final long MIN_RATE = 64 << 10;
  private static final long MAX_RATE = 1L << 40;

  /// Checks the ranges.
  public UpkeepSettings {
    check(memtableBytes >= MIN_BYTES, "memtableBytes", "at least 16 KiB", memtableBytes);
    check(logLimitBytes >= MIN_BYTES, "logLimitBytes", "at least 16 KiB", logLimitBytes);
    check(cacheBytes >= 0, "cacheBytes", "at least 0", cacheBytes);
    boolean isRate = compactionRate >= MIN_RATE && compactionRate <= MAX_RATE;
    check(isRate || compactionRate == 0, "compactionRate", "0, or 64 KiB to 1 TiB", compactionRate);
    check(epochRows >= MIN_EPOCH_ROWS, "epochRows", "at least 2", epochRows);
  }

  /// With epochs from 10,000 rows on.
  public UpkeepSettings(
      long memtableBytes, long logLimitBytes, long cacheBytes, long compactionRate) {
    this(memtableBytes, logLimitBytes, cacheBytes, compactionRate, DEFAULT_EPOCH_ROWS);
  }

  /// With merges that are not limited.
  public UpkeepSettings(long memtableBytes, long logLimitBytes, long cacheBytes) {
    this(memtableBytes, logLimitBytes, cacheBytes, 0);
  }

  /// What a user of that much memory gets without asking.
  public static UpkeepSettings defaults(long maxMemoryBytes) {
    return new UpkeepSettings(
        Math.clamp(maxMemoryBytes / 8, MIN_BYTES, 64L << 20),
        256L << 20,
        maxMemoryBytes / 8,
        64L << 20);
  }

  /// The same with another rate.
  public UpkeepSettings withCompactionRate(long bytesPerSecond) {
    return new UpkeepSettings(memtableBytes, logLimitBytes, cacheBytes, bytesPerSecond, epochRows);
  }

  /// The same with epochs from another number of rows on.
  public UpkeepSettings withEpochRows(int rows) {
    return new UpkeepSettings(memtableBytes, logLimitBytes, cacheBytes, compactionRate, rows);
  }

  private static void check(boolean holds, String name, String expected, long found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "setting %s is %d, expected %s".formatted(name, found, expected));
    }
  }
}

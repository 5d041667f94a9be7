package io.proxima.engine;

import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;

/// The numbers of an engine that a user may tune.
///
/// @param durability what a commit waits for before it is acknowledged
/// @param maxMemoryBytes the most that rows and vectors in memory may take, at least 1 MiB
/// @param logFileBytes where a log file ends and the next begins, at least 4 KiB
/// @param syncInterval how long a write may stay unforced where commits do not wait for it, up to a
///   day
/// @param closeWait how long closing waits for what is running, up to a day
/// @param reserveBytes the room on the disk that is kept for what must go on when it is full, up to
///   1 TiB; 0 for none
/// @param upkeep when rows leave memory
/// @param time how long rows can be read that are gone
public record EngineSettings(
    Durability durability,
    long maxMemoryBytes,
    long logFileBytes,
    Duration syncInterval,
    Duration closeWait,
    long reserveBytes,
    UpkeepSettings upkeep,
    TimeSettings time) {
  private static final long MIN_DEFAULT_MEMORY_BYTES = 64L << 20;
  private static final long MAX_RESERVE_BYTES = 1L << 40;

  /// Checks the ranges.
  public EngineSettings {
    check(maxMemoryBytes >= 1 << 20, "maxMemoryBytes", "at least 1 MiB", maxMemoryBytes);
    check(logFileBytes >= 1 << 12, "logFileBytes", "at least 4 KiB", logFileBytes);
    check(isUpToADay(syncInterval), "syncInterval", "0 to 1 day", syncInterval);
    check(isUpToADay(closeWait), "closeWait", "0 to 1 day", closeWait);
    boolean isReserve = reserveBytes >= 0 && reserveBytes <= MAX_RESERVE_BYTES;
    check(isReserve, "reserveBytes", "0 to 1 TiB", reserveBytes);
  }

  /// Without a reserve, and with the usual times.
  public EngineSettings(
      Durability durability,
      long maxMemoryBytes,
      long logFileBytes,
      Duration syncInterval,
      Duration closeWait,
      UpkeepSettings upkeep) {
    this(
        durability,
        maxMemoryBytes,
        logFileBytes,
        syncInterval,
        closeWait,
        0,
        upkeep,
        TimeSettings.defaults());
  }

  /// With the usual times.
  public EngineSettings(
      Durability durability,
      long maxMemoryBytes,
      long logFileBytes,
      Duration syncInterval,
      Duration closeWait,
      long reserveBytes,
      UpkeepSettings upkeep) {
    this(
        durability,
        maxMemoryBytes,
        logFileBytes,
        syncInterval,
        closeWait,
        reserveBytes,
        upkeep,
        TimeSettings.defaults());
  }

  /// The same with other times.
  public EngineSettings withTime(TimeSettings other) {
    return new EngineSettings(
        durability,
        maxMemoryBytes,
        logFileBytes,
        syncInterval,
        closeWait,
        reserveBytes,
        upkeep,
        other);
  }

  /// What a user gets without asking. A quarter of the heap is left to plans, sessions and the
  /// program around.
  public static EngineSettings defaults() {
    long maxMemoryBytes =
        Math.max(MIN_DEFAULT_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / 4 * 3);
    return new EngineSettings(
        Durability.SYNC,
        maxMemoryBytes,
        64L << 20,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        1 << 20,
        UpkeepSettings.defaults(maxMemoryBytes),
        TimeSettings.defaults());
  }

  /// The same with other memory, of which rows and caches get the usual parts.
  public EngineSettings withMaxMemory(long bytes) {
    return new EngineSettings(
        durability,
        bytes,
        logFileBytes,
        syncInterval,
        closeWait,
        reserveBytes,
        UpkeepSettings.defaults(bytes),
        time);
  }

  /// The same with other room that is kept on the disk.
  public EngineSettings withReserve(long bytes) {
    return new EngineSettings(
        durability, maxMemoryBytes, logFileBytes, syncInterval, closeWait, bytes, upkeep, time);
  }

  /// The same with another limit to what merging segments writes in a second.
  public EngineSettings withCompactionRate(long bytes) {
    return withUpkeep(upkeep.withCompactionRate(bytes));
  }

  /// The same with other times at which rows leave memory.
  EngineSettings withUpkeep(UpkeepSettings other) {
    return new EngineSettings(
        durability,
        maxMemoryBytes,
        logFileBytes,
        syncInterval,
        closeWait,
        reserveBytes,
        other,
        time);
  }

  private static boolean isUpToADay(Duration duration) {
    return !duration.isNegative() && duration.compareTo(Duration.ofDays(1)) <= 0;
  }

  private static void check(boolean holds, String name, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "setting %s is %s, expected %s".formatted(name, found, expected));
    }
  }
}

package io.proxima.bench.contest;

import io.proxima.bench.data.Dataset;
import io.proxima.engine.time.Clock;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/// The folder of an index that was made, with what it took, so that it need not be made again. Its
/// name tells data, system, version and all parameters.
record Kept(Path folder, Clock clock) {
  private static final String FIGURES = "build.properties";

  /// What makes the index in a folder.
  interface Maker {
    /// Makes it.
    ///
    /// @return the seconds of the processor that other processes took
    double make(Path folder) throws Exception;
  }

  static Kept of(Path cache, Dataset set, String name, Clock clock) {
    String data = set.name() + "-" + set.count();
    return new Kept(
        cache.resolve("peers").resolve(data).resolve(name.replaceAll("[^A-Za-z0-9.]+", "-")),
        clock);
  }

  /// Makes the index if it is not there.
  ///
  /// @param rawBytes what of the files are the vectors themselves
  Build ensure(long rawBytes, Maker maker) throws Exception {
    Path figures = folder.resolve(FIGURES);
    boolean isStored = Files.exists(figures);
    if (!isStored) {
      clear();
      Files.createDirectories(folder);
      long cpu = cpuNanos();
      long begin = clock.monotonicNanos();
      double others = maker.make(folder);
      Properties made = new Properties();
      made.setProperty("wall", Double.toString((clock.monotonicNanos() - begin) / 1e9));
      made.setProperty("cpu", Double.toString((cpuNanos() - cpu) / 1e9 + others));
      try (Writer out = Files.newBufferedWriter(figures)) {
        made.store(out, "seconds");
      }
    }
    Properties known = new Properties();
    try (Reader in = Files.newBufferedReader(figures)) {
      known.load(in);
    }
    return new Build(
        Double.parseDouble(known.getProperty("wall")),
        Double.parseDouble(known.getProperty("cpu")),
        bytes() - rawBytes,
        isStored);
  }

  static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean process
        ? process.getProcessCpuTime()
        : 0;
  }

  static long threadNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  private void clear() throws IOException {
    if (Files.exists(folder)) {
      for (Path file : files()) {
        Files.delete(file);
      }
    }
  }

  /// All there is, the inner first.
  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.reverseOrder()).toList();
    }
  }
}

package io.proxima.cli;

import io.proxima.server.copy.CopyProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/// One line of a terminal that shows how far a copy is.
final class ProgressBar implements CopyProgress, AutoCloseable {
  private static final int CELLS = 24;
  private static final long PAUSE_NANOS = 100_000_000;
  private static final double NANOS_PER_SECOND = 1e9;

  private final PrintStream out;
  private final LongSupplier nanos;
  private final long start;
  private long lastShown;
  private int shownWidth;

  /// A bar on a terminal; `nanos` is a clock.
  ProgressBar(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    this.lastShown = start;
  }

  @Override
  public void advanced(long rows, long bytes, long totalBytes) {
    long now = nanos.getAsLong();
    if (now - lastShown >= PAUSE_NANOS) {
      lastShown = now;
      show(line(rows, bytes, totalBytes, (now - start) / NANOS_PER_SECOND));
    }
  }

  private static String line(long rows, long bytes, long totalBytes, double seconds) {
    String speed = String.format(Locale.ROOT, "%,d rows, %,.0f rows/s", rows, rows / seconds);
    if (totalBytes == 0) {
      return String.format(Locale.ROOT, "%s, %,.1f MB", speed, bytes / 1e6);
    }
    double share = Math.min(1, (double) bytes / totalBytes);
    int done = (int) (share * CELLS);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3.0f %%, %s, %,.0f s left",
        "#".repeat(done),
        "-".repeat(CELLS - done),
        100 * share,
        speed,
        share == 0 ? 0 : seconds * (1 - share) / share);
  }

  private void show(String line) {
    out.print("\r" + line + " ".repeat(Math.max(0, shownWidth - line.length())));
    out.flush();
    shownWidth = line.length();
  }

  /// Takes the line away.
  @Override
  public void close() {
    if (shownWidth > 0) {
      show("");
      out.print("\r");
      out.flush();
    }
  }
}

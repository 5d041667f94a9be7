package io.proxima.engine.lsm;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// The manifest of an open database and its changes while it is open, one after the other.
///
/// - **Threads:** thread-safe.
public final class CurrentManifest implements Wal.Succession {
  private final ManifestFile file;
  private final AtomicLong nextSegmentId;
  private final DiskReserve reserve;
  private volatile Manifest manifest;

  /// The manifest that was written last. On a full disk its changes take the reserve, apart from
  /// those for which the log asks.
  public CurrentManifest(ManifestFile file, Manifest manifest, DiskReserve reserve) {
    this.file = file;
    this.manifest = manifest;
    this.reserve = reserve;
    this.nextSegmentId = new AtomicLong(manifest.nextSegmentId());
  }

  /// An id that no segment ever had; the next manifest knows that it was given away.
  public long takeSegmentId() {
    return nextSegmentId.getAndIncrement();
  }

  /// The manifest as it is.
  public Manifest now() {
    return manifest;
  }

  /// Refuses if no change can be made any more, before work is done for one.
  ///
  /// @throws ProximaException `IO_FAILURE` until the database is reopened, if it is not known which
  ///   manifest is on the disk
  public synchronized void requireKnown() {
    file.requireKnown();
  }

  /// Puts what `edit` makes of the manifest in its place; durable when this returns. Where this
  /// fails the manifest is as before, or the new one is found at the next open.
  public Manifest change(UnaryOperator<Manifest> edit) {
    return reserve.use(() -> replace(edit));
  }

  private synchronized Manifest replace(UnaryOperator<Manifest> edit) {
    Manifest next = edit.apply(manifest.withNextSegmentId(nextSegmentId.get()));
    nextSegmentId.accumulateAndGet(next.nextSegmentId(), Math::max);
    file.write(next);
    manifest = next;
    return next;
  }

  @Override
  public void record(LogFile ended, LogFile next) {
    replace(now -> {
      List<LogFile> logs = new ArrayList<>(now.logs());
      logs.set(logs.size() - 1, ended);
      logs.add(next);
      return now.withLogs(logs);
    });
  }

  /// Sets the clean-close mark: the end of the last log file.
  public void recordClose(LogFile ended, Version version, long timeMicros, HistoryState history) {
    change(now -> {
      List<LogFile> logs = new ArrayList<>(now.logs());
      logs.set(logs.size() - 1, ended);
      return now.withLogs(logs)
          .withCatalog(version.definedAt(), version.catalog(), timeMicros)
          .withHistory(history);
    });
  }
}

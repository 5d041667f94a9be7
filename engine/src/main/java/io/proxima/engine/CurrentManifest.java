package io.proxima.engine;

import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;
import java.util.ArrayList;
import java.util.List;

/// The manifest of an open database and its changes while it is open.
///
/// - **Threads:** the log's thread, and after its end the one that closes.
final class CurrentManifest implements Wal.Succession {
  private final ManifestFile file;
  private volatile Manifest manifest;

  CurrentManifest(ManifestFile file, Manifest manifest) {
    this.file = file;
    this.manifest = manifest;
  }

  @Override
  public void record(LogFile ended, LogFile next) {
    List<LogFile> logs = new ArrayList<>(manifest.logs());
    logs.set(logs.size() - 1, ended);
    logs.add(next);
    replace(manifest.withLogs(logs));
  }

  /// The files of the log, the one that is being written last. Any thread may ask.
  List<LogFile> logs() {
    return manifest.logs();
  }

  /// Sets the clean-close mark: the end of the last log file.
  void recordClose(LogFile ended, Version version) {
    List<LogFile> logs = new ArrayList<>(manifest.logs());
    logs.set(logs.size() - 1, ended);
    replace(manifest.withLogs(logs).withCatalog(version.definedAt(), version.catalog()));
  }

  private void replace(Manifest next) {
    file.write(next);
    manifest = next;
  }
}

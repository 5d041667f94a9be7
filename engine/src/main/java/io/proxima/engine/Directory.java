package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.ManifestFile;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.wal.LogFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Decides whether a directory holds a database, is to become one, or neither.
///
/// While a database is being made its directory has the file `creating`. It is durable before
/// anything else is, and gone before anything is acknowledged; so a directory with files, without a
/// manifest and without this file has lost its manifest, and is never taken for a new one.
///
/// - **Threads:** one thread at a time; the directory is locked.
final class Directory {
  private static final String CREATING = "creating";
  private static final Set<String> OF_THE_LOCK = Set.of("lock", "owner");

  private final Storage storage;
  private final ManifestFile manifestFile;
  private final Failpoints failpoints;

  Directory(Storage storage, ManifestFile manifestFile, Failpoints failpoints) {
    this.storage = storage;
    this.manifestFile = manifestFile;
    this.failpoints = failpoints;
  }

  /// Refuses a directory of other files before anything is written into it, also the lock: without
  /// a lock file nobody has made a database in it, or is making one.
  static void requireNotForeign(Storage storage) {
    List<String> names = storage.list("");
    if (OF_THE_LOCK.stream().noneMatch(names::contains)) {
      requireOurs(storage, names);
    }
  }

  private static void requireOurs(Storage storage, List<String> names) {
    if (!names.isEmpty() && !names.contains(ManifestFile.NAME) && !names.contains(CREATING)) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE,
          storage.location()
              + " holds files ("
              + names.getFirst()
              + ", …) but no manifest: it is not an empty directory, and as a database it is"
              + " damaged");
    }
  }

  /// The manifest of the database, or that of an empty one, not written yet.
  Manifest openOrCreate(RandomGenerator random) {
    List<String> names = new ArrayList<>(storage.list(""));
    names.removeAll(OF_THE_LOCK);
    if (names.contains(ManifestFile.NAME)) {
      return manifestFile.read();
    }
    requireOurs(storage, names);
    if (names.isEmpty()) {
      storage.create(CREATING).close();
      failpoints.hit("create.marked");
      storage.syncDirectory("");
    }
    if (names.contains(LogFile.DIRECTORY)) {
      for (String name : storage.list(LogFile.DIRECTORY)) {
        storage.delete(LogFile.DIRECTORY + "/" + name);
      }
    }
    storage.createDirectory(LogFile.DIRECTORY);
    storage.syncDirectory("");
    failpoints.hit("create.directories");
    UUID databaseId = new UUID(random.nextLong(), random.nextLong());
    return Manifest.empty(databaseId);
  }

  /// Ends the making of a database whose manifest is durable.
  void finish() {
    if (storage.exists(CREATING)) {
      storage.delete(CREATING);
      failpoints.hit("create.unmarked");
      storage.syncDirectory("");
    }
  }
}

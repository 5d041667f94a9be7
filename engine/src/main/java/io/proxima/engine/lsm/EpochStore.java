package io.proxima.engine.lsm;

import io.proxima.engine.epoch.Epoch;
import io.proxima.engine.epoch.EpochFile;
import io.proxima.engine.epoch.EpochId;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.task.Failpoints;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The files of epochs, made under a name that nobody looks at and renamed when they are whole. An
/// epoch is a part of the database from the moment a durable manifest names it.
///
/// No row depends on one: whoever finds an epoch damaged trains another.
///
/// - **Threads:** thread-safe for different epochs.
public final class EpochStore {
  private static final System.Logger LOGGER = System.getLogger(EpochStore.class.getName());
  private static final String STAGING = "__epoch";
  private static final String EPOCHS = "epoch";

  private final Storage storage;
  private final UUID databaseId;
  private final Failpoints failpoints;

  /// The epochs of that database.
  public EpochStore(Storage storage, UUID databaseId, Failpoints failpoints) {
    this.storage = storage;
    this.databaseId = databaseId;
    this.failpoints = failpoints;
  }

  private static String path(EpochId id) {
    return EPOCHS + "/" + String.format("%08d", id.number());
  }

  /// Writes an epoch, which is durable when this returns, but a part of nothing.
  void write(Epoch epoch) {
    String path = path(epoch.id());
    String staging = STAGING + "/" + epoch.id().number();
    storage.createDirectory(STAGING);
    storage.createDirectory(EPOCHS);
    boolean done = false;
    try {
      EpochFile.write(storage, staging, databaseId, epoch);
      failpoints.hit("epoch.written");
      storage.rename(staging, path);
      failpoints.hit("epoch.renamed");
      storage.syncDirectory(EPOCHS);
      storage.syncDirectory("");
      failpoints.hit("epoch.durable");
      done = true;
    } finally {
      if (!done) {
        storage.delete(storage.exists(staging) ? staging : path);
      }
    }
  }

  /// The epoch of that id, or null if its file is damaged, gone or cannot be read: no row depends
  /// on it.
  ///
  /// @throws ProximaException `UNSUPPORTED`
  public @Nullable Epoch read(EpochId id) {
    try {
      return EpochFile.read(storage, path(id), databaseId, id);
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE && e.code() != ErrorCode.IO_FAILURE) {
        throw e;
      }
      LOGGER.log(
          System.Logger.Level.WARNING,
          "an order of the rows of table {0} is given up, because epoch {1} cannot be read: {2}",
          String.valueOf(id.tableId()),
          String.valueOf(id.number()),
          e.getMessage());
      return null;
    }
  }

  /// Reads an epoch to see whether it is sound.
  ///
  /// @throws ProximaException `CORRUPT_FILE` if it is not
  public void verify(EpochId id) {
    EpochFile.read(storage, path(id), databaseId, id);
  }

  /// Removes the file of an epoch that no manifest names.
  public void remove(EpochId id) {
    storage.delete(path(id));
  }

  /// An id above those of all epochs there are.
  long nextId() {
    long next = 1;
    for (String directory : List.of(EPOCHS, STAGING)) {
      if (storage.exists(directory)) {
        for (String name : storage.list(directory)) {
          next = Math.max(next, SegmentId.idOf(name) + 1);
        }
      }
    }
    return next;
  }

  /// Removes everything that is no part of the database.
  public void removeLeftovers(Collection<EpochId> named) {
    for (String directory : List.of(EPOCHS, STAGING)) {
      if (storage.exists(directory)) {
        for (String name : storage.list(directory)) {
          String path = directory + "/" + name;
          if (named.stream().noneMatch(id -> path(id).equals(path))) {
            storage.delete(path);
          }
        }
        if (storage.list(directory).isEmpty()) {
          storage.delete(directory);
        }
      }
    }
  }
}

package io.proxima.engine.lsm;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.Pace;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.segment.viper.Viper;
import io.proxima.engine.task.Failpoints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The directories of segments, in those of their tables: each is made under a name that nobody
/// looks at, and gets its own when it is whole. It is a part of the database from the moment a
/// durable manifest names it; what none names is removed when the database is opened.
///
/// - **Threads:** thread-safe for different segments.
public final class SegmentStore {
  private static final System.Logger LOGGER = System.getLogger(SegmentStore.class.getName());
  private static final String QUARANTINE = "quarantine";

  private final Storage storage;
  private final UUID databaseId;
  private final Viper viper;
  private final Failpoints failpoints;
  private final TableDirectories directories;
  private final EpochStore epochs;
  private final Map<Long, LiveSegment> open = new ConcurrentHashMap<>();
  private final Queue<LiveSegment> unused = new ConcurrentLinkedQueue<>();

  /// The kind of work that makes a segment; its directories tell where they come from.
  public enum Stage {
    /// A memtable is written.
    FLUSH("__flush"),
    /// Segments are merged.
    COMPACTION("__compaction");

    private final String directory;

    Stage(String directory) {
      this.directory = directory;
    }
  }

  /// The segments of that database.
  public SegmentStore(Storage storage, UUID databaseId, Viper viper, Failpoints failpoints) {
    this.storage = storage;
    this.databaseId = databaseId;
    this.viper = viper;
    this.failpoints = failpoints;
    this.directories = new TableDirectories(storage);
    this.epochs = new EpochStore(storage, databaseId, failpoints);
  }

  /// The epochs by which the rows of segments are ordered.
  public EpochStore epochs() {
    return epochs;
  }

  /// Writes the rows that come from `fill` as a new segment, which is durable when this returns,
  /// but a part of nothing.
  ///
  /// @param segmentId one that no segment had before
  /// @return false if there were no rows: then there is no segment
  public boolean write(Stage stage, TableDef table, long segmentId, Consumer<SegmentWriter> fill) {
    return write(stage, table, segmentId, null, Pace.FREE, fill);
  }

  /// The same at a pace.
  ///
  /// @param order the order in which the rows come, or null if in any
  public boolean write(
      Stage stage,
      TableDef table,
      long segmentId,
      @Nullable ListOrder order,
      Pace pace,
      Consumer<SegmentWriter> fill) {
    SegmentId id = new SegmentId(databaseId, table.id(), segmentId);
    String staging = stage.directory + "/" + segmentId;
    storage.createDirectory(staging);
    boolean done = false;
    try {
      int column = Clustering.column(table);
      try (SegmentWriter writer = viper.create(staging, id, table, column, order, pace)) {
        fill.accept(writer);
        if (writer.rowCount() == 0) {
          return false;
        }
        writer.finish();
      }
      failpoints.hit("segment.written");
      directories.move(staging, table, id.name(), () -> failpoints.hit("segment.renamed"));
      failpoints.hit("segment.durable");
      done = true;
      return true;
    } finally {
      if (!done) {
        if (storage.exists(staging)) {
          remove(staging);
        } else {
          removeSegment(directory(table, id));
        }
      }
    }
  }

  /// Opens a segment, or tells `lost` that it is damaged and returns null; who calls this lets go
  /// of it when a version has it or none gets it.
  ///
  /// @throws ProximaException `IO_FAILURE`, `UNSUPPORTED`
  @Nullable LiveSegment open(SegmentRef ref, TableDef table, Consumer<LostSegment> lost) {
    try {
      return open(ref, table);
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
      LOGGER.log(
          System.Logger.Level.ERROR,
          "table {0} cannot be read: segment {1} is damaged: {2}",
          table.name(),
          String.valueOf(ref.segmentId()),
          e.getMessage());
      lost.accept(new LostSegment(ref, e));
      return null;
    }
  }

  /// Opens a segment; who calls this lets go of it when a version has it or none gets it.
  ///
  /// @throws ProximaException `CORRUPT_FILE`
  public LiveSegment open(SegmentRef ref, TableDef table) {
    SegmentId id = id(ref);
    SegmentReader reader =
        viper.open(directories.of(table) + "/" + id.name(), id, table, ref.deletes());
    LiveSegment segment = new LiveSegment(reader, unused::add);
    open.put(ref.segmentId(), segment);
    return segment;
  }

  /// The directory of a segment of a table.
  public static String directory(TableDef table, SegmentId id) {
    return TableDirectories.path(table.schemaId(), table.id()) + "/" + id.name();
  }

  /// The directory of a segment of a table that is known here: one of it was opened or made.
  private String directory(SegmentRef ref) {
    return directories.of(ref.tableId()) + "/" + id(ref).name();
  }

  private SegmentId id(SegmentRef ref) {
    return new SegmentId(databaseId, ref.tableId(), ref.segmentId());
  }

  /// Opens a segment that was written just now; if that fails its files go.
  ///
  /// @throws ProximaException as `open`
  public LiveSegment openWritten(SegmentRef ref, TableDef table) {
    boolean isOpen = false;
    try {
      LiveSegment segment = open(ref, table);
      isOpen = true;
      return segment;
    } finally {
      if (!isOpen) {
        removeSegment(directory(table, new SegmentId(databaseId, ref.tableId(), ref.segmentId())));
      }
    }
  }

  /// The segment is no part of the database any more; its files go when nobody reads them.
  public void retire(SegmentRef ref) {
    LiveSegment segment = open.get(ref.segmentId());
    if (segment != null) {
      segment.replaced();
    }
  }

  /// Moves the files of a segment to where nobody looks for them and nobody removes them; whoever
  /// reads them goes on.
  ///
  /// @return the directory in which they are now
  public String quarantine(SegmentRef ref) {
    String from = directory(ref);
    String parent = directories.of(ref.tableId());
    String to = QUARANTINE + from.substring(parent.length());
    if (storage.exists(from)) {
      storage.createDirectory(QUARANTINE);
      storage.syncDirectory("");
      storage.rename(from, to);
      storage.syncDirectory(QUARANTINE);
      storage.syncDirectory(parent);
      directories.removeEmpty(parent);
    }
    open.remove(ref.segmentId());
    LOGGER.log(System.Logger.Level.WARNING, "the damaged files of {0} are in {1}", from, to);
    return to;
  }

  /// Removes the files of the segments that nobody reads any more and no manifest names.
  public void removeUnused() {
    for (LiveSegment segment = unused.poll(); segment != null; segment = unused.poll()) {
      removeSegment(segment.reader().directory());
      open.remove(segment.id());
    }
  }

  /// An id above those of all segments and epochs there are, also of what is left of some: the
  /// names of files that were removed may come back after a crash.
  public long nextId() {
    List<String> places = new ArrayList<>(directories.all());
    for (Stage stage : Stage.values()) {
      places.add(stage.directory);
    }
    long next = epochs.nextId();
    for (String directory : places) {
      if (storage.exists(directory)) {
        for (String name : storage.list(directory)) {
          next = Math.max(next, SegmentId.idOf(name) + 1);
        }
      }
    }
    return next;
  }

  /// Removes everything that is no part of the database: unfinished segments, those that `named`
  /// does not have, lists of deleted rows of other generations, and directories of tables and
  /// schemas that nothing is in.
  public void removeLeftovers(Collection<SegmentRef> named) {
    for (Stage stage : Stage.values()) {
      if (storage.exists(stage.directory)) {
        for (String name : storage.list(stage.directory)) {
          remove(stage.directory + "/" + name);
        }
        storage.delete(stage.directory);
      }
    }
    Map<String, SegmentRef> refs =
        named.stream()
            .collect(
                Collectors.toMap(ref -> ref.tableId() + "/" + id(ref).name(), Function.identity()));
    for (String table : directories.all()) {
      String tableId = table.substring(table.lastIndexOf('/') + 1);
      for (String name : storage.list(table)) {
        String path = table + "/" + name;
        SegmentRef ref = refs.get(tableId + "/" + name);
        if (ref == null) {
          remove(path);
        } else {
          removeOldDeletes(path, ref.deletes());
        }
      }
    }
    directories.removeEmpty();
  }

  private void removeOldDeletes(String directory, long generation) {
    for (String name : storage.list(directory)) {
      if (name.startsWith(SegmentId.DELETES) && !name.equals(SegmentId.DELETES + generation)) {
        storage.delete(directory + "/" + name);
      }
    }
  }

  private void removeSegment(String directory) {
    remove(directory);
    directories.removeEmpty(directory.substring(0, directory.lastIndexOf('/')));
  }

  /// Removes a directory in which there are only files.
  private void remove(String directory) {
    if (storage.exists(directory)) {
      storage.list(directory).forEach(name -> storage.delete(directory + "/" + name));
      storage.delete(directory);
    }
  }
}

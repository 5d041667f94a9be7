package io.proxima.engine.segment.viper;

import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.ListOrder;
import io.proxima.engine.segment.Pace;
import io.proxima.engine.segment.SegmentFiles;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentSummary;
import io.proxima.engine.segment.SegmentWriter;
import org.jspecify.annotations.Nullable;

/// Makes and opens segments in the layout VIPER.
///
/// - **Threads:** thread-safe.
public final class Viper {
  private final Storage storage;
  private final MemoryBudget budget;
  private final BlockCache cache;
  private final ViperSettings settings;

  /// Segments in `storage`, whose decoded columns go through `cache`.
  public Viper(Storage storage, MemoryBudget budget, BlockCache cache, ViperSettings settings) {
    this.storage = storage;
    this.budget = budget;
    this.cache = cache;
    this.settings = settings;
  }

  /// A writer of a new segment of `table` in `directory`, which exists and is empty.
  ///
  /// @param clusterColumn the position of the vector column by which the rows are ordered, or -1
  /// @param order the order by that column in which the rows will come, or null if in any
  public SegmentWriter create(
      String directory,
      SegmentId id,
      TableDef table,
      int clusterColumn,
      @Nullable ListOrder order) {
    return create(directory, id, table, clusterColumn, order, Pace.FREE);
  }

  /// The same, with files that are written at a pace.
  public SegmentWriter create(
      String directory,
      SegmentId id,
      TableDef table,
      int clusterColumn,
      @Nullable ListOrder order,
      Pace pace) {
    SegmentFiles files = new SegmentFiles(storage, directory, id, table.name(), pace);
    boolean done = false;
    try {
      ViperWriter columns =
          new ViperWriter(files, table, clusterColumn, order, settings.of(table), budget);
      SegmentWriter writer = new SegmentWriter(files, columns, table, budget);
      done = true;
      return writer;
    } finally {
      if (!done) {
        files.close();
      }
    }
  }

  /// Opens a segment as rows of `table`, with the deletions of a generation (0 if there are none).
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public SegmentReader open(String directory, SegmentId id, TableDef table, long generation) {
    SegmentFiles files = new SegmentFiles(storage, directory, id, table.name());
    boolean done = false;
    try {
      SegmentSummary summary = files.open();
      ViperColumns columns = new ViperColumns(files, table, cache);
      SegmentReader reader = new SegmentReader(files, summary, columns, table, generation, budget);
      done = true;
      return reader;
    } finally {
      if (!done) {
        files.close();
      }
    }
  }
}

package io.proxima.engine.segment;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.SharedIndex;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.stored.StoredIndex;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The vector indexes of a segment. They can be made from its rows; one that is missing or damaged
/// is no error, but the rows have to be searched without it until it is made again.
///
/// - **Threads:** thread-safe; one thread makes them.
public final class VectorIndexes {
  /// So few rows are searched as fast without an index.
  private static final int FEW_ROWS = 2_000;

  private final SegmentFiles files;
  private final TableDef table;
  private final SegmentColumns columns;
  private final MemoryBudget budget;
  private final Map<Integer, Found> known = new ConcurrentHashMap<>();

  /// An index, or that there is none that can be used.
  private record Found(@Nullable VectorIndex index) {}

  VectorIndexes(SegmentFiles files, TableDef table, SegmentColumns columns, MemoryBudget budget) {
    this.files = files;
    this.table = table;
    this.columns = columns;
    this.budget = budget;
  }

  static String fileOf(int indexId) {
    return "vectors-" + indexId;
  }

  /// The index, or null if it is not there or cannot be used.
  public @Nullable VectorIndex find(VectorIndexDef index) {
    Found found = known.get(index.id());
    return (found == null ? open(index) : found).index();
  }

  private synchronized Found open(VectorIndexDef index) {
    Found found = known.get(index.id());
    if (found == null) {
      found = new Found(read(index));
      known.put(index.id(), found);
    }
    return found;
  }

  private @Nullable VectorIndex read(VectorIndexDef index) {
    try {
      SegmentInput file = files.openDerived(fileOf(index.id()));
      VectorIndex read = StoredIndex.open(fileOf(index.id()), file.region(0, file.sizeBytes()));
      return read.rowCount() == columns.rowCount() ? new SharedIndex(read) : null;
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.CORRUPT_FILE) {
        throw e;
      }
      return null;
    }
  }

  /// Whether there should be an index that is not there: the segment has enough rows and the column
  /// of the index.
  public boolean isMissing(VectorIndexDef index) {
    return isWanted(index) && find(index) == null;
  }

  /// Whether there should be an index: the segment has enough rows, and vectors in the column of
  /// the index; a column that came later has one value for all of its rows, and none here.
  public boolean isWanted(VectorIndexDef index) {
    return columns.rowCount() >= FEW_ROWS
        && table.columns().stream().anyMatch(column -> column.id() == index.columnId())
        && columns.matrix(table.positionOfId(index.columnId())) != null;
  }

  /// Makes an index and lets searches use it; one that is there serves them until then.
  ///
  /// - **Threads:** one thread at a time.
  ///
  /// @throws ProximaException `OUT_OF_MEMORY`, `DISK_FULL`, `IO_FAILURE`, `CANCELLED`;
  ///   `CORRUPT_FILE` if the rows are damaged
  public void make(VectorIndexDef index, IndexWork work) {
    new VectorIndexMaker(files, table, columns, budget, work).make(index);
    synchronized (this) {
      known.put(index.id(), new Found(read(index)));
    }
  }
}

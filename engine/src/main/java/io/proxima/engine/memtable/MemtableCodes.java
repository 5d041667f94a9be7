package io.proxima.engine.memtable;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.MeanVector;
import io.proxima.engine.index.SharedIndex;
import io.proxima.engine.index.VectorIndex;
import io.proxima.engine.index.flat.GrowingFlat;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.quant.Space;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The flat index of a vector column of a memtable. Writers do not know of it: a search that finds
/// many rows behind its end adds some of them first, and looks at the rest without it; where memory
/// is more than half used it adds none.
///
/// - **Owns:** its memory, counted against the budget until `close`.
/// - **Threads:** thread-safe; `close` when nobody reads.
/// - **Cost:** a search adds at most 4,096 rows, 1 to 3 µs each.
final class MemtableCodes implements AutoCloseable {
  private static final int LEAST_STEP = 1_024;
  private static final int MOST_STEP = 4_096;
  private static final int ROWS_TO_NEXT_TRY = 10_000;
  private static final int MEAN_ROWS = 1_000;

  private final VectorStore vectors;
  private final VectorIndexDef index;
  private final int dim;
  private final String owner;
  private final MemoryBudget budget;
  private final ReentrantLock adding = new ReentrantLock();
  private volatile @Nullable Codes codes;
  private volatile int nextTry;

  private record Codes(GrowingFlat growing, VectorIndex shared) {}

  MemtableCodes(TableDef table, VectorStore vectors, VectorIndexDef index, MemoryBudget budget) {
    this.vectors = vectors;
    this.index = index;
    this.dim = table.columns().get(table.positionOfId(index.columnId())).type().size();
    this.owner = "index " + index.name() + " of table " + table.name();
    this.budget = budget;
  }

  /// The index for a reader who sees the first `rowCount` rows: it may have fewer, or more. Null if
  /// it has none.
  @Nullable VectorIndex upTo(int rowCount) {
    boolean isDue = rowCount - coded() >= LEAST_STEP && rowCount >= nextTry;
    if (isDue && 2 * budget.usedBytes() < budget.limitBytes() && adding.tryLock()) {
      try {
        add(rowCount);
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.OUT_OF_MEMORY) {
          throw e;
        }
        nextTry = rowCount + ROWS_TO_NEXT_TRY;
      } finally {
        adding.unlock();
      }
    }
    Codes now = codes;
    return now == null ? null : now.shared;
  }

  private int coded() {
    Codes now = codes;
    return now == null ? 0 : now.growing.rowCount();
  }

  private void add(int rowCount) {
    float[] vector = new float[dim];
    Codes now = codes;
    if (now == null) {
      Space space = Space.of(index.metric(), index.id(), mean(Math.min(rowCount, MEAN_ROWS)));
      GrowingFlat growing = GrowingFlat.open(budget, owner, space);
      now = new Codes(growing, new SharedIndex(growing));
      codes = now;
    }
    int from = now.growing.rowCount();
    int to = Math.min(rowCount, from + MOST_STEP);
    for (int ord = from; ord < to; ord++) {
      if (vectors.read(ord, vector)) {
        now.growing.append(vector, 0);
      } else {
        now.growing.appendNull();
      }
    }
  }

  private float[] mean(int rows) {
    MeanVector mean = new MeanVector(index.metric(), dim);
    float[] vector = new float[dim];
    for (int ord = 0; ord < rows; ord++) {
      if (vectors.read(ord, vector)) {
        mean.add(vector);
      }
    }
    return mean.toArray();
  }

  /// The memory it takes.
  long sizeBytes() {
    Codes now = codes;
    return now == null ? 0 : now.growing.sizeBytes();
  }

  @Override
  public void close() {
    Codes now = codes;
    if (now != null) {
      now.growing.close();
    }
  }
}

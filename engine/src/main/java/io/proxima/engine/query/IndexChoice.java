package io.proxima.engine.query;

import io.proxima.engine.index.Aim;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.schema.VectorIndexOptions;
import io.proxima.engine.vector.Metric;
import java.util.Optional;

/// The vector index that a search uses, and how hard it tries.
///
/// - **Threads:** immutable.
record IndexChoice(VectorIndexDef index, Aim aim) {
  private static final int TARGET_PERCENT = 95;

  /// The first index of a column for a metric; nothing if there is none, or the answer is to be
  /// exact.
  static Optional<IndexChoice> of(TableDef table, int column, Metric metric, SearchMode mode) {
    int columnId = table.columns().get(column).id();
    return table.vectorIndexes().stream()
        .filter(index -> index.columnId() == columnId && index.metric() == metric)
        .filter(_ -> !mode.isExact())
        .findFirst()
        .map(index -> new IndexChoice(index, aim(index, mode)));
  }

  private static Aim aim(VectorIndexDef index, SearchMode mode) {
    int own =
        VectorIndexOptions.number(index, VectorIndexOptions.TARGET_ACCURACY).orElse(TARGET_PERCENT);
    int percent = mode.targetPercent().orElse(own);
    return new Aim(percent / 100.0, mode.efSearch().orElse(0), mode.probes().orElse(0));
  }
}

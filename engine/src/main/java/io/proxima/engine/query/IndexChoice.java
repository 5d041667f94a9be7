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
  private static final double MISSED_WITHIN = 0.2;

  /// The first index of a column for a metric; nothing if there is none, or the answer is to be
  /// exact.
  static Optional<IndexChoice> of(TableDef table, int column, Metric metric, SearchMode mode) {
    return IndexUse.chosen(table, column, metric)
        .filter(_ -> !mode.isExact())
        .map(index -> new IndexChoice(index, aim(index, mode)));
  }

  /// The same for all rows within a distance. Most of them are about as far as that: as in a search
  /// for the k nearest those are missed the most often, so a smaller part is to be missed. How far
  /// apart the lists are in which they are is not known as it is of the k nearest, so all are
  /// looked at unless a number is said.
  IndexChoice ofRange() {
    double missed = MISSED_WITHIN * (1 - aim.recall());
    int probes = aim.probes() == 0 ? SearchMode.MOST_CANDIDATES : aim.probes();
    return new IndexChoice(index, new Aim(1 - missed, aim.efSearch(), probes));
  }

  private static Aim aim(VectorIndexDef index, SearchMode mode) {
    int own =
        VectorIndexOptions.number(index, VectorIndexOptions.TARGET_ACCURACY).orElse(TARGET_PERCENT);
    int percent = mode.targetPercent().orElse(own);
    return new Aim(percent / 100.0, mode.efSearch().orElse(0), mode.probes().orElse(0));
  }
}

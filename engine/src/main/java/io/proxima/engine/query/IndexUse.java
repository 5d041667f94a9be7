package io.proxima.engine.query;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.vector.Metric;
import java.util.Optional;

/// Which vector index a search uses.
public final class IndexUse {
  private IndexUse() {}

  /// The index that a search of a column by a metric uses unless its answer is to be exact: the
  /// first that fits.
  ///
  /// @param column a position in the table
  public static Optional<VectorIndexDef> chosen(TableDef table, int column, Metric metric) {
    int columnId = table.columns().get(column).id();
    return table.vectorIndexes().stream()
        .filter(index -> index.columnId() == columnId && index.metric() == metric)
        .findFirst();
  }
}

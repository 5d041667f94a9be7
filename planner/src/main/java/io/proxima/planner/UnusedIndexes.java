package io.proxima.planner;

import io.proxima.engine.query.IndexUse;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.planner.exec.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Says why searches for nearest rows do not use the vector indexes that their column has.
///
/// @param statement what the statement says of its searches
/// @param session what the session's settings say
record UnusedIndexes(SearchMode statement, SearchMode session) {
  /// An index, and why it is not used.
  record Unused(String index, String reason) {}

  List<Unused> of(Access access) {
    return switch (access) {
      case Access.Knn knn -> of(knn.table(), knn.nearness());
      case Access.Range range -> of(range.table(), range.nearness());
      case Access.Past past -> of(past.access());
      case Access.Scan _, Access.PointGet _, Access.SystemScan _ -> List.of();
    };
  }

  private List<Unused> of(TableDef table, Access.Nearness nearness) {
    int columnId = table.columns().get(nearness.column()).id();
    Optional<VectorIndexDef> chosen = IndexUse.chosen(table, nearness.column(), nearness.metric());
    List<Unused> unused = new ArrayList<>();
    for (VectorIndexDef index : table.vectorIndexes()) {
      if (index.columnId() == columnId) {
        reason(index, chosen, nearness)
            .ifPresent(reason -> unused.add(new Unused(index.name(), reason)));
      }
    }
    return unused;
  }

  private Optional<String> reason(
      VectorIndexDef index, Optional<VectorIndexDef> chosen, Access.Nearness nearness) {
    if (index.metric() != nearness.metric()) {
      return Optional.of(
          "metric is " + word(index.metric()) + ", the query's is " + word(nearness.metric()));
    }
    if (statement.or(session).isExact()) {
      return Optional.of(
          statement.isExact()
              ? "the statement asks for exact distances (FETCH EXACT)"
              : "proxima.exact is on");
    }
    return chosen
        .filter(used -> used.id() != index.id())
        .map(used -> "index " + used.name() + " is used");
  }

  private static String word(Enum<?> metric) {
    return metric.name().toLowerCase(Locale.ROOT);
  }
}

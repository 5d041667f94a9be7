package io.proxima.jdbc;

import io.proxima.client.Nullable;
import io.proxima.client.ResultColumn;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Finds a column of a result by its label, whatever the case; of equal ones the first.
final class Labels {
  private final List<ResultColumn> columns;
  private @Nullable Map<String, Integer> positions;

  Labels(List<ResultColumn> columns) {
    this.columns = columns;
  }

  /// The position from 1.
  int find(String label) throws SQLException {
    if (label == null) {
      throw SqlErrors.of("42703", "the label of a column is null");
    }
    if (positions == null) {
      positions = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        positions.putIfAbsent(folded(columns.get(i).label()), i + 1);
      }
    }
    Integer position = positions.get(folded(label));
    if (position == null) {
      throw SqlErrors.of(
          "42703",
          "no column "
              + label
              + " in the result; it has "
              + columns.stream().map(ResultColumn::label).collect(Collectors.joining(", ")));
    }
    return position;
  }

  private static String folded(String label) {
    return label.toLowerCase(Locale.ROOT);
  }
}

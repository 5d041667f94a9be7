package io.proxima.planner.exec;

import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.Metric;
import io.proxima.sql.catalog.SystemView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A way to rows, with everything that the engine does on it. `columns` are positions in the
/// table's columns, or `ScanRequest.ROW_KEY`, in the order wanted.
///
/// - **Threads:** immutable.
public sealed interface Access {
  /// The types of the columns it gives.
  List<ColumnType> types();

  /// The access as EXPLAIN shows it.
  String describe();

  /// All rows of a table that pass a filter.
  record Scan(TableDef table, List<Integer> columns, Condition filter) implements Access {
    @Override
    public List<ColumnType> types() {
      return typesOf(table, columns);
    }

    @Override
    public String describe() {
      return "Scan " + table.name() + suffix(table, columns, filter, false);
    }
  }

  /// The rows nearest to a vector; the last column is the distance.
  record Knn(
      TableDef table, Nearness nearness, RowLimit limit, List<Integer> columns, Condition filter)
      implements Access {
    @Override
    public List<ColumnType> types() {
      return withDistance(table, columns);
    }

    @Override
    public String describe() {
      return "Knn "
          + table.name()
          + " by "
          + nearness.describe(table)
          + ", k="
          + limit
          + suffix(table, columns, filter, true);
    }
  }

  /// The rows within a distance of a vector, nearest first; the last column is the distance.
  record Range(
      TableDef table,
      Nearness nearness,
      Bound bound,
      RowLimit limit,
      List<Integer> columns,
      Condition filter)
      implements Access {
    @Override
    public List<ColumnType> types() {
      return withDistance(table, columns);
    }

    @Override
    public String describe() {
      return "Range "
          + table.name()
          + " by "
          + nearness.describe(table)
          + bound
          + (limit.equals(RowLimit.NONE) ? "" : ", limit=" + limit)
          + suffix(table, columns, filter, true);
    }
  }

  /// The rows with given primary keys: for each column of the key the values it may have.
  record PointGet(TableDef table, List<List<Operand>> keys, List<Integer> columns, Condition filter)
      implements Access {
    @Override
    public List<ColumnType> types() {
      return typesOf(table, columns);
    }

    @Override
    public String describe() {
      List<String> parts = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        String name = table.columns().get(table.key().get(i)).name();
        List<Operand> values = keys.get(i);
        parts.add(values.size() == 1 ? name + "=" + values.getFirst() : name + " in " + values);
      }
      return "PointGet "
          + table.name()
          + ", key="
          + String.join(", ", parts)
          + suffix(table, columns, filter, false);
    }
  }

  /// The rows of a system view.
  record SystemScan(SystemView view, List<Integer> columns) implements Access {
    @Override
    public List<ColumnType> types() {
      return columns.stream().map(c -> view.columns().get(c).type()).toList();
    }

    @Override
    public String describe() {
      return "SystemScan " + view.name();
    }
  }

  /// What rows are near to: a vector column, compared with a vector by a metric.
  record Nearness(int column, Metric metric, Operand query) {
    String describe(TableDef table) {
      return metric + " of " + table.columns().get(column).name() + " to " + query;
    }
  }

  /// How far a distance may go.
  record Bound(Operand distance, boolean inclusive) {
    @Override
    public String toString() {
      return (inclusive ? " <= " : " < ") + distance;
    }
  }

  private static List<ColumnType> typesOf(TableDef table, List<Integer> columns) {
    return columns.stream()
        .map(c ->
            c == ScanRequest.ROW_KEY
                ? ColumnType.of(TypeKind.VARBINARY)
                : table.columns().get(c).type())
        .toList();
  }

  private static List<ColumnType> withDistance(TableDef table, List<Integer> columns) {
    List<ColumnType> types = new ArrayList<>(typesOf(table, columns));
    types.add(ColumnType.of(TypeKind.DOUBLE));
    return types;
  }

  private static String suffix(
      TableDef table, List<Integer> columns, Condition filter, boolean distance) {
    String names =
        columns.stream()
            .map(c -> c == ScanRequest.ROW_KEY ? "<key>" : table.columns().get(c).name())
            .collect(Collectors.joining(", "));
    String all = !distance ? names : names.isEmpty() ? "distance" : names + ", distance";
    return (filter.equals(Condition.TRUE) ? "" : ", filter=" + filter.describe(table))
        + ", columns=["
        + all
        + "]";
  }
}

package io.proxima.planner.exec;

import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.Metric;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.ColumnBuilder;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Rows;
import io.proxima.sql.catalog.SystemView;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A way to rows, with everything that the engine does on it. `columns` are positions in the
/// table's columns, or what `ScanRequest` has for hidden ones, in the order wanted.
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

  /// The rows nearest to a vector, and with `ties` all that tie with the last of them; the last
  /// column is the distance.
  record Knn(
      TableDef table,
      Nearness nearness,
      RowLimit limit,
      @Nullable Ties ties,
      List<Integer> columns,
      Condition filter)
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
          + (ties == null ? "" : " with ties of " + ties.text())
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
          + bound.describe()
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

  /// What an access gives at another moment than that of the statement's snapshot: a time, or the
  /// number of a commit.
  record Past(Access access, Operand moment, boolean isSequence) implements Access {
    @Override
    public List<ColumnType> types() {
      return access.types();
    }

    @Override
    public String describe() {
      return access.describe() + ", as of " + (isSequence ? "commit " : "") + moment;
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

  /// What rows of different distances can be equal in: a key computed from the distance, which is
  /// column 0 of `key`, in the order of the distance or the opposite one.
  record Ties(Expression key, String text) {}

  /// How far a distance may go.
  sealed interface Bound {
    /// As EXPLAIN shows it, behind the distance.
    String describe();

    /// The greatest distance in one execution, or null if no row is within.
    @Nullable Reach reach(Metric metric, Bindings bindings);
  }

  /// A greatest distance.
  record Reach(double distance, boolean inclusive) {}

  /// Up to a number.
  record UpTo(Operand distance, boolean inclusive) implements Bound {
    @Override
    public String describe() {
      return (inclusive ? " <= " : " < ") + distance;
    }

    @Override
    public @Nullable Reach reach(Metric metric, Bindings bindings) {
      Object bound = distance.value(bindings);
      if (bound == null) {
        return null;
      }
      double number = ((Number) bound).doubleValue();
      // NaN sorts above all distances.
      return new Reach(Double.isNaN(number) ? Double.POSITIVE_INFINITY : number, inclusive);
    }
  }

  /// As long as a condition on the distance holds, which is column 0 of it; from some distance on
  /// it does not hold any more.
  record AsLongAs(Expression condition, String text) implements Bound {
    @Override
    public String describe() {
      return " while " + text;
    }

    @Override
    public @Nullable Reach reach(Metric metric, Bindings bindings) {
      double last = DistanceDomain.of(metric).last(distance -> holds(distance, bindings));
      return Double.isNaN(last) ? null : new Reach(last, true);
    }

    private boolean holds(double distance, Bindings bindings) {
      Column column = ColumnBuilder.single(ColumnType.of(TypeKind.DOUBLE), distance);
      Column holds = condition.column(Rows.of(new RowBatch(1, List.of(column)), bindings));
      return !holds.isNull(0) && holds.valueAt(0).equals(1L);
    }
  }

  /// The name of a column that an access gives.
  static String nameOf(TableDef table, int column) {
    return switch (column) {
      case ScanRequest.ROW_KEY -> "<key>";
      case ScanRequest.CREATED_AT -> RowTime.CREATED.column();
      case ScanRequest.UPDATED_AT -> RowTime.UPDATED.column();
      case ScanRequest.EXPIRES_AT -> RowTime.EXPIRES.column();
      default -> table.columns().get(column).name();
    };
  }

  private static ColumnType typeOf(TableDef table, int column) {
    return switch (column) {
      case ScanRequest.ROW_KEY -> ColumnType.of(TypeKind.VARBINARY);
      case ScanRequest.CREATED_AT, ScanRequest.UPDATED_AT, ScanRequest.EXPIRES_AT ->
          ColumnType.of(TypeKind.TIMESTAMP);
      default -> table.columns().get(column).type();
    };
  }

  private static List<ColumnType> typesOf(TableDef table, List<Integer> columns) {
    return columns.stream().map(column -> typeOf(table, column)).toList();
  }

  private static List<ColumnType> withDistance(TableDef table, List<Integer> columns) {
    List<ColumnType> types = new ArrayList<>(typesOf(table, columns));
    types.add(ColumnType.of(TypeKind.DOUBLE));
    return types;
  }

  private static String suffix(
      TableDef table, List<Integer> columns, Condition filter, boolean distance) {
    String names =
        columns.stream().map(column -> nameOf(table, column)).collect(Collectors.joining(", "));
    String all = !distance ? names : names.isEmpty() ? "distance" : names + ", distance";
    return (filter.equals(Condition.TRUE) ? "" : ", filter=" + filter.describe(table))
        + ", columns=["
        + all
        + "]";
  }
}

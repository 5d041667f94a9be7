package io.proxima.planner.cost;

import io.proxima.planner.exec.Access;
import io.proxima.planner.exec.Operand;
import io.proxima.planner.exec.RowLimit;
import java.util.List;

/// What an access is taken to give and to cost.
///
/// - **Unit:** rows, and rows looked at.
public final class AccessPolicy {
  private static final double TABLE_ROWS = 10_000;
  private static final double NEAR_ROWS = 10;

  private AccessPolicy() {}

  /// The number of rows it gives.
  public static double rows(Access access) {
    return switch (access) {
      case Access.Scan scan -> Math.max(1, TABLE_ROWS * Selectivity.of(scan.filter()));
      case Access.Knn _ -> NEAR_ROWS;
      case Access.Range range ->
          range.limit().equals(RowLimit.NONE)
              ? Math.max(1, TABLE_ROWS * 0.1 * Selectivity.of(range.filter()))
              : NEAR_ROWS;
      case Access.PointGet get ->
          get.keys().stream().mapToDouble(List<Operand>::size).reduce(1, (a, b) -> a * b);
      case Access.Past past -> rows(past.access());
      case Access.SystemScan _ -> 100;
    };
  }

  /// The work for it.
  public static double cost(Access access) {
    return switch (access) {
      case Access.Scan scan -> TABLE_ROWS * 0.5 + rows(scan) * width(scan.columns());
      case Access.Knn _ -> TABLE_ROWS * 0.4;
      case Access.Range _ -> TABLE_ROWS * 0.4;
      case Access.PointGet get -> rows(get) * width(get.columns());
      case Access.Past past -> cost(past.access());
      case Access.SystemScan _ -> 100;
    };
  }

  /// Fewer columns cost less.
  private static double width(List<Integer> columns) {
    return 0.1 * columns.size();
  }
}

package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.TypeOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// One key of an ordering: a column, its direction and the place of its NULLs.
public record SortKey(int position, boolean descending, boolean nullsFirst) {
  /// Compares rows of columns.
  interface RowOrder {
    int compare(Column a, int rowA, Column b, int rowB);
  }

  RowOrder order(ColumnType type) {
    Comparator<Object> values = TypeOrder.of(type);
    int sign = descending ? -1 : 1;
    int nullSign = nullsFirst ? -1 : 1;
    return (a, rowA, b, rowB) -> {
      boolean nullA = a.isNull(rowA);
      boolean nullB = b.isNull(rowB);
      if (nullA || nullB) {
        return nullA == nullB ? 0 : nullA ? nullSign : -nullSign;
      }
      if (a instanceof LongColumn x && b instanceof LongColumn y) {
        return sign * Long.compare(x.values()[rowA], y.values()[rowB]);
      }
      if (a instanceof DoubleColumn x && b instanceof DoubleColumn y) {
        return sign * ValueOrder.compare(x.values()[rowA], y.values()[rowB]);
      }
      return sign * Integer.signum(values.compare(a.valueAt(rowA), b.valueAt(rowB)));
    };
  }

  /// The order of several keys.
  static RowComparison comparison(List<SortKey> keys, List<ColumnType> types) {
    RowOrder[] orders = new RowOrder[keys.size()];
    int[] positions = new int[keys.size()];
    for (int i = 0; i < orders.length; i++) {
      positions[i] = keys.get(i).position();
      orders[i] = keys.get(i).order(types.get(positions[i]));
    }
    return new RowComparison(orders, positions);
  }

  /// Compares rows of batches by several keys.
  record RowComparison(RowOrder[] orders, int[] positions) {
    private Comparator<Long> in(RowStore store) {
      return (a, b) -> {
        for (int i = 0; i < orders.length; i++) {
          int order =
              orders[i].compare(
                  store.column(a, positions[i]),
                  RowStore.row(a),
                  store.column(b, positions[i]),
                  RowStore.row(b));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };
    }

    /// The addresses of all rows of a store in this order; equal rows stay as they came.
    long[] sorted(RowStore store) {
      Long[] addresses = Arrays.stream(store.addresses()).boxed().toArray(Long[]::new);
      Arrays.sort(addresses, in(store));
      return Arrays.stream(addresses).mapToLong(Long::longValue).toArray();
    }

    /// Compares a row of one batch with a row of another.
    int compare(RowBatch a, int rowA, RowBatch b, int rowB) {
      for (int i = 0; i < orders.length; i++) {
        int order = orders[i].compare(a.column(positions[i]), rowA, b.column(positions[i]), rowB);
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }
  }
}

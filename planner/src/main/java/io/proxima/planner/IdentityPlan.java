package io.proxima.planner;

import io.proxima.engine.Transaction;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.Validity;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Writes numbers into the identity column of rows.
///
/// - **Threads:** immutable.
final class IdentityPlan {
  private final TableDef table;
  private final Statement.Numbered numbered;

  IdentityPlan(TableDef table, Statement.Numbered numbered) {
    this.table = table;
    this.numbered = numbered;
  }

  /// The rows with a number in each that is to get one.
  ///
  /// @throws io.proxima.engine.error.ProximaException `IDENTITY_EXHAUSTED`
  RowBatch number(RowBatch rows, Transaction transaction) {
    int count = numbered.isAll() ? rows.rowCount() : numbered.rows().size();
    if (count == 0) {
      return rows;
    }
    int position = table.identityColumn();
    IdentityDef numbers = table.columns().get(position).identity().orElseThrow();
    long next = transaction.takeIdentity(table, count);
    Column given = rows.column(position);
    long[] values = new long[rows.rowCount()];
    BitSet nulls = new BitSet();
    for (int row = 0; row < values.length; row++) {
      if (numbered.isAll() || numbered.rows().contains(row)) {
        values[row] = next;
        next += numbers.increment();
      } else if (given.isNull(row)) {
        nulls.set(row);
      } else {
        values[row] = (Long) given.valueAt(row);
      }
    }
    List<Column> columns = new ArrayList<>(rows.columns());
    columns.set(
        position, new LongColumn(given.type(), values.length, values, Validity.ofNulls(nulls)));
    return new RowBatch(rows.rowCount(), columns);
  }
}

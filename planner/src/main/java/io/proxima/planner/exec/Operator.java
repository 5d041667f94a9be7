package io.proxima.planner.exec;

import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import java.util.List;

/// A step of a plan, ready to run any number of times.
///
/// - **Threads:** immutable.
public interface Operator {
  /// The types of the columns it gives.
  List<ColumnType> types();

  /// Starts an execution; the caller closes the cursor.
  RowCursor open(ExecutionScope scope);
}

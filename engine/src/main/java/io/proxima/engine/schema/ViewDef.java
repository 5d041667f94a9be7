package io.proxima.engine.schema;

import java.util.List;

/// The definition of a view: a query under a name.
///
/// `columns` are fixed when it is made. `query` is the SQL text, whose unqualified names mean
/// `schema`. `uses` names the tables and views that the text names.
///
/// - **Threads:** immutable.
public record ViewDef(
    TableName name, List<ColumnDef> columns, String query, String schema, List<TableName> uses) {
  /// Copies the lists.
  public ViewDef {
    columns = List.copyOf(columns);
    uses = List.copyOf(uses);
  }

  /// Whether what reads `before` can read this in its place: it has the same columns, and perhaps
  /// more behind them.
  boolean canReplace(ViewDef before) {
    int known = before.columns.size();
    return columns.size() >= known && columns.subList(0, known).equals(before.columns);
  }
}

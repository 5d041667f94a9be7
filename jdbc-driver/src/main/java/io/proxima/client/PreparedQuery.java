package io.proxima.client;

import java.util.List;

/// A statement that a session has read and planned.
///
/// `columns` is empty if it gives no rows; `rowLayout` is null unless rows can be sent encoded.
public record PreparedQuery(
    long id,
    String sql,
    boolean isQuery,
    List<ResultColumn> columns,
    List<ParameterColumn> parameters,
    @Nullable RowLayout rowLayout) {
  /// Copies the lists.
  public PreparedQuery {
    columns = List.copyOf(columns);
    parameters = List.copyOf(parameters);
  }
}

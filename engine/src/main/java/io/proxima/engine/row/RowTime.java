package io.proxima.engine.row;

/// The times that every row has beside its columns.
public enum RowTime {
  /// When the row was first written.
  CREATED("_created_at"),
  /// When it was written last.
  UPDATED("_updated_at"),
  /// From when on it counts as absent; [RowTimes#NEVER] if it does not expire.
  EXPIRES("_expires_at");

  private final String column;

  RowTime(String column) {
    this.column = column;
  }

  /// The name of the hidden column that shows it.
  public String column() {
    return column;
  }
}

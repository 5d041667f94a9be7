package io.proxima.engine.segment;

/// The columns of a segment that hold the [RowOrigins].
public enum HiddenColumn {
  /// The hidden row id; only in a table without a primary key.
  ROW_ID(1),
  /// The commit that created the row.
  SEQUENCE(2),
  /// When the row was first written.
  CREATED_AT(3),
  /// When it was written last.
  UPDATED_AT(4),
  /// When it expires, or NULL.
  EXPIRES_AT(5);

  private final int number;

  HiddenColumn(int number) {
    this.number = number;
  }

  /// Counted from 1; files hold it.
  public int number() {
    return number;
  }
}

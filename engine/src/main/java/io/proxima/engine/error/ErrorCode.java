package io.proxima.engine.error;

/// Every error a user or operator can meet, with its SQLSTATE and what to do about it.
///
/// A code is API: it never changes its meaning. A new code is added only if the user would act
/// differently.
public enum ErrorCode {
  /// The statement text is not SQL.
  SYNTAX_ERROR("42601", Kind.FIX_INPUT),
  /// A table or view of that name does not exist.
  UNDEFINED_TABLE("42P01", Kind.FIX_INPUT),
  /// A column of that name does not exist.
  UNDEFINED_COLUMN("42703", Kind.FIX_INPUT),
  /// A function, or an operator for these operand types, does not exist.
  UNDEFINED_FUNCTION("42883", Kind.FIX_INPUT),
  /// A setting, option, index, schema or file of that name does not exist.
  UNDEFINED_OBJECT("42704", Kind.FIX_INPUT),
  /// A view where a table is needed, or a table where a view is.
  WRONG_OBJECT("42809", Kind.FIX_INPUT),
  /// Something else uses what is to be dropped.
  DEPENDENT_OBJECTS("2BP01", Kind.FIX_INPUT),
  /// A table, view, index, schema or file of that name exists already.
  DUPLICATE_OBJECT("42P07", Kind.FIX_INPUT),
  /// A definition contradicts itself, such as two columns of one name.
  INVALID_DEFINITION("42P16", Kind.FIX_INPUT),
  /// A value has a type that cannot be used there.
  TYPE_MISMATCH("42804", Kind.FIX_INPUT),
  /// A row with that key, or with these values of a UNIQUE, exists.
  DUPLICATE_KEY("23505", Kind.FIX_INPUT),
  /// A NULL for a column that forbids it.
  NOT_NULL("23502", Kind.FIX_INPUT),
  /// A row for which a CHECK of its table is false.
  CHECK_VIOLATION("23514", Kind.FIX_INPUT),
  /// A row that refers to no row of the other table, or a row to which others refer.
  FOREIGN_KEY("23503", Kind.FIX_INPUT),
  /// A vector has another number of dimensions than its place needs.
  DIMENSION_MISMATCH("22P70", Kind.FIX_INPUT),
  /// A vector holds NaN or an infinity.
  NON_FINITE_VECTOR("22P71", Kind.FIX_INPUT),
  /// A text that cannot be read as a value of the wanted type.
  INVALID_TEXT("22P02", Kind.FIX_INPUT),
  /// A text that is no JSON, or a JSON text beyond the limits.
  INVALID_JSON("22032", Kind.FIX_INPUT),
  /// A JSON path that leads to nothing, where that is an error.
  NO_JSON_ITEM("22035", Kind.FIX_INPUT),
  /// A JSON path that leads to something else than the one value that is wanted.
  NOT_ONE_JSON_ITEM("22034", Kind.FIX_INPUT),
  /// A number outside the range of its type.
  NUMERIC_OUT_OF_RANGE("22003", Kind.FIX_INPUT),
  /// All numbers that an identity column can hold are given away.
  IDENTITY_EXHAUSTED("2200H", Kind.FIX_INPUT),
  /// A value for a column that only the database fills.
  GENERATED_ALWAYS("428C9", Kind.FIX_INPUT),
  /// A text or binary value longer than its column allows.
  VALUE_TOO_LONG("22001", Kind.FIX_INPUT),
  /// A sub-query that stands for one value gave several rows.
  CARDINALITY_VIOLATION("21000", Kind.FIX_INPUT),
  /// A division by zero.
  DIVISION_BY_ZERO("22012", Kind.FIX_INPUT),
  /// An option, setting or parameter with a value outside its range.
  INVALID_PARAMETER("22023", Kind.FIX_INPUT),
  /// Another transaction changed the same row first.
  WRITE_CONFLICT("40001", Kind.RETRY),
  /// Something that is understood but not offered.
  UNSUPPORTED("0A000", Kind.FIX_INPUT),
  /// The statement was cancelled.
  CANCELLED("57014", Kind.RETRY),
  /// The statement took longer than its time limit.
  TIMEOUT("57P70", Kind.RETRY),
  /// No space is left on the storage.
  DISK_FULL("53100", Kind.FREE_RESOURCES),
  /// The memory budget is used up.
  OUT_OF_MEMORY("53200", Kind.FREE_RESOURCES),
  /// The storage answered with an error.
  IO_FAILURE("58030", Kind.FREE_RESOURCES),
  /// A file is damaged, missing or not what it should be.
  CORRUPT_FILE("XX001", Kind.CORRUPT),
  /// Something that whoever runs the database has not permitted.
  NOT_PERMITTED("42501", Kind.FIX_INPUT),
  /// A write where only reads are allowed.
  READ_ONLY("25006", Kind.FIX_INPUT),
  /// A statement that needs an open transaction, or must not have one.
  INVALID_TRANSACTION_STATE("25000", Kind.FIX_INPUT),
  /// The database cannot be opened or reached.
  CANNOT_CONNECT("08001", Kind.RETRY),
  /// The connection, statement or database is closed.
  CLOSED("08003", Kind.FIX_INPUT),
  /// A defect of Proxima.
  INTERNAL("XX000", Kind.BUG);

  /// What the reader of an error can do about it.
  public enum Kind {
    /// Change the statement or its values.
    FIX_INPUT,
    /// Run the transaction again.
    RETRY,
    /// Free memory or disk space, or mend the storage.
    FREE_RESOURCES,
    /// Restore or repair the database.
    CORRUPT,
    /// Report it.
    BUG
  }

  private final String sqlState;
  private final Kind kind;

  ErrorCode(String sqlState, Kind kind) {
    this.sqlState = sqlState;
    this.kind = kind;
  }

  /// The five characters of the SQLSTATE.
  public String sqlState() {
    return sqlState;
  }

  /// What to do about it.
  public Kind kind() {
    return kind;
  }
}

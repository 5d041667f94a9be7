package io.proxima.engine.row;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;

/// The errors that a value of one column can cause. Rows are counted from 0 here, from 1 in
/// messages.
record RowErrors(TableDef table, ColumnDef column) {
  ProximaException notNull(int row) {
    return error(ErrorCode.NOT_NULL, row, "must not be NULL");
  }

  ProximaException dimension(int row, int found) {
    return error(
        ErrorCode.DIMENSION_MISMATCH,
        row,
        "has dimension " + column.type().size() + ", got " + found);
  }

  ProximaException nonFinite(int row, int element, float found) {
    return error(
        ErrorCode.NON_FINITE_VECTOR,
        row,
        "must hold finite numbers, got " + found + " as element " + (element + 1));
  }

  ProximaException tooLong(int row, int found) {
    return error(
        ErrorCode.VALUE_TOO_LONG, row, "is " + column.type() + ", got a value of length " + found);
  }

  ProximaException outOfRange(int row, Object found) {
    return error(ErrorCode.NUMERIC_OUT_OF_RANGE, row, "is " + column.type() + ", got " + found);
  }

  ProximaException notText(int row) {
    return error(ErrorCode.INVALID_TEXT, row, "got text with half of a surrogate pair");
  }

  ProximaException notJson(int row, ProximaException cause) {
    return error(cause.code(), row, "got no " + cause.getMessage());
  }

  private ProximaException error(ErrorCode code, int row, String what) {
    return new ProximaException(
        code,
        "column "
            + column.name()
            + " of table "
            + table.name()
            + " "
            + what
            + " (row "
            + (row + 1)
            + ")");
  }
}

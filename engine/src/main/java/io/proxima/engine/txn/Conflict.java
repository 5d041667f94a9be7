package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.TableDef;

/// The errors that another transaction was faster.
final class Conflict {
  private Conflict() {}

  static ProximaException ofRow(LiveTable table, Key key) {
    return of(
        "the row with the key "
            + table.keys().describe(key)
            + " of table "
            + table.definition().name()
            + " was changed");
  }

  static ProximaException ofTable(TableDef table, String what) {
    return of("table " + table.name() + " was " + what);
  }

  /// The error of a commit because of `what`, which another one has done.
  static ProximaException of(String what) {
    return new ProximaException(
        ErrorCode.WRITE_CONFLICT, what + " by another transaction since this one began");
  }
}

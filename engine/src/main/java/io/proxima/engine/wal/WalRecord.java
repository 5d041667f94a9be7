package io.proxima.engine.wal;

import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.Definition;
import java.util.BitSet;
import java.util.List;

/// What one frame of the log says: the result of a write, never how it came about.
public sealed interface WalRecord {
  /// The engine's time when the write was made, in microseconds since 1970.
  long engineTimeMicros();

  /// Rows added to a table, and the keys whose rows they replace or that are removed.
  ///
  /// `rows` is an encoded payload of `rowCount` rows as the client or the server made it; its row
  /// `i` has the row id `firstRowId + i`. Of these rows only those count whose bit is set in
  /// `applies`. `removedKeys` go before the rows come. `times` are those of all rows; they are
  /// written at the engine's time.
  record Rows(
      RowTimes times,
      int tableId,
      long firstRowId,
      int rowCount,
      BitSet applies,
      List<Key> removedKeys,
      byte[] rows)
      implements WalRecord {
    /// Checks that there are times for the rows.
    public Rows {
      if (!times.fits(rowCount)) {
        throw new IllegalArgumentException("times of another number of rows than " + rowCount);
      }
    }

    /// New rows that do not expire.
    public Rows(
        long engineTimeMicros,
        int tableId,
        long firstRowId,
        int rowCount,
        BitSet applies,
        List<Key> removedKeys,
        byte[] rows) {
      this(
          RowTimes.of(engineTimeMicros), tableId, firstRowId, rowCount, applies, removedKeys, rows);
    }

    @Override
    public long engineTimeMicros() {
      return times.writtenAt();
    }
  }

  /// The first `count` numbers of the identity column of a table may have been given away. A later
  /// record of the same table takes the place of this one.
  record Identity(long engineTimeMicros, int tableId, long count) implements WalRecord {}

  /// It is the engine's time, whatever records before this one say.
  record Clock(long engineTimeMicros) implements WalRecord {}

  /// A change of the catalog.
  record Define(long engineTimeMicros, Definition definition) implements WalRecord {}
}

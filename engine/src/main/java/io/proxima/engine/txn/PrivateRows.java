package io.proxima.engine.txn;

import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;

/// What one transaction sees of a table it has written: the rows of the snapshot without those it
/// has removed, and its own.
///
/// - **Owns:** the memtable of the own rows, until `close`.
/// - **Threads:** one writer, many readers.
final class PrivateRows implements AutoCloseable {
  private final List<RowSource> snapshot;
  private final List<HiddenRows> hidden;
  private final Memtable own;
  private final TableDef table;
  private final long timeMicros;

  /// No writes yet over `snapshot`, the sources of the table at an engine time.
  PrivateRows(TableDef table, List<RowSource> snapshot, long timeMicros, MemoryBudget budget) {
    this.table = table;
    this.timeMicros = timeMicros;
    this.snapshot = snapshot;
    this.hidden = snapshot.stream().map(source -> new HiddenRows(source.rowCount())).toList();
    this.own = new Memtable(table, budget);
  }

  void apply(TableWrite write) {
    own.reserve(write.rows().rows());
    for (Key key : write.removed()) {
      for (int i = 0; i < snapshot.size(); i++) {
        int ord = snapshot.get(i).find(key);
        if (ord >= 0) {
          hidden.get(i).hide(ord, write.step());
          break;
        }
      }
    }
    own.apply(
        write.step(),
        write.replaced(),
        write.rows().rows(),
        write.applied(),
        write.firstRowId(),
        write.times().at(timeMicros, table));
  }

  /// Whether the snapshot has a row with that key that the transaction has not removed.
  boolean isInSnapshot(Key key, int step) {
    for (int i = 0; i < snapshot.size(); i++) {
      int ord = snapshot.get(i).find(key);
      if (ord >= 0) {
        return !hidden.get(i).isHidden(ord, step);
      }
    }
    return false;
  }

  boolean isOwn(Key key, int step) {
    return own.at(step, timeMicros).find(key) >= 0;
  }

  List<RowSource> at(int step) {
    List<RowSource> sources = new ArrayList<>(snapshot.size() + 1);
    for (int i = 0; i < snapshot.size(); i++) {
      HiddenRows rows = hidden.get(i);
      sources.add(rows.isEmpty() ? snapshot.get(i) : new MaskedRows(snapshot.get(i), rows, step));
    }
    sources.add(own.at(step, timeMicros));
    return sources;
  }

  void rollbackTo(int step) {
    own.rollbackTo(step);
    hidden.forEach(rows -> rows.rollbackTo(step));
  }

  @Override
  public void close() {
    own.close();
  }
}

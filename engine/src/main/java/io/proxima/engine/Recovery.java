package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.IdentityCounter;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.History;
import io.proxima.engine.txn.Published;
import io.proxima.engine.wal.LogReplay;
import io.proxima.engine.wal.WalRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Brings the tables to the state of the log, group by group. When there is no memory for more, the
/// rows of the table with most of them are written to segments.
///
/// - **Owns:** a pin of the version, which goes to who takes `state`.
/// - **Threads:** one thread at a time.
final class Recovery implements LogReplay.Target, AutoCloseable {
  private static final RowBatch NO_ROWS = new RowBatch(0, List.of());

  private final MemoryBudget budget;
  private final EngineTime time;
  private final History history;
  private final Manifest manifest;
  private final Spill spill;
  private Version version;
  private long sequence;
  private boolean isTaken;

  /// Begins with what the manifest says.
  Recovery(
      Manifest manifest,
      SegmentStore store,
      MemoryBudget budget,
      EngineTime time,
      History history,
      Cancellation cancellation) {
    this.history = history;
    this.budget = budget;
    this.time = time;
    this.manifest = manifest;
    this.sequence = manifest.trimmedLsn();
    time.witness(manifest.engineTimeMicros());
    this.spill = new Spill(manifest, store, cancellation);
    this.version = Version.open(manifest, store, budget);
  }

  @Override
  public void apply(long commit, List<WalRecord> group) {
    for (WalRecord entry : group) {
      if (entry instanceof WalRecord.Clock clock) {
        time.reset(clock.engineTimeMicros());
        history.forgetTimes();
      }
      time.witness(entry.engineTimeMicros());
      switch (entry) {
        case WalRecord.Rows rows -> apply(commit, rows);
        case WalRecord.Define define -> {
          apply(commit, define);
          history.defined(define.definition(), commit);
        }
        case WalRecord.Identity identity -> apply(commit, identity);
        case WalRecord.Clock _ -> {
          // Told above.
        }
      }
    }
    if (!group.isEmpty()) {
      history.committed(commit, group.getFirst().engineTimeMicros());
    }
    finish(commit);
    sequence = commit;
  }

  private void apply(long commit, WalRecord.Define define) {
    if (commit > manifest.catalogSequence()) {
      Version before = version;
      Catalog next = before.catalog().apply(define.definition());
      version = before.with(next, commit, before.fresh(before.catalog(), next, budget));
      before.unpin();
    }
  }

  private void apply(long commit, WalRecord.Rows write) {
    TableState state = table(commit, write.tableId());
    if (state == null || commit <= manifest.table(write.tableId()).flushedSequence()) {
      return;
    }
    LiveTable table = state.table();
    RowBatch rows = NO_ROWS;
    if (write.rowCount() > 0) {
      rows = table.rows().decodeLogged(write.rows());
      table.useRowIds(write.firstRowId() + write.rowCount() - 1);
    }
    for (Key key : write.removedKeys()) {
      state.delete(key, commit);
    }
    apply(commit, write, rows, 0);
    table.changed(commit);
  }

  /// Applies rows of a write, of which the first is its row `from`: half and half if there is no
  /// memory for all of them at once.
  private void apply(long commit, WalRecord.Rows write, RowBatch rows, int from) {
    Memtable target = Objects.requireNonNull(version.table(write.tableId())).active();
    try {
      target.reserve(rows);
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.OUT_OF_MEMORY) {
        throw e;
      }
      if (makeRoom(commit)) {
        apply(commit, write, rows, from);
      } else if (rows.rowCount() > 1) {
        int half = rows.rowCount() / 2;
        apply(commit, write, part(rows, 0, half), from);
        apply(commit, write, part(rows, half, rows.rowCount()), from + half);
      } else {
        throw e;
      }
      return;
    }
    int to = from + rows.rowCount();
    target.apply(
        commit,
        List.of(),
        rows,
        write.applies().get(from, to),
        write.firstRowId() + from,
        write.times().between(from, to));
  }

  private static RowBatch part(RowBatch rows, int from, int to) {
    return rows.select(IntStream.range(from, to).toArray(), to - from);
  }

  /// Writes the rows of a table to segments; false if none has rows in memory that may go.
  private boolean makeRoom(long commit) {
    Optional<TableState> largest =
        version.tables().stream()
            .filter(state -> state.damage() == null && state.hasRowsInMemory())
            .max(
                Comparator.comparingLong(
                    state -> state.frozenBytes() + state.active().totalBytes()));
    largest.ifPresent(state -> spill(state, commit));
    return largest.isPresent();
  }

  private void spill(TableState state, long commit) {
    version = spill.run(version, state, commit, history.horizon(commit));
  }

  /// What was spilled is in segments up to the end of a commit.
  private void finish(long commit) {
    for (int id : spill.finish()) {
      TableState state = version.table(id);
      if (state != null && state.hasRowsInMemory()) {
        spill(state, commit);
      }
    }
    spill.finish();
  }

  /// The manifest after replay, with what was written to segments.
  Manifest manifest() {
    return spill.named(manifest, version);
  }

  private void apply(long commit, WalRecord.Identity given) {
    TableState state = table(commit, given.tableId());
    if (state == null) {
      return;
    }
    LiveTable table = state.table();
    IdentityCounter counter = table.identity();
    if (counter == null) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE,
          "commit "
              + commit
              + " of the log gives away numbers of table "
              + table.definition().name()
              + ", which has no identity column");
    }
    if (given.count() > counter.logged()) {
      counter.restore(given.count());
    }
  }

  /// The table that a commit changes, or null if it was dropped later.
  private @Nullable TableState table(long commit, int id) {
    TableState table = version.table(id);
    if (table == null && commit > manifest.catalogSequence()) {
      throw new ProximaException(
          ErrorCode.CORRUPT_FILE,
          "commit " + commit + " of the log writes table " + id + ", which does not exist");
    }
    return table;
  }

  Version version() {
    return version;
  }

  /// Everything that was replayed; the pin goes to the caller.
  Published take() {
    isTaken = true;
    return new Published(version, sequence);
  }

  @Override
  public void close() {
    if (!isTaken) {
      version.unpin();
    }
  }
}

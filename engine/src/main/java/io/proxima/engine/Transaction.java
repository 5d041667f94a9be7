package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.txn.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Writes that become visible together, over one snapshot.
///
/// - **Threads:** one thread at a time.
public final class Transaction implements AutoCloseable {
  private static final long[] TABLES_EXPIRY = {};

  private final CommitPipeline pipeline;
  private final Supplier<Start> starts;
  private final List<Snapshot> earlier = new ArrayList<>();
  private WriteBatch batch;
  private Snapshot snapshot;
  private boolean isEnded;

  /// A snapshot with the writes over it.
  record Start(WriteBatch batch, Snapshot snapshot) {}

  Transaction(CommitPipeline pipeline, Supplier<Start> starts) {
    this.pipeline = pipeline;
    this.starts = starts;
    Start start = starts.get();
    this.batch = start.batch();
    this.snapshot = start.snapshot();
  }

  /// What this transaction reads: its snapshot with its own writes. Each is closed with the other.
  public Snapshot snapshot() {
    return snapshot;
  }

  /// Adds rows.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`, naming table and key; nothing is added then
  public void insert(TableDef table, EncodedRows rows) {
    insert(table, rows, TABLES_EXPIRY);
  }

  /// Adds rows that expire at the given times, in microseconds since 1970 and
  /// [io.proxima.engine.row.RowTimes#NEVER] for never; without any, as the table's option `ttl`
  /// says.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`, naming table and key; nothing is added then
  public void insert(TableDef table, EncodedRows rows, long[] expiresAt) {
    write(() -> batch.insert(table, rows, expiresAt));
  }

  /// Adds rows, each in place of the row that has its key. Of rows with one key the last counts.
  public void upsert(TableDef table, EncodedRows rows) {
    upsert(table, rows, TABLES_EXPIRY);
  }

  /// Adds rows, each in place of the row that has its key, that expire as with `insert`.
  public void upsert(TableDef table, EncodedRows rows, long[] expiresAt) {
    write(() -> batch.upsert(table, rows, expiresAt));
  }

  /// Replaces the rows with `keys` by `rows`, one for one; a key may change.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`; nothing is changed then
  public void update(TableDef table, List<Key> keys, EncodedRows rows) {
    update(table, keys, rows, new long[0]);
  }

  /// Replaces the rows with `keys` by `rows`, one for one, that expire at the given times; without
  /// any, when the rows do that they replace.
  ///
  /// @throws ProximaException `DUPLICATE_KEY`; nothing is changed then
  public void update(TableDef table, List<Key> keys, EncodedRows rows, long[] expiresAt) {
    write(() -> batch.update(table, keys, rows, expiresAt));
  }

  /// Removes the rows with `keys`.
  public void delete(TableDef table, List<Key> keys) {
    write(() -> batch.delete(table, keys));
  }

  /// Gives away `count` numbers of the identity column of a table; the first of them. Nobody gets
  /// them again, also if the transaction is not committed.
  ///
  /// @throws ProximaException `IDENTITY_EXHAUSTED`; `IO_FAILURE`, `DISK_FULL`
  public long takeIdentity(TableDef table, int count) {
    requireOpen();
    return snapshot.using(() -> pipeline.takeIdentity(batch, table, count));
  }

  /// Goes on over what is visible now; the snapshot before can be read until `closeEarlier`.
  ///
  /// @throws ProximaException `WRITE_CONFLICT` if somebody else has changed since what this
  ///   transaction changes, `UNDEFINED_TABLE`, `OUT_OF_MEMORY`; nothing has changed then
  public void refresh() {
    requireOpen();
    Start next = starts.get();
    boolean isDone = false;
    try {
      next.batch().goOn(batch);
      isDone = true;
    } finally {
      if (!isDone) {
        next.snapshot().close();
      }
    }
    earlier.add(snapshot);
    batch = next.batch();
    snapshot = next.snapshot();
  }

  /// Closes the snapshots before the last `refresh`.
  public void closeEarlier() {
    earlier.forEach(Snapshot::close);
    earlier.clear();
  }

  /// A place among the writes to which `rollbackTo` can return.
  public int mark() {
    return batch.mark();
  }

  /// Forgets all writes since `mark`. No cursor that was opened since may be open.
  public void rollbackTo(int mark) {
    write(() -> batch.rollbackTo(mark));
  }

  /// Whether nothing was written.
  public boolean isEmpty() {
    return batch.isEmpty();
  }

  /// Makes the writes visible to all, and as durable as asked. The transaction has ended then, also
  /// if this fails.
  ///
  /// @return the number of the commit
  /// @throws ProximaException `WRITE_CONFLICT` if another transaction changed a written key since
  ///   the snapshot, `UNDEFINED_TABLE`, `OUT_OF_MEMORY`, `DISK_FULL`: nothing was written;
  ///   `IO_FAILURE`, `INTERNAL`: the outcome is known after the next open
  public long commit(Durability durability) {
    return commit(durability, Cancellation.unlimited());
  }

  /// As `commit`; it can be cancelled while it waits for room in memory or for its turn, and as
  /// long as it does nothing is written. An interrupt of the thread does the same.
  ///
  /// @throws ProximaException also `CANCELLED`, `TIMEOUT`: nothing was written
  public long commit(Durability durability, Cancellation cancellation) {
    requireOpen();
    isEnded = true;
    return snapshot.using(() -> pipeline.commit(batch, durability, cancellation));
  }

  private void write(Runnable change) {
    requireOpen();
    snapshot.using(() -> {
      change.run();
      return this;
    });
  }

  private void requireOpen() {
    if (isEnded || snapshot.isClosed()) {
      throw new ProximaException(ErrorCode.INVALID_TRANSACTION_STATE, "the transaction has ended");
    }
  }

  /// Forgets the writes if they are not committed.
  @Override
  public void close() {
    isEnded = true;
    closeEarlier();
    snapshot.close();
  }
}

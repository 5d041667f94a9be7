package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.wal.Allowance;
import io.proxima.engine.wal.LogFrame;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.Reach;
import io.proxima.engine.wal.WalRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes changes of rows through their stages. All memory that applying needs is taken before
/// anything is queued, so that it cannot fail.
///
/// - **Threads:** thread-safe.
final class RowCommits {
  private final Stages stages;
  private final CommitOrder order;
  private final Publisher publisher;
  private final WritePressure pressure;

  RowCommits(Stages stages, WritePressure pressure) {
    this.stages = stages;
    this.order = stages.order();
    this.publisher = stages.publisher();
    this.pressure = pressure;
  }

  /// As [CommitPipeline#commit].
  long commit(WriteBatch batch, Durability durability, Cancellation cancellation) {
    List<TableWrite> writes = batch.net();
    if (writes.isEmpty()) {
      return publisher.published().sequence();
    }
    stages.requireWritable();
    Claims claims = batch.claims(writes);
    InFlight.Keys keys =
        new InFlight.Keys(writtenKeys(writes, claims), claims.needed(), claims.gone());
    Commit commit = new Commit(batch.sequence(), writes, claims, keys, durability);
    LogGroup group = null;
    while (group == null) {
      group = offer(commit, cancellation);
    }
    return group.await();
  }

  /// Stamps, encodes and queues a commit.
  ///
  /// @return null if a memtable was frozen or time was set meanwhile; nothing is taken then
  private @Nullable LogGroup offer(Commit commit, Cancellation cancellation) {
    Allowance allowance = allowance(commit.writes());
    if (allowance == Allowance.ORDINARY) { // what only removes rows needs no memory
      pressure.admit(cancellation);
    }
    EngineTime.Stamp stamp = stages.time().stamp();
    List<RowTimes> times = times(commit.writes(), stamp.micros());
    List<LogFrame> frames = encode(commit.writes(), times);
    stages.failpoints().hit("commit.stamped");
    long bytes = LogFrame.bytes(frames);
    stages.wal().admit(bytes, allowance);
    LogGroup group = null;
    try {
      group = enqueue(new Place(commit, stamp, times, frames), cancellation);
      return group;
    } finally {
      if (group == null) {
        stages.wal().dismiss(bytes);
      }
    }
  }

  /// Who only removes rows may do that on a full disk.
  private static Allowance allowance(List<TableWrite> writes) {
    boolean isOnlyLess = writes.stream().allMatch(write -> write.applied().isEmpty());
    return isOnlyLess ? Allowance.RESERVE : Allowance.ORDINARY;
  }

  /// What is to become visible, over which snapshot and on which terms.
  private record Commit(
      long snapshot,
      List<TableWrite> writes,
      Claims claims,
      InFlight.Keys keys,
      Durability durability) {}

  /// A commit as it was stamped.
  private record Place(
      Commit commit, EngineTime.Stamp stamp, List<RowTimes> times, List<LogFrame> frames) {
    List<TableWrite> writes() {
      return commit.writes();
    }
  }

  /// Takes the memory that applying needs, and queues the commit.
  ///
  /// @return null if a memtable was frozen or time was set meanwhile; nothing is taken then
  private @Nullable LogGroup enqueue(Place place, Cancellation cancellation) {
    List<Memtable> targets = new ArrayList<>();
    LogGroup group = null;
    try {
      for (TableWrite write : place.writes()) {
        CommitOrder.requireUnaltered(write.table());
        Memtable target = write.table().active();
        if (!reserve(target, write.rows().rows(), cancellation)) {
          order.inTurn(() -> {
            order.requireTable(write.table());
            return this;
          });
          return null;
        }
        targets.add(target);
      }
      group = order.inTurn(() -> append(place, targets, cancellation));
      return group;
    } finally {
      if (group == null) {
        for (int i = 0; i < targets.size(); i++) {
          targets.get(i).cancel(place.writes().get(i).rows().rows());
        }
      }
    }
  }

  private boolean reserve(Memtable target, RowBatch rows, Cancellation cancellation) {
    try {
      return target.reserve(rows);
    } catch (ProximaException e) {
      if (e.code() == ErrorCode.OUT_OF_MEMORY && pressure.relieve(cancellation)) {
        return false;
      }
      throw e;
    }
  }

  private static List<RowTimes> times(List<TableWrite> writes, long now) {
    return writes.stream().map(write -> write.times().at(now, write.table().definition())).toList();
  }

  private List<LogFrame> encode(List<TableWrite> writes, List<RowTimes> times) {
    List<LogFrame> frames = new ArrayList<>();
    for (int i = 0; i < writes.size(); i++) {
      TableWrite write = writes.get(i);
      frames.add(
          stages
              .wal()
              .encode(
                  new WalRecord.Rows(
                      times.get(i),
                      write.table().definition().id(),
                      write.firstRowId(),
                      write.rows().rows().rowCount(),
                      write.applied(),
                      write.removed(),
                      write.rows().payload())));
    }
    return frames;
  }

  /// The keys that must not have changed.
  private static Map<Integer, Set<Key>> writtenKeys(List<TableWrite> writes, Claims claims) {
    Map<Integer, Set<Key>> keys = new HashMap<>(claims.taken());
    for (TableWrite write : writes) {
      keys.computeIfAbsent(write.table().definition().id(), id -> new HashSet<>())
          .addAll(write.ownKeys());
    }
    return keys;
  }

  private @Nullable LogGroup append(
      Place place, List<Memtable> targets, Cancellation cancellation) {
    order.awaitFree(cancellation, publisher::published);
    if (!stages.time().isOfNow(place.stamp())) {
      return null;
    }
    Commit commit = place.commit();
    Published latest = publisher.pin();
    try {
      for (int i = 0; i < targets.size(); i++) {
        LiveTable table = place.writes().get(i).table();
        order.requireTable(table);
        if (table.active() != targets.get(i)) {
          return null;
        }
        requireUnchanged(latest, table, commit.keys(), commit.snapshot());
      }
      commit.claims().requireSameKeys(order.coming());
      commit
          .claims()
          .require(order.inFlight(), commit.snapshot(), since(latest, commit.snapshot()));
      stages.failpoints().hit("commit.checked");
      LogGroup group =
          stages
              .wal()
              .append(
                  place.frames(),
                  reach(commit.durability()),
                  sequence -> apply(place, targets, sequence));
      order.inFlight().add(group.sequence(), commit.keys());
      return group;
    } finally {
      latest.version().unpin();
    }
  }

  /// The rows that are visible now, or null if they are those of `snapshot`.
  private KeyChecks.@Nullable Sight since(Published latest, long snapshot) {
    if (latest.sequence() == snapshot) {
      return null;
    }
    Map<Integer, List<RowSource>> known = new HashMap<>();
    long now = stages.time().nowMicros();
    return table ->
        known.computeIfAbsent(
            table.id(),
            id -> {
              TableState state = latest.version().table(id);
              return state == null ? List.of() : state.at(latest.sequence(), now);
            });
  }

  private void requireUnchanged(
      Published latest, LiveTable table, InFlight.Keys keys, long snapshot) {
    int id = table.definition().id();
    TableState state = latest.version().table(id);
    if (state != null) {
      state.requireSound(); // what cannot be flushed would stay in memory for ever
    }
    for (Key key : keys.written().getOrDefault(id, Set.of())) {
      boolean isChanged = state != null && state.changedAfter(key, snapshot);
      if (isChanged || order.inFlight().writes(id, key, snapshot)) {
        throw Conflict.ofRow(table, key);
      }
    }
  }

  private static Reach reach(Durability durability) {
    return switch (durability) {
      case MEMORY -> Reach.BUFFER;
      case OS -> Reach.FILE;
      case SYNC -> Reach.DISK;
    };
  }

  private void apply(Place place, List<Memtable> targets, long sequence) {
    publisher.publish(
        sequence,
        place.stamp().micros(),
        version -> {
          for (int i = 0; i < targets.size(); i++) {
            apply(version, place, i, targets.get(i), sequence);
            stages.failpoints().hit("commit.applied");
          }
          return version;
        });
    place.writes().forEach(write -> pressure.changed(write.table()));
  }

  private static void apply(
      Version version, Place place, int number, Memtable target, long sequence) {
    TableWrite write = place.writes().get(number);
    LiveTable table = write.table();
    TableState state = Objects.requireNonNull(version.table(table.definition().id()));
    for (Key key : write.removed()) {
      state.delete(key, sequence);
    }
    target.apply(
        sequence,
        List.of(),
        write.rows().rows(),
        write.applied(),
        write.firstRowId(),
        place.times().get(number));
    table.changed(sequence);
  }
}

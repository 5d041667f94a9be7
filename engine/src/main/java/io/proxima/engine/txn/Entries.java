package io.proxima.engine.txn;

import io.proxima.engine.wal.Allowance;
import io.proxima.engine.wal.LogFrame;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.Reach;
import io.proxima.engine.wal.WalRecord;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Logs records that change no rows.
///
/// - **Threads:** thread-safe.
final class Entries {
  private final Stages stages;

  Entries(Stages stages) {
    this.stages = stages;
  }

  /// A record as it was stamped.
  record Entry(EngineTime.Stamp stamp, List<LogFrame> frames) {}

  /// Logs a record; waits for its turn.
  ///
  /// @param content what is logged at a time
  /// @param queue calls `append` in its turn, and gives what that gives
  long log(
      LongFunction<WalRecord> content,
      Allowance allowance,
      Function<Entry, @Nullable LogGroup> queue) {
    LogGroup group = null;
    while (group == null) {
      group = offer(content, allowance, queue);
    }
    return group.await();
  }

  /// Tries once.
  ///
  /// @return null if `queue` gave that; nothing is taken then
  @Nullable LogGroup offer(
      LongFunction<WalRecord> content,
      Allowance allowance,
      Function<Entry, @Nullable LogGroup> queue) {
    stages.wal().requireWritable();
    EngineTime.Stamp stamp = stages.time().stamp();
    List<LogFrame> frames = List.of(stages.wal().encode(content.apply(stamp.micros())));
    stages.failpoints().hit("commit.stamped");
    long bytes = LogFrame.bytes(frames);
    stages.wal().admit(bytes, allowance);
    LogGroup group = null;
    try {
      group = stages.order().inTurn(() -> queue(new Entry(stamp, frames), queue));
      return group;
    } finally {
      if (group == null) {
        stages.wal().dismiss(bytes);
      }
    }
  }

  private @Nullable LogGroup queue(Entry entry, Function<Entry, @Nullable LogGroup> queue) {
    LogGroup group = queue.apply(entry);
    if (group != null) {
      stages.order().inFlight().add(group.sequence(), InFlight.Keys.NONE);
    }
    return group;
  }

  /// Queues an entry in its turn.
  ///
  /// @return null if time was set since it was stamped
  @Nullable LogGroup append(Entry entry, LongConsumer applied) {
    return stages.time().isOfNow(entry.stamp())
        ? stages.wal().append(entry.frames(), Reach.DISK, applied)
        : null;
  }
}

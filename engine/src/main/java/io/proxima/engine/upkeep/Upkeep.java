package io.proxima.engine.upkeep;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.index.Crew;
import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.Clustering;
import io.proxima.engine.lsm.CurrentManifest;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.Manifest;
import io.proxima.engine.lsm.SegmentStore;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.CommitPipeline;
import io.proxima.engine.txn.EngineTime;
import io.proxima.engine.txn.History;
import io.proxima.engine.txn.WritePressure;
import io.proxima.engine.wal.LogFile;
import io.proxima.engine.wal.Wal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Keeps memory, log and the number of segments within their limits while the database is used.
///
/// Two threads work: one flushes memtables, one merges segments, so that no flush waits for a
/// merge; what is done first is up to [Urgency]. Merges write at a limited rate as long as nobody
/// waits for them. A commit that finds too much in memory, or too many segments in a table, waits a
/// moment, and where even more is there until a flush or merge has ended. From time to time all
/// tables are looked through for rows that can go.
///
/// - **Threads:** thread-safe.
public final class Upkeep implements WritePressure {
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration STALL = Duration.ofMillis(10);

  /// After these a commit tries its luck: it gets the memory that is left, or is refused.
  private static final int MOST_STALLS = 3_000;

  /// A table with little in memory may be what holds the log: so many larger ones are flushed
  /// first.
  private static final int FLUSHES_BEFORE = 3;

  /// Every change of the columns of a table leaves a memtable behind, which reads have to look at.
  private static final int MANY_FROZEN = 8;

  private final UpkeepSettings settings;
  private final MemoryBudget memtables;
  private final Cancellation cancellation;
  private final Ending ending = new Ending();
  private final Urgency urgency = new Urgency(() -> work().pipeline().last().version());
  private final Jobs<Job> flushes =
      new Jobs<>("flush", this::doNow, urgency, FLUSHES_BEFORE, ending);
  private final Jobs<Job> compactions =
      new Jobs<>("compaction", this::doNow, urgency, Integer.MAX_VALUE, ending);
  private final Timer sweeping = new Timer("sweep", () -> request(new Job.Sweep()));
  private final Jobs<Job> builds =
      new Jobs<>("index", this::doNow, urgency, Integer.MAX_VALUE, ending);
  private final WriteRate rate;

  /// How many wait for a compaction.
  private final AtomicInteger waiting = new AtomicInteger();

  /// How many wait for indexes.
  private final AtomicInteger waitingForIndexes = new AtomicInteger();

  private @Nullable Work work;
  private long seenLogId;
  private volatile int mostSegments;

  /// What the threads work with.
  private record Work(
      CommitPipeline pipeline,
      CurrentManifest manifest,
      Edits edits,
      Flush flush,
      Compaction compaction,
      Sweep sweep,
      IndexBuild build) {}

  /// What upkeep takes from a database that is being opened.
  public record Parts(
      Storage storage,
      CommitPipeline pipeline,
      CurrentManifest manifest,
      SegmentStore store,
      Wal wal,
      History history,
      EngineTime time,
      MemoryBudget budget,
      Duration sweepInterval,
      Failpoints failpoints) {}

  /// Upkeep that has not begun.
  ///
  /// @param memtables what the memtables are charged to
  public Upkeep(UpkeepSettings settings, MemoryBudget memtables, Clock clock) {
    this.settings = settings;
    this.memtables = memtables;
    this.cancellation = Cancellation.unlimited(clock);
    this.rate = new WriteRate(settings.compactionRate(), clock, this::isPressed, cancellation);
  }

  /// Starts the threads.
  public void start(Parts parts, Scheduler scheduler) {
    CommitPipeline pipeline = parts.pipeline();
    Edits edits =
        new Edits(
            parts.storage(),
            pipeline,
            parts.manifest(),
            parts.store(),
            parts.time(),
            parts.history(),
            () -> parts.wal().progress().syncedLsn());
    Clustering clustering =
        new Clustering(parts.store().epochs(), settings.epochRows(), parts.budget(), cancellation);
    IndexBuild build =
        new IndexBuild(
            pipeline,
            parts.store().epochs(),
            () -> Crew.of(scheduler, builders()),
            parts.time(),
            cancellation,
            parts.failpoints());
    Flush flush =
        new Flush(
            pipeline,
            parts.store(),
            edits,
            clustering,
            build,
            () -> new Horizon(oldest(parts), parts.history().purgeHorizonMicros()),
            cancellation,
            parts.failpoints());
    Supplier<Horizon> durable =
        () ->
            new Horizon(
                Math.min(oldest(parts), parts.wal().progress().syncedLsn()),
                parts.history().purgeHorizonMicros());
    Compaction compaction =
        new Compaction(
            pipeline,
            parts.store(),
            edits,
            clustering,
            build,
            durable,
            parts.budget(),
            cancellation,
            rate,
            parts.failpoints());
    Sweep sweep = new Sweep(pipeline, parts.store(), durable);
    work = new Work(pipeline, parts.manifest(), edits, flush, compaction, sweep, build);
    mostSegments = Urgency.mostSegments(pipeline.last().version());
    flushes.start(scheduler);
    compactions.start(scheduler);
    builds.start(scheduler);
    pipeline.last().version().catalog().tables().forEach(this::requestBuild);
    sweeping.start(parts.sweepInterval(), scheduler);
  }

  private static long oldest(Parts parts) {
    long now = parts.pipeline().published().sequence();
    return parts.history().horizon(now);
  }

  private Work work() {
    Work begun = work;
    if (begun == null) {
      throw new IllegalStateException("upkeep has not begun");
    }
    return begun;
  }

  /// Writes what a table has in memory to a segment; everything that is committed now is in
  /// segments when this returns.
  ///
  /// @throws ProximaException `DISK_FULL`, `IO_FAILURE`, `OUT_OF_MEMORY`; nothing is lost then
  public void flush(int tableId) {
    flushes.await(new Job.Flush(tableId));
  }

  /// Flushes a table and merges all its segments into one, without the rows that nobody can see.
  ///
  /// @throws ProximaException as `flush`
  public void compact(int tableId) {
    flushes.await(new Job.Flush(tableId));
    waiting.incrementAndGet();
    try {
      compactions.await(new Job.MergeAll(tableId));
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// Makes the vector indexes that segments of a table lack now.
  ///
  /// @param statement ends the wait; what is being made then is made all the same, unless its index
  ///   is dropped
  /// @throws ProximaException `CANCELLED`, `TIMEOUT`; `DISK_FULL`, `IO_FAILURE`, `OUT_OF_MEMORY`,
  ///   without which the rows are searched as before
  public void buildIndexes(int tableId, Cancellation statement) {
    waitingForIndexes.incrementAndGet();
    try {
      builds.await(new Job.BuildIndexes(tableId), statement, STALL);
    } finally {
      waitingForIndexes.decrementAndGet();
    }
  }

  /// How many threads make an index: half of the processors, and all while somebody waits for it.
  private int builders() {
    int processors = Runtime.getRuntime().availableProcessors();
    return waitingForIndexes.get() > 0 ? processors : Math.max(1, processors / 2);
  }

  /// Makes indexes of a table anew in all segments that it has now; the old ones serve until the
  /// new ones are there.
  ///
  /// @param statement ends the work; what is not made anew by then stays as it was
  /// @throws ProximaException `CANCELLED`, `TIMEOUT`; `DISK_FULL`, `IO_FAILURE`, `OUT_OF_MEMORY`;
  ///   `CORRUPT_FILE` if rows are damaged
  public void reindex(int tableId, Set<Integer> indexes, Cancellation statement) {
    Cancellation own = cancellation.part();
    waitingForIndexes.incrementAndGet();
    try {
      builds.await(new Job.Reindex(tableId, Set.copyOf(indexes), own), statement, STALL);
    } finally {
      own.cancel();
      waitingForIndexes.decrementAndGet();
    }
  }

  /// How far it is with the indexes that are being made.
  public List<IndexProgress> indexProgress() {
    return work().build().progress();
  }

  private void requestBuild(int tableId) {
    TableDef table = work().pipeline().last().version().catalog().table(tableId);
    if (table != null) {
      requestBuild(table);
    }
  }

  private void requestBuild(TableDef table) {
    if (!table.vectorIndexes().isEmpty()) {
      builds.request(new Job.BuildIndexes(table.id()));
    }
  }

  /// Takes the damaged segments of a table out of the database.
  ///
  /// @return the directories that their files are in now
  public List<String> quarantine(int tableId) {
    return work().edits().quarantine(tableId);
  }

  private void doNow(Job job) {
    try {
      switch (job) {
        case Job.Flush flush -> {
          work().flush().run(flush.table());
          compactions.request(new Job.Merge(flush.table()));
          requestBuild(flush.table());
          shortenLog(work().manifest().now());
        }
        case Job.Merge merge -> {
          rate.begin();
          if (work().compaction().run(merge.table())) {
            compactions.request(merge); // perhaps more is worth it, but others come first
            requestBuild(merge.table());
          }
        }
        case Job.MergeAll merge -> {
          rate.begin();
          work().compaction().runWhole(merge.table());
          requestBuild(merge.table());
        }
        case Job.Forget _ -> work().edits().forgetDropped();
        case Job.Sweep _ -> work().sweep().run(this::request);
        case Job.BuildIndexes build -> work().build().run(build.table());
        case Job.Reindex anew ->
            work().build().runAnew(anew.table(), anew.indexes(), anew.statement());
      }
    } finally {
      mostSegments = Urgency.mostSegments(work().pipeline().last().version());
    }
  }

  /// Whether somebody waits for what a compaction makes room for.
  private boolean isPressed() {
    return waiting.get() > 0
        || mostSegments >= Urgency.MANY_SEGMENTS
        || memtables.usedBytes() > memtables.limitBytes() / 2;
  }

  /// What is being done and what waits.
  public List<BackgroundJob> jobs() {
    List<BackgroundJob> jobs = new ArrayList<>(flushes.all(Job::tableId));
    jobs.addAll(builds.all(Job::tableId));
    for (BackgroundJob job : compactions.all(Job::tableId)) {
      boolean isWriting = job.isRunning() && job.tableId().isPresent();
      jobs.add(isWriting ? job.with(rate.progress()) : job);
    }
    return jobs;
  }

  /// Asks for a flush of the table that holds the log, if that is too long.
  private void shortenLog(Manifest manifest) {
    long ended =
        manifest.logs().stream().filter(LogFile::isEnded).mapToLong(LogFile::endBytes).sum();
    if (ended > settings.logLimitBytes()) {
      work().pipeline().last().version().tables().stream()
          .map(TableState::table)
          .filter(table -> table.lastChange() > flushed(manifest, table))
          .min(Comparator.comparingLong(table -> flushed(manifest, table)))
          .ifPresent(this::requestFlush);
    }
  }

  private void request(Job job) {
    (job instanceof Job.Flush ? flushes : compactions).request(job);
  }

  private void requestFlush(LiveTable table) {
    flushes.request(new Job.Flush(table.definition().id()));
  }

  private static long flushed(Manifest manifest, LiveTable table) {
    return manifest.table(table.definition().id()).flushedSequence();
  }

  @Override
  public void changed(LiveTable table) {
    Memtable memtable = table.latest().active();
    if (memtable.totalBytes() >= settings.memtableBytes()) {
      requestFlush(table);
    }
    Manifest now = work().manifest().now();
    if (now.nextLogId() != seenLogId) {
      seenLogId = now.nextLogId(); // a log file has ended
      shortenLog(now);
    }
  }

  @Override
  public void defined() {
    compactions.request(new Job.Forget());
    work().build().defined(work().pipeline().last().version().catalog());
    for (TableState state : work().pipeline().last().version().tables()) {
      if (state.frozen().size() >= MANY_FROZEN) {
        requestFlush(state.table());
      }
    }
  }

  @Override
  public void admit(Cancellation statement) {
    if (memtables.usedBytes() > memtables.limitBytes() / 2) {
      flushes.awaitProgress(PAUSE);
    }
    int stalls = 0;
    while (stalls < MOST_STALLS
        && memtables.usedBytes() > memtables.limitBytes() / 4 * 3
        && flushes.awaitProgress(STALL)) {
      statement.checkWait();
      stalls++;
    }
    if (mostSegments >= Urgency.MANY_SEGMENTS) {
      compactions.awaitWork(PAUSE);
    }
    while (stalls < MOST_STALLS
        && mostSegments >= Urgency.MOST_SEGMENTS
        && compactions.awaitWork(STALL)) {
      statement.checkWait();
      stalls++;
    }
  }

  @Override
  public boolean relieve(Cancellation statement) {
    long before = memtables.usedBytes();
    Optional<TableState> largest =
        work().pipeline().published().version().tables().stream()
            .filter(state -> Urgency.bytesInMemory(state) > 0 && state.damage() == null)
            .max(Comparator.comparingLong(Urgency::bytesInMemory));
    if (largest.isEmpty()) {
      return false;
    }
    flushes.await(new Job.Flush(largest.get().table().definition().id()), statement, STALL);
    return memtables.usedBytes() < before;
  }

  /// Ends the threads, which give up what they are doing as soon as they can.
  ///
  /// @param whenLate is called on the last of the threads when it ends, if this has thrown because
  ///   that took too long
  /// @throws ProximaException `IO_FAILURE` if that takes longer than `limit`
  public void stop(Duration limit, Runnable whenLate) {
    sweeping.end();
    flushes.end();
    compactions.end();
    builds.end();
    cancellation.cancel();
    rate.end();
    boolean isEnded =
        flushes.awaitEnd(limit) && compactions.awaitEnd(limit) && builds.awaitEnd(limit);
    if (!isEnded && ending.leave(whenLate)) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE, "background work did not end within " + limit);
    }
  }
}

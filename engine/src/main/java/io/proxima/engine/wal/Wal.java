package io.proxima.engine.wal;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.DiskReserve;
import io.proxima.engine.io.Storage;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import io.proxima.engine.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The log: groups of frames, written and forced in order by one thread for all who wait.
///
/// A group is applied on the log's thread, after it has come as far as it asked for and after every
/// group before it; only then does its waiter go on. The first failure ends the log: everything in
/// flight fails, nothing is written any more, and the next open finds what is really on the disk.
///
/// A full disk is no failure: a group is admitted when there is room for it in the file that is
/// being written. One for which there is none is refused, and the next one tries again.
///
/// - **Owns:** the log file that is being written, until `stop` or a failure.
/// - **Threads:** thread-safe.
public final class Wal {
  private static final System.Logger LOGGER = System.getLogger(Wal.class.getName());
  private static final long GROUP_BYTES = 1L << 30;
  private static final long QUEUE_BYTES = 64L << 20;
  private static final long BATCH_BYTES = 8L << 20;

  private final Storage storage;
  private final WalSettings settings;
  private final Failpoints failpoints;
  private final DiskReserve reserve;
  private final Compression compression = new Compression();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition queued = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private final ArrayDeque<LogGroup> queue = new ArrayDeque<>();
  private final ArrayDeque<Long> admitting = new ArrayDeque<>();
  private long lastTurn;
  private long admittedBytes;
  private final LogRoom room;
  private long nextLsn;
  private boolean isStopping;
  private boolean isEnded;
  private @Nullable ProximaException failure;
  private @Nullable LogFile end;
  private @Nullable Consumer<@Nullable LogFile> late;

  /// The log's thread only, apart from what it says of its progress.
  private final LogTail tail;

  private final ProximaException lastResort;
  private final Task task;

  /// Records that the log goes on in another file.
  @FunctionalInterface
  public interface Succession {
    /// Makes durable that `ended` ends as it says and `next` comes after it; after `DISK_FULL`
    /// nothing is changed.
    void record(LogFile ended, LogFile next);
  }

  private Wal(
      Storage storage,
      WalSettings settings,
      WalSeams seams,
      LogWriter writer,
      Succession succession,
      DiskReserve reserve) {
    this.storage = storage;
    this.settings = settings;
    this.failpoints = seams.failpoints();
    this.reserve = reserve;
    this.tail = new LogTail(storage, settings, seams, writer, succession, reserve);
    this.room = new LogRoom(writer.roomBytes());
    this.nextLsn = writer.log().firstLsn();
    this.lastResort =
        new ProximaException(
            ErrorCode.INTERNAL, "the log of database " + storage.location() + " failed");
    this.task = seams.scheduler().start("log", this::run);
  }

  /// How far the log is: the last frame that is in the file, the last one that is forced, and the
  /// length of the file that is being written.
  public record Progress(long writtenLsn, long syncedLsn, long bytes) {}

  /// How far the log is.
  public Progress progress() {
    return tail.progress();
  }

  /// What a log takes from outside.
  public record WalSeams(Clock clock, Scheduler scheduler, Failpoints failpoints) {}

  /// Makes the file `file`, whose name and head are durable then.
  public static NewLog create(
      Storage storage, WalSettings settings, LogFile file, Failpoints failpoints) {
    return new NewLog(
        LogWriter.create(
            storage,
            LogTail.header(settings, file.id(), file.firstLsn()),
            settings.logFileBytes(),
            failpoints));
  }

  /// A log file that is ready, and not written yet.
  ///
  /// - **Owns:** the file, until `start` or `close`.
  public static final class NewLog implements AutoCloseable {
    private @Nullable LogWriter writer;

    private NewLog(LogWriter writer) {
      this.writer = writer;
    }

    /// Starts the log's thread, without a reserve.
    public Wal start(Storage storage, WalSettings settings, WalSeams seams, Succession succession) {
      return start(storage, settings, seams, succession, DiskReserve.none(storage));
    }

    /// Starts the log's thread; `succession` is called on it.
    public Wal start(
        Storage storage,
        WalSettings settings,
        WalSeams seams,
        Succession succession,
        DiskReserve reserve) {
      LogWriter taken = writer;
      if (taken == null) {
        throw new IllegalStateException("started or closed");
      }
      Wal wal = new Wal(storage, settings, seams, taken, succession, reserve);
      writer = null;
      return wal;
    }

    @Override
    public void close() {
      if (writer != null) {
        writer.close();
        writer = null;
      }
    }
  }

  /// Encodes and compresses a record; done by the thread that commits.
  public LogFrame encode(WalRecord entry) {
    return LogFrame.of(entry, settings.codec(), compression);
  }

  /// Waits until there is room for `bytes` more in the queue and in the log and takes it, in the
  /// order of the calls, so that small groups do not keep a large one out. An interrupt does not
  /// end the wait.
  ///
  /// @throws ProximaException `DISK_FULL` if the log cannot take so much now, `IO_FAILURE` if it
  ///   has failed, `CLOSED` if it was stopped, `OUT_OF_MEMORY` if no group may be that large
  public void admit(long bytes, Allowance allowance) {
    if (bytes > GROUP_BYTES) {
      throw new ProximaException(
          ErrorCode.OUT_OF_MEMORY,
          "a commit takes " + bytes + " bytes of log; the limit is " + GROUP_BYTES);
    }
    lock.lock();
    long turn = ++lastTurn;
    try {
      requireOpen();
      admitting.add(turn);
      while (admitting.getFirst() != turn
          || (admittedBytes > 0 && admittedBytes + bytes > QUEUE_BYTES)) {
        drained.awaitUninterruptibly();
        requireOpen();
      }
      if (bytes > 0) {
        requireRoom(bytes, allowance);
      }
      admittedBytes += bytes;
      room.promise(bytes);
    } finally {
      if (admitting.remove(turn) && !admitting.isEmpty()) {
        drained.signalAll();
      }
      lock.unlock();
    }
  }

  /// What the reserve has given is not for ordinary groups: they wait until it is whole.
  private void requireRoom(long bytes, Allowance allowance) {
    if (room.covers(bytes) && (allowance == Allowance.RESERVE || reserve.isWhole())) {
      return;
    }
    LogRoom.Request request = room.ask(bytes, allowance);
    queued.signal();
    while (!request.isAnswered()) {
      drained.awaitUninterruptibly();
      requireOpen();
    }
    request.requireRoom();
  }

  /// Gives back what `admit` has taken for frames that are not appended.
  public void dismiss(long bytes) {
    lock.lock();
    try {
      admittedBytes -= bytes;
      room.takeBack(bytes);
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Queues a group that was admitted; never waits. A group without frames has the sequence of the
  /// one before it: it is called in its turn, when everything before has come as far as it asks.
  ///
  /// @param applied is called with the group's sequence, on the log's thread, in the order of the
  ///   calls of this method
  /// @throws ProximaException `IO_FAILURE` or `CLOSED`; nothing is queued then
  public LogGroup append(List<LogFrame> frames, Reach reach, LongConsumer applied) {
    lock.lock();
    try {
      requireOpen();
      LogGroup group = new LogGroup(nextLsn, List.copyOf(frames), reach, applied);
      nextLsn += frames.size();
      queue.add(group);
      queued.signal();
      return group;
    } finally {
      lock.unlock();
    }
  }

  /// Returns if the log takes writes.
  ///
  /// @throws ProximaException `IO_FAILURE` if it has failed, `CLOSED` if it was stopped
  public void requireWritable() {
    lock.lock();
    try {
      requireOpen();
    } finally {
      lock.unlock();
    }
  }

  private void requireOpen() {
    if (failure != null) {
      throw new ProximaException(
          ErrorCode.IO_FAILURE,
          "writes to database "
              + storage.location()
              + " are refused until it is reopened, because: "
              + failure.getMessage(),
          failure);
    }
    if (isStopping) {
      throw new ProximaException(ErrorCode.CLOSED, "database " + storage.location() + " is closed");
    }
  }

  /// Lets the log finish what is queued, force it and end.
  ///
  /// @param whenLate is called on the log's thread when the log ends, if this has thrown because
  ///   that took too long
  /// @return the last file with its end, or null if the log has failed
  /// @throws ProximaException `IO_FAILURE` if that took longer than `limit`
  public @Nullable LogFile stop(Duration limit, Consumer<@Nullable LogFile> whenLate) {
    lock.lock();
    try {
      isStopping = true;
      queued.signal();
      drained.signalAll();
    } finally {
      lock.unlock();
    }
    boolean inTime = task.await(limit);
    lock.lock();
    try {
      if (!inTime && !isEnded) {
        late = whenLate;
        throw new ProximaException(
            ErrorCode.IO_FAILURE,
            "the log of database " + storage.location() + " did not end within " + limit);
      }
      return end;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    List<LogGroup> batch = new ArrayList<>();
    try {
      while (take(batch)) {
        process(batch);
        batch.clear();
        makeRoom();
      }
      tail.force();
      failpoints.hit("wal.drained");
      finish();
    } catch (Throwable e) {
      fail(e, batch);
    } finally {
      try {
        tail.close();
      } finally {
        ended();
      }
    }
  }

  private void ended() {
    Consumer<@Nullable LogFile> waiting;
    lock.lock();
    try {
      isEnded = true;
      waiting = late;
    } finally {
      lock.unlock();
    }
    if (waiting != null) {
      waiting.accept(end);
    }
  }

  /// Waits for groups, for somebody who needs room, or for the time to force what is not forced.
  ///
  /// @return false when the log is to end and nothing is queued
  private boolean take(List<LogGroup> batch) {
    lock.lock();
    try {
      while (queue.isEmpty() && room.request() == null && !isStopping) {
        if (tail.isForced()) {
          queued.awaitUninterruptibly();
        } else {
          long left = tail.nanosToForce();
          if (left <= 0) {
            return true;
          }
          awaitNanos(left);
        }
      }
      long bytes = 0;
      while (!queue.isEmpty() && bytes < BATCH_BYTES) {
        LogGroup group = queue.remove();
        bytes += LogFrame.bytes(group.frames());
        batch.add(group);
      }
      return !batch.isEmpty() || !isStopping;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void awaitNanos(long nanos) {
    try {
      queued.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Nobody interrupts threads of the engine; if somebody does, the log goes on.
    }
  }

  private void process(List<LogGroup> batch) {
    for (LogGroup group : batch) {
      buffer(group);
    }
    for (LogGroup group : batch) {
      tail.bring(group.sequence(), group.reach());
      failpoints.hit("wal.before-apply");
      group.apply();
      failpoints.hit("wal.before-acknowledge");
      acknowledge(group);
    }
    if (!tail.isForced() && tail.nanosToForce() <= 0) {
      tail.force();
    } else if (tail.bufferedBytes() > BATCH_BYTES) {
      tail.write();
    }
  }

  private void acknowledge(LogGroup group) {
    lock.lock();
    try {
      admittedBytes -= LogFrame.bytes(group.frames());
      drained.signalAll();
    } finally {
      lock.unlock();
    }
    group.end(null);
  }

  private void buffer(LogGroup group) {
    tail.add(group);
    lock.lock();
    try {
      room.place(LogFrame.bytes(group.frames()));
    } finally {
      lock.unlock();
    }
  }

  /// Answers who waits for room: for their bytes and for all that is promised, in one file.
  private void makeRoom() {
    LogRoom.Request request;
    long promised;
    lock.lock();
    try {
      request = room.request();
      promised = room.promisedBytes();
    } finally {
      lock.unlock();
    }
    if (request == null) {
      return;
    }
    ProximaException refusal = null;
    try {
      makeRoom(promised + request.bytes(), request.allowance());
    } catch (ProximaException e) {
      if (e.code() != ErrorCode.DISK_FULL) {
        throw e;
      }
      refusal = e;
    }
    lock.lock();
    try {
      room.answer(request, tail.roomBytes(), refusal);
      drained.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void makeRoom(long bytes, Allowance allowance) {
    switch (allowance) {
      case ORDINARY -> {
        if (!reserve.restore()) {
          throw new ProximaException(
              ErrorCode.DISK_FULL,
              "the disk of database %s is full: %d bytes are free; rows can be read and deleted"
                  .formatted(storage.location(), storage.usableBytes()));
        }
        tail.extend(bytes);
      }
      case RESERVE ->
          reserve.use(() -> {
            tail.extend(bytes);
            return bytes;
          });
    }
  }

  private void finish() {
    lock.lock();
    try {
      end = tail.end();
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waits; whatever has happened, nobody may wait for a log that is no more.
  private void fail(Throwable cause, List<LogGroup> batch) {
    ProximaException error = lastResort;
    try {
      error = error(cause);
    } finally {
      lock.lock();
      try {
        failure = error;
        for (LogGroup group : batch) {
          group.end(error); // those that ended before keep their result
        }
        while (!queue.isEmpty()) {
          queue.remove().end(error);
        }
        drained.signalAll();
      } finally {
        lock.unlock();
      }
    }
    LOGGER.log(
        System.Logger.Level.ERROR,
        "writes to database {0} are refused until it is reopened, because: {1}",
        storage.location(),
        error.getMessage());
  }

  private ProximaException error(Throwable cause) {
    if (cause instanceof ProximaException known) {
      ErrorCode code =
          known.code() == ErrorCode.DISK_FULL ? ErrorCode.DISK_FULL : ErrorCode.IO_FAILURE;
      return new ProximaException(code, String.valueOf(known.getMessage()), known);
    }
    return new ProximaException(
        ErrorCode.INTERNAL,
        "the log of database " + storage.location() + " failed: " + cause,
        cause);
  }
}

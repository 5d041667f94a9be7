package io.proxima.engine.upkeep;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One thread that does one kind of work, one job at a time: of those that wait the most urgent,
/// among equals the one that was asked for first; but the one that has waited longest is done when
/// it was passed over often enough. A job that is asked for while it waits is done once.
///
/// A job that fails is done again after a pause, five times in all; then, or if a file is damaged,
/// it waits until it is asked for again. One that was cancelled is given up.
///
/// - **Threads:** thread-safe.
final class Jobs<J> {
  private static final System.Logger LOGGER = System.getLogger(Jobs.class.getName());
  private static final int ATTEMPTS = 5;
  private static final long FIRST_PAUSE_MILLIS = 20;

  private final String name;
  private final Consumer<J> work;
  private final Comparator<J> urgency;
  private final int patience;
  private final Ending ending;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<J, Place> waiting = new LinkedHashMap<>();
  private @Nullable Place running;
  private @Nullable J atWork;
  private boolean isStopping;
  private @Nullable Task task;

  /// A job in the queue or at work, and how it has gone.
  private static final class Place {
    private int attempts;
    private int passedOver;
    private boolean isDone;
    private @Nullable ProximaException failure;
  }

  /// @param urgency has the most urgent job first
  /// @param patience how many that are more urgent may pass the one that has waited longest
  /// @param ending is told when the thread begins and ends
  Jobs(String name, Consumer<J> work, Comparator<J> urgency, int patience, Ending ending) {
    this.name = name;
    this.work = work;
    this.urgency = urgency;
    this.patience = patience;
    this.ending = ending;
  }

  void start(Scheduler scheduler) {
    ending.begin();
    task = scheduler.start(name, this::run);
  }

  /// Asks for a job and does not wait.
  void request(J job) {
    lock.lock();
    try {
      if (!isStopping) {
        asked(job);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The place of a job in the queue; how it went before is forgotten.
  private Place asked(J job) {
    Place place = waiting.computeIfAbsent(job, _ -> new Place());
    place.failure = null;
    place.attempts = 0;
    changed.signalAll();
    return place;
  }

  /// Asks for a job and waits for its end; an interrupt does not end the wait.
  ///
  /// @throws ProximaException what the job threw the first time; `CLOSED` if it was not done
  void await(J job) {
    await(job, changed::awaitUninterruptibly);
  }

  /// The same for a statement that may be cancelled, or its thread interrupted, while it waits; it
  /// looks at that at least every `step`. The job is done nevertheless.
  ///
  /// @throws ProximaException also `CANCELLED`, `TIMEOUT`
  void await(J job, Cancellation statement, Duration step) {
    await(
        job,
        () -> {
          statement.checkWait();
          await(step);
        });
  }

  private void await(J job, Runnable wait) {
    lock.lock();
    try {
      if (isStopping) {
        throw closed();
      }
      Place place = asked(job);
      while (!place.isDone && place.failure == null) {
        wait.run();
      }
      ProximaException failure = place.failure;
      if (failure != null) {
        throw again(failure);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The failure of another thread for this one to throw.
  private static ProximaException again(ProximaException failure) {
    return new ProximaException(failure.code(), String.valueOf(failure.getMessage()), failure);
  }

  /// Waits while there is work, but not longer than `limit`.
  ///
  /// @return whether there was work
  /// @throws ProximaException why the work has failed, if it has
  boolean awaitProgress(Duration limit) {
    lock.lock();
    try {
      Place next = running != null ? running : first();
      if (next == null) {
        return false;
      }
      if (next.failure != null) {
        throw again(next.failure);
      }
      await(limit);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Waits while there is work that has not failed so far, but not longer than `limit`.
  ///
  /// @return whether there was
  boolean awaitWork(Duration limit) {
    lock.lock();
    try {
      Place next = running != null ? running : first();
      boolean isGoing = next != null && next.failure == null && next.attempts == 0;
      if (isGoing) {
        await(limit);
      }
      return isGoing;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Place first() {
    Iterator<Place> places = waiting.values().iterator();
    return places.hasNext() ? places.next() : null;
  }

  /// Waits for a change; an interrupt ends that, and is kept.
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  private void await(Duration limit) {
    try {
      changed.awaitNanos(limit.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The job at work and those that wait, in their order.
  ///
  /// @param table tells which table a job is for
  List<BackgroundJob> all(Function<J, OptionalInt> table) {
    lock.lock();
    try {
      List<BackgroundJob> all = new ArrayList<>();
      J first = atWork;
      if (first != null && running != null) {
        all.add(described(table.apply(first), true, running));
      }
      waiting.forEach((job, place) -> all.add(described(table.apply(job), false, place)));
      return all;
    } finally {
      lock.unlock();
    }
  }

  private BackgroundJob described(OptionalInt table, boolean isRunning, Place place) {
    Optional<String> error = Optional.ofNullable(place.failure).map(ProximaException::getMessage);
    return new BackgroundJob(name, table, isRunning, place.attempts, error, Optional.empty());
  }

  /// Lets the thread end after the job at work; what waits is not done.
  void end() {
    lock.lock();
    try {
      isStopping = true;
      waiting.values().forEach(place -> place.failure = closed());
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for the end of the thread.
  ///
  /// @return whether it ended within `limit`
  boolean awaitEnd(Duration limit) {
    return task == null || task.await(limit);
  }

  private static ProximaException closed() {
    return new ProximaException(ErrorCode.CLOSED, "the database is closed");
  }

  private void run() {
    try {
      for (J job = take(); job != null; job = take()) {
        ProximaException failure = attempt(job);
        finish(job, failure);
      }
    } finally {
      ending.end();
    }
  }

  private @Nullable J take() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isStopping) {
        changed.awaitUninterruptibly();
      }
      if (isStopping) {
        return null;
      }
      J first = next();
      running = waiting.remove(first);
      atWork = first;
      return first;
    } finally {
      lock.unlock();
    }
  }

  private J next() {
    Map.Entry<J, Place> oldest = waiting.entrySet().iterator().next();
    J urgent = Collections.min(waiting.keySet(), urgency); // of equals the first
    boolean isPassed = !urgent.equals(oldest.getKey()) && oldest.getValue().passedOver < patience;
    oldest.getValue().passedOver += isPassed ? 1 : 0;
    return isPassed ? urgent : oldest.getKey();
  }

  private @Nullable ProximaException attempt(J job) {
    try {
      work.accept(job);
      return null;
    } catch (ProximaException e) {
      return e;
    } catch (InternalError e) { // so ends a read of a map of a file that somebody has cut
      return new ProximaException(ErrorCode.IO_FAILURE, name + " failed: " + e, e);
    } catch (RuntimeException | Error e) {
      return new ProximaException(ErrorCode.INTERNAL, name + " failed: " + e, e);
    }
  }

  private void finish(J job, @Nullable ProximaException failure) {
    lock.lock();
    try {
      Place place = running;
      running = null;
      atWork = null;
      if (place == null) {
        throw new IllegalStateException("no job is running");
      }
      if (failure == null) {
        place.isDone = true;
        place.failure = null;
      } else {
        failed(job, place, failure);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void failed(J job, Place place, ProximaException failure) {
    boolean isOver = isStopping || failure.code() == ErrorCode.CLOSED;
    place.failure = isOver ? closed() : failure;
    place.attempts++;
    boolean isGivenUp = failure.code() == ErrorCode.CANCELLED;
    if (!isOver && !isGivenUp) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "{0} of {1} failed ({2} of {3} attempts): {4}",
          name,
          job,
          place.attempts,
          ATTEMPTS,
          failure.getMessage());
    }
    boolean isHopeless = isGivenUp || failure.code() == ErrorCode.CORRUPT_FILE;
    if (!isOver && !isHopeless && place.attempts < ATTEMPTS) {
      changed.signalAll();
      pause(Duration.ofMillis(FIRST_PAUSE_MILLIS << (2 * place.attempts)));
      if (!isStopping) {
        waiting.putIfAbsent(job, place);
      }
    }
  }

  private void pause(Duration pause) {
    long left = pause.toNanos();
    while (left > 0 && waiting.isEmpty() && !isStopping) {
      try {
        left = changed.awaitNanos(left);
      } catch (InterruptedException e) {
        left = 0; // nobody interrupts threads of the engine; if somebody does, the pause is short
      }
    }
  }
}

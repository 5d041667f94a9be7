package io.proxima.engine.index;

import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The threads that make an index: the caller's, and others from a scheduler.
///
/// - **Threads:** thread-safe.
public final class Crew {
  private final @Nullable Scheduler scheduler;
  private final int threads;

  private Crew(@Nullable Scheduler scheduler, int threads) {
    this.scheduler = scheduler;
    this.threads = threads;
  }

  /// The caller alone.
  public static Crew alone() {
    return new Crew(null, 1);
  }

  /// So many threads with the caller.
  public static Crew of(Scheduler scheduler, int threads) {
    return new Crew(scheduler, threads);
  }

  /// The number of threads.
  public int size() {
    return threads;
  }

  /// Does the pieces 0 to `pieces - 1`, each once, in any order. Every thread has a worker of its
  /// own. If a piece fails no other one is begun, and its failure is thrown when all have ended.
  public void run(int pieces, Supplier<IntConsumer> workers) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          try {
            IntConsumer worker = workers.get();
            for (int piece = next.getAndIncrement();
                piece < pieces && failure.get() == null;
                piece = next.getAndIncrement()) {
              worker.accept(piece);
            }
          } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
          }
        };
    List<Task> tasks = new ArrayList<>();
    for (int i = 1; i < Math.min(threads, pieces) && scheduler != null; i++) {
      tasks.add(scheduler.start("index build " + i, work));
    }
    work.run();
    for (Task task : tasks) {
      while (!task.await(Duration.ofMinutes(1))) {
        // a piece takes as long as it takes
      }
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException(e);
    }
  }
}

package io.proxima.bench;

import io.proxima.engine.Engine;
import io.proxima.engine.io.Storage;
import io.proxima.engine.io.WritableFile;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.task.Task;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Durable commits a second, one row each, next to what the disk does alone.
record LogPart(boolean quick, Clock clock) implements Part {
  private static final int DIM = 128;
  private static final Duration END_LIMIT = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Table run() throws IOException {
    long windowNanos = (quick ? 3 : 10) * 1_000_000_000L;
    List<List<Object>> rows = new ArrayList<>();
    try (Scratch scratch = Scratch.open();
        Storage files = Storage.files(scratch.path().resolve("raw"), clock);
        Storage storage = Storage.files(scratch.path().resolve("db"), clock);
        Scheduler scheduler = Scheduler.threads();
        Engine engine = Docs.open(storage, clock, scheduler)) {
      TableDef table = Docs.create(engine, DIM);
      AtomicLong ids = new AtomicLong();
      commitsPerSecond(engine, table, 8, windowNanos / 3, ids);
      for (int writers : new int[] {1, 8, 64}) {
        double syncs = syncsPerSecond(files, windowNanos / 3);
        double commits = commitsPerSecond(engine, table, writers, windowNanos, ids);
        rows.add(List.of(Integer.toString(writers), commits, syncs, commits / syncs));
      }
    }
    return new Table(
        "log",
        "Log: commits per second at durability sync",
        List.of("writers", "commits/s", "disk alone, syncs/s", "commits per sync"),
        rows,
        "One row of a BIGINT and a VECTOR(128) a commit. Disk alone: one thread that overwrites 4"
            + " KiB of a preallocated file and forces it, just before.");
  }

  private double syncsPerSecond(Storage storage, long windowNanos) {
    byte[] page = new byte[4_096];
    int pages = 1_024;
    String name = "raw";
    storage.delete(name);
    try (WritableFile file = storage.create(name)) {
      for (int i = 0; i < pages; i++) {
        file.write(i * (long) page.length, page, 0, page.length);
      }
      file.sync();
      long count = 0;
      long start = clock.monotonicNanos();
      long now = start;
      for (; now - start < windowNanos; now = clock.monotonicNanos()) {
        Arrays.fill(page, (byte) count);
        file.write(count++ % pages * page.length, page, 0, page.length);
        file.sync();
      }
      return count * 1e9 / (now - start);
    }
  }

  private double commitsPerSecond(
      Engine engine, TableDef table, int writers, long windowNanos, AtomicLong ids) {
    AtomicLong commits = new AtomicLong();
    AtomicBoolean stop = new AtomicBoolean();
    try (Scheduler threads = Scheduler.threads()) {
      List<Task> tasks = new ArrayList<>();
      long start = clock.monotonicNanos();
      for (int i = 0; i < writers; i++) {
        float[] row = Docs.vectors(i, 1, DIM);
        AvroRows codec = AvroRows.of(table);
        tasks.add(
            threads.start(
                "writer-" + i,
                () -> {
                  while (!stop.get() && clock.monotonicNanos() - start < windowNanos) {
                    Docs.insert(engine, table, codec, ids.getAndIncrement(), row, Durability.SYNC);
                    commits.incrementAndGet();
                  }
                }));
      }
      for (Task task : tasks) {
        if (!task.await(END_LIMIT)) {
          stop.set(true);
          throw new IllegalStateException("a writer did not end within " + END_LIMIT);
        }
      }
      return commits.get() * 1e9 / (clock.monotonicNanos() - start);
    }
  }
}

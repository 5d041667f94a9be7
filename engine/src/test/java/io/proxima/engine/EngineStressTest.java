package io.proxima.engine;

import static io.proxima.engine.Fixture.content;
import static io.proxima.engine.Fixture.keys;
import static io.proxima.engine.Fixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.txn.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineStressTest {
  private static final int WRITERS = 4;
  private static final int COMMITS = 150;

  private final Storage storage = Storage.memory("stress");

  private static void all(List<Callable<Void>> bodies) throws InterruptedException {
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Void>> running = bodies.stream().map(threads::submit).toList();
      for (Future<Void> body : running) {
        try {
          body.get();
        } catch (ExecutionException e) {
          throw new AssertionError(e.getCause());
        }
      }
    }
  }

  @Test
  void noUpdateIsLost() throws InterruptedException {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      fixture.commit(t -> t.insert(a, rows(a, 0, 0, 1, 0)));
      AtomicLong conflicts = new AtomicLong();
      List<Callable<Void>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        long id = w % 2;
        Durability durability = Durability.values()[w % 3];
        writers.add(() -> {
          for (int i = 0; i < COMMITS; ) {
            try (Transaction t = fixture.engine.begin()) {
              long value = content(t.snapshot(), a).get(id);
              t.update(a, keys(a, id), rows(a, id, value + 1));
              t.commit(durability);
              i++;
            } catch (ProximaException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
              conflicts.incrementAndGet();
            }
          }
          return null;
        });
      }
      all(writers);
      long each = WRITERS / 2L * COMMITS;
      assertThat(fixture.content(a)).isEqualTo(Map.of(0L, each, 1L, each));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(fixture.content(fixture.table("a")).get(0L)).isEqualTo(WRITERS / 2L * COMMITS);
    }
  }

  @Test
  void commitsAreVisibleAcrossTablesAtOnceAndInOrder() throws InterruptedException {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      AtomicBoolean isDone = new AtomicBoolean();
      List<Callable<Void>> threads = new ArrayList<>();
      AtomicLong writing = new AtomicLong(WRITERS);
      for (int w = 0; w < WRITERS; w++) {
        long writer = w;
        threads.add(() -> {
          try {
            for (long i = 1; i <= COMMITS; i++) {
              long value = i;
              long sequence =
                  fixture.commit(t -> {
                    t.upsert(a, rows(a, writer, value));
                    t.upsert(b, rows(b, writer, value, 100 + writer, value));
                  });
              try (Snapshot own = fixture.engine.snapshot()) {
                assertThat(own.sequence()).isGreaterThanOrEqualTo(sequence);
                assertThat(content(own, a)).containsEntry(writer, value);
              }
            }
          } finally {
            isDone.set(writing.decrementAndGet() == 0);
          }
          return null;
        });
      }
      for (int r = 0; r < 2; r++) {
        threads.add(() -> {
          long last = 0;
          TreeMap<Long, Long> before = new TreeMap<>();
          while (!isDone.get()) {
            try (Snapshot snapshot = fixture.engine.snapshot()) {
              assertThat(snapshot.sequence()).isGreaterThanOrEqualTo(last);
              last = snapshot.sequence();
              TreeMap<Long, Long> now = content(snapshot, a);
              TreeMap<Long, Long> twins = content(snapshot, b);
              assertThat(twins).hasSize(2 * now.size());
              now.forEach((id, value) ->
                  assertThat(twins).containsEntry(id, value).containsEntry(100 + id, value));
              before.forEach((id, value) -> assertThat(now.get(id)).isGreaterThanOrEqualTo(value));
              before = now;
            }
          }
          return null;
        });
      }
      all(threads);
    }
  }

  @Test
  void tablesComeAndGoUnderWritersAndReaders() throws InterruptedException {
    TreeMap<Long, Long> last;
    try (Fixture fixture = Fixture.open(storage)) {
      fixture.table("a", true);
      List<Callable<Void>> threads = new ArrayList<>();
      threads.add(() -> {
        for (int i = 0; i < 60; i++) {
          fixture.engine.define(new Definition.TruncateTable(fixture.table("a").name()));
        }
        return null;
      });
      for (int w = 0; w < 3; w++) {
        long writer = w;
        threads.add(() -> {
          for (long i = 0; i < COMMITS; i++) {
            long id = writer * COMMITS + i;
            try (Transaction t = fixture.engine.begin()) {
              TableDef table = t.snapshot().catalog().tables().getFirst();
              t.insert(table, rows(table, id, id));
              assertThat(content(t.snapshot(), table)).containsEntry(id, id);
              t.commit(Durability.OS);
            } catch (ProximaException e) {
              assertThat(e.code()).isEqualTo(ErrorCode.WRITE_CONFLICT);
            }
          }
          return null;
        });
      }
      all(threads);
      last = fixture.content(fixture.table("a"));
    }
    try (Fixture again = Fixture.open(storage)) {
      assertThat(again.content(again.table("a"))).isEqualTo(last);
    }
  }

  @Test
  void interruptedWritersHarmNobody() throws InterruptedException {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef a = fixture.table("a", true);
      List<Callable<Void>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        long writer = w;
        writers.add(() -> {
          for (long i = 0; i < COMMITS; i++) {
            long id = writer * COMMITS + i;
            Thread.currentThread().interrupt();
            fixture.commit(t -> t.insert(a, rows(a, id, id)));
            assertThat(Thread.interrupted()).isTrue();
          }
          return null;
        });
      }
      all(writers);
      assertThat(fixture.content(a)).hasSize(WRITERS * COMMITS);
    }
  }
}

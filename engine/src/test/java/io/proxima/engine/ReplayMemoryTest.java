package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// P5: a database opens with much less memory than its log was written with.
@Timeout(120)
class ReplayMemoryTest {
  private static final long MUCH = 64 << 20;
  private static final long LITTLE = 1 << 20;

  /// Nothing is flushed by itself.
  private static Fixture open(FaultStorage storage, long maxMemoryBytes) {
    EngineSettings settings =
        Fixture.settings(maxMemoryBytes, 1 << 20, Duration.ofSeconds(20))
            .withUpkeep(new UpkeepSettings(MUCH, 1L << 30, LITTLE / 8));
    return new Fixture(storage, settings, Failpoints.NONE);
  }

  /// Rows of two tables that come and go, in small commits and in one that is larger than all of
  /// the little memory.
  private static Map<String, Long> write(FaultStorage storage, int rows) {
    try (Fixture fixture = open(storage, MUCH)) {
      TableDef a = fixture.table("a", true);
      TableDef b = fixture.table("b", true);
      TableDef gone = fixture.table("gone", true);
      fixture.commit(t -> t.insert(a, Fixture.rowsBetween(a, 0, 100, 1)));
      fixture.engine.flush(a.id());
      for (int i = 0; i < 10; i++) {
        long from = (long) i * rows / 10;
        long to = from + rows / 10;
        long v = i;
        fixture.commit(t -> {
          t.upsert(a, Fixture.rowsBetween(a, from, to, v));
          t.insert(gone, Fixture.rowsBetween(gone, from, to, v));
        });
        fixture.commit(t -> t.delete(a, Fixture.keys(a, from, from + 1, to - 1)));
      }
      fixture.engine.define(new Definition.DropTable(gone.name()));
      fixture.commit(t -> {
        t.insert(b, Fixture.rowsBetween(b, 0, rows, 7));
        t.upsert(a, Fixture.rowsBetween(a, rows / 2, rows, 8));
        t.delete(a, Fixture.keys(a, 3, 5));
      });
      fixture.commit(t -> t.upsert(b, Fixture.rowsBetween(b, 5, 20, 9)));
      return fixture.content();
    }
  }

  @Test
  void aDatabaseOpensWithLittleMemory() {
    FaultStorage storage = new FaultStorage();
    Map<String, Long> content = write(storage, 20_000);
    try (Fixture fixture = open(storage, LITTLE)) {
      assertThat(fixture.content()).isEqualTo(content);
      assertThat(fixture.engine.segments()).hasSizeGreaterThan(2);
    }
    assertThat(storage.openHandles()).isZero();
    int segments;
    try (Fixture fixture = open(storage, MUCH)) {
      assertThat(fixture.content()).isEqualTo(content);
      segments = fixture.engine.segments().size();
      for (String name : new String[] {"a", "b"}) {
        fixture.engine.compact(fixture.table(name).id());
      }
      assertThat(fixture.content()).isEqualTo(content);
    }
    assertThat(segments).isPositive();
    try (Fixture fixture = open(storage, LITTLE)) {
      assertThat(fixture.content()).isEqualTo(content);
    }
  }

  @Test
  void aCutWhileReplayMakesRoomChangesNothing() {
    FaultStorage whole = new FaultStorage();
    Map<String, Long> content = write(whole, 8_000);
    Random random = new Random(3);
    int cuts = 0;
    for (long call = 1; ; call += 7) {
      FaultStorage storage = whole.afterCrash(Variant.ALL, random);
      storage.failAt(storage.calls() + call, Fault.IO_ERROR, true);
      try {
        open(storage, LITTLE).close();
      } catch (ProximaException e) {
        cuts++;
      }
      if (storage.failedAt() == 0) {
        break;
      }
      Variant[] variants = Variant.values();
      FaultStorage left =
          storage.afterCrash(variants[random.nextInt(variants.length)], new Random(call));
      try (Fixture fixture = open(left, LITTLE)) {
        assertThat(fixture.content()).as("cut at call %s", call).isEqualTo(content);
      }
    }
    assertThat(cuts).isGreaterThan(20);
  }
}

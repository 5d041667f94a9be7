package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Gate;
import io.proxima.engine.upkeep.IndexProgress;
import io.proxima.engine.vector.Metric;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

/// How far the making of indexes is, and how it ends before its end.
final class IndexBuildTest {
  private static final int ROWS = 2_500;

  private final Gate made = new Gate("index.made");
  private final Cancellation statement = Cancellation.unlimited(Fixture.CLOCK);

  private Fixture open() {
    return new Fixture(Storage.memory("build"), Fixture.settings(64 << 20), made);
  }

  /// A table of two segments, each with its index.
  private static TableDef table(Fixture fixture) {
    TableDef bare = fixture.table("a", true);
    VectorIndexDef index =
        new VectorIndexDef(0, "a_e", 4, VectorIndexDef.Method.FLAT, Metric.L2, Map.of());
    fixture.engine.define(new Definition.CreateIndex(bare.name(), index));
    TableDef table = fixture.table("a");
    for (int part = 0; part < 2; part++) {
      int from = part * ROWS;
      fixture.commit(t -> t.insert(table, Fixture.rowsBetween(table, from, from + ROWS, 1)));
      fixture.engine.flush(table.id());
    }
    fixture.engine.buildIndexes(table.id(), Cancellation.unlimited(Fixture.CLOCK));
    int id = table.vectorIndexes().getFirst().id();
    assertThat(fixture.engine.vectorIndexes())
        .containsExactly(new IndexState(table.id(), id, 2, 2));
    assertThat(fixture.engine.indexProgress()).isEmpty();
    return table;
  }

  private CompletableFuture<Void> reindex(Fixture fixture, TableDef table) {
    int id = table.vectorIndexes().getFirst().id();
    return CompletableFuture.runAsync(
        () -> fixture.engine.reindex(table.id(), Set.of(id), statement));
  }

  private static void awaitIdle(Fixture fixture) {
    while (!fixture.engine.backgroundJobs().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void progressIsToldBySegmentsAndRows() throws Exception {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture);
      int id = table.vectorIndexes().getFirst().id();
      made.arm();
      CompletableFuture<Void> reindex = reindex(fixture, table);
      made.awaitReached();
      IndexProgress half = fixture.engine.indexProgress().getFirst();
      assertThat(half.tableId()).isEqualTo(table.id());
      assertThat(half.indexId()).isEqualTo(id);
      assertThat(half.segmentsDone()).isEqualTo(1);
      assertThat(half.segments()).isEqualTo(2);
      assertThat(half.rowsDone()).isEqualTo(ROWS);
      assertThat(half.rows()).isEqualTo(2 * ROWS);
      assertThat(half.phase()).isEqualTo(IndexProgress.Phase.READING);
      assertThat(half.startedMicros()).isPresent();
      made.open();
      reindex.get();
      awaitIdle(fixture);
      assertThat(fixture.engine.indexProgress()).isEmpty();
      assertThat(fixture.engine.vectorIndexes())
          .containsExactly(new IndexState(table.id(), id, 2, 2));
    }
  }

  @Test
  void aStatementThatIsCancelledLeavesTheOldFiles() {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture);
      int id = table.vectorIndexes().getFirst().id();
      made.arm();
      CompletableFuture<Void> reindex = reindex(fixture, table);
      made.awaitReached();
      statement.cancel();
      assertThat(reindex)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      made.open();
      awaitIdle(fixture);
      assertThat(fixture.engine.vectorIndexes())
          .containsExactly(new IndexState(table.id(), id, 2, 2));
    }
  }

  @Test
  void anIndexThatIsDroppedIsNotMadeToItsEnd() {
    try (Fixture fixture = open()) {
      TableDef table = table(fixture);
      made.arm();
      CompletableFuture<Void> reindex = reindex(fixture, table);
      made.awaitReached();
      fixture.engine.define(new Definition.DropIndex(new TableName("public", "a_e")));
      made.open();
      assertThat(reindex).succeedsWithin(Duration.ofSeconds(20));
      awaitIdle(fixture);
      assertThat(fixture.engine.vectorIndexes()).isEmpty();
    }
  }
}

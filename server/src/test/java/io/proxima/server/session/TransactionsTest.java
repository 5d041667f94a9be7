package io.proxima.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import io.proxima.sql.Setting;
import io.proxima.sql.SqlCompiler;
import io.proxima.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TransactionsTest {
  private final FaultStorage storage = new FaultStorage();
  private final Scheduler scheduler = Scheduler.threads();
  private final Engine engine =
      Engine.open(
          storage,
          new EngineSettings(
              Durability.SYNC,
              64 << 20,
              1 << 20,
              Duration.ofHours(1),
              Duration.ofSeconds(10),
              UpkeepSettings.defaults(64 << 20)),
          new EngineSeams(Clock.system(), scheduler, new Random(1), Failpoints.NONE));

  @AfterEach
  void close() {
    engine.close();
    scheduler.close();
  }

  @Test
  void theSettingDecidesWhetherACommitWaitsForTheDisk() {
    Statement create =
        new SqlCompiler()
            .compile("CREATE TABLE t (id BIGINT PRIMARY KEY)", engine.catalog(), "public");
    for (Definition definition : ((Statement.Define) create).definitions()) {
      engine.define(definition);
    }
    TableDef table = Objects.requireNonNull(engine.catalog().table(new TableName("public", "t")));
    assertThat(syncsOfACommit(table, 1, Durability.MEMORY)).isZero();
    assertThat(syncsOfACommit(table, 2, Durability.OS)).isZero();
    assertThat(syncsOfACommit(table, 3, Durability.SYNC)).isPositive();
  }

  private long syncsOfACommit(TableDef table, long id, Durability durability) {
    SessionSettings settings = new SessionSettings(Map.of(Setting.DURABILITY, durability));
    RowBatchBuilder row = new RowBatchBuilder(table, 1);
    row.appendRow(id);
    long before = syncs();
    new Transactions(engine, settings, false)
        .write(
            Cancellation.unlimited(Clock.system()),
            transaction -> {
              transaction.insert(table, AvroRows.of(table).encode(row.build()));
              return 1;
            });
    return syncs() - before;
  }

  private long syncs() {
    return storage.trace().stream().filter(call -> call.contains("sync ")).count();
  }
}

package io.proxima.planner;

import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import io.proxima.engine.io.Storage;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.sql.SqlCompiler;
import io.proxima.sql.Statement;
import io.proxima.sql.type.ValueText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A database in memory that runs SQL through compiler, planner and engine.
final class Sql implements AutoCloseable {
  /// 2026-11-20 10:00:00 UTC.
  static final long NOW = 1_795_168_800_000_000L;

  private final Scheduler scheduler = Scheduler.threads();
  private long limitMillis;
  private final SqlCompiler compiler = new SqlCompiler();
  private final Planner planner = new Planner();
  private final MemoryBudget memory = MemoryBudget.of(32 << 20);
  private final Engine engine =
      Engine.open(
          Storage.memory("test"),
          new EngineSettings(
              Durability.MEMORY,
              64 << 20,
              1 << 20,
              Duration.ofMillis(100),
              Duration.ofSeconds(10),
              UpkeepSettings.defaults(64 << 20)),
          new EngineSeams(Clock.system(), scheduler, new Random(1), Failpoints.NONE));

  /// Runs one statement; the result is the number of rows changed.
  long run(String sql, @Nullable Object... parameters) {
    return switch (compile(sql)) {
      case Statement.Define define -> {
        define.definitions().forEach(engine::define);
        yield 0;
      }
      case Statement.Modify modify -> {
        try (Transaction transaction = engine.begin()) {
          ModifyPlan plan = planner.plan(modify);
          ModifyPlan.Changed changed =
              plan.execute(transaction, scope(transaction.snapshot(), parameters));
          transaction.commit(Durability.MEMORY);
          yield changed.rowCount();
        }
      }
      case Statement other -> throw new IllegalArgumentException(other.toString());
    };
  }

  Statement compile(String sql) {
    return compiler.compile(sql, engine.catalog(), "public");
  }

  QueryPlan plan(String sql) {
    return planner.plan((Statement.Query) compile(sql));
  }

  /// The rows of a query, each value as text; NULL is `null`.
  List<List<@Nullable String>> query(String sql, @Nullable Object... parameters) {
    return query(plan(sql), parameters);
  }

  List<List<@Nullable String>> query(QueryPlan plan, @Nullable Object... parameters) {
    List<List<@Nullable String>> rows = rows(plan, parameters);
    if (memory.usedBytes() != 0) {
      throw new AssertionError(memory.usedBytes() + " bytes are still taken");
    }
    return rows;
  }

  /// The rows of a query, without a look at what is left behind.
  List<List<@Nullable String>> rows(QueryPlan plan, @Nullable Object... parameters) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (Snapshot snapshot = engine.snapshot();
        RowCursor cursor = plan.open(scope(snapshot, parameters))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          rows.add(texts(plan, batch, row));
        }
      }
    }
    return rows;
  }

  /// Gives every statement from now on so much time; 0 is no limit.
  void limit(long millis) {
    limitMillis = millis;
  }

  private static List<@Nullable String> texts(QueryPlan plan, RowBatch batch, int row) {
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = 0; i < batch.columns().size(); i++) {
      ColumnType type = plan.columns().get(i).type();
      if (batch.column(i).type().kind() != type.kind() && type.kind() != TypeKind.VARCHAR) {
        throw new AssertionError(batch.column(i).type() + " instead of " + type);
      }
      texts.add(
          batch.column(i).isNull(row)
              ? null
              : ValueText.format(batch.column(i).valueAt(row), batch.column(i).type()));
    }
    return texts;
  }

  /// The only value of a query.
  @Nullable String value(String sql, @Nullable Object... parameters) {
    List<List<@Nullable String>> rows = query(sql, parameters);
    if (rows.size() != 1 || rows.getFirst().size() != 1) {
      throw new AssertionError("not one value: " + rows);
    }
    return rows.getFirst().getFirst();
  }

  /// The plan as EXPLAIN shows it.
  String explain(String sql) {
    return switch (compile(sql)) {
      case Statement.Query query -> planner.explain(query, SearchMode.UNSAID).text();
      case Statement.Modify modify -> planner.explain(modify, SearchMode.UNSAID).text();
      default -> throw new IllegalArgumentException(sql);
    };
  }

  private ExecutionScope scope(Snapshot snapshot, @Nullable Object... parameters) {
    return new ExecutionScope(
        snapshot,
        limitMillis == 0
            ? Cancellation.unlimited(Clock.system())
            : Cancellation.after(Clock.system(), limitMillis),
        Arrays.asList(parameters),
        NOW,
        memory,
        (view, catalog) -> {
          throw new IllegalStateException("no system views here");
        },
        SearchMode.UNSAID);
  }

  @Override
  public void close() {
    engine.close();
    scheduler.close();
  }
}

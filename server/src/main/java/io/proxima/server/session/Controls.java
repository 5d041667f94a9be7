package io.proxima.server.session;

import io.proxima.engine.Engine;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.sql.Setting;
import io.proxima.sql.Statement;
import io.proxima.sql.catalog.SystemViews;
import java.util.List;
import java.util.stream.Collectors;

/// Runs the statements of one session about its transactions and settings.
///
/// - **Threads:** one thread at a time.
final class Controls {
  private final Engine engine;
  private final Transactions transactions;
  private final SessionSettings settings;

  Controls(Engine engine, Transactions transactions, SessionSettings settings) {
    this.engine = engine;
    this.transactions = transactions;
    this.settings = settings;
  }

  void run(Statement.Control control, Cancellation cancellation) {
    switch (control) {
      case Statement.Begin begin ->
          transactions.begin(begin.isolation(), begin.readOnly().orElse(false));
      case Statement.Commit _ -> transactions.commit(cancellation);
      case Statement.Rollback _ -> transactions.rollback();
      case Statement.Savepoint mark -> transactions.savepoint(mark.name());
      case Statement.RollbackTo mark -> transactions.rollbackTo(mark.name());
      case Statement.ReleaseSavepoint mark -> transactions.releaseSavepoint(mark.name());
      case Statement.Set set -> set(set);
      case Statement.Reset reset ->
          reset.setting().map(List::of).orElse(List.of(Setting.values())).forEach(settings::reset);
      case Statement.SetTransaction mode -> {
        transactions.require("SET TRANSACTION");
        mode.isolation().ifPresent(transactions::setCurrentIsolation);
        mode.readOnly().ifPresent(transactions::setCurrentReadOnly);
      }
      case Statement.Flush flush -> engine.flush(flush.table().id());
      case Statement.Compact compact -> engine.compact(compact.table().id());
      case Statement.Check check -> check(check.table(), cancellation);
      case Statement.Reindex reindex -> {
        transactions.requireWritable();
        engine.reindex(
            reindex.table().id(),
            reindex.indexes().stream().map(IndexDef::id).collect(Collectors.toSet()),
            cancellation);
      }
      case Statement.Quarantine quarantine -> {
        transactions.requireWritable();
        engine.quarantine(quarantine.table().id());
      }
      case Statement.AcceptClock _ -> {
        transactions.requireWritable();
        engine.acceptClock();
      }
      case Statement.Show _ -> throw new IllegalStateException("SHOW gives rows");
    }
  }

  private void check(TableDef table, Cancellation cancellation) {
    List<String> damages = engine.verify(table.id(), cancellation);
    if (!damages.isEmpty()) {
      throw new ProximaException(ErrorCode.CORRUPT_FILE, String.join("\n", damages));
    }
  }

  private void set(Statement.Set set) {
    Setting setting = set.setting();
    Object value = set.value().orElseGet(() -> settings.firstValue(setting));
    if (setting == Setting.SCHEMA) {
      requireSchema((String) value);
    }
    if (set.local()) {
      transactions.require("SET LOCAL");
      settings.setLocal(setting, value);
    } else {
      settings.set(setting, value);
    }
  }

  String schema() {
    return (String) settings.value(Setting.SCHEMA);
  }

  void setSchema(String schema) {
    requireSchema(schema);
    settings.set(Setting.SCHEMA, schema);
  }

  private void requireSchema(String schema) {
    if (!engine.catalog().schemas().contains(schema) && !SystemViews.isSystemSchema(schema)) {
      throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, "there is no schema named " + schema);
    }
  }
}

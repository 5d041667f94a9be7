package io.proxima.server.session;

import io.proxima.client.UrlProperty;
import io.proxima.engine.IndexState;
import io.proxima.engine.LogFileState;
import io.proxima.engine.SegmentState;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.upkeep.BackgroundJob;
import io.proxima.engine.upkeep.IndexProgress;
import io.proxima.planner.StatementCounters;
import io.proxima.sql.Setting;
import io.proxima.sql.SettingType;
import io.proxima.sql.catalog.InformationSchema;
import io.proxima.sql.catalog.SystemRows;
import io.proxima.sql.catalog.SystemView;
import io.proxima.sql.catalog.SystemViews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows of the system views, as one session sees them.
final class SystemTables implements SystemRows {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MICROS_PER_SECOND = 1e6;

  private final Database database;
  private final SessionSettings settings;

  SystemTables(Database database, SessionSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  @Override
  public RowBatch rows(SystemView view, Catalog catalog) {
    if (view.equals(SystemViews.SETTINGS)) {
      return InformationSchema.batch(view.columns(), settings());
    }
    if (view.equals(SystemViews.SESSIONS)) {
      return InformationSchema.batch(view.columns(), sessions());
    }
    if (view.equals(SystemViews.WAL)) {
      return InformationSchema.batch(view.columns(), wal());
    }
    if (view.equals(SystemViews.STATEMENTS)) {
      return InformationSchema.batch(view.columns(), statements());
    }
    if (view.equals(SystemViews.MEMORY)) {
      return InformationSchema.batch(view.columns(), memory());
    }
    if (view.equals(SystemViews.SEGMENTS)) {
      return InformationSchema.batch(view.columns(), segments(catalog));
    }
    if (view.equals(SystemViews.BACKGROUND)) {
      return InformationSchema.batch(view.columns(), background(catalog));
    }
    if (view.equals(SystemViews.INDEXES)) {
      return indexes(catalog);
    }
    if (view.equals(SystemViews.INDEX_PROGRESS)) {
      return InformationSchema.batch(view.columns(), indexProgress(catalog));
    }
    return InformationSchema.rows(view, catalog);
  }

  private RowBatch indexes(Catalog catalog) {
    List<IndexState> states = database.engine().vectorIndexes();
    return InformationSchema.indexes(
        catalog,
        (table, index) ->
            states.stream()
                .filter(state -> state.tableId() == table && state.indexId() == index)
                .findFirst()
                .map(state ->
                    new @Nullable Object[] {
                      (long) state.segments(), (long) state.indexedSegments()
                    })
                .orElse(new @Nullable Object[2]));
  }

  private List<@Nullable Object[]> indexProgress(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (IndexProgress progress : database.engine().indexProgress()) {
      TableDef table = catalog.table(progress.tableId());
      if (table != null) {
        table.allIndexes().stream()
            .filter(index -> index.id() == progress.indexId())
            .forEach(index -> rows.add(row(table, index, progress)));
      }
    }
    return rows;
  }

  private @Nullable Object[] row(TableDef table, IndexDef index, IndexProgress progress) {
    long now = database.clock().wallMicros();
    long started = progress.startedMicros().orElse(now);
    double seconds = Math.max(0, now - started) / MICROS_PER_SECOND;
    Double rate = seconds > 0 && progress.rowsDone() > 0 ? progress.rowsDone() / seconds : null;
    long left = progress.rows() - progress.rowsDone();
    return new @Nullable Object[] {
      table.name().schema(),
      table.name().name(),
      index.name(),
      progress.phase().name().toLowerCase(Locale.ROOT),
      (long) progress.segmentsDone(),
      (long) progress.segments(),
      progress.rowsDone(),
      progress.rows(),
      progress.startedMicros().isPresent() ? started : null,
      rate,
      rate == null ? null : now + Math.round(left / rate * MICROS_PER_SECOND)
    };
  }

  private List<@Nullable Object[]> settings() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Arrays.stream(Setting.values()).map(this::row).forEach(rows::add);
    database.properties().forEach((property, value) -> rows.add(row(property, value)));
    return rows;
  }

  private static @Nullable Object[] row(UrlProperty property, Database.Property value) {
    List<Long> bounds = property.bounds();
    return new @Nullable Object[] {
      property.text(),
      value.value(),
      value.usual(),
      property.isSize() ? "bytes" : null,
      property.isSize() ? "size" : bounds.isEmpty() ? "text" : "number",
      null,
      bounds.isEmpty() ? null : bounds.getFirst(),
      bounds.isEmpty() ? null : bounds.getLast(),
      property.doc(),
      "database"
    };
  }

  private @Nullable Object[] row(Setting setting) {
    SettingType type = setting.type();
    return new @Nullable Object[] {
      setting.key(),
      setting.format(settings.value(setting)),
      setting.format(setting.defaultValue()),
      type.unit().isEmpty() ? null : type.unit(),
      type.name(),
      type.choices().isEmpty() ? null : String.join(", ", type.choices()),
      type.min().orElse(null),
      type.max().orElse(null),
      setting.description(),
      settings.source(setting)
    };
  }

  private List<@Nullable Object[]> sessions() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LocalSession session : database.sessions()) {
      Long snapshot = session.transactionSnapshot();
      rows.add(
          new @Nullable Object[] {
            session.number(),
            session.userName(),
            session.applicationName(),
            session.openedAtMicros(),
            session.state(),
            session.runningStatement(),
            snapshot == null ? 0L : 1L,
            snapshot
          });
    }
    return rows;
  }

  private List<@Nullable Object[]> statements() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (StatementCounters counters : database.plans().statistics()) {
      double millis = counters.nanos() / NANOS_PER_MILLI;
      long executions = counters.executions();
      rows.add(
          new @Nullable Object[] {
            counters.text(),
            executions,
            counters.hits(),
            counters.misses(),
            millis,
            executions == 0 ? null : millis / executions,
            counters.rowCount()
          });
    }
    return rows;
  }

  private List<@Nullable Object[]> wal() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (LogFileState file : database.engine().logFiles()) {
      rows.add(
          new @Nullable Object[] {
            file.name(),
            file.firstLsn(),
            file.lastLsn(),
            file.syncedLsn(),
            file.bytes(),
            file.isCurrent() ? 1L : 0L
          });
    }
    return rows;
  }

  private List<@Nullable Object[]> segments(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (SegmentState segment : database.engine().segments()) {
      TableDef table = catalog.table(segment.tableId());
      if (table != null) {
        rows.add(
            new @Nullable Object[] {
              table.name().schema(),
              table.name().name(),
              segment.segmentId(),
              (long) segment.rows(),
              (long) segment.deletedRows(),
              segment.bytes(),
              (long) segment.vectorGroups(),
              (long) segment.sparseGroups(),
              segment.directory(),
              segment.epoch().isPresent() ? segment.epoch().getAsLong() : null,
              (long) segment.lists()
            });
      }
    }
    return rows;
  }

  private List<@Nullable Object[]> background(Catalog catalog) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (BackgroundJob job : database.engine().backgroundJobs()) {
      TableDef table = job.tableId().isPresent() ? catalog.table(job.tableId().getAsInt()) : null;
      BackgroundJob.Progress progress = job.progress().orElse(null);
      rows.add(
          new @Nullable Object[] {
            job.kind(),
            table == null ? null : table.name().schema(),
            table == null ? null : table.name().name(),
            job.isRunning() ? 1L : 0L,
            (long) job.failures(),
            job.error().orElse(null),
            progress == null ? null : progress.bytesWritten(),
            progress == null || progress.bytesPerSecond().isEmpty()
                ? null
                : progress.bytesPerSecond().getAsLong(),
            progress != null && progress.isWaiting() ? 1L : 0L
          });
    }
    return rows;
  }

  private List<@Nullable Object[]> memory() {
    MemoryBudget budget = database.engine().memory();
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[] {"total", budget.usedBytes(), budget.limitBytes()});
    budget
        .usedByOwner()
        .forEach(
            (owner, used) -> rows.add(new @Nullable Object[] {owner, used, budget.limitBytes()}));
    return rows;
  }
}

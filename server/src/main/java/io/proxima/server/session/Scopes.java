package io.proxima.server.session;

import io.proxima.engine.Snapshot;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.task.Cancellation;
import io.proxima.planner.PlanCache;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.sql.Setting;
import io.proxima.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What executions of a session's statements work with: snapshot, time, memory and the values of
/// parameters.
final class Scopes {
  private final Database database;
  private final SessionSettings settings;
  private final SystemTables systemTables;

  Scopes(Database database, SessionSettings settings) {
    this.database = database;
    this.settings = settings;
    this.systemTables = new SystemTables(database, settings);
  }

  /// The scope of an execution of a plan, in which literals that were taken out are the last
  /// parameters.
  ///
  /// @throws ProximaException `INVALID_PARAMETER`, and what a value that does not fit causes
  ExecutionScope of(
      Snapshot snapshot,
      PlanCache.Found<Planned> found,
      @Nullable Object[] parameters,
      Cancellation cancellation) {
    return of(snapshot, values(found, parameters), found.plan().search(), cancellation);
  }

  /// What the settings say about searches for nearest rows.
  SearchMode search() {
    return settings.search();
  }

  /// The scope of an execution that has no parameters.
  ExecutionScope of(Snapshot snapshot, Cancellation cancellation) {
    return of(snapshot, List.of(), SearchMode.UNSAID, cancellation);
  }

  private ExecutionScope of(
      Snapshot snapshot,
      List<@Nullable Object> values,
      SearchMode search,
      Cancellation cancellation) {
    return new ExecutionScope(
        snapshot,
        cancellation,
        values,
        database.clock().wallMicros(),
        database.statementMemory((Long) settings.value(Setting.STATEMENT_MEMORY)),
        systemTables,
        search.or(settings.search()));
  }

  private static List<@Nullable Object> values(
      PlanCache.Found<Planned> found, @Nullable Object[] parameters) {
    List<Statement.Parameter> types = found.plan().types();
    List<Object> literals = found.literals();
    if (parameters.length != types.size()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "the statement takes " + types.size() + " parameters, got " + parameters.length);
    }
    @Nullable Object[] values = new Object[parameters.length + literals.size()];
    for (int i = 0; i < parameters.length; i++) {
      Object parameter = parameters[i];
      values[i] =
          parameter == null ? null : ClientValues.toEngine(parameter, types.get(i).type(), i + 1);
    }
    for (int i = 0; i < literals.size(); i++) {
      values[parameters.length + i] = literals.get(i);
    }
    return Arrays.asList(values);
  }
}

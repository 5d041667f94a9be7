package io.proxima.server.session;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.planner.PlanCache;
import io.proxima.sql.Setting;
import java.util.Optional;

/// The plans of a session's statements, under its schema and settings.
///
/// - **Threads:** one thread at a time.
final class SessionPlans {
  private final PlanCache<Planned> cache;
  private final SessionSettings settings;
  private long plannings;

  SessionPlans(PlanCache<Planned> cache, SessionSettings settings) {
    this.cache = cache;
    this.settings = settings;
  }

  /// How often a plan was looked for.
  long plannings() {
    return plannings;
  }

  Prepared prepare(String sql, Catalog catalog) {
    PlanCache.Scope scope = scope(catalog);
    return new Prepared(sql, scope, find(sql, scope));
  }

  /// The plan of a prepared statement that fits a catalog.
  PlanCache.Found<Planned> fitting(Prepared prepared, Catalog catalog) {
    return prepared.found(scope(catalog), this::find);
  }

  /// The plan with the literals where they are written, if an error of a plan without them would be
  /// said worse: without its place, or as one of a parameter.
  Optional<PlanCache.Found<Planned>> asWritten(
      Prepared prepared, PlanCache.Found<Planned> failed, Catalog catalog, ProximaException error) {
    boolean isWorse =
        !failed.literals().isEmpty()
            && error.code().kind() == ErrorCode.Kind.FIX_INPUT
            && error.code() != ErrorCode.DUPLICATE_KEY;
    return isWorse
        ? Optional.of(cache.findWritten(prepared.sql(), scope(catalog)))
        : Optional.empty();
  }

  private PlanCache.Found<Planned> find(String sql, PlanCache.Scope scope) {
    plannings++;
    return (Boolean) settings.value(Setting.PLAN_CACHE)
        ? cache.find(sql, scope)
        : cache.findWritten(sql, scope);
  }

  private PlanCache.Scope scope(Catalog catalog) {
    return new PlanCache.Scope(catalog, (String) settings.value(Setting.SCHEMA));
  }
}

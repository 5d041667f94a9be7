package io.proxima.server.session;

import io.proxima.client.PreparedQuery;
import io.proxima.client.RowLayout;
import io.proxima.planner.PlanCache;

/// A prepared statement of a session: its text, and how it is done as things are now.
///
/// It is planned again only when its tables, the schema or a setting that changes plans are others.
///
/// - **Threads:** one thread at a time.
final class Prepared {
  /// Finds a plan for a text.
  @FunctionalInterface
  interface Planning {
    PlanCache.Found<Planned> find(String sql, PlanCache.Scope scope);
  }

  private final String sql;
  private final Planned first;
  private PlanCache.Scope scope;
  private PlanCache.Found<Planned> found;

  Prepared(String sql, PlanCache.Scope scope, PlanCache.Found<Planned> found) {
    this.sql = sql;
    this.first = found.plan();
    this.scope = scope;
    this.found = found;
  }

  String sql() {
    return sql;
  }

  /// As it was planned last.
  PlanCache.Found<Planned> found() {
    return found;
  }

  /// As it is done under these circumstances.
  PlanCache.Found<Planned> found(PlanCache.Scope now, Planning planning) {
    if (!scope.equals(now)) {
      boolean isSame =
          scope.schema().equals(now.schema())
              && found.footprint().holds(now.catalog(), now.schema());
      found = isSame ? found : planning.find(sql, now);
      scope = now;
    }
    return found;
  }

  /// Whether rows that the client has encoded are what the table takes now.
  boolean isLayoutValid() {
    RowLayout layout = first.layout();
    return layout != null && layout.equals(found.plan().layout());
  }

  /// As it was planned when the client was told.
  Planned first() {
    return first;
  }

  /// What the client is told.
  PreparedQuery description(long id) {
    Planned planned = found.plan();
    return new PreparedQuery(
        id,
        sql,
        !planned.columns().isEmpty(),
        planned.columns(),
        planned.parameters(),
        first.layout());
  }
}

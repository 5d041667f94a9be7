package io.proxima.server.session;

import io.proxima.client.PreparedQuery;
import io.proxima.client.RowLayout;
import io.proxima.engine.schema.Catalog;
import org.jspecify.annotations.Nullable;

/// A prepared statement of a session: its text, and how it is done as things are now.
///
/// It is planned again only when the catalog or the schema has changed since.
///
/// - **Threads:** one thread at a time.
final class Prepared {
  /// Compiles and plans a text for one state of the catalog.
  @FunctionalInterface
  interface Planning {
    Planned plan(String sql, Catalog catalog);
  }

  private final String sql;
  private final @Nullable RowLayout layout;
  private Planned planned;

  Prepared(String sql, Planned planned) {
    this.sql = sql;
    this.layout = planned.layout();
    this.planned = planned;
  }

  String sql() {
    return sql;
  }

  /// As it was planned last.
  Planned planned() {
    return planned;
  }

  /// As it is done on that catalog, in that schema.
  Planned planned(Catalog catalog, String schema, Planning planning) {
    if (!planned.fits(catalog.generation(), schema)) {
      planned = planning.plan(sql, catalog);
    }
    return planned;
  }

  /// Whether rows that the client has encoded are what the table takes now.
  boolean isLayoutValid() {
    return layout != null && layout.equals(planned.layout());
  }

  /// What the client is told.
  PreparedQuery description(long id) {
    return new PreparedQuery(
        id, sql, !planned.columns().isEmpty(), planned.columns(), planned.parameters(), layout);
  }
}

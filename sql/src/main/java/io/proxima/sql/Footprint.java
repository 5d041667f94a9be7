package io.proxima.sql;

import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import java.util.List;

/// What a compiled statement relies on in the catalog: the definitions of its tables and views, and
/// that their names mean no others. If `isWhole` it relies on everything.
///
/// - **Threads:** immutable.
public record Footprint(
    long generation, List<TableDef> tables, List<ViewDef> views, boolean isWhole) {
  /// Copies the lists.
  public Footprint {
    tables = List.copyOf(tables);
    views = List.copyOf(views);
  }

  /// Whether a statement compiled in `currentSchema` would compile to the same on a catalog.
  public boolean holds(Catalog catalog, String currentSchema) {
    if (catalog.generation() == generation) {
      return true;
    }
    return !isWhole
        && tables.stream()
            .allMatch(table ->
                table.equals(catalog.table(table.name()))
                    && !isHidden(table.name(), catalog, currentSchema))
        && views.stream()
            .allMatch(view ->
                view.equals(catalog.view(view.name()))
                    && !isHidden(view.name(), catalog, currentSchema));
  }

  private static boolean isHidden(TableName name, Catalog catalog, String currentSchema) {
    return !currentSchema.equals(name.schema())
        && catalog.has(new TableName(currentSchema, name.name()));
  }
}

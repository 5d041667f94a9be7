package io.proxima.sql;

import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import java.util.List;

/// What a compiled statement relies on in the catalog: the definitions of its tables, and that
/// their names mean no others. If `isWhole` it relies on everything.
///
/// - **Threads:** immutable.
public record Footprint(long generation, List<TableDef> tables, boolean isWhole) {
  /// Copies the list.
  public Footprint {
    tables = List.copyOf(tables);
  }

  /// Whether a statement compiled in `currentSchema` would compile to the same on a catalog.
  public boolean holds(Catalog catalog, String currentSchema) {
    if (catalog.generation() == generation) {
      return true;
    }
    if (isWhole) {
      return false;
    }
    for (TableDef table : tables) {
      TableName hiding = new TableName(currentSchema, table.name().name());
      boolean isHidden =
          !currentSchema.equals(table.name().schema()) && catalog.table(hiding) != null;
      if (isHidden || !table.equals(catalog.table(table.name()))) {
        return false;
      }
    }
    return true;
  }
}

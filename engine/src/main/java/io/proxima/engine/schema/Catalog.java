package io.proxima.engine.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All definitions at one moment.
///
/// `generation` grows with every change; `nextTableId` is the id of the next table.
///
/// - **Threads:** immutable.
public final class Catalog {
  /// The schema that exists from the start and that unqualified names mean.
  public static final String DEFAULT_SCHEMA = "public";

  private final long generation;
  private final int nextTableId;
  private final Set<String> schemas;
  private final Map<TableName, TableDef> tables;

  /// A catalog with the given content.
  public Catalog(
      long generation, int nextTableId, Collection<String> schemas, Collection<TableDef> tables) {
    this.generation = generation;
    this.nextTableId = nextTableId;
    this.schemas = Set.copyOf(schemas);
    Map<TableName, TableDef> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    this.tables = Map.copyOf(byName);
  }

  /// The catalog of a new database.
  public static Catalog empty() {
    return new Catalog(0, 1, List.of(DEFAULT_SCHEMA), List.of());
  }

  /// Grows with every change.
  public long generation() {
    return generation;
  }

  /// The id that the next new table gets.
  public int nextTableId() {
    return nextTableId;
  }

  /// The names of all schemas.
  public Set<String> schemas() {
    return schemas;
  }

  /// All tables, ordered by id.
  public List<TableDef> tables() {
    List<TableDef> all = new ArrayList<>(tables.values());
    all.sort(Comparator.comparingInt(TableDef::id));
    return all;
  }

  /// The table of that name, or null.
  public @Nullable TableDef table(TableName name) {
    return tables.get(name);
  }

  /// This catalog with a table added, or replaced under the same name.
  public Catalog with(TableDef table) {
    Map<TableName, TableDef> changed = new HashMap<>(tables);
    changed.put(table.name(), table);
    return new Catalog(
        generation + 1, Math.max(nextTableId, table.id() + 1), schemas, changed.values());
  }

  /// This catalog without a table.
  public Catalog without(TableName name) {
    Map<TableName, TableDef> changed = new HashMap<>(tables);
    changed.remove(name);
    return new Catalog(generation + 1, nextTableId, schemas, changed.values());
  }

  /// This catalog with a schema added.
  public Catalog withSchema(String schema) {
    Set<String> changed = new HashSet<>(schemas);
    changed.add(schema);
    return new Catalog(generation + 1, nextTableId, changed, tables.values());
  }

  /// This catalog without a schema, which must hold no table.
  public Catalog withoutSchema(String schema) {
    Set<String> changed = new HashSet<>(schemas);
    changed.remove(schema);
    return new Catalog(generation + 1, nextTableId, changed, tables.values());
  }
}

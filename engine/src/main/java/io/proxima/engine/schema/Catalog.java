package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
  private final Map<Integer, TableDef> byId;

  /// A catalog with the given content.
  public Catalog(
      long generation, int nextTableId, Collection<String> schemas, Collection<TableDef> tables) {
    this.generation = generation;
    this.nextTableId = nextTableId;
    this.schemas = Set.copyOf(schemas);
    Map<TableName, TableDef> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    this.tables = Map.copyOf(byName);
    this.byId =
        this.tables.values().stream()
            .collect(Collectors.toUnmodifiableMap(TableDef::id, table -> table));
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

  /// The table with that id, or null.
  public @Nullable TableDef table(int id) {
    return byId.get(id);
  }

  /// This catalog after a change. The same change of the same catalog always has the same result:
  /// that is what replay relies on.
  ///
  /// @throws ProximaException `DUPLICATE_OBJECT`, `UNDEFINED_TABLE`, `UNDEFINED_OBJECT` (a schema),
  ///   `INVALID_DEFINITION`
  public Catalog apply(Definition definition) {
    return switch (definition) {
      case Definition.CreateTable(TableDef table) -> {
        requireSchema(table.name().schema());
        if (tables.containsKey(table.name())) {
          throw new ProximaException(
              ErrorCode.DUPLICATE_OBJECT, "table " + table.name() + " exists already");
        }
        if (table.columns().isEmpty()) {
          throw new ProximaException(
              ErrorCode.INVALID_DEFINITION, "table " + table.name() + " has no columns");
        }
        yield with(table.withId(nextTableId));
      }
      case Definition.DropTable(TableName name) -> {
        requireTable(name);
        yield without(name);
      }
      case Definition.TruncateTable(TableName name) -> with(requireTable(name).withId(nextTableId));
      case Definition.CreateSchema(String name) -> {
        if (schemas.contains(name)) {
          throw new ProximaException(
              ErrorCode.DUPLICATE_OBJECT, "schema " + name + " exists already");
        }
        yield withSchema(name);
      }
      case Definition.DropSchema(String name) -> {
        requireSchema(name);
        requireDroppable(name);
        yield withoutSchema(name);
      }
    };
  }

  private void requireSchema(String name) {
    if (!schemas.contains(name)) {
      throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, "schema " + name + " does not exist");
    }
  }

  private TableDef requireTable(TableName name) {
    TableDef table = tables.get(name);
    if (table == null) {
      throw new ProximaException(ErrorCode.UNDEFINED_TABLE, "table " + name + " does not exist");
    }
    return table;
  }

  private void requireDroppable(String schema) {
    if (schema.equals(DEFAULT_SCHEMA)) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION, "schema " + schema + " cannot be dropped");
    }
    for (TableName name : tables.keySet()) {
      if (name.schema().equals(schema)) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION, "schema " + schema + " still holds table " + name.name());
      }
    }
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

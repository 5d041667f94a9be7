package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.ArrayDeque;
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
/// `generation` grows with every change; `nextTableId` is the id of the next table, index or
/// foreign key.
///
/// - **Threads:** immutable.
public final class Catalog {
  /// The schema that exists from the start and that unqualified names mean.
  public static final String DEFAULT_SCHEMA = "public";

  /// The id of that schema.
  public static final int DEFAULT_SCHEMA_ID = 0;

  private static final int MAX_VIEW_DEPTH = 32;

  private final long generation;
  private final int nextTableId;
  private final Map<String, Integer> schemas;
  private final Map<TableName, TableDef> tables;
  private final Map<Integer, TableDef> byId;
  private final Map<TableName, ViewDef> views;

  /// A catalog with the given content.
  public Catalog(
      long generation,
      int nextTableId,
      Map<String, Integer> schemas,
      Collection<TableDef> tables,
      Collection<ViewDef> views) {
    this.generation = generation;
    this.nextTableId = nextTableId;
    this.schemas = Map.copyOf(schemas);
    Map<TableName, TableDef> byName = new HashMap<>();
    tables.forEach(table -> byName.put(table.name(), table));
    this.tables = Map.copyOf(byName);
    this.byId =
        this.tables.values().stream()
            .collect(Collectors.toUnmodifiableMap(TableDef::id, table -> table));
    this.views = views.stream().collect(Collectors.toUnmodifiableMap(ViewDef::name, view -> view));
  }

  /// The catalog of a new database.
  public static Catalog empty() {
    return new Catalog(0, 1, Map.of(DEFAULT_SCHEMA, DEFAULT_SCHEMA_ID), List.of(), List.of());
  }

  /// Grows with every change.
  public long generation() {
    return generation;
  }

  /// The id that the next new table, index, foreign key or schema gets.
  public int nextTableId() {
    return nextTableId;
  }

  /// The names of all schemas.
  public Set<String> schemas() {
    return schemas.keySet();
  }

  /// The id of a schema, which no table, index or other schema ever had or gets.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` if there is no such schema
  public int schemaId(String name) {
    Integer id = schemas.get(name);
    if (id == null) {
      throw noSchema(name);
    }
    return id;
  }

  /// All tables, ordered by id.
  public List<TableDef> tables() {
    List<TableDef> all = new ArrayList<>(tables.values());
    all.sort(Comparator.comparingInt(TableDef::id));
    return all;
  }

  /// All views, ordered by name.
  public List<ViewDef> views() {
    return ordered(views.values());
  }

  private static List<ViewDef> ordered(Collection<ViewDef> unordered) {
    return unordered.stream()
        .sorted(
            Comparator.comparing((ViewDef view) -> view.name().schema())
                .thenComparing(view -> view.name().name()))
        .toList();
  }

  /// The views whose text names that table or view, ordered by name.
  public List<ViewDef> usersOf(TableName name) {
    return ordered(views.values().stream().filter(view -> view.uses().contains(name)).toList());
  }

  /// The view of that name, or null.
  public @Nullable ViewDef view(TableName name) {
    return views.get(name);
  }

  /// Whether a table or view has that name.
  public boolean has(TableName name) {
    return tables.containsKey(name) || views.containsKey(name);
  }

  /// The table of that name, or null.
  public @Nullable TableDef table(TableName name) {
    return tables.get(name);
  }

  /// The table with that id, or null.
  public @Nullable TableDef table(int id) {
    return byId.get(id);
  }

  /// An index and the table it is on.
  public record IndexPlace(TableDef table, IndexDef index) {}

  /// A foreign key and the table that has it.
  public record Referrer(TableDef table, ForeignKeyDef foreignKey) {}

  /// The index of that name, whose schema is that of its table, or null.
  public @Nullable IndexPlace index(TableName name) {
    for (TableDef table : tables.values()) {
      if (table.name().schema().equals(name.schema())) {
        for (IndexDef index : table.allIndexes()) {
          if (index.name().equals(name.name())) {
            return new IndexPlace(table, index);
          }
        }
      }
    }
    return null;
  }

  /// The foreign keys that refer to a table, its own ones included, ordered by id.
  public List<Referrer> referrersOf(TableDef parent) {
    List<Referrer> found = new ArrayList<>();
    for (TableDef table : tables.values()) {
      for (ForeignKeyDef foreignKey : table.foreignKeys()) {
        if (foreignKey.parentOf(table) == parent.id()) {
          found.add(new Referrer(table, foreignKey));
        }
      }
    }
    found.sort(Comparator.comparingInt(referrer -> referrer.foreignKey().id()));
    return found;
  }

  /// This catalog after a change. The same change of the same catalog always has the same result:
  /// that is what replay relies on.
  ///
  /// @throws ProximaException `DUPLICATE_OBJECT`, `UNDEFINED_TABLE`, `UNDEFINED_OBJECT` (a schema),
  ///   `INVALID_DEFINITION`, `DEPENDENT_OBJECTS`, `WRONG_OBJECT`, `TYPE_MISMATCH`; `WRITE_CONFLICT`
  ///   if a table was altered since its next version was made
  public Catalog apply(Definition definition) {
    return switch (definition) {
      case Definition.CreateTable(TableDef table) -> {
        int schemaId = schemaId(table.name().schema());
        requireFree(table.name());
        if (table.columns().isEmpty()) {
          throw new ProximaException(
              ErrorCode.INVALID_DEFINITION, "table " + table.name() + " has no columns");
        }
        TableDef numbered =
            KeyRules.numbered(table.withId(nextTableId).inSchema(schemaId), nextTableId + 1);
        new KeyRules(this).requireSound(numbered);
        yield with(numbered);
      }
      case Definition.DropTable(TableName name) -> {
        TableDef table = requireTable(name);
        requireUnused(name);
        new KeyRules(this).requireUnreferred(table, "; DROP … CASCADE drops the constraint, too");
        yield without(name);
      }
      case Definition.CreateIndex(TableName name, IndexDef index) -> {
        TableDef table = requireTable(name);
        IndexDef numbered = index.withId(nextTableId);
        new KeyRules(this).requireFree(table, numbered);
        List<IndexDef> indexes = new ArrayList<>(table.indexes());
        indexes.add(numbered);
        yield with(table.with(indexes, table.foreignKeys()));
      }
      case Definition.DropIndex(TableName name) ->
          with(new KeyRules(this).without(requireIndex(name)));
      case Definition.DropConstraint(TableName name, String constraint) ->
          with(new KeyRules(this).withoutConstraint(requireTable(name), constraint));
      case Definition.CreateView(ViewDef view, boolean replace) -> {
        requireSchema(view.name().schema());
        requireSound(view, replace);
        yield with(view);
      }
      case Definition.DropView(TableName name) -> {
        requireView(name);
        requireUnused(name);
        yield without(name);
      }
      case Definition.DropCascade(TableName name) -> {
        if (!has(name)) {
          requireTable(name);
        }
        yield withoutUsers(name);
      }
      case Definition.TruncateTable(TableName name) -> {
        TableDef table = requireTable(name);
        new KeyRules(this).requireUnreferred(table, ", so it cannot be emptied by TRUNCATE");
        yield with(table.withId(nextTableId));
      }
      case Definition.AlterTable(TableName name, TableDef table) -> {
        requireNext(requireTable(name), table);
        yield replaced(name, table);
      }
      case Definition.CreateSchema(String name) -> {
        if (schemas.containsKey(name)) {
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

  private void requireNext(TableDef before, TableDef table) {
    boolean isNext =
        before.id() == table.id()
            && before.schemaId() == table.schemaId()
            && before.version() + 1 == table.version()
            && before.indexes().equals(table.indexes())
            && before.foreignKeys().equals(table.foreignKeys());
    if (!isNext) {
      throw new ProximaException(
          ErrorCode.WRITE_CONFLICT,
          "table " + before.name() + " was altered by another session meanwhile");
    }
    if (!before.name().equals(table.name())) {
      requireSchema(table.name().schema());
      requireFree(table.name());
      requireUnused(before.name());
    }
  }

  private void requireFree(TableName name) {
    if (has(name)) {
      throw new ProximaException(
          ErrorCode.DUPLICATE_OBJECT,
          (tables.containsKey(name) ? "table " : "view ") + name + " exists already");
    }
  }

  private void requireSound(ViewDef view, boolean replace) {
    ViewDef before = views.get(view.name());
    if (before == null || !replace) {
      requireFree(view.name());
    }
    for (TableName used : view.uses()) {
      if (!has(used)) {
        throw new ProximaException(
            ErrorCode.UNDEFINED_TABLE,
            "view " + view.name() + " uses " + used + ", which does not exist");
      }
      if (reach(used).contains(view.name())) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION,
            "view " + view.name() + " would use itself through " + used);
      }
    }
    if (depth(view, new HashMap<>()) > MAX_VIEW_DEPTH) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "view "
              + view.name()
              + " would be the last of more than "
              + MAX_VIEW_DEPTH
              + " views over one another");
    }
    List<ViewDef> users = usersOf(view.name());
    if (before != null && !users.isEmpty() && !view.canReplace(before)) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "view "
              + users.getFirst().name()
              + " uses view "
              + view.name()
              + ", whose columns must stay as they are; new ones go behind them");
    }
  }

  /// A table or view and all that it uses, itself or through other views.
  private Set<TableName> reach(TableName from) {
    Set<TableName> found = new HashSet<>(Set.of(from));
    ArrayDeque<TableName> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      ViewDef view = views.get(open.remove());
      if (view != null) {
        view.uses().stream().filter(found::add).forEach(open::add);
      }
    }
    return found;
  }

  /// How many views stand over one another, this one included.
  private int depth(ViewDef view, Map<TableName, Integer> known) {
    int below = 0;
    for (TableName name : view.uses()) {
      ViewDef used = views.get(name);
      Integer depth = used == null ? (Integer) 0 : known.get(name);
      if (used != null && depth == null) {
        depth = depth(used, known);
        known.put(name, depth);
      }
      below = Math.max(below, depth == null ? 0 : depth);
    }
    return below + 1;
  }

  private void requireView(TableName name) {
    if (!views.containsKey(name)) {
      throw tables.containsKey(name)
          ? new ProximaException(ErrorCode.WRONG_OBJECT, name + " is a table, not a view")
          : new ProximaException(ErrorCode.UNDEFINED_TABLE, "view " + name + " does not exist");
    }
  }

  private void requireUnused(TableName name) {
    List<ViewDef> users = usersOf(name);
    if (!users.isEmpty()) {
      throw new ProximaException(
          ErrorCode.DEPENDENT_OBJECTS,
          name
              + " is used by "
              + users.stream().map(view -> "view " + view.name()).collect(Collectors.joining(", "))
              + "; DROP … CASCADE drops what uses it, too");
    }
  }

  private void requireSchema(String name) {
    if (!schemas.containsKey(name)) {
      throw noSchema(name);
    }
  }

  private static ProximaException noSchema(String name) {
    return new ProximaException(ErrorCode.UNDEFINED_OBJECT, "schema " + name + " does not exist");
  }

  private TableDef requireTable(TableName name) {
    TableDef table = tables.get(name);
    if (views.containsKey(name)) {
      throw new ProximaException(ErrorCode.WRONG_OBJECT, name + " is a view, not a table");
    }
    if (table == null) {
      throw new ProximaException(ErrorCode.UNDEFINED_TABLE, "table " + name + " does not exist");
    }
    return table;
  }

  private IndexPlace requireIndex(TableName name) {
    IndexPlace place = index(name);
    if (place == null) {
      throw new ProximaException(ErrorCode.UNDEFINED_OBJECT, "index " + name + " does not exist");
    }
    return place;
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
    for (TableName name : views.keySet()) {
      if (name.schema().equals(schema)) {
        throw new ProximaException(
            ErrorCode.INVALID_DEFINITION, "schema " + schema + " still holds view " + name.name());
      }
    }
  }

  /// This catalog with a table added, or replaced under the same name.
  public Catalog with(TableDef table) {
    Map<TableName, TableDef> changed = new HashMap<>(tables);
    changed.put(table.name(), table);
    return new Catalog(
        generation + 1,
        Math.max(nextTableId, lastId(table) + 1),
        schemas,
        changed.values(),
        views.values());
  }

  private static int lastId(TableDef table) {
    return table.allIndexes().stream().mapToInt(IndexDef::id).reduce(table.id(), Math::max);
  }

  private Catalog with(ViewDef view) {
    Map<TableName, ViewDef> changed = new HashMap<>(views);
    changed.put(view.name(), view);
    return new Catalog(generation + 1, nextTableId, schemas, tables.values(), changed.values());
  }

  private Catalog replaced(TableName name, TableDef table) {
    Map<TableName, TableDef> changed = new HashMap<>(tables);
    changed.remove(name);
    changed.put(table.name(), table);
    return new Catalog(generation + 1, nextTableId, schemas, changed.values(), views.values());
  }

  /// This catalog without a table or view.
  public Catalog without(TableName name) {
    return without(Set.of(name));
  }

  private Catalog withoutUsers(TableName name) {
    Set<TableName> going = new HashSet<>();
    for (ViewDef view : views.values()) {
      if (reach(view.name()).contains(name)) {
        going.add(view.name());
      }
    }
    going.add(name);
    return without(going);
  }

  private Catalog without(Set<TableName> going) {
    Set<Integer> ids =
        tables.values().stream()
            .filter(table -> going.contains(table.name()))
            .map(TableDef::id)
            .collect(Collectors.toSet());
    return new Catalog(
        generation + 1,
        nextTableId,
        schemas,
        tables.values().stream()
            .filter(table -> !going.contains(table.name()))
            .map(table -> KeyRules.withoutReferences(table, ids))
            .toList(),
        views.values().stream().filter(view -> !going.contains(view.name())).toList());
  }

  /// This catalog with a schema added.
  public Catalog withSchema(String schema) {
    Map<String, Integer> changed = new HashMap<>(schemas);
    changed.put(schema, nextTableId);
    return new Catalog(generation + 1, nextTableId + 1, changed, tables.values(), views.values());
  }

  /// This catalog without a schema, which must hold nothing.
  public Catalog withoutSchema(String schema) {
    Map<String, Integer> changed = new HashMap<>(schemas);
    changed.remove(schema);
    return new Catalog(generation + 1, nextTableId, changed, tables.values(), views.values());
  }
}

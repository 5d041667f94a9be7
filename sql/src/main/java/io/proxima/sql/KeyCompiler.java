package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.grammar.ast.SqlConstraint;
import io.proxima.grammar.ast.SqlCreateIndex;
import io.proxima.grammar.ast.SqlCreateTable;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlIndexColumn;
import io.proxima.sql.type.Located;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.jspecify.annotations.Nullable;

/// Compiles `UNIQUE`, `FOREIGN KEY`, `CREATE INDEX` and `DROP INDEX`.
final class KeyCompiler {
  private final Compilation compilation;

  KeyCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  /// A new table with the `UNIQUE` and `FOREIGN KEY` that its definition has.
  TableDef withKeys(SqlCreateTable create, TableDef table) {
    Set<String> names = new HashSet<>();
    names.add(table.keyName());
    table.checks().stream().map(CheckDef::name).forEach(names::add);
    List<OrderedIndexDef> indexes = new ArrayList<>();
    for (SqlConstraint constraint : create.constraints()) {
      if (constraint.kind() == SqlConstraint.Kind.UNIQUE) {
        indexes.add(unique(constraint, table, names));
      }
    }
    TableDef unique = Located.at(create.getParserPosition(), () -> table.with(indexes, List.of()));
    List<ForeignKeyDef> foreignKeys = new ArrayList<>();
    for (SqlConstraint constraint : create.constraints()) {
      if (constraint.kind() == SqlConstraint.Kind.FOREIGN_KEY) {
        foreignKeys.add(foreignKey(constraint, unique, names));
      }
    }
    TableDef whole =
        Located.at(create.getParserPosition(), () -> unique.with(indexes, foreignKeys));
    if (!whole.orderedIndexes().isEmpty()) {
      Located.at(
          create.getParserPosition(),
          () -> compilation.catalog().apply(new Definition.CreateTable(whole)));
    }
    return whole;
  }

  private OrderedIndexDef unique(SqlConstraint constraint, TableDef table, Set<String> names) {
    String name = name(constraint, table, "key", names);
    List<OrderedIndexDef.Part> parts =
        ids(constraint, table, constraint.columns()).stream()
            .map(id -> new OrderedIndexDef.Part(id, false))
            .toList();
    return new OrderedIndexDef(0, name, OrderedIndexDef.Origin.UNIQUE_CONSTRAINT, parts);
  }

  /// A `UNIQUE` for a table that is there, whose rows the engine looks through.
  Statement.Define addUnique(TableDef table, SqlConstraint constraint) {
    Set<String> names = constraintNames(table);
    Definition definition =
        new Definition.CreateIndex(table.name(), unique(constraint, table, names));
    Located.at(constraint.getParserPosition(), () -> compilation.catalog().apply(definition));
    return new Statement.Define(List.of(definition));
  }

  /// The names of all constraints of a table.
  static Set<String> constraintNames(TableDef table) {
    Set<String> names = new HashSet<>();
    names.add(table.keyName());
    table.checks().forEach(check -> names.add(check.name()));
    table.orderedIndexes().forEach(index -> names.add(index.name()));
    return names;
  }

  /// The name of a constraint, which no other of the table nor another index of the schema has.
  private String name(SqlConstraint constraint, TableDef table, String suffix, Set<String> names) {
    String given = constraint.name();
    String plain =
        table.name().name() + "_" + String.join("_", constraint.columns()) + "_" + suffix;
    String name = given == null ? plain : given;
    for (int i = 1; given == null && (names.contains(name) || isTaken(table, name)); i++) {
      name = plain + i;
    }
    if (!names.add(name)) {
      throw wrong(constraint, "two constraints are named " + name);
    }
    return name;
  }

  private boolean isTaken(TableDef table, String index) {
    return compilation.catalog().index(new TableName(table.name().schema(), index)) != null;
  }

  private static List<Integer> ids(SqlNode place, TableDef table, List<String> columns) {
    List<Integer> ids = new ArrayList<>();
    for (String column : columns) {
      ids.add(table.columns().get(TableColumns.position(table, column, place)).id());
    }
    return ids;
  }

  private ForeignKeyDef foreignKey(SqlConstraint constraint, TableDef table, Set<String> names) {
    SqlConstraint.Reference reference = constraint.reference();
    if (reference == null) {
      throw new IllegalArgumentException("a foreign key refers to nothing");
    }
    String onUpdate = reference.onUpdate();
    if (onUpdate != null && action(constraint, onUpdate) != ForeignKeyDef.Action.RESTRICT) {
      throw NotOffered.at(constraint.getParserPosition(), "ON UPDATE " + onUpdate);
    }
    String onDelete = reference.onDelete();
    boolean isItself = compilation.full(reference.table()).equals(table.name());
    TableDef parent = isItself ? table : compilation.target(reference.table());
    List<Integer> columns = ids(constraint, table, constraint.columns());
    List<Integer> referred = referred(constraint, parent, reference.columns());
    if (columns.size() != referred.size()) {
      throw wrong(
          constraint,
          columns.size() + " columns refer to " + referred.size() + " of table " + parent.name());
    }
    List<Integer> key = uniqueColumns(parent, referred);
    if (key == null) {
      throw wrong(
          constraint,
          "a foreign key refers to the primary key or the columns of a UNIQUE, which table "
              + parent.name()
              + " does not have of these columns");
    }
    List<Integer> ordered =
        key.stream().map(column -> columns.get(referred.indexOf(column))).toList();
    return new ForeignKeyDef(
        0,
        name(constraint, table, "fkey", names),
        ordered,
        isItself ? ForeignKeyDef.ITSELF : parent.id(),
        key,
        onDelete == null ? ForeignKeyDef.Action.RESTRICT : action(constraint, onDelete));
  }

  /// The ids of the columns that a foreign key names, or those of the primary key.
  private static List<Integer> referred(
      SqlConstraint constraint, TableDef parent, SqlNodeList named) {
    if (named.isEmpty()) {
      return parent.keyIds();
    }
    List<Integer> ids =
        ids(
            constraint,
            parent,
            named.stream().map(column -> ((SqlIdentifier) column).getSimple()).toList());
    if (new HashSet<>(ids).size() < ids.size()) {
      throw wrong(constraint, "a foreign key refers to a column twice");
    }
    return ids;
  }

  /// The columns in the order of the key that they are, or null if they are none.
  private static @Nullable List<Integer> uniqueColumns(TableDef parent, List<Integer> columns) {
    List<List<Integer>> keys = new ArrayList<>();
    keys.add(parent.keyIds());
    parent.uniqueIndexes().stream().map(OrderedIndexDef::columnIds).forEach(keys::add);
    return keys.stream()
        .filter(key -> !key.isEmpty() && key.size() == columns.size() && columns.containsAll(key))
        .findFirst()
        .orElse(null);
  }

  private static ForeignKeyDef.Action action(SqlNode place, String words) {
    return switch (words) {
      case "RESTRICT", "NO ACTION" -> ForeignKeyDef.Action.RESTRICT;
      case "CASCADE" -> ForeignKeyDef.Action.CASCADE;
      case "SET NULL" -> ForeignKeyDef.Action.SET_NULL;
      default -> throw NotOffered.at(place.getParserPosition(), "ON DELETE " + words);
    };
  }

  Statement.Define createIndex(SqlCreateIndex create) {
    if (create.getReplace()) {
      throw NotOffered.at(create.getParserPosition(), "CREATE OR REPLACE INDEX");
    }
    TableDef table = compilation.target(create.table());
    TableName name = new TableName(table.name().schema(), compilation.full(create.name()).name());
    if (!create.name().isSimple() && !compilation.full(create.name()).equals(name)) {
      throw wrong(
          create.name(), "an index is in the schema of its table, " + table.name().schema());
    }
    if (create.ifNotExists() && compilation.catalog().index(name) != null) {
      return new Statement.Define(List.of());
    }
    IndexDef index =
        VectorIndexCompiler.isMeant(create)
            ? vectorIndex(create, table, name.name())
            : orderedIndex(create, table, name.name());
    Definition definition = new Definition.CreateIndex(table.name(), index);
    Located.at(create.name().getParserPosition(), () -> compilation.catalog().apply(definition));
    return new Statement.Define(List.of(definition));
  }

  private static IndexDef vectorIndex(SqlCreateIndex create, TableDef table, String name) {
    SqlIndexColumn column = create.columns().getFirst();
    int id = ids(column, table, List.of(column.name())).getFirst();
    return VectorIndexCompiler.compile(create, table.columns().get(table.positionOfId(id)), name);
  }

  private static IndexDef orderedIndex(SqlCreateIndex create, TableDef table, String name) {
    refuseOptions(create);
    List<OrderedIndexDef.Part> parts = new ArrayList<>();
    for (SqlIndexColumn column : create.columns()) {
      int id = ids(column, table, List.of(column.name())).getFirst();
      parts.add(new OrderedIndexDef.Part(id, column.isDescending()));
    }
    OrderedIndexDef.Origin origin =
        create.isUnique() ? OrderedIndexDef.Origin.UNIQUE_INDEX : OrderedIndexDef.Origin.INDEX;
    return new OrderedIndexDef(0, name, origin, parts);
  }

  private static void refuseOptions(SqlCreateIndex create) {
    if (create.distance() != null
        || create.organization() != null
        || create.targetAccuracyPercent() != null) {
      throw wrong(
          create, "DISTANCE, ORGANIZATION and TARGET ACCURACY belong to CREATE VECTOR INDEX");
    }
    if (!create.options().isEmpty()) {
      throw Located.at(
          create.options().getFirst().getParserPosition(),
          ErrorCode.UNDEFINED_OBJECT,
          "an ordered index has no option " + create.options().getFirst().name());
    }
    for (SqlIndexColumn column : create.columns()) {
      String operatorClass = column.operatorClass();
      if (operatorClass != null) {
        throw Located.at(
            column.getParserPosition(),
            ErrorCode.UNDEFINED_OBJECT,
            "an ordered index has no operator class " + operatorClass);
      }
      if (Boolean.TRUE.equals(column.nullsFirst())) {
        throw NotOffered.at(column.getParserPosition(), "NULLS FIRST of an index");
      }
    }
  }

  Statement.Define dropIndex(SqlDropObject drop) {
    Catalog catalog = compilation.catalog();
    TableName name = indexNamed(drop.name(), compilation);
    if (catalog.index(name) == null && drop.ifExists()) {
      return new Statement.Define(List.of());
    }
    Compilation.refuseSystem(name, drop.name());
    Definition definition = new Definition.DropIndex(name);
    if (drop.isCascade() && catalog.index(name) != null && isReferred(definition)) {
      throw NotOffered.at(
          drop.getParserPosition(), "DROP INDEX … CASCADE of an index that a constraint uses");
    }
    Located.at(drop.name().getParserPosition(), () -> catalog.apply(definition));
    return new Statement.Define(List.of(definition));
  }

  /// The name of an index with its schema, which may be the default one where the session has
  /// another.
  static TableName indexNamed(SqlIdentifier written, Compilation compilation) {
    TableName full = compilation.full(written);
    TableName fallback = new TableName(Catalog.DEFAULT_SCHEMA, full.name());
    Catalog catalog = compilation.catalog();
    return catalog.index(full) == null && written.isSimple() && catalog.index(fallback) != null
        ? fallback
        : full;
  }

  private boolean isReferred(Definition drop) {
    try {
      compilation.catalog().apply(drop);
      return false;
    } catch (ProximaException e) {
      return e.code() == ErrorCode.DEPENDENT_OBJECTS;
    }
  }

  private static RuntimeException wrong(SqlNode place, String message) {
    return Located.at(place.getParserPosition(), ErrorCode.INVALID_DEFINITION, message);
  }
}

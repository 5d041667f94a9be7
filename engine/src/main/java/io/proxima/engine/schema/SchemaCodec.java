package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// Definitions as Avro binary.
///
/// | Avro record | fields |
/// |---|---|
/// | catalog | generation long, nextTableId int, schemas array of string (sorted), tables array of table (by id) |
/// | table | id int, schema string, name string, version int, columns array of column, key array of int, options map of string (sorted) |
/// | column | id int, name string, kind string, size int, scale int, nullable boolean |
/// | definition | a union of records, in this order: create table (table), drop table (schema string, name string), truncate table (the same), create schema (name string), drop schema (name string), create table with extras (table, extras), create table with features (table, extras, features), create view (view, replace boolean), drop view (schema string, name string), drop cascade (the same), create table with keys (table, extras, features, keys), create index (schema string, name string, index), drop index (schema string, name string), alter table (schema string, name string, table, extras, features, keys, history) |
/// | extras | defaults array of (column int, text string) by column, checks array of (name string, condition string) |
/// | view | schema string, name string, columns array of column, query string, schema of its names string, uses array of (schema string, name string) |
/// | history | nextId int, added array of (column id int, first version int, fill string), dropped array of (column, first version int, last version int) |
/// | features | identities array of (column int, always boolean, start long, increment long), keyName string |
/// | keys | indexes array of index, foreign keys array of foreign key |
/// | index | id int, name string, origin string, parts array of (column id int, descending boolean) |
/// | foreign key | id int, name string, column ids array of int, parent id int, parent column ids array of int, onDelete string |
///
/// Arrays and maps are one block and the end mark. Equal definitions have equal bytes.
///
/// A catalog in which tables have extras goes on behind its last field: an array of (table id int,
/// extras), by id. One in which tables have features goes on behind that: an array of (table id
/// int, features), by id; one with views behind that: an array of view, by name; one in which
/// tables have keys behind that: an array of (table id int, keys), by id; and one in which tables
/// were altered behind that: an array of (table id int, history), by id.
///
/// Only these layouts are read; a database says in its manifest which version of them it has.
public final class SchemaCodec {
  private static final int TEXT_LIMIT = 1 << 20;

  private SchemaCodec() {}

  /// A catalog as bytes.
  public static byte[] encode(Catalog catalog) {
    AvroOutput out = new AvroOutput(256);
    out.writeLong(catalog.generation());
    out.writeLong(catalog.nextTableId());
    List<String> schemas = catalog.schemas().stream().sorted().toList();
    startBlock(out, schemas.size());
    schemas.forEach(schema -> writeText(out, schema));
    out.writeLong(0);
    List<TableDef> tables = catalog.tables();
    startBlock(out, tables.size());
    tables.forEach(table -> writeTable(out, table));
    out.writeLong(0);
    List<TableDef> extended = tables.stream().filter(SchemaCodec::hasExtras).toList();
    List<TableDef> featured = tables.stream().filter(SchemaCodec::hasFeatures).toList();
    List<ViewDef> views = catalog.views();
    List<TableDef> keyed = tables.stream().filter(SchemaCodec::hasKeys).toList();
    List<TableDef> changed = tables.stream().filter(SchemaCodec::hasHistory).toList();
    int parts = 0;
    int part = 0;
    for (List<?> content : List.of(extended, featured, views, keyed, changed)) {
      part++;
      parts = content.isEmpty() ? parts : part;
    }
    if (parts > 0) {
      writePart(out, extended, SchemaCodec::writeExtras);
    }
    if (parts > 1) {
      writePart(out, featured, SchemaCodec::writeFeatures);
    }
    if (parts > 2) {
      startBlock(out, views.size());
      views.forEach(view -> writeView(out, view));
      out.writeLong(0);
    }
    if (parts > 3) {
      writePart(out, keyed, SchemaCodec::writeKeys);
    }
    if (parts > 4) {
      writePart(out, changed, SchemaCodec::writeHistory);
    }
    return out.toByteArray();
  }

  private static void writePart(
      AvroOutput out, List<TableDef> tables, BiConsumer<AvroOutput, TableDef> write) {
    startBlock(out, tables.size());
    for (TableDef table : tables) {
      out.writeLong(table.id());
      write.accept(out, table);
    }
    out.writeLong(0);
  }

  /// The catalog in all of `bytes`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public static Catalog decodeCatalog(byte[] bytes) {
    AvroInput in = new AvroInput(bytes, ErrorCode.CORRUPT_FILE, "a catalog");
    long generation = in.readLong();
    int nextTableId = in.readInt();
    List<String> schemas = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        schemas.add(in.readString(TEXT_LIMIT));
      }
    }
    List<TableDef> tables = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        tables.add(readTable(in));
      }
    }
    if (in.remaining() > 0) {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          int at = position(in, tables);
          tables.set(at, withExtras(in, tables.get(at)));
        }
      }
    }
    if (in.remaining() > 0) {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          int at = position(in, tables);
          tables.set(at, withFeatures(in, tables.get(at)));
        }
      }
    }
    List<ViewDef> views = new ArrayList<>();
    if (in.remaining() > 0) {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          views.add(readView(in));
        }
      }
    }
    if (in.remaining() > 0) {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          int at = position(in, tables);
          tables.set(at, withKeys(in, tables.get(at)));
        }
      }
    }
    if (in.remaining() > 0) {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          int at = position(in, tables);
          tables.set(at, withHistory(in, tables.get(at)));
        }
      }
    }
    in.requireEnd();
    if (tables.stream().map(TableDef::id).distinct().count() != tables.size()) {
      throw in.malformed("two tables have one id");
    }
    if (views.stream().map(ViewDef::name).distinct().count() != views.size()) {
      throw in.malformed("two views have one name");
    }
    return new Catalog(generation, nextTableId, schemas, tables, views);
  }

  /// A definition as bytes.
  ///
  /// @throws io.proxima.engine.error.ProximaException `INVALID_DEFINITION` if a name is no text or
  ///   too long
  public static byte[] encode(Definition definition) {
    AvroOutput out = new AvroOutput(128);
    switch (definition) {
      case Definition.CreateTable(TableDef table) when hasKeys(table) -> {
        out.writeLong(10);
        writeTable(out, table);
        writeExtras(out, table);
        writeFeatures(out, table);
        writeKeys(out, table);
      }
      case Definition.CreateTable(TableDef table) when hasFeatures(table) -> {
        out.writeLong(6);
        writeTable(out, table);
        writeExtras(out, table);
        writeFeatures(out, table);
      }
      case Definition.CreateTable(TableDef table) when hasExtras(table) -> {
        out.writeLong(5);
        writeTable(out, table);
        writeExtras(out, table);
      }
      case Definition.CreateTable(TableDef table) -> {
        out.writeLong(0);
        writeTable(out, table);
      }
      case Definition.DropTable(TableName name) -> {
        out.writeLong(1);
        writeName(out, name);
      }
      case Definition.CreateView(ViewDef view, boolean replace) -> {
        out.writeLong(7);
        writeView(out, view);
        out.writeBoolean(replace);
      }
      case Definition.DropView(TableName name) -> {
        out.writeLong(8);
        writeName(out, name);
      }
      case Definition.DropCascade(TableName name) -> {
        out.writeLong(9);
        writeName(out, name);
      }
      case Definition.CreateIndex(TableName table, IndexDef index) -> {
        out.writeLong(11);
        writeName(out, table);
        writeIndex(out, index);
      }
      case Definition.DropIndex(TableName name) -> {
        out.writeLong(12);
        writeName(out, name);
      }
      case Definition.TruncateTable(TableName name) -> {
        out.writeLong(2);
        writeName(out, name);
      }
      case Definition.AlterTable(TableName name, TableDef table) -> {
        out.writeLong(13);
        writeName(out, name);
        writeTable(out, table);
        writeExtras(out, table);
        writeFeatures(out, table);
        writeKeys(out, table);
        writeHistory(out, table);
      }
      case Definition.CreateSchema(String name) -> {
        out.writeLong(3);
        writeText(out, name);
      }
      case Definition.DropSchema(String name) -> {
        out.writeLong(4);
        writeText(out, name);
      }
    }
    return out.toByteArray();
  }

  /// The definition in all of `bytes`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public static Definition decodeDefinition(byte[] bytes) {
    AvroInput in = new AvroInput(bytes, ErrorCode.CORRUPT_FILE, "a definition");
    int branch = in.readInt();
    Definition definition =
        switch (branch) {
          case 0 -> new Definition.CreateTable(readTable(in));
          case 1 -> new Definition.DropTable(readName(in));
          case 2 -> new Definition.TruncateTable(readName(in));
          case 3 -> new Definition.CreateSchema(in.readString(TEXT_LIMIT));
          case 4 -> new Definition.DropSchema(in.readString(TEXT_LIMIT));
          case 5 -> new Definition.CreateTable(withExtras(in, readTable(in)));
          case 6 -> new Definition.CreateTable(withFeatures(in, withExtras(in, readTable(in))));
          case 7 -> new Definition.CreateView(readView(in), in.readBoolean());
          case 8 -> new Definition.DropView(readName(in));
          case 9 -> new Definition.DropCascade(readName(in));
          case 10 ->
              new Definition.CreateTable(
                  withKeys(in, withFeatures(in, withExtras(in, readTable(in)))));
          case 11 -> new Definition.CreateIndex(readName(in), readIndex(in));
          case 12 -> new Definition.DropIndex(readName(in));
          case 13 -> new Definition.AlterTable(readName(in), readWhole(in));
          default -> throw in.malformed("there is no definition of kind " + branch);
        };
    in.requireEnd();
    return definition;
  }

  private static boolean hasExtras(TableDef table) {
    return !table.checks().isEmpty() || table.columns().stream().anyMatch(ColumnDef::hasDefault);
  }

  private static void writeExtras(AvroOutput out, TableDef table) {
    List<ColumnDef> columns = table.columns();
    startBlock(out, (int) columns.stream().filter(ColumnDef::hasDefault).count());
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).hasDefault()) {
        out.writeLong(i);
        out.writeString(columns.get(i).defaultValue());
      }
    }
    out.writeLong(0);
    startBlock(out, table.checks().size());
    for (CheckDef check : table.checks()) {
      out.writeString(check.name());
      out.writeString(check.condition());
    }
    out.writeLong(0);
  }

  /// Where the table is whose id comes next.
  private static int position(AvroInput in, List<TableDef> tables) {
    int id = in.readInt();
    for (int i = 0; i < tables.size(); i++) {
      if (tables.get(i).id() == id) {
        return i;
      }
    }
    throw in.malformed("there is no table with the id " + id);
  }

  private static TableDef withExtras(AvroInput in, TableDef table) {
    List<ColumnDef> columns = new ArrayList<>(table.columns());
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        int position = columnPosition(in, columns);
        columns.set(position, columns.get(position).withDefault(in.readString(TEXT_LIMIT)));
      }
    }
    List<CheckDef> checks = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        checks.add(new CheckDef(in.readString(TEXT_LIMIT), in.readString(TEXT_LIMIT)));
      }
    }
    return new TableDef(
        table.id(), table.name(), table.version(), columns, table.key(), table.options(), checks);
  }

  private static int columnPosition(AvroInput in, List<ColumnDef> columns) {
    int position = in.readInt();
    if (position < 0 || position >= columns.size()) {
      throw in.malformed("there is no column " + position);
    }
    return position;
  }

  private static TableDef readWhole(AvroInput in) {
    TableDef table = withKeys(in, withFeatures(in, withExtras(in, readTable(in))));
    return withHistory(in, table);
  }

  private static boolean hasHistory(TableDef table) {
    return !table.history().isPlain(table.columns());
  }

  private static void writeHistory(AvroOutput out, TableDef table) {
    ColumnHistory history = table.history();
    out.writeLong(history.nextId());
    startBlock(out, history.added().size());
    for (ColumnHistory.Added added : history.added()) {
      out.writeLong(added.columnId());
      out.writeLong(added.firstVersion());
      writeText(out, added.fill());
    }
    out.writeLong(0);
    startBlock(out, history.dropped().size());
    for (ColumnHistory.Dropped dropped : history.dropped()) {
      writeColumn(out, dropped.column());
      out.writeLong(dropped.firstVersion());
      out.writeLong(dropped.lastVersion());
    }
    out.writeLong(0);
  }

  private static TableDef withHistory(AvroInput in, TableDef table) {
    int nextId = in.readInt();
    List<ColumnHistory.Added> added = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        added.add(new ColumnHistory.Added(in.readInt(), in.readInt(), in.readString(TEXT_LIMIT)));
      }
    }
    List<ColumnHistory.Dropped> dropped = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        dropped.add(new ColumnHistory.Dropped(readColumn(in), in.readInt(), in.readInt()));
      }
    }
    try {
      return table.with(new ColumnHistory(nextId, added, dropped));
    } catch (ProximaException | IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean hasFeatures(TableDef table) {
    return table.identityColumn() >= 0 || hasKeyName(table);
  }

  private static boolean hasKeyName(TableDef table) {
    return !table.key().isEmpty() && !table.keyName().equals(TableDef.keyName(table.name()));
  }

  private static void writeFeatures(AvroOutput out, TableDef table) {
    int identity = table.identityColumn();
    if (identity >= 0) {
      IdentityDef numbers = table.columns().get(identity).identity().orElseThrow();
      startBlock(out, 1);
      out.writeLong(identity);
      out.writeBoolean(numbers.always());
      out.writeLong(numbers.start());
      out.writeLong(numbers.increment());
    }
    out.writeLong(0);
    writeText(out, hasKeyName(table) ? table.keyName() : "");
  }

  private static TableDef withFeatures(AvroInput in, TableDef table) {
    List<ColumnDef> columns = new ArrayList<>(table.columns());
    try {
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          int position = columnPosition(in, columns);
          IdentityDef numbers = new IdentityDef(in.readBoolean(), in.readLong(), in.readLong());
          columns.set(position, columns.get(position).withIdentity(numbers));
        }
      }
      String keyName = in.readString(TEXT_LIMIT);
      return new TableDef(
          table.id(),
          table.name(),
          table.version(),
          columns,
          table.key(),
          table.options(),
          table.checks(),
          keyName.isEmpty() ? table.keyName() : keyName);
    } catch (ProximaException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean hasKeys(TableDef table) {
    return !table.indexes().isEmpty() || !table.foreignKeys().isEmpty();
  }

  private static void writeKeys(AvroOutput out, TableDef table) {
    startBlock(out, table.indexes().size());
    table.indexes().forEach(index -> writeIndex(out, index));
    out.writeLong(0);
    startBlock(out, table.foreignKeys().size());
    for (ForeignKeyDef foreignKey : table.foreignKeys()) {
      out.writeLong(foreignKey.id());
      writeText(out, foreignKey.name());
      writeIntegers(out, foreignKey.columns());
      out.writeLong(foreignKey.parentId());
      writeIntegers(out, foreignKey.parentColumns());
      out.writeString(foreignKey.onDelete().name());
    }
    out.writeLong(0);
  }

  private static TableDef withKeys(AvroInput in, TableDef table) {
    try {
      List<IndexDef> indexes = new ArrayList<>();
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          indexes.add(readIndex(in));
        }
      }
      List<ForeignKeyDef> foreignKeys = new ArrayList<>();
      for (int n = readBlock(in); n > 0; n = readBlock(in)) {
        for (int i = 0; i < n; i++) {
          foreignKeys.add(
              new ForeignKeyDef(
                  in.readInt(),
                  in.readString(TEXT_LIMIT),
                  readIntegers(in),
                  in.readInt(),
                  readIntegers(in),
                  ForeignKeyDef.Action.valueOf(in.readString(TEXT_LIMIT))));
        }
      }
      return table.with(indexes, foreignKeys);
    } catch (ProximaException | IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static void writeIndex(AvroOutput out, IndexDef index) {
    out.writeLong(index.id());
    writeText(out, index.name());
    out.writeString(index.origin().name());
    startBlock(out, index.parts().size());
    for (IndexDef.Part part : index.parts()) {
      out.writeLong(part.columnId());
      out.writeBoolean(part.descending());
    }
    out.writeLong(0);
  }

  private static IndexDef readIndex(AvroInput in) {
    int id = in.readInt();
    String name = in.readString(TEXT_LIMIT);
    String origin = in.readString(TEXT_LIMIT);
    List<IndexDef.Part> parts = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        parts.add(new IndexDef.Part(in.readInt(), in.readBoolean()));
      }
    }
    try {
      return new IndexDef(id, name, IndexDef.Origin.valueOf(origin), parts);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static void writeIntegers(AvroOutput out, List<Integer> values) {
    startBlock(out, values.size());
    values.forEach(out::writeLong);
    out.writeLong(0);
  }

  private static List<Integer> readIntegers(AvroInput in) {
    List<Integer> values = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        values.add(in.readInt());
      }
    }
    return values;
  }

  private static void writeTable(AvroOutput out, TableDef table) {
    out.writeLong(table.id());
    writeName(out, table.name());
    out.writeLong(table.version());
    writeColumns(out, table.columns());
    writeIntegers(out, table.key());
    startBlock(out, table.options().size());
    new TreeMap<>(table.options())
        .forEach((name, value) -> {
          writeText(out, name);
          writeText(out, value);
        });
    out.writeLong(0);
  }

  private static void writeColumns(AvroOutput out, List<ColumnDef> columns) {
    startBlock(out, columns.size());
    columns.forEach(column -> writeColumn(out, column));
    out.writeLong(0);
  }

  private static void writeColumn(AvroOutput out, ColumnDef column) {
    out.writeLong(column.id());
    writeText(out, column.name());
    out.writeString(column.type().kind().name());
    out.writeLong(column.type().size());
    out.writeLong(column.type().scale());
    out.writeBoolean(column.nullable());
  }

  private static List<ColumnDef> readColumns(AvroInput in) {
    List<ColumnDef> columns = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        columns.add(readColumn(in));
      }
    }
    return columns;
  }

  private static void writeView(AvroOutput out, ViewDef view) {
    writeName(out, view.name());
    writeColumns(out, view.columns());
    writeText(out, view.query());
    writeText(out, view.schema());
    startBlock(out, view.uses().size());
    view.uses().forEach(used -> writeName(out, used));
    out.writeLong(0);
  }

  private static ViewDef readView(AvroInput in) {
    TableName name = readName(in);
    List<ColumnDef> columns = readColumns(in);
    String query = in.readString(TEXT_LIMIT);
    String schema = in.readString(TEXT_LIMIT);
    List<TableName> uses = new ArrayList<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        uses.add(readName(in));
      }
    }
    return new ViewDef(name, columns, query, schema, uses);
  }

  private static TableDef readTable(AvroInput in) {
    int id = in.readInt();
    TableName name = readName(in);
    int version = in.readInt();
    List<ColumnDef> columns = readColumns(in);
    List<Integer> key = readIntegers(in);
    Map<String, String> options = new HashMap<>();
    for (int n = readBlock(in); n > 0; n = readBlock(in)) {
      for (int i = 0; i < n; i++) {
        options.put(in.readString(TEXT_LIMIT), in.readString(TEXT_LIMIT));
      }
    }
    try {
      return new TableDef(id, name, version, columns, key, options);
    } catch (ProximaException | IndexOutOfBoundsException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static ColumnDef readColumn(AvroInput in) {
    int id = in.readInt();
    String name = in.readString(TEXT_LIMIT);
    String kind = in.readString(TEXT_LIMIT);
    int size = in.readInt();
    int scale = in.readInt();
    boolean nullable = in.readBoolean();
    try {
      return new ColumnDef(id, name, new ColumnType(TypeKind.valueOf(kind), size, scale), nullable);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }

  private static void writeName(AvroOutput out, TableName name) {
    writeText(out, name.schema());
    writeText(out, name.name());
  }

  /// Refuses what could not be read again.
  private static void writeText(AvroOutput out, String text) {
    if (!Unicode.isText(text)) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION, "a name must not have half of a surrogate pair: " + text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > TEXT_LIMIT) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "a name or option has " + bytes.length + " bytes; the limit is " + TEXT_LIMIT);
    }
    out.writeBytes(bytes);
  }

  private static TableName readName(AvroInput in) {
    return new TableName(in.readString(TEXT_LIMIT), in.readString(TEXT_LIMIT));
  }

  private static void startBlock(AvroOutput out, int count) {
    if (count > 0) {
      out.writeLong(count);
    }
  }

  private static int readBlock(AvroInput in) {
    return in.readCount(1);
  }
}

package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.vector.Metric;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Definitions as Avro binary.
///
/// | Avro record | fields |
/// |---|---|
/// | catalog | generation long, nextTableId int, schemas array of schema (by id), tables array of table (by id), views array of view (by name) |
/// | schema | name string, id int |
/// | table | id int, schemaId int, schema string, name string, version int, columns array of column, key array of int, options map of string (sorted), checks array of check, keyName string, indexes array of index, foreignKeys array of foreign key, history |
/// | column | id int, name string, kind string, size int, scale int, nullable boolean, default string, identity union of null and identity |
/// | identity | always boolean, start long, increment long |
/// | check | name string, condition string |
/// | index | a union of ordered index and vector index |
/// | ordered index | id int, name string, origin string, parts array of part |
/// | vector index | id int, name string, column id int, method string, metric string, options map of string (sorted) |
/// | part | column id int, descending boolean |
/// | foreign key | id int, name string, column ids array of int, parent id int, parent column ids array of int, onDelete string |
/// | history | nextId int, added array of added, dropped array of dropped |
/// | added | column id int, first version int, fill string |
/// | dropped | column, first version int, last version int |
/// | view | schema string, name string, columns array of column, query string, schema of its names string, uses array of name |
/// | name | schema string, name string |
/// | definition | a union of records, in this order: create table (table), drop table (name), truncate table (name), alter table (name, table), create index (name of the table, index), drop index (name), create view (view, replace boolean), drop view (name), drop cascade (name), create schema (string), drop schema (string), drop constraint (name of the table, string) |
///
/// Arrays and maps are one block and the end mark. Equal definitions have equal bytes. Only this
/// layout is read; a database says in its manifest which version of it it has.
public final class SchemaCodec {
  private static final int TEXT_LIMIT = 1 << 20;

  private SchemaCodec() {}

  /// A catalog as bytes.
  public static byte[] encode(Catalog catalog) {
    AvroOutput out = new AvroOutput(256);
    out.writeLong(catalog.generation());
    out.writeLong(catalog.nextTableId());
    writeAll(
        out,
        catalog.schemas().stream().sorted(Comparator.comparingInt(catalog::schemaId)).toList(),
        (to, schema) -> {
          writeText(to, schema);
          to.writeLong(catalog.schemaId(schema));
        });
    writeAll(out, catalog.tables(), SchemaCodec::writeTable);
    writeAll(out, catalog.views(), SchemaCodec::writeView);
    return out.toByteArray();
  }

  /// The catalog in all of `bytes`.
  ///
  /// @throws io.proxima.engine.error.ProximaException `CORRUPT_FILE`
  public static Catalog decodeCatalog(byte[] bytes) {
    AvroInput in = new AvroInput(bytes, ErrorCode.CORRUPT_FILE, "a catalog");
    long generation = in.readLong();
    int nextTableId = in.readInt();
    Map<String, Integer> schemas = new HashMap<>();
    List<Map.Entry<String, Integer>> named =
        readAll(in, from -> Map.entry(readText(from), from.readInt()));
    named.forEach(schema -> schemas.put(schema.getKey(), schema.getValue()));
    List<TableDef> tables = readAll(in, SchemaCodec::readTable);
    List<ViewDef> views = readAll(in, SchemaCodec::readView);
    in.requireEnd();
    if (Set.copyOf(schemas.values()).size() != named.size()) {
      throw in.malformed("two schemas have one name or one id");
    }
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
      case Definition.CreateTable(TableDef table) -> {
        out.writeLong(0);
        writeTable(out, table);
      }
      case Definition.DropTable(TableName name) -> writeNamed(out, 1, name);
      case Definition.TruncateTable(TableName name) -> writeNamed(out, 2, name);
      case Definition.AlterTable(TableName name, TableDef table) -> {
        writeNamed(out, 3, name);
        writeTable(out, table);
      }
      case Definition.CreateIndex(TableName table, IndexDef index) -> {
        writeNamed(out, 4, table);
        writeIndex(out, index);
      }
      case Definition.DropIndex(TableName name) -> writeNamed(out, 5, name);
      case Definition.CreateView(ViewDef view, boolean replace) -> {
        out.writeLong(6);
        writeView(out, view);
        out.writeBoolean(replace);
      }
      case Definition.DropView(TableName name) -> writeNamed(out, 7, name);
      case Definition.DropCascade(TableName name) -> writeNamed(out, 8, name);
      case Definition.CreateSchema(String name) -> {
        out.writeLong(9);
        writeText(out, name);
      }
      case Definition.DropSchema(String name) -> {
        out.writeLong(10);
        writeText(out, name);
      }
      case Definition.DropConstraint(TableName table, String constraint) -> {
        writeNamed(out, 11, table);
        writeText(out, constraint);
      }
    }
    return out.toByteArray();
  }

  private static void writeNamed(AvroOutput out, int branch, TableName name) {
    out.writeLong(branch);
    writeName(out, name);
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
          case 3 -> new Definition.AlterTable(readName(in), readTable(in));
          case 4 -> new Definition.CreateIndex(readName(in), readIndex(in));
          case 5 -> new Definition.DropIndex(readName(in));
          case 6 -> new Definition.CreateView(readView(in), in.readBoolean());
          case 7 -> new Definition.DropView(readName(in));
          case 8 -> new Definition.DropCascade(readName(in));
          case 9 -> new Definition.CreateSchema(readText(in));
          case 10 -> new Definition.DropSchema(readText(in));
          case 11 -> new Definition.DropConstraint(readName(in), readText(in));
          default -> throw in.malformed("there is no definition of kind " + branch);
        };
    in.requireEnd();
    return definition;
  }

  private static void writeTable(AvroOutput out, TableDef table) {
    out.writeLong(table.id());
    out.writeLong(table.schemaId());
    writeName(out, table.name());
    out.writeLong(table.version());
    writeAll(out, table.columns(), SchemaCodec::writeColumn);
    writeAll(out, table.key(), (to, value) -> to.writeLong(value));
    writeOptions(out, table.options());
    writeAll(
        out,
        table.checks(),
        (to, check) -> {
          writeText(to, check.name());
          writeText(to, check.condition());
        });
    writeText(out, table.keyName());
    writeAll(out, table.indexes(), SchemaCodec::writeIndex);
    writeAll(out, table.foreignKeys(), SchemaCodec::writeForeignKey);
    writeHistory(out, table.history());
  }

  private static TableDef readTable(AvroInput in) {
    int id = in.readInt();
    int schemaId = in.readInt();
    TableName name = readName(in);
    int version = in.readInt();
    List<ColumnDef> columns = readAll(in, SchemaCodec::readColumn);
    List<Integer> key = readAll(in, AvroInput::readInt);
    Map<String, String> options = readOptions(in);
    List<CheckDef> checks = readAll(in, from -> new CheckDef(readText(from), readText(from)));
    String keyName = readText(in);
    List<IndexDef> indexes = readAll(in, SchemaCodec::readIndex);
    List<ForeignKeyDef> foreignKeys = readAll(in, SchemaCodec::readForeignKey);
    ColumnHistory history = readHistory(in);
    return sound(
        in,
        () ->
            new TableDef(
                id,
                schemaId,
                name,
                version,
                columns,
                key,
                options,
                checks,
                keyName,
                indexes,
                foreignKeys,
                history));
  }

  private static void writeColumn(AvroOutput out, ColumnDef column) {
    out.writeLong(column.id());
    writeText(out, column.name());
    out.writeString(column.type().kind().name());
    out.writeLong(column.type().size());
    out.writeLong(column.type().scale());
    out.writeBoolean(column.nullable());
    writeText(out, column.defaultValue());
    out.writeLong(column.identity().isPresent() ? 1 : 0);
    column
        .identity()
        .ifPresent(numbers -> {
          out.writeBoolean(numbers.always());
          out.writeLong(numbers.start());
          out.writeLong(numbers.increment());
        });
  }

  private static ColumnDef readColumn(AvroInput in) {
    int id = in.readInt();
    String name = readText(in);
    String kind = readText(in);
    int size = in.readInt();
    int scale = in.readInt();
    boolean nullable = in.readBoolean();
    String defaultValue = readText(in);
    boolean hasNumbers = in.readLong() != 0;
    return sound(
        in,
        () ->
            new ColumnDef(
                id,
                name,
                new ColumnType(TypeKind.valueOf(kind), size, scale),
                nullable,
                defaultValue,
                hasNumbers
                    ? Optional.of(new IdentityDef(in.readBoolean(), in.readLong(), in.readLong()))
                    : Optional.empty()));
  }

  private static void writeIndex(AvroOutput out, IndexDef index) {
    switch (index) {
      case OrderedIndexDef ordered -> {
        out.writeLong(0);
        writeOrdered(out, ordered);
      }
      case VectorIndexDef vectors -> {
        out.writeLong(1);
        out.writeLong(vectors.id());
        writeText(out, vectors.name());
        out.writeLong(vectors.columnId());
        out.writeString(vectors.method().name());
        out.writeString(vectors.metric().name());
        writeOptions(out, vectors.options());
      }
    }
  }

  private static IndexDef readIndex(AvroInput in) {
    int branch = in.readInt();
    return switch (branch) {
      case 0 -> readOrdered(in);
      case 1 -> readVectorIndex(in);
      default -> throw in.malformed("there is no index of kind " + branch);
    };
  }

  private static VectorIndexDef readVectorIndex(AvroInput in) {
    int id = in.readInt();
    String name = readText(in);
    int columnId = in.readInt();
    String method = readText(in);
    String metric = readText(in);
    Map<String, String> options = readOptions(in);
    return sound(
        in,
        () ->
            new VectorIndexDef(
                id,
                name,
                columnId,
                VectorIndexDef.Method.valueOf(method),
                Metric.valueOf(metric),
                options));
  }

  private static void writeOptions(AvroOutput out, Map<String, String> options) {
    writeAll(
        out,
        new TreeMap<>(options).entrySet(),
        (to, option) -> {
          writeText(to, option.getKey());
          writeText(to, option.getValue());
        });
  }

  private static Map<String, String> readOptions(AvroInput in) {
    Map<String, String> options = new HashMap<>();
    readAll(in, from -> options.put(readText(from), readText(from)));
    return options;
  }

  private static void writeOrdered(AvroOutput out, OrderedIndexDef index) {
    out.writeLong(index.id());
    writeText(out, index.name());
    out.writeString(index.origin().name());
    writeAll(
        out,
        index.parts(),
        (to, part) -> {
          to.writeLong(part.columnId());
          to.writeBoolean(part.descending());
        });
  }

  private static OrderedIndexDef readOrdered(AvroInput in) {
    int id = in.readInt();
    String name = readText(in);
    String origin = readText(in);
    List<OrderedIndexDef.Part> parts =
        readAll(in, from -> new OrderedIndexDef.Part(from.readInt(), from.readBoolean()));
    return sound(
        in, () -> new OrderedIndexDef(id, name, OrderedIndexDef.Origin.valueOf(origin), parts));
  }

  private static void writeForeignKey(AvroOutput out, ForeignKeyDef foreignKey) {
    out.writeLong(foreignKey.id());
    writeText(out, foreignKey.name());
    writeAll(out, foreignKey.columns(), (to, value) -> to.writeLong(value));
    out.writeLong(foreignKey.parentId());
    writeAll(out, foreignKey.parentColumns(), (to, value) -> to.writeLong(value));
    out.writeString(foreignKey.onDelete().name());
  }

  private static ForeignKeyDef readForeignKey(AvroInput in) {
    int id = in.readInt();
    String name = readText(in);
    List<Integer> columns = readAll(in, AvroInput::readInt);
    int parentId = in.readInt();
    List<Integer> parentColumns = readAll(in, AvroInput::readInt);
    String onDelete = readText(in);
    return sound(
        in,
        () ->
            new ForeignKeyDef(
                id,
                name,
                columns,
                parentId,
                parentColumns,
                ForeignKeyDef.Action.valueOf(onDelete)));
  }

  private static void writeHistory(AvroOutput out, ColumnHistory history) {
    out.writeLong(history.nextId());
    writeAll(
        out,
        history.added(),
        (to, added) -> {
          to.writeLong(added.columnId());
          to.writeLong(added.firstVersion());
          writeText(to, added.fill());
        });
    writeAll(
        out,
        history.dropped(),
        (to, dropped) -> {
          writeColumn(to, dropped.column());
          to.writeLong(dropped.firstVersion());
          to.writeLong(dropped.lastVersion());
        });
  }

  private static ColumnHistory readHistory(AvroInput in) {
    int nextId = in.readInt();
    List<ColumnHistory.Added> added =
        readAll(
            in, from -> new ColumnHistory.Added(from.readInt(), from.readInt(), readText(from)));
    List<ColumnHistory.Dropped> dropped =
        readAll(
            in,
            from -> new ColumnHistory.Dropped(readColumn(from), from.readInt(), from.readInt()));
    return sound(in, () -> new ColumnHistory(nextId, added, dropped));
  }

  private static void writeView(AvroOutput out, ViewDef view) {
    writeName(out, view.name());
    writeAll(out, view.columns(), SchemaCodec::writeColumn);
    writeText(out, view.query());
    writeText(out, view.schema());
    writeAll(out, view.uses(), SchemaCodec::writeName);
  }

  private static ViewDef readView(AvroInput in) {
    TableName name = readName(in);
    List<ColumnDef> columns = readAll(in, SchemaCodec::readColumn);
    String query = readText(in);
    String schema = readText(in);
    return new ViewDef(name, columns, query, schema, readAll(in, SchemaCodec::readName));
  }

  private static void writeName(AvroOutput out, TableName name) {
    writeText(out, name.schema());
    writeText(out, name.name());
  }

  private static TableName readName(AvroInput in) {
    return new TableName(readText(in), readText(in));
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

  private static String readText(AvroInput in) {
    return in.readString(TEXT_LIMIT);
  }

  private static <T> void writeAll(
      AvroOutput out, Collection<T> values, BiConsumer<AvroOutput, T> writer) {
    if (!values.isEmpty()) {
      out.writeLong(values.size());
      values.forEach(value -> writer.accept(out, value));
    }
    out.writeLong(0);
  }

  private static <T> List<T> readAll(AvroInput in, Function<AvroInput, T> reader) {
    List<T> values = new ArrayList<>();
    for (int count = in.readCount(1); count > 0; count = in.readCount(1)) {
      for (int i = 0; i < count; i++) {
        values.add(reader.apply(in));
      }
    }
    return values;
  }

  /// What a step makes of values that were read; values that make nothing sound are damage.
  private static <T> T sound(AvroInput in, Supplier<T> step) {
    try {
      return step.get();
    } catch (ProximaException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }
}

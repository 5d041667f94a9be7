package io.proxima.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

@Seeded
class SchemaCodecTest {
  private static final String CATALOG =
      """
      {"type": "record", "name": "Catalog", "fields": [
        {"name": "generation", "type": "long"}, {"name": "nextTableId", "type": "int"},
        {"name": "schemas", "type": {"type": "array", "items":
          {"type": "record", "name": "Schema", "fields": [
            {"name": "name", "type": "string"}, {"name": "id", "type": "int"}]}}},
        {"name": "tables", "type": {"type": "array", "items":
          {"type": "record", "name": "Table", "fields": [
            {"name": "id", "type": "int"}, {"name": "schemaId", "type": "int"},
            {"name": "schema", "type": "string"},
            {"name": "name", "type": "string"}, {"name": "version", "type": "int"},
            {"name": "columns", "type": {"type": "array", "items":
              {"type": "record", "name": "Column", "fields": [
                {"name": "id", "type": "int"}, {"name": "name", "type": "string"},
                {"name": "kind", "type": "string"}, {"name": "size", "type": "int"},
                {"name": "scale", "type": "int"}, {"name": "nullable", "type": "boolean"},
                {"name": "default", "type": "string"},
                {"name": "identity", "type": ["null",
                  {"type": "record", "name": "Identity", "fields": [
                    {"name": "always", "type": "boolean"}, {"name": "start", "type": "long"},
                    {"name": "increment", "type": "long"}]}]}]}}},
            {"name": "key", "type": {"type": "array", "items": "int"}},
            {"name": "options", "type": {"type": "map", "values": "string"}},
            {"name": "checks", "type": {"type": "array", "items":
              {"type": "record", "name": "Check", "fields": [
                {"name": "name", "type": "string"}, {"name": "condition", "type": "string"}]}}},
            {"name": "keyName", "type": "string"},
            {"name": "indexes", "type": {"type": "array", "items":
              {"type": "record", "name": "Index", "fields": [
                {"name": "id", "type": "int"}, {"name": "name", "type": "string"},
                {"name": "origin", "type": "string"},
                {"name": "parts", "type": {"type": "array", "items":
                  {"type": "record", "name": "Part", "fields": [
                    {"name": "columnId", "type": "int"},
                    {"name": "descending", "type": "boolean"}]}}}]}}},
            {"name": "foreignKeys", "type": {"type": "array", "items":
              {"type": "record", "name": "ForeignKey", "fields": [
                {"name": "id", "type": "int"}, {"name": "name", "type": "string"},
                {"name": "columns", "type": {"type": "array", "items": "int"}},
                {"name": "parentId", "type": "int"},
                {"name": "parentColumns", "type": {"type": "array", "items": "int"}},
                {"name": "onDelete", "type": "string"}]}}},
            {"name": "history", "type":
              {"type": "record", "name": "History", "fields": [
                {"name": "nextId", "type": "int"},
                {"name": "added", "type": {"type": "array", "items":
                  {"type": "record", "name": "Added", "fields": [
                    {"name": "columnId", "type": "int"}, {"name": "firstVersion", "type": "int"},
                    {"name": "fill", "type": "string"}]}}},
                {"name": "dropped", "type": {"type": "array", "items":
                  {"type": "record", "name": "Dropped", "fields": [
                    {"name": "column", "type": "Column"}, {"name": "firstVersion", "type": "int"},
                    {"name": "lastVersion", "type": "int"}]}}}]}}]}}},
        {"name": "views", "type": {"type": "array", "items":
          {"type": "record", "name": "View", "fields": [
            {"name": "schema", "type": "string"}, {"name": "name", "type": "string"},
            {"name": "columns", "type": {"type": "array", "items": "Column"}},
            {"name": "query", "type": "string"}, {"name": "namesIn", "type": "string"},
            {"name": "uses", "type": {"type": "array", "items":
              {"type": "record", "name": "Name", "fields": [
                {"name": "schema", "type": "string"}, {"name": "name", "type": "string"}]}}}]}}}]}
      """;

  private static final TableDef TABLE =
      new TableDef(
          0,
          new TableName("s", "täglich"),
          4,
          Tables.everyType().columns(),
          List.of(0, 3),
          Map.of("memtable", "skiplist", "wal", "avro"));

  private static Catalog catalog() {
    return Catalog.empty()
        .apply(new Definition.CreateSchema("s"))
        .apply(new Definition.CreateTable(TABLE))
        .apply(new Definition.CreateTable(Tables.everyType()));
  }

  @Test
  void aCatalogComesBackEqual() {
    Catalog catalog = catalog();
    Catalog read = SchemaCodec.decodeCatalog(SchemaCodec.encode(catalog));
    assertThat(read.tables()).isEqualTo(catalog.tables()).hasSize(2);
    assertThat(read.schemas()).isEqualTo(catalog.schemas());
    assertThat(read.schemaId("s")).isEqualTo(catalog.schemaId("s")).isPositive();
    assertThat(read.table(TABLE.name()).schemaId()).isEqualTo(catalog.schemaId("s"));
    assertThat(read.generation()).isEqualTo(catalog.generation());
    assertThat(read.nextTableId()).isEqualTo(catalog.nextTableId());
    assertThat(SchemaCodec.encode(read)).isEqualTo(SchemaCodec.encode(catalog));
    Catalog empty = SchemaCodec.decodeCatalog(SchemaCodec.encode(Catalog.empty()));
    assertThat(empty.schemas()).containsExactly("public");
  }

  private static final TableDef WITH_EXTRAS =
      new TableDef(
          0,
          new TableName("public", "extras"),
          1,
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.INTEGER), false),
              new ColumnDef(2, "n", ColumnType.of(TypeKind.INTEGER), true, "1 + 2"),
              new ColumnDef(3, "s", ColumnType.of(TypeKind.VARCHAR, 9), false, "'ä'")),
          List.of(0),
          Map.of(),
          List.of(new CheckDef("positive", "\"n\" > 0"), new CheckDef("other", "\"id\" <> 5")));

  @Test
  void defaultsAndChecksComeBack() {
    Definition create = new Definition.CreateTable(WITH_EXTRAS);
    assertThat(SchemaCodec.decodeDefinition(SchemaCodec.encode(create))).isEqualTo(create);
    Catalog catalog = catalog().apply(create);
    byte[] bytes = SchemaCodec.encode(catalog);
    Catalog read = SchemaCodec.decodeCatalog(bytes);
    assertThat(read.tables()).isEqualTo(catalog.tables());
    assertThat(read.table(WITH_EXTRAS.name()).checks()).isEqualTo(WITH_EXTRAS.checks());
    assertThat(SchemaCodec.encode(read)).isEqualTo(bytes);
    Catalog truncated = catalog.apply(new Definition.TruncateTable(WITH_EXTRAS.name()));
    assertThat(truncated.table(WITH_EXTRAS.name()).checks()).isEqualTo(WITH_EXTRAS.checks());
  }

  private static final TableDef WITH_FEATURES =
      new TableDef(
          0,
          new TableName("public", "features"),
          1,
          List.of(
              new ColumnDef(
                  1,
                  "id",
                  ColumnType.of(TypeKind.INTEGER),
                  false,
                  "",
                  Optional.of(new IdentityDef(true, -5, 3))),
              new ColumnDef(2, "n", ColumnType.of(TypeKind.INTEGER), true, "1 + 2")),
          List.of(0),
          Map.of(),
          List.of(),
          "my_key");

  @Test
  void identitiesAndNamesOfKeysComeBackWithAndWithoutExtras() {
    TableDef plain =
        new TableDef(
            0,
            new TableName("public", "plain"),
            1,
            List.of(WITH_FEATURES.columns().getFirst()),
            List.of(),
            Map.of());
    for (Catalog before : List.of(Catalog.empty(), catalog())) {
      for (TableDef table : List.of(WITH_FEATURES, plain)) {
        Definition create = new Definition.CreateTable(table);
        assertThat(SchemaCodec.decodeDefinition(SchemaCodec.encode(create))).isEqualTo(create);
        Catalog catalog = before.apply(create);
        Catalog read = SchemaCodec.decodeCatalog(SchemaCodec.encode(catalog));
        assertThat(read.tables()).isEqualTo(catalog.tables());
        assertThat(SchemaCodec.encode(read)).isEqualTo(SchemaCodec.encode(catalog));
      }
    }
  }

  private static final ViewDef VIEW =
      new ViewDef(
          new TableName("public", "ä view"),
          WITH_EXTRAS.columns().subList(0, 1),
          "SELECT \"id\" FROM \"docs\"",
          "public",
          List.of(new TableName("public", "docs")));

  @Test
  void viewsComeBackWhateverElseThereIs() {
    Definition create = new Definition.CreateView(VIEW, true);
    assertThat(SchemaCodec.decodeDefinition(SchemaCodec.encode(create))).isEqualTo(create);
    for (Catalog before :
        List.of(
            catalog(),
            catalog().apply(new Definition.CreateTable(WITH_EXTRAS)),
            catalog().apply(new Definition.CreateTable(WITH_FEATURES)))) {
      Catalog catalog = before.apply(create);
      Catalog read = SchemaCodec.decodeCatalog(SchemaCodec.encode(catalog));
      assertThat(read.views()).containsExactly(VIEW);
      assertThat(read.tables()).isEqualTo(catalog.tables());
      assertThat(SchemaCodec.encode(read)).isEqualTo(SchemaCodec.encode(catalog));
    }
  }

  @Test
  void avroItselfReadsACatalog() throws IOException {
    Catalog catalog = catalog();
    for (Definition each :
        List.of(
            new Definition.CreateTable(WITH_EXTRAS),
            new Definition.CreateTable(WITH_FEATURES),
            new Definition.CreateView(VIEW, true))) {
      catalog = catalog.apply(each);
    }
    byte[] bytes = SchemaCodec.encode(catalog.with(altered().withId(77)).with(altered()));
    BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
    GenericRecord read =
        new GenericDatumReader<GenericRecord>(new Schema.Parser().parse(CATALOG))
            .read(null, decoder);
    assertThat(decoder.isEnd()).isTrue();
    assertThat(read.get("tables").toString()).contains("täglich", "skiplist", "1 + 2", "my_key");
    assertThat(read.get("views").toString()).contains("ä view");
  }

  private static TableDef altered() {
    ColumnDef added = new ColumnDef(0, "ä", ColumnType.of(TypeKind.INTEGER), false, "7");
    TableDef more = Alteration.of(WITH_FEATURES).addColumn(added, "0a");
    TableDef less = Alteration.of(more).dropColumn("n");
    return Alteration.of(less).addColumn(new ColumnDef(0, "n", ColumnType.vector(2), true), "");
  }

  @Test
  void whatOldRowsNeedComesBackWithTheCatalog() {
    for (Catalog before : List.of(Catalog.empty(), catalog())) {
      Catalog catalog = before.with(altered().withId(0)).with(altered());
      assertThat(catalog.table(altered().name()).history().dropped()).hasSize(1);
      Catalog read = SchemaCodec.decodeCatalog(SchemaCodec.encode(catalog));
      assertThat(read.tables()).isEqualTo(catalog.tables());
      assertThat(SchemaCodec.encode(read)).isEqualTo(SchemaCodec.encode(catalog));
    }
  }

  @Test
  void everyDefinitionComesBackEqual() {
    TableName name = new TableName("public", "docs");
    List<Definition> all =
        List.of(
            new Definition.CreateTable(TABLE),
            new Definition.CreateTable(WITH_EXTRAS),
            new Definition.CreateTable(WITH_FEATURES),
            new Definition.CreateView(VIEW, false),
            new Definition.DropView(name),
            new Definition.DropCascade(name),
            new Definition.DropTable(name),
            new Definition.AlterTable(name, altered()),
            new Definition.TruncateTable(name),
            new Definition.CreateSchema("s"),
            new Definition.DropSchema("s"),
            new Definition.DropConstraint(new TableName("public", "t"), "c"));
    for (Definition definition : all) {
      assertThat(SchemaCodec.decodeDefinition(SchemaCodec.encode(definition)))
          .isEqualTo(definition);
    }
  }

  @Test
  void damagedBytesAreCorruptOrAnotherCatalog(RandomGenerator random) {
    byte[] bytes = SchemaCodec.encode(catalog());
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SchemaCodec.decodeCatalog(cut))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE));
    }
    for (int i = 0; i < 5 * bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i % bytes.length] = (byte) random.nextInt();
      try {
        SchemaCodec.decodeCatalog(damaged);
      } catch (ProximaException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE);
      }
    }
  }

  @Test
  void whatDoesNotFitIntoAnArrayIsRefused() {
    AvroOutput out = new AvroOutput(16);
    out.writeByte(1);
    for (int more : new int[] {Integer.MAX_VALUE - 5, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> out.skip(more))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OUT_OF_MEMORY));
    }
  }
}

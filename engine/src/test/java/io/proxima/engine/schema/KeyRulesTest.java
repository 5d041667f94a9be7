package io.proxima.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class KeyRulesTest {
  private static final TableName PARENT = new TableName("public", "parent");
  private static final TableName CHILD = new TableName("public", "child");

  private static TableDef table(TableName name) {
    return new TableDef(
        0,
        name,
        1,
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "a", ColumnType.of(TypeKind.INTEGER), true),
            new ColumnDef(3, "b", ColumnType.of(TypeKind.VARCHAR, 9), false),
            new ColumnDef(4, "v", ColumnType.of(TypeKind.VECTOR, 2), true)),
        List.of(0),
        Map.of());
  }

  private static OrderedIndexDef index(String name, OrderedIndexDef.Origin origin, int... columns) {
    return new OrderedIndexDef(
        0,
        name,
        origin,
        java.util.Arrays.stream(columns)
            .mapToObj(id -> new OrderedIndexDef.Part(id, id == 3))
            .toList());
  }

  private static ForeignKeyDef key(int parent, int column, int to, ForeignKeyDef.Action action) {
    return new ForeignKeyDef(0, "child_fk", List.of(column), parent, List.of(to), action);
  }

  private static ForeignKeyDef otherKey(
      int parent, int column, int to, ForeignKeyDef.Action action) {
    return new ForeignKeyDef(0, "other_fk", List.of(column), parent, List.of(to), action);
  }

  /// A parent with the id 1, whose UNIQUE has the id 2, and a child with the id 3.
  private static Catalog family() {
    OrderedIndexDef unique = index("parent_b", OrderedIndexDef.Origin.UNIQUE_CONSTRAINT, 3);
    return Catalog.empty()
        .apply(new Definition.CreateTable(table(PARENT).with(List.of(unique), List.of())))
        .apply(
            new Definition.CreateTable(
                table(CHILD)
                    .with(List.of(), List.of(key(1, 2, 1, ForeignKeyDef.Action.RESTRICT)))));
  }

  private static TableDef get(Catalog catalog, TableName name) {
    return Objects.requireNonNull(catalog.table(name));
  }

  private static void refuses(Catalog catalog, Definition definition, ErrorCode code, String says) {
    assertThatThrownBy(() -> catalog.apply(definition))
        .hasMessageContaining(says)
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void indexesAndForeignKeysHaveIdsOfTheirOwn() {
    Catalog catalog =
        family()
            .apply(
                new Definition.CreateIndex(CHILD, index("i", OrderedIndexDef.Origin.INDEX, 2, 3)));
    assertThat(get(catalog, PARENT).indexes()).extracting(IndexDef::id).containsExactly(2);
    assertThat(get(catalog, CHILD).id()).isEqualTo(3);
    assertThat(get(catalog, CHILD).orderedIndexes())
        .extracting(OrderedIndexDef::id)
        .containsExactly(5, 4);
    assertThat(catalog.nextTableId()).isEqualTo(6);
    assertThat(catalog.referrersOf(get(catalog, PARENT)))
        .extracting(referrer -> referrer.table().name())
        .containsExactly(CHILD);
  }

  @Test
  void allOfItComesBackFromBytes() {
    Definition index =
        new Definition.CreateIndex(CHILD, index("i", OrderedIndexDef.Origin.INDEX, 2, 3));
    Catalog catalog = family().apply(index);
    Catalog read = SchemaCodec.decodeCatalog(SchemaCodec.encode(catalog));
    assertThat(read.tables()).isEqualTo(catalog.tables());
    assertThat(read.nextTableId()).isEqualTo(catalog.nextTableId());
    assertThat(SchemaCodec.encode(read)).isEqualTo(SchemaCodec.encode(catalog));
    Definition table = new Definition.CreateTable(get(catalog, CHILD));
    Definition drop = new Definition.DropIndex(new TableName("public", "i"));
    for (Definition definition : List.of(index, table, drop)) {
      assertThat(SchemaCodec.decodeDefinition(SchemaCodec.encode(definition)))
          .isEqualTo(definition);
    }
  }

  @Test
  void aNameStandsForOneIndexOfASchema() {
    refuses(
        family(),
        new Definition.CreateIndex(CHILD, index("parent_b", OrderedIndexDef.Origin.INDEX, 2)),
        ErrorCode.DUPLICATE_OBJECT,
        "parent_b");
    refuses(
        family(),
        new Definition.CreateIndex(CHILD, index("child_fk", OrderedIndexDef.Origin.INDEX, 2)),
        ErrorCode.DUPLICATE_OBJECT,
        "child_fk");
    OrderedIndexDef twice = index("twice", OrderedIndexDef.Origin.INDEX, 2);
    assertThatThrownBy(() -> table(CHILD).with(List.of(twice, twice), List.of()))
        .hasMessageContaining("two indexes or keys named twice");
  }

  @Test
  void indexesAreOnScalarsThatExist() {
    for (int column : new int[] {4, 5}) {
      refuses(
          family(),
          new Definition.CreateIndex(CHILD, index("i", OrderedIndexDef.Origin.INDEX, column)),
          ErrorCode.INVALID_DEFINITION,
          "index i on");
    }
    refuses(
        family(),
        new Definition.CreateIndex(CHILD, index("i", OrderedIndexDef.Origin.INDEX, 2, 2)),
        ErrorCode.INVALID_DEFINITION,
        "twice");
  }

  @Test
  void foreignKeysReferToSomethingUniqueOfTheSameType() {
    TableName other = new TableName("public", "other");
    refuses(
        family(),
        new Definition.CreateTable(
            table(other).with(List.of(), List.of(otherKey(1, 2, 2, ForeignKeyDef.Action.CASCADE)))),
        ErrorCode.INVALID_DEFINITION,
        "the columns of a UNIQUE");
    refuses(
        family(),
        new Definition.CreateTable(
            table(other).with(List.of(), List.of(otherKey(1, 2, 3, ForeignKeyDef.Action.CASCADE)))),
        ErrorCode.TYPE_MISMATCH,
        "VARCHAR");
    refuses(
        family(),
        new Definition.CreateTable(
            table(other)
                .with(List.of(), List.of(otherKey(1, 3, 3, ForeignKeyDef.Action.SET_NULL)))),
        ErrorCode.INVALID_DEFINITION,
        "SET NULL");
    refuses(
        family(),
        new Definition.CreateTable(
            table(other).with(List.of(), List.of(otherKey(9, 2, 1, ForeignKeyDef.Action.CASCADE)))),
        ErrorCode.UNDEFINED_TABLE,
        "does not exist any more");
  }

  @Test
  void whatIsReferredToStays() {
    refuses(family(), new Definition.DropTable(PARENT), ErrorCode.DEPENDENT_OBJECTS, "child_fk");
    refuses(
        family(), new Definition.TruncateTable(PARENT), ErrorCode.DEPENDENT_OBJECTS, "child_fk");
    Catalog without = family().apply(new Definition.DropCascade(PARENT));
    assertThat(get(without, CHILD).foreignKeys()).isEmpty();
    assertThat(
            family()
                .apply(new Definition.DropTable(CHILD))
                .apply(new Definition.DropTable(PARENT))
                .tables())
        .isEmpty();
  }

  @Test
  void indexesOfConstraintsStay() {
    for (String owned : List.of("parent_b", "child_fk")) {
      refuses(
          family(),
          new Definition.DropIndex(new TableName("public", owned)),
          ErrorCode.DEPENDENT_OBJECTS,
          "belongs to the constraint");
    }
    refuses(
        family(),
        new Definition.DropIndex(new TableName("public", "none")),
        ErrorCode.UNDEFINED_OBJECT,
        "none");
    Catalog catalog =
        family()
            .apply(
                new Definition.CreateIndex(
                    PARENT, index("u", OrderedIndexDef.Origin.UNIQUE_INDEX, 2)));
    TableDef other = table(new TableName("public", "other"));
    ForeignKeyDef otherKey = otherKey(1, 2, 2, ForeignKeyDef.Action.RESTRICT);
    refuses(
        catalog.apply(new Definition.CreateTable(other.with(List.of(), List.of(otherKey)))),
        new Definition.DropIndex(new TableName("public", "u")),
        ErrorCode.DEPENDENT_OBJECTS,
        "other_fk");
    assertThat(
            get(catalog.apply(new Definition.DropIndex(new TableName("public", "u"))), PARENT)
                .indexes())
        .hasSize(1);
  }

  @Test
  void aTableMayReferToItself() {
    TableDef self =
        table(PARENT)
            .with(
                List.of(), List.of(key(ForeignKeyDef.ITSELF, 2, 1, ForeignKeyDef.Action.CASCADE)));
    Catalog catalog = Catalog.empty().apply(new Definition.CreateTable(self));
    catalog = catalog.apply(new Definition.TruncateTable(PARENT));
    TableDef table = get(catalog, PARENT);
    assertThat(table.foreignKeys().getFirst().parentOf(table)).isEqualTo(table.id());
    assertThat(catalog.apply(new Definition.DropTable(PARENT)).tables()).isEmpty();
  }
}

package io.proxima.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.testing.Tables;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static final TableName DOCS = new TableName("public", "docs");

  private static Catalog withDocs() {
    return Catalog.empty().apply(new Definition.CreateTable(Tables.everyType()));
  }

  private static void refuses(Catalog catalog, Definition definition, ErrorCode code) {
    assertThatThrownBy(() -> catalog.apply(definition))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void aTableGetsTheNextId() {
    Catalog catalog = withDocs();
    assertThat(Objects.requireNonNull(catalog.table(DOCS)).id()).isEqualTo(1);
    assertThat(catalog.table(1)).isEqualTo(catalog.table(DOCS));
    assertThat(catalog.generation()).isEqualTo(1);
  }

  @Test
  void idsAreNeverUsedAgain() {
    Catalog catalog = withDocs().apply(new Definition.TruncateTable(DOCS));
    assertThat(Objects.requireNonNull(catalog.table(DOCS)).id()).isEqualTo(2);
    assertThat(catalog.table(1)).isNull();
    catalog =
        catalog
            .apply(new Definition.DropTable(DOCS))
            .apply(new Definition.CreateTable(Tables.everyType()));
    assertThat(Objects.requireNonNull(catalog.table(DOCS)).id()).isEqualTo(3);
  }

  @Test
  void whatExistsCannotBeMadeAgain() {
    refuses(withDocs(), new Definition.CreateTable(Tables.everyType()), ErrorCode.DUPLICATE_OBJECT);
    refuses(withDocs(), new Definition.CreateSchema("public"), ErrorCode.DUPLICATE_OBJECT);
  }

  @Test
  void whatDoesNotExistIsNamed() {
    refuses(Catalog.empty(), new Definition.DropTable(DOCS), ErrorCode.UNDEFINED_TABLE);
    refuses(Catalog.empty(), new Definition.TruncateTable(DOCS), ErrorCode.UNDEFINED_TABLE);
    refuses(Catalog.empty(), new Definition.DropSchema("s"), ErrorCode.UNDEFINED_OBJECT);
    TableDef elsewhere =
        new TableDef(
            0, new TableName("s", "t"), 1, Tables.everyType().columns(), List.of(), Map.of());
    refuses(Catalog.empty(), new Definition.CreateTable(elsewhere), ErrorCode.UNDEFINED_OBJECT);
  }

  @Test
  void aSchemaThatHoldsATableStays() {
    Catalog catalog = Catalog.empty().apply(new Definition.CreateSchema("s"));
    TableDef inside =
        new TableDef(
            0, new TableName("s", "t"), 1, Tables.everyType().columns(), List.of(), Map.of());
    Catalog full = catalog.apply(new Definition.CreateTable(inside));
    refuses(full, new Definition.DropSchema("s"), ErrorCode.INVALID_DEFINITION);
    refuses(full, new Definition.DropSchema("public"), ErrorCode.INVALID_DEFINITION);
    assertThat(catalog.apply(new Definition.DropSchema("s")).schemas()).containsExactly("public");
  }

  @Test
  void aTableWithoutColumnsIsRefused() {
    refuses(
        Catalog.empty(),
        new Definition.CreateTable(Tables.of(List.of())),
        ErrorCode.INVALID_DEFINITION);
  }

  private static ViewDef view(String name, TableName... uses) {
    ColumnDef column = new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false);
    return new ViewDef(
        new TableName("public", name), List.of(column), "SELECT 1", "public", List.of(uses));
  }

  private static Definition create(ViewDef view) {
    return new Definition.CreateView(view, false);
  }

  private static final ViewDef ONE = view("one", DOCS);
  private static final ViewDef TWO = view("two", ONE.name());

  private static Catalog withViews() {
    return withDocs().apply(create(ONE)).apply(create(TWO));
  }

  @Test
  void tablesAndViewsShareTheirNames() {
    refuses(withDocs(), create(view("docs")), ErrorCode.DUPLICATE_OBJECT);
    refuses(withViews(), create(ONE), ErrorCode.DUPLICATE_OBJECT);
    refuses(withViews(), new Definition.DropTable(ONE.name()), ErrorCode.WRONG_OBJECT);
    refuses(withViews(), new Definition.TruncateTable(ONE.name()), ErrorCode.WRONG_OBJECT);
    refuses(withViews(), new Definition.DropView(DOCS), ErrorCode.WRONG_OBJECT);
    TableDef table =
        new TableDef(0, ONE.name(), 1, Tables.everyType().columns(), List.of(), Map.of());
    refuses(withViews(), new Definition.CreateTable(table), ErrorCode.DUPLICATE_OBJECT);
    refuses(withDocs(), create(view("x", ONE.name())), ErrorCode.UNDEFINED_TABLE);
  }

  @Test
  void whatAViewUsesStaysUnlessItGoesWithIt() {
    refuses(withViews(), new Definition.DropTable(DOCS), ErrorCode.DEPENDENT_OBJECTS);
    refuses(withViews(), new Definition.DropView(ONE.name()), ErrorCode.DEPENDENT_OBJECTS);
    Catalog without = withViews().apply(new Definition.DropCascade(ONE.name()));
    assertThat(without.views()).isEmpty();
    assertThat(without.table(DOCS)).isNotNull();
    Catalog empty = withViews().apply(new Definition.DropCascade(DOCS));
    assertThat(empty.views()).isEmpty();
    assertThat(empty.tables()).isEmpty();
    assertThat(withViews().apply(new Definition.DropView(TWO.name())).views()).containsExactly(ONE);
    assertThat(withViews().apply(new Definition.TruncateTable(DOCS)).views()).hasSize(2);
  }

  @Test
  void noViewUsesItself() {
    ViewDef cycle = view("one", TWO.name());
    refuses(withViews(), new Definition.CreateView(cycle, true), ErrorCode.INVALID_DEFINITION);
    ViewDef self = view("one", ONE.name());
    refuses(withViews(), new Definition.CreateView(self, true), ErrorCode.INVALID_DEFINITION);
  }

  @Test
  void viewsStandOverOneAnotherUpToALimit() {
    Catalog catalog = withDocs();
    for (int i = 0; i < 32; i++) {
      TableName below = i == 0 ? DOCS : new TableName("public", "v" + (i - 1));
      TableName other = i < 2 ? DOCS : new TableName("public", "v" + (i - 2));
      catalog = catalog.apply(create(view("v" + i, below, other)));
    }
    ViewDef tooDeep = view("v32", new TableName("public", "v31"));
    refuses(catalog, create(tooDeep), ErrorCode.INVALID_DEFINITION);
    assertThat(catalog.apply(new Definition.DropCascade(DOCS)).views()).isEmpty();
  }

  @Test
  void aViewThatIsUsedKeepsItsColumns() {
    ViewDef other =
        new ViewDef(
            ONE.name(),
            List.of(new ColumnDef(1, "other", ColumnType.of(TypeKind.BIGINT), false)),
            "SELECT 2",
            "public",
            List.of());
    refuses(withViews(), new Definition.CreateView(other, true), ErrorCode.INVALID_DEFINITION);
    Catalog replaced = withDocs().apply(create(ONE)).apply(new Definition.CreateView(other, true));
    assertThat(replaced.view(ONE.name())).isEqualTo(other);
  }

  @Test
  void aSchemaWithAViewIsNotDropped() {
    ViewDef elsewhere =
        new ViewDef(new TableName("s", "v"), ONE.columns(), "SELECT 1", "s", List.of());
    refuses(withDocs(), create(elsewhere), ErrorCode.UNDEFINED_OBJECT);
    Catalog catalog = withDocs().apply(new Definition.CreateSchema("s")).apply(create(elsewhere));
    refuses(catalog, new Definition.DropSchema("s"), ErrorCode.INVALID_DEFINITION);
  }
}

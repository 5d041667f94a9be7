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
}

package io.proxima.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AlterationTest {
  private static final ColumnDef ADDED =
      new ColumnDef(0, "added", ColumnType.of(TypeKind.BIGINT), true);

  private static TableDef table() {
    TableDef table =
        new TableDef(
            0,
            new TableName("public", "t"),
            1,
            List.of(
                new ColumnDef(1, "v", ColumnType.vector(2), true),
                new ColumnDef(
                    2,
                    "number",
                    ColumnType.of(TypeKind.BIGINT),
                    false,
                    "",
                    Optional.of(new IdentityDef(true, 1, 1))),
                new ColumnDef(3, "a", ColumnType.of(TypeKind.INTEGER), true),
                new ColumnDef(4, "id", ColumnType.of(TypeKind.INTEGER), false)),
            List.of(3),
            Map.of("cluster_by", "v"));
    return Catalog.empty().apply(new Definition.CreateTable(table)).tables().getFirst();
  }

  private static void refused(ErrorCode code, String part, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e).hasMessageContaining(part);
            });
  }

  @Test
  void idsAreGivenOnceAndVersionsGrow() {
    TableDef added = Alteration.of(table()).addColumn(ADDED, "");
    TableDef gone = Alteration.of(added).dropColumn("added");
    TableDef again = Alteration.of(gone).addColumn(ADDED, "");
    assertThat(added.columns().getLast().id()).isEqualTo(5);
    assertThat(again.columns().getLast().id()).isEqualTo(6);
    assertThat(again.version()).isEqualTo(4);
    assertThat(again.withId(9).history().nextId()).isEqualTo(7);
    assertThat(again.withId(9).history().dropped()).isEmpty();
  }

  @Test
  void theKeyStaysWhereItsColumnIs() {
    TableDef changed = Alteration.of(table()).dropColumn("a");
    assertThat(changed.key()).containsExactly(2);
    assertThat(changed.columns().get(2).name()).isEqualTo("id");
    assertThat(changed.asOf(1).columns()).hasSize(4);
    assertThat(changed.asOf(1).key()).containsExactly(3);
  }

  @Test
  void anOptionFollowsItsColumn() {
    TableDef renamed = Alteration.of(table()).renameColumn("v", "w", List.of());
    assertThat(renamed.options()).containsExactly(Map.entry("cluster_by", "w"));
  }

  @Test
  void columnsThatAreNeededStay() {
    Alteration change = Alteration.of(table());
    refused(ErrorCode.DEPENDENT_OBJECTS, "t_pkey", () -> change.dropColumn("id"));
    refused(ErrorCode.DEPENDENT_OBJECTS, "identity", () -> change.dropColumn("number"));
    refused(ErrorCode.DEPENDENT_OBJECTS, "cluster_by", () -> change.dropColumn("v"));
    refused(ErrorCode.UNDEFINED_COLUMN, "nothing", () -> change.dropColumn("nothing"));
    refused(
        ErrorCode.INVALID_DEFINITION,
        "two columns",
        () -> change.renameColumn("a", "v", List.of()));
  }

  @Test
  void aVersionFollowsTheOneBeforeAndKeepsItsName() {
    Catalog catalog = Catalog.empty().apply(new Definition.CreateTable(table()));
    TableDef before = catalog.tables().getFirst();
    TableDef next = Alteration.of(before).addColumn(ADDED, "");
    Catalog after = catalog.apply(new Definition.AlterTable(before.name(), next));
    assertThat(after.tables()).containsExactly(next);
    assertThat(after.generation()).isEqualTo(catalog.generation() + 1);
    refused(
        ErrorCode.WRITE_CONFLICT,
        "altered",
        () -> after.apply(new Definition.AlterTable(before.name(), next)));
    TableName other = new TableName("public", "other");
    TableDef renamed = Alteration.of(next).rename(other, List.of());
    Catalog moved = after.apply(new Definition.AlterTable(before.name(), renamed));
    assertThat(moved.tables()).containsExactly(renamed);
    assertThat(moved.table(before.id())).isEqualTo(renamed);
    assertThat(moved.has(before.name())).isFalse();
    Catalog taken = after.apply(new Definition.CreateView(view(other), false));
    refused(
        ErrorCode.DUPLICATE_OBJECT,
        "other",
        () -> taken.apply(new Definition.AlterTable(before.name(), renamed)));
    Catalog used =
        after.apply(new Definition.CreateView(view(new TableName("public", "v")), false));
    refused(
        ErrorCode.DEPENDENT_OBJECTS,
        "public.v",
        () -> used.apply(new Definition.AlterTable(before.name(), renamed)));
  }

  private static ViewDef view(TableName name) {
    return new ViewDef(
        name, List.of(ADDED), "SELECT 1", "public", List.of(new TableName("public", "t")));
  }

  @Test
  void optionsAreCheckedByName() {
    List<ColumnDef> columns = table().columns();
    TableOptions.check(
        Map.of("cluster_by", "v", "compression", "none", "group_rows", "2048", "ttl", "1"),
        columns);
    refused(
        ErrorCode.UNDEFINED_OBJECT,
        "storag",
        () -> TableOptions.check(Map.of("storag", "x"), columns));
    for (Map.Entry<String, String> wrong :
        List.of(
            Map.entry("cluster_by", "a"),
            Map.entry("cluster_by", "nothing"),
            Map.entry("compression", "zip"),
            Map.entry("group_rows", "1000"),
            Map.entry("group_rows", "1048576"),
            Map.entry("group_rows", "many"),
            Map.entry("ttl", "0"))) {
      refused(
          ErrorCode.INVALID_PARAMETER,
          wrong.getKey(),
          () -> TableOptions.check(Map.ofEntries(wrong), columns));
    }
  }
}

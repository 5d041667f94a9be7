package io.proxima.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.Alterations;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class EvolutionTest {
  @RepeatedTest(30)
  void rowsOfTheLogAreReadAsTheTableIsNow(RandomGenerator random) {
    TableDef first = Tables.everyType();
    RowBatch rows = Tables.rows(random, first, random.nextInt(20));
    byte[] logged = AvroRows.of(first).encode(rows).payload();
    Alterations changed = new Alterations(first, rows);
    for (int step = 0; step < 12; step++) {
      changed.step(random);
      RowBatch read = AvroRows.of(changed.table()).decodeLogged(logged);
      assertThat(Tables.values(read)).isEqualTo(changed.rows());
    }
  }

  @RepeatedTest(10)
  void rowsOfEveryVersionBetweenAreRead(RandomGenerator random) {
    Alterations changed =
        new Alterations(Tables.everyType(), Tables.rows(random, Tables.everyType(), 3));
    for (int step = 0; step < 12; step++) {
      changed.step(random);
      TableDef then = changed.table();
      RowBatch rows = Tables.rows(random, then, 5);
      Alterations later = new Alterations(then, rows);
      later.step(random);
      later.step(random);
      byte[] logged = AvroRows.of(then).encode(rows).payload();
      assertThat(Tables.values(AvroRows.of(later.table()).decodeLogged(logged)))
          .isEqualTo(later.rows());
    }
  }

  @Test
  void aStatementMustKnowTheVersion() {
    TableDef first = Tables.everyType();
    TableDef next =
        Alteration.of(first)
            .addColumn(new ColumnDef(0, "more", ColumnType.of(TypeKind.DATE), true), "");
    byte[] old = AvroRows.of(first).encode(new RowBatchBuilder(first, 0).build()).payload();
    assertThatThrownBy(() -> AvroRows.of(next).decode(old))
        .isInstanceOf(ProximaException.class)
        .hasMessageContaining("schema version");
    byte[] newer = AvroRows.of(next).encode(new RowBatchBuilder(next, 0).build()).payload();
    assertThatThrownBy(() -> AvroRows.of(first).decodeLogged(newer))
        .isInstanceOf(ProximaException.class)
        .hasMessageContaining("schema version");
  }

  @Test
  void whatNobodySeesIsThereForEveryType() {
    for (TypeKind kind : TypeKind.values()) {
      ColumnDef column = new ColumnDef(0, "more", Tables.type(kind), false);
      TableDef first =
          Tables.of(List.of(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false)));
      TableDef next = Alteration.of(first).addColumn(column, Fill.unseen(first.name(), column));
      Fill fill = Fill.of(next, 1);
      assertThat(fill.value()).isNotNull();
      assertThat(fill.validity().isNull(3)).isFalse();
    }
  }
}

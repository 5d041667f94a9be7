package io.proxima.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class PredicateFilterTest {
  private static final TableDef TABLE = Tables.everyType();

  private static List<Integer> select(Predicate predicate, RowBatch rows) {
    int[] selected = IntStream.range(0, rows.rowCount()).filter(row -> row % 5 > 0).toArray();
    int count =
        PredicateFilter.of(predicate, TABLE)
            .select(ColumnBlock.of(rows), selected, selected.length);
    return IntStream.range(0, count).mapToObj(i -> selected[i]).toList();
  }

  private static List<Integer> rows(RowBatch rows, IntPredicate passes) {
    return IntStream.range(0, rows.rowCount())
        .filter(row -> row % 5 > 0 && passes.test(row))
        .boxed()
        .toList();
  }

  @RepeatedTest(20)
  void everyKindIsComparedInItsOrder(RandomGenerator random) {
    RowBatch rows = Tables.rows(random, TABLE, 60);
    for (int i = 0; i < TABLE.columns().size(); i++) {
      ColumnType type = TABLE.columns().get(i).type();
      if (type.kind().layout() != TypeKind.Layout.VECTOR) {
        for (Predicate.Operator operator : Predicate.Operator.values()) {
          checkCompare(rows, i, operator, Tables.value(random, type));
        }
      }
    }
  }

  private static void checkCompare(
      RowBatch rows, int column, Predicate.Operator operator, Object value) {
    Column values = rows.column(column);
    assertThat(select(new Predicate.Compare(column, operator, value), rows))
        .as("%s %s %s", values.type(), operator, value)
        .isEqualTo(
            rows(
                rows,
                row ->
                    !values.isNull(row)
                        && holds(
                            operator,
                            ValueOrder.of(values.type().kind())
                                .compare(values.valueAt(row), value))));
  }

  private static boolean holds(Predicate.Operator operator, int order) {
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  @RepeatedTest(20)
  void inIsTrueForEqualValues(RandomGenerator random) {
    RowBatch rows = Tables.rows(random, TABLE, 60);
    for (int i = 0; i < TABLE.columns().size(); i++) {
      ColumnType type = TABLE.columns().get(i).type();
      if (type.kind().layout() != TypeKind.Layout.VECTOR && type.kind() != TypeKind.VARBINARY) {
        Set<Object> wanted = new HashSet<>();
        IntStream.range(0, 4).forEach(_ -> wanted.add(Tables.value(random, type)));
        Column values = rows.column(i);
        assertThat(select(new Predicate.In(i, wanted), rows))
            .isEqualTo(
                rows(
                    rows,
                    row ->
                        !values.isNull(row)
                            && wanted.stream()
                                .anyMatch(value ->
                                    ValueOrder.of(type.kind()).compare(values.valueAt(row), value)
                                        == 0)));
      }
    }
  }

  @Test
  void aNullIsNeitherEqualNorUnequal(RandomGenerator random) {
    RowBatch rows = Tables.rows(random, TABLE, 60);
    for (int i = 0; i < TABLE.columns().size(); i++) {
      Column values = rows.column(i);
      assertThat(select(new Predicate.IsNull(i, false), rows))
          .isEqualTo(rows(rows, values::isNull));
      assertThat(select(new Predicate.IsNull(i, true), rows))
          .isEqualTo(rows(rows, row -> !values.isNull(row)));
    }
  }

  @Test
  void orKeepsTheOrderOfTheRows(RandomGenerator random) {
    RowBatch rows = Tables.rows(random, TABLE, 60);
    List<Predicate> parts = new ArrayList<>();
    for (int i = 1; i < TABLE.columns().size(); i++) {
      parts.add(new Predicate.IsNull(i, false));
    }
    assertThat(select(new Predicate.Or(parts), rows))
        .isEqualTo(
            rows(rows, row -> rows.columns().stream().anyMatch(column -> column.isNull(row))));
    assertThat(select(new Predicate.Or(List.of()), rows)).isEmpty();
    assertThat(select(Predicate.TRUE, rows)).isEqualTo(rows(rows, _ -> true));
  }

  @Test
  void denseVectorsAreNotCompared() {
    for (int i = 0; i < TABLE.columns().size(); i++) {
      if (TABLE.columns().get(i).type().kind().layout() == TypeKind.Layout.VECTOR) {
        Predicate predicate =
            new Predicate.Compare(i, Predicate.Operator.EQUAL, new float[Tables.DIM]);
        assertThatThrownBy(() -> PredicateFilter.of(predicate, TABLE))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void textIsOrderedByCodePoints() {
    List<String> ascending =
        List.of("", "a", "ab", "b", "\uD7FF", "\uE000", "\uFFFF", "\uD83D\uDE00");
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(Integer.signum(ValueOrder.compareText(ascending.get(i), ascending.get(j))))
            .isEqualTo(Integer.signum(Integer.compare(i, j)));
      }
    }
  }
}

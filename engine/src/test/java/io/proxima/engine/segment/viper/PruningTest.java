package io.proxima.engine.segment.viper;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBlock;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.SegmentReader;
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
final class PruningTest {
  /// Rows that are sorted by one of their columns, so that there is something to rule out.
  private static RowBatch sorted(RandomGenerator random, TableDef table, int count, int column) {
    RowBatch rows = SegmentFixture.numbered(random, table, count);
    Column by = rows.column(column);
    var order = io.proxima.engine.row.ValueOrder.of(by.type().kind());
    int[] sorted =
        IntStream.range(0, count)
            .boxed()
            .sorted((a, b) ->
                by.isNull(a) || by.isNull(b)
                    ? Boolean.compare(by.isNull(a), by.isNull(b))
                    : order.compare(by.valueAt(a), by.valueAt(b)))
            .mapToInt(row -> row)
            .toArray();
    return rows.select(sorted, count);
  }

  @RepeatedTest(30)
  void noRowThatPassesIsEverRuledOut(RandomGenerator random) {
    TableDef table = Tables.everyType();
    int count = random.nextInt(6000);
    RowBatch rows = sorted(random, table, count, random.nextInt(table.columns().size()));
    ViperSettings settings = new ViperSettings(1024 << random.nextInt(2), 1 << 20, true);
    try (SegmentFixture segments = new SegmentFixture(Storage.memory("test"), settings)) {
      segments.write(table, rows, SegmentFixture.origins(count), count + 1);
      try (SegmentReader segment = segments.open(table)) {
        for (int i = 0; i < 60; i++) {
          Predicate predicate = predicate(random, table, rows, 2);
          assertKeepsWhatPasses(segment.at(1, 0), rows, predicate, table);
        }
      }
    }
  }

  private static void assertKeepsWhatPasses(
      RowSource source, RowBatch rows, Predicate predicate, TableDef table) {
    PredicateFilter filter = PredicateFilter.of(predicate, table);
    IntPredicate mayPass = source.blocksWith(predicate);
    ColumnBlock whole = ColumnBlock.of(rows);
    for (int first = 0; first < rows.rowCount(); first += RowSource.BLOCK_ROWS) {
      int end = Math.min(rows.rowCount(), first + RowSource.BLOCK_ROWS);
      int[] candidates = IntStream.range(first, end).toArray();
      int passing = filter.select(whole, candidates, candidates.length);
      if (!mayPass.test(first / RowSource.BLOCK_ROWS)) {
        assertThat(passing).as("%s", predicate).isZero();
      }
      int[] again = IntStream.range(0, end - first).toArray();
      assertThat(filter.select(source.block(first / RowSource.BLOCK_ROWS), again, again.length))
          .isEqualTo(passing);
    }
  }

  private static Predicate predicate(
      RandomGenerator random, TableDef table, RowBatch rows, int depth) {
    int column = random.nextInt(table.columns().size());
    TypeKind kind = table.columns().get(column).type().kind();
    int choice = random.nextInt(depth > 0 ? 6 : 4);
    if (choice >= 4) {
      List<Predicate> terms = new ArrayList<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        terms.add(predicate(random, table, rows, depth - 1));
      }
      return choice == 4 ? new Predicate.And(terms) : new Predicate.Or(terms);
    }
    if (kind.isVector() || choice == 3) {
      return new Predicate.IsNull(column, random.nextBoolean());
    }
    if (choice == 2 && kind != TypeKind.VARBINARY) {
      Set<Object> values = new HashSet<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        values.add(value(random, table, rows, column));
      }
      return new Predicate.In(column, values);
    }
    Predicate.Operator[] all = Predicate.Operator.values();
    return new Predicate.Compare(
        column, all[random.nextInt(all.length)], value(random, table, rows, column));
  }

  private static Object value(RandomGenerator random, TableDef table, RowBatch rows, int column) {
    Column values = rows.column(column);
    if (values.rowCount() > 0 && random.nextBoolean()) {
      int row = random.nextInt(values.rowCount());
      if (!values.isNull(row)) {
        return values.valueAt(row);
      }
    }
    return Tables.value(random, table.columns().get(column).type());
  }

  @Test
  void longTextsAreRuledOutByTheirBeginnings(RandomGenerator random) {
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "t", ColumnType.of(TypeKind.VARCHAR), false),
                new ColumnDef(3, "b", ColumnType.of(TypeKind.VARBINARY), false)),
            0);
    String[] letters = {"a", "\uFFFF", "\uD7FF", "\uDBFF\uDFFF", "\uD83D\uDE00"};
    for (int i = 0; i < 50; i++) {
      RowBatchBuilder builder = new RowBatchBuilder(table, 10);
      for (long row = 0; row < 10; row++) {
        byte[] bytes = new byte[30 + random.nextInt(5)];
        java.util.Arrays.fill(bytes, (byte) -random.nextInt(2));
        String text = letters[random.nextInt(5)].repeat(14 + random.nextInt(5));
        builder.appendRow(row, text + letters[random.nextInt(5)].repeat(random.nextInt(20)), bytes);
      }
      RowBatch rows = builder.build();
      try (SegmentFixture segments =
          new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
        segments.write(table, rows, SegmentFixture.origins(10), 10);
        try (SegmentReader segment = segments.open(table)) {
          for (int row = 0; row < 10; row++) {
            for (Predicate.Operator operator : Predicate.Operator.values()) {
              for (int column = 1; column <= 2; column++) {
                Object value = rows.column(column).valueAt(row);
                assertKeepsWhatPasses(
                    segment.at(1, 0), rows, new Predicate.Compare(column, operator, value), table);
              }
            }
          }
        }
      }
    }
  }

  @Test
  void boundsDictionaryAndFilterEachRuleOut() {
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "few", ColumnType.of(TypeKind.VARCHAR), false),
                new ColumnDef(3, "many", ColumnType.of(TypeKind.BIGINT), true)),
            0);
    int count = 8192;
    RowBatchBuilder rows = new RowBatchBuilder(table, count);
    for (long row = 0; row < count; row++) {
      rows.appendRow(row, row % 2 == 0 ? "a" : "c", row * 7919 % 100_003 * 2);
    }
    try (SegmentFixture segments =
        new SegmentFixture(Storage.memory("test"), SegmentFixture.SMALL)) {
      segments.write(table, rows.build(), SegmentFixture.origins(count), count);
      try (SegmentReader segment = segments.open(table)) {
        Pruned pruned = ((ViperColumns) segment.columns()).pruned();
        assertThat(blocks(segment, 0, Predicate.Operator.LESS, 100L)).containsExactly(0);
        assertThat(pruned.groupsByBounds.sum()).isEqualTo(3);
        assertThat(pruned.blocksByBounds.sum()).isEqualTo(1);
        assertThat(blocks(segment, 1, Predicate.Operator.EQUAL, "b")).isEmpty();
        assertThat(pruned.valuesByDictionary.sum()).isEqualTo(4);
        assertThat(blocks(segment, 2, Predicate.Operator.EQUAL, 77_777L)).hasSizeLessThan(3);
        assertThat(pruned.valuesByFilter.sum()).isGreaterThanOrEqualTo(3);
        assertThat(blocks(segment, 2, Predicate.Operator.EQUAL, 7919L * 2)).contains(0);
      }
    }
  }

  private static List<Integer> blocks(
      SegmentReader segment, int column, Predicate.Operator operator, Object value) {
    IntPredicate mayPass =
        segment.at(1, 0).blocksWith(new Predicate.Compare(column, operator, value));
    return IntStream.range(0, 8).filter(mayPass).boxed().toList();
  }
}

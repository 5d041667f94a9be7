package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Fill;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TableOptions;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.txn.Basis;
import io.proxima.engine.txn.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Tables that are altered while rows of them are in the log, in memory and in segments.
@Seeded
final class AlterTest {
  private static final TableName NAME = new TableName("public", "t");

  private static TableDef first() {
    return new TableDef(
        0,
        NAME,
        1,
        List.of(
            new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
            new ColumnDef(2, "v", ColumnType.of(TypeKind.BIGINT), true),
            new ColumnDef(3, "e", ColumnType.vector(3), true)),
        List.of(0),
        Map.of());
  }

  /// A table of an engine, beside what it should hold: the values of each row by its id, as
  /// [Tables#values] gives them, without the id.
  private static final class Model {
    private final Map<Long, List<@Nullable Object>> rows = new TreeMap<>();
    private int names;

    void write(Fixture fixture, RandomGenerator random, int count) {
      TableDef table = fixture.table("t");
      RowBatchBuilder builder = new RowBatchBuilder(table, count);
      List<Long> ids = random.longs(4L * count, 0, 60).distinct().limit(count).boxed().toList();
      for (long id : ids) {
        builder.append(0, id);
        for (int i = 1; i < table.columns().size(); i++) {
          ColumnDef column = table.columns().get(i);
          boolean isNull = column.nullable() && random.nextInt(4) == 0;
          builder.append(i, isNull ? null : Tables.value(random, column.type()));
        }
      }
      EncodedRows encoded = AvroRows.of(table).encode(builder.build());
      fixture.commit(transaction -> transaction.upsert(table, encoded));
      List<List<@Nullable Object>> values = Tables.values(encoded.rows());
      for (int i = 0; i < ids.size(); i++) {
        rows.put(ids.get(i), new ArrayList<>(values.get(i).subList(1, values.get(i).size())));
      }
    }

    void delete(Fixture fixture, RandomGenerator random) {
      long id = random.nextLong(60);
      TableDef table = fixture.table("t");
      fixture.commit(transaction -> transaction.delete(table, Fixture.keys(table, id)));
      rows.remove(id);
    }

    void add(Fixture fixture, RandomGenerator random) {
      TypeKind[] kinds = TypeKind.values();
      TypeKind kind = kinds[random.nextInt(kinds.length)];
      ColumnDef column = new ColumnDef(0, "c" + names++, Tables.type(kind), random.nextBoolean());
      Object value =
          column.nullable() && random.nextBoolean() ? null : Tables.value(random, column.type());
      TableDef table = fixture.table("t");
      alter(fixture, Alteration.of(table).addColumn(column, Fill.text(NAME, column, value)));
      Object held = Tables.comparable(value);
      rows.values().forEach(row -> row.add(held));
    }

    void drop(Fixture fixture, RandomGenerator random) {
      TableDef table = fixture.table("t");
      if (table.columns().size() > 2) {
        int gone = 1 + random.nextInt(table.columns().size() - 1);
        alter(fixture, Alteration.of(table).dropColumn(table.columns().get(gone).name()));
        rows.values().forEach(row -> row.remove(gone - 1));
      }
    }

    void rename(Fixture fixture, RandomGenerator random) {
      TableDef table = fixture.table("t");
      String name = table.columns().get(random.nextInt(table.columns().size())).name();
      alter(fixture, Alteration.of(table).renameColumn(name, "r" + names++, List.of()));
    }

    void check(Fixture fixture) {
      try (Snapshot snapshot = fixture.engine.snapshot()) {
        assertThat(content(snapshot)).isEqualTo(rows);
      }
    }
  }

  private static void alter(Fixture fixture, TableDef next) {
    fixture.engine.define(new Definition.AlterTable(NAME, next));
  }

  private static Map<Long, List<@Nullable Object>> content(Snapshot snapshot) {
    TableDef table = snapshot.catalog().table(NAME);
    if (table == null) {
      throw new AssertionError("no table " + NAME);
    }
    List<Integer> columns = IntStream.range(0, table.columns().size()).boxed().toList();
    Map<Long, List<@Nullable Object>> found = new TreeMap<>();
    ScanRequest all = new ScanRequest(table.id(), columns, Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(all, Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (List<@Nullable Object> row : Tables.values(batch)) {
          assertThat(found.put((Long) row.getFirst(), row.subList(1, row.size()))).isNull();
        }
      }
    }
    assertThat(snapshot.rowCount(table.id())).isEqualTo(found.size());
    return found;
  }

  @RepeatedTest(8)
  void rowsFollowTheTableWhereverTheyAre(RandomGenerator random) {
    Storage storage = Storage.memory("test");
    Model model = new Model();
    Fixture fixture = Fixture.open(storage, 16 << 10);
    try {
      fixture.engine.define(new Definition.CreateTable(first()));
      for (int step = 0; step < 60; step++) {
        int id = fixture.table("t").id();
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3 -> model.write(fixture, random, 1 + random.nextInt(10));
          case 4 -> model.delete(fixture, random);
          case 5, 6 -> model.add(fixture, random);
          case 7 -> model.drop(fixture, random);
          case 8 -> model.rename(fixture, random);
          case 9 -> fixture.engine.flush(id);
          case 10 -> fixture.engine.compact(id);
          default -> {
            fixture.close();
            fixture = Fixture.open(storage, 16 << 10);
          }
        }
        model.check(fixture);
      }
    } finally {
      fixture.close();
    }
  }

  @Test
  void aSnapshotKeepsTheTableItBeganWith(RandomGenerator random) {
    Model model = new Model();
    try (Fixture fixture = Fixture.open(Storage.memory("test"))) {
      fixture.engine.define(new Definition.CreateTable(first()));
      model.write(fixture, random, 5);
      try (Snapshot before = fixture.engine.snapshot()) {
        Map<Long, List<@Nullable Object>> expected = content(before);
        model.drop(fixture, random);
        model.add(fixture, random);
        model.write(fixture, random, 5);
        fixture.engine.flush(fixture.table("t").id());
        assertThat(content(before)).isEqualTo(expected);
        model.check(fixture);
      }
    }
  }

  @Test
  void aTransactionThatHasWrittenTheTableLosesAgainstItsAlteration(RandomGenerator random) {
    try (Fixture fixture = Fixture.open(Storage.memory("test"))) {
      fixture.engine.define(new Definition.CreateTable(first()));
      TableDef table = fixture.table("t");
      Model model = new Model();
      try (Transaction open = fixture.engine.begin()) {
        open.upsert(table, rows(table, random));
        model.add(fixture, random);
        assertThat(content(open.snapshot())).hasSize(1);
        assertThatThrownBy(() -> open.commit(Durability.SYNC))
            .isInstanceOfSatisfying(
                ProximaException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.WRITE_CONFLICT))
            .hasMessageContaining("altered");
      }
      model.check(fixture);
      model.write(fixture, random, 3);
      model.check(fixture);
    }
  }

  private static EncodedRows rows(TableDef table, RandomGenerator random) {
    return AvroRows.of(table).encode(Tables.rows(random, table, 1));
  }

  @Test
  void aDefinitionHoldsOnlyForWhatItWasMadeFor(RandomGenerator random) {
    try (Fixture fixture = Fixture.open(Storage.memory("test"))) {
      fixture.engine.define(new Definition.CreateTable(first()));
      TableDef table = fixture.table("t");
      ColumnDef column = new ColumnDef(0, "n", ColumnType.of(TypeKind.DATE), false);
      Definition add =
          new Definition.AlterTable(
              NAME, Alteration.of(table).addColumn(column, Fill.unseen(NAME, column)));
      Basis basis;
      try (Snapshot empty = fixture.engine.snapshot()) {
        basis = Basis.of(empty.catalog(), table.id(), empty.sequence());
      }
      fixture.commit(transaction -> transaction.upsert(table, rows(table, random)));
      assertConflict(() -> fixture.engine.define(add, basis, Cancellation.unlimited()));
      Basis old = Basis.of(fixture.engine.catalog());
      fixture.engine.define(new Definition.CreateSchema("other"));
      assertConflict(() ->
          fixture.engine.define(new Definition.DropTable(NAME), old, Cancellation.unlimited()));
      fixture.engine.define(
          new Definition.DropTable(NAME),
          Basis.of(fixture.engine.catalog()),
          Cancellation.unlimited());
    }
  }

  private static void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.WRITE_CONFLICT));
  }

  @Test
  void alterationsFlushesAndCommitsGoOnTogether() throws Exception {
    Storage storage = Storage.memory("test");
    int count = 400;
    try (Fixture fixture = Fixture.open(storage);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      fixture.engine.define(new Definition.CreateTable(first()));
      Future<?> writer =
          threads.submit(() -> IntStream.range(0, count).forEach(id -> insert(fixture, id)));
      Future<?> flusher =
          threads.submit(() -> {
            for (int i = 0; !writer.isDone(); i++) {
              if (i % 5 == 4) {
                fixture.engine.compact(fixture.table("t").id());
              } else {
                fixture.engine.flush(fixture.table("t").id());
              }
            }
          });
      for (int i = 0; !writer.isDone(); i++) {
        ColumnDef column = new ColumnDef(0, "n", ColumnType.of(TypeKind.INTEGER), false);
        alter(
            fixture,
            Alteration.of(fixture.table("t")).addColumn(column, Fill.text(NAME, column, (long) i)));
        alter(fixture, Alteration.of(fixture.table("t")).dropColumn("n"));
      }
      writer.get();
      flusher.get();
      checkAll(fixture, count);
    }
    try (Fixture fixture = Fixture.open(storage)) {
      checkAll(fixture, count);
    }
  }

  /// Adds a row of that id in every number, however often the table is altered meanwhile.
  private static void insert(Fixture fixture, long id) {
    for (; ; ) {
      try (Transaction transaction = fixture.engine.begin()) {
        TableDef table = Objects.requireNonNull(transaction.snapshot().catalog().table(NAME));
        RowBatchBuilder row = new RowBatchBuilder(table, 1);
        for (int i = 0; i < table.columns().size(); i++) {
          row.append(i, i == 2 ? new float[] {id, 0, 0} : (Object) id);
        }
        transaction.insert(table, AvroRows.of(table).encode(row.build()));
        transaction.commit(Durability.SYNC);
        return;
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.WRITE_CONFLICT) {
          throw e;
        }
      }
    }
  }

  private static void checkAll(Fixture fixture, int count) {
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      Map<Long, List<@Nullable Object>> found = content(snapshot);
      assertThat(found).hasSize(count);
      found.forEach((id, row) -> assertThat(row.getFirst()).isEqualTo(id));
    }
  }

  @Test
  void segmentsDescribeTheColumnThatTheTableNames(RandomGenerator random) {
    Storage storage = Storage.memory("test");
    try (Fixture fixture = Fixture.open(storage)) {
      ColumnDef other = new ColumnDef(0, "f", ColumnType.vector(2), false);
      TableDef two = Alteration.of(first()).addColumn(other, Fill.unseen(NAME, other));
      Map<String, String> byOther = Map.of(TableOptions.CLUSTER_BY, "f");
      fixture.engine.define(new Definition.CreateTable(Alteration.of(two).withOptions(byOther)));
      Model model = new Model();
      model.write(fixture, random, 9);
      fixture.engine.flush(fixture.table("t").id());
      assertThat(clusters(storage)).containsExactly("balls.4");
      alter(fixture, Alteration.of(fixture.table("t")).withOptions(Map.of()));
      model.write(fixture, random, 9);
      fixture.engine.flush(fixture.table("t").id());
      assertThat(clusters(storage)).containsExactlyInAnyOrder("balls.4", "balls.3");
      model.check(fixture);
    }
  }

  private static List<String> clusters(Storage storage) {
    List<String> found = new ArrayList<>();
    for (String segment : storage.list("schema/0/table/1")) {
      storage.list("schema/0/table/1/" + segment).stream()
          .filter(name -> name.startsWith("balls."))
          .forEach(found::add);
    }
    return found;
  }

  @Test
  void hiddenRowIdsAndNumbersGoOnBehindAnAlteration() {
    try (Fixture fixture = Fixture.open(Storage.memory("test"))) {
      TableDef before = fixture.table("free", false);
      fixture.commit(transaction -> transaction.insert(before, Fixture.rows(before, 1, 1)));
      ColumnDef column = new ColumnDef(0, "n", ColumnType.of(TypeKind.DATE), true);
      fixture.engine.define(
          new Definition.AlterTable(before.name(), Alteration.of(before).addColumn(column, "")));
      TableDef after = fixture.table("free");
      RowBatchBuilder one = new RowBatchBuilder(after, 1);
      one.appendRow(2L, 2L, "text 2", new float[3], null);
      EncodedRows rows = AvroRows.of(after).encode(one.build());
      fixture.commit(transaction -> transaction.insert(after, rows));
      try (Snapshot snapshot = fixture.engine.snapshot()) {
        assertThat(Fixture.rowKeys(snapshot, after).values()).doesNotHaveDuplicates().hasSize(2);
      }
    }
  }

  @Test
  void alterationsSurviveACutAtEveryCall() {
    long states = 0;
    for (int call = 1; ; call++) {
      FaultStorage storage = new FaultStorage();
      storage.failAt(call, Fault.POWER_CUT, true);
      List<Map<Long, List<@Nullable Object>>> history = new ArrayList<>();
      boolean isWhole = script(storage, history);
      for (Variant variant : Variant.values()) {
        FaultStorage left = storage.afterCrash(variant, new Random(call));
        check(left, history, "call " + call + ", " + variant);
        states++;
      }
      if (isWhole) {
        System.out.println("AlterTest: " + states + " states, 0 failures");
        assertThat(call).isGreaterThan(50);
        return;
      }
    }
  }

  /// Adds to `history` what is there before the first step and after each that was done.
  private static boolean script(
      FaultStorage storage, List<Map<Long, List<@Nullable Object>>> history) {
    Random random = new Random(7);
    Model model = new Model();
    try (Fixture fixture = Fixture.open(storage, 16 << 10)) {
      fixture.engine.define(new Definition.CreateTable(first()));
      List<Consumer<Fixture>> steps =
          List.of(
              each -> model.write(each, random, 3),
              each -> model.add(each, random),
              each -> model.write(each, random, 3),
              each -> each.engine.flush(each.table("t").id()),
              each -> model.drop(each, random),
              each -> model.add(each, random),
              each -> model.write(each, random, 2),
              each -> model.delete(each, random),
              each -> each.engine.compact(each.table("t").id()),
              each -> model.rename(each, random),
              each -> model.write(each, random, 2));
      history.add(copy(model));
      for (Consumer<Fixture> step : steps) {
        step.accept(fixture);
        history.add(copy(model));
      }
      return true;
    } catch (ProximaException e) {
      return false;
    }
  }

  private static Map<Long, List<@Nullable Object>> copy(Model model) {
    Map<Long, List<@Nullable Object>> copy = new TreeMap<>();
    model.rows.forEach((id, row) -> copy.put(id, new ArrayList<>(row)));
    return copy;
  }

  /// What was acknowledged last is there, or the step after it, which was cut.
  private static void check(
      FaultStorage left, List<Map<Long, List<@Nullable Object>>> history, String where) {
    try (Fixture fixture = Fixture.open(left, 16 << 10);
        Snapshot snapshot = fixture.engine.snapshot()) {
      if (snapshot.catalog().table(NAME) == null) {
        assertThat(history).as(where).isEmpty();
        return;
      }
      Map<Long, List<@Nullable Object>> found = content(snapshot);
      if (history.isEmpty() || found.equals(history.getLast())) {
        return;
      }
      List<Map<Long, List<@Nullable Object>>> next = new ArrayList<>();
      script(new FaultStorage(), next);
      if (!found.equals(next.get(history.size()))) {
        fail(where + ": found " + found + ", expected " + history.getLast());
      }
    }
  }
}

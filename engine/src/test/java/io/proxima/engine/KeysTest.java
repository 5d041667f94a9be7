package io.proxima.engine;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.query.TableCursor;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.ForeignKeyDef;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Durability;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Unique indexes and foreign keys hold wherever the rows are: in memory, in segments, after
/// compaction and reopen.
class KeysTest {
  private final Storage storage = Storage.memory("keys");

  private static OrderedIndexDef unique(String name) {
    return new OrderedIndexDef(
        0, name, OrderedIndexDef.Origin.UNIQUE_INDEX, List.of(new OrderedIndexDef.Part(2, false)));
  }

  private static void make(Fixture fixture) {
    TableDef parent =
        Fixture.definition("parent", true).with(List.of(unique("parent_v")), List.of());
    fixture.engine.define(new Definition.CreateTable(parent));
    ForeignKeyDef key =
        new ForeignKeyDef(
            0,
            "child_v",
            List.of(2),
            fixture.table("parent").id(),
            List.of(1),
            ForeignKeyDef.Action.CASCADE);
    fixture.engine.define(
        new Definition.CreateTable(
            Fixture.definition("child", true).with(List.of(), List.of(key))));
  }

  private static void insert(Fixture fixture, String table, long... pairs) {
    try (Transaction transaction = fixture.engine.begin()) {
      transaction.insert(fixture.table(table), Fixture.rows(fixture.table(table), pairs));
      transaction.commit(Durability.SYNC);
    }
  }

  private static void delete(Fixture fixture, String table, long... ids) {
    try (Transaction transaction = fixture.engine.begin()) {
      transaction.delete(fixture.table(table), Fixture.keys(fixture.table(table), ids));
      transaction.commit(Durability.SYNC);
    }
  }

  private static void check(Fixture fixture) {
    refuses(ErrorCode.DUPLICATE_KEY, () -> insert(fixture, "parent", 50, 11));
    refuses(ErrorCode.FOREIGN_KEY, () -> insert(fixture, "child", 50, 9));
    TableDef child = fixture.table("child");
    assertThat(scan(fixture, child, 1)).isEqualTo(2);
    assertThat(scan(fixture, child, 2)).isEqualTo(1);
    assertThat(scan(fixture, child, 9)).isZero();
  }

  /// The number of rows with that `v`, of which no other is looked at.
  private static long scan(Fixture fixture, TableDef table, long v) {
    Predicate filter = new Predicate.Compare(1, Predicate.Operator.EQUAL, v);
    ScanRequest request = new ScanRequest(table.id(), List.of(0), filter);
    long count = 0;
    try (Snapshot snapshot = fixture.engine.snapshot();
        TableCursor cursor = snapshot.scan(request, Cancellation.unlimited(Fixture.CLOCK))) {
      for (RowBatch rows = cursor.next(); rows != null; rows = cursor.next()) {
        count += rows.rowCount();
      }
      assertThat(cursor.work().rowsVisited()).isEqualTo(count);
      assertThat(cursor.work().indexes()).containsExactly("child_v");
    }
    return count;
  }

  @Test
  void keysHoldInEveryStateOfTheRows() {
    try (Fixture fixture = Fixture.open(storage)) {
      make(fixture);
      insert(fixture, "parent", 1, 11, 2, 12);
      insert(fixture, "child", 1, 1, 2, 1);
      check0(fixture);
      insert(fixture, "child", 3, 2);
      check(fixture);
      flush(fixture);
      check(fixture);
      insert(fixture, "parent", 3, 13);
      insert(fixture, "child", 4, 3);
      check(fixture);
      flush(fixture);
      check(fixture);
      delete(fixture, "parent", 3);
      fixture.engine.compact(fixture.table("parent").id());
      fixture.engine.compact(fixture.table("child").id());
      check(fixture);
    }
    try (Fixture fixture = Fixture.open(storage)) {
      check(fixture);
      delete(fixture, "parent", 1);
      assertThat(scan(fixture, fixture.table("child"), 1)).isZero();
      insert(fixture, "parent", 7, 11);
      refuses(ErrorCode.DUPLICATE_KEY, () -> insert(fixture, "parent", 8, 11));
    }
    try (Fixture fixture = Fixture.open(storage)) {
      refuses(ErrorCode.DUPLICATE_KEY, () -> insert(fixture, "parent", 8, 11));
      refuses(ErrorCode.FOREIGN_KEY, () -> insert(fixture, "child", 8, 1));
    }
  }

  private static void check0(Fixture fixture) {
    refuses(ErrorCode.DUPLICATE_KEY, () -> insert(fixture, "parent", 50, 11));
    refuses(ErrorCode.FOREIGN_KEY, () -> insert(fixture, "child", 50, 9));
  }

  private static void flush(Fixture fixture) {
    fixture.engine.flush(fixture.table("parent").id());
    fixture.engine.flush(fixture.table("child").id());
  }

  @Test
  void anIndexIsMadeForRowsInSegmentsAndInMemory() {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef plain = fixture.table("child", true);
      try (Transaction transaction = fixture.engine.begin()) {
        transaction.insert(plain, Fixture.rowsBetween(plain, 0, 2000, 5));
        transaction.commit(Durability.SYNC);
      }
      insert(fixture, "child", 3000, 1);
      fixture.engine.flush(plain.id());
      insert(fixture, "child", 3001, 1);
      fixture.engine.define(
          new Definition.CreateIndex(
              plain.name(),
              new OrderedIndexDef(
                  0,
                  "child_v",
                  OrderedIndexDef.Origin.INDEX,
                  List.of(new OrderedIndexDef.Part(2, true)))));
      assertThat(
              fixture.engine.segments().stream()
                  .flatMap(segment -> storage.list(segment.directory()).stream()))
          .anyMatch(file -> file.startsWith("index-"));
      assertThat(scan(fixture, plain, 1)).isEqualTo(2);
      refuses(
          ErrorCode.DUPLICATE_KEY,
          () -> fixture.engine.define(new Definition.CreateIndex(plain.name(), unique("twice"))));
      assertThat(fixture.engine.catalog().index(plain.name())).isNull();
      insert(fixture, "child", 3002, 1);
      fixture.engine.flush(plain.id());
      insert(fixture, "child", 3003, 1);
      assertThat(scan(fixture, plain, 1)).isEqualTo(4);
    }
    try (Fixture fixture = Fixture.open(storage)) {
      assertThat(scan(fixture, fixture.table("child"), 1)).isEqualTo(4);
      assertThat(fixture.engine.catalog().tables()).hasSize(1);
    }
  }
}

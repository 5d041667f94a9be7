package io.proxima.engine;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.history.Op;
import io.proxima.engine.history.Txn;
import io.proxima.engine.history.Txn.Outcome;
import io.proxima.engine.io.Storage;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import io.proxima.engine.vector.Metric;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// Some threads that append to lists, replace registers and insert vectors in transactions, and
/// read them in several ways; it writes down what each did and saw.
///
/// A list is a text in a row, a register a row whose text and vector follow from its number, a set
/// the rows of one group in a table with or without a key, read by scan, count and nearest
/// neighbours. Between their transactions they flush and compact the tables.
final class IsolationHistory {
  private static final int KEYS = 6;
  private static final int GROUPS = 2;
  private static final int EVERYTHING = 1 << 20;
  private static final EngineSettings SETTINGS =
      new EngineSettings(
          Durability.SYNC,
          256 << 20,
          1 << 16,
          Duration.ofMillis(100),
          Duration.ofSeconds(20),
          new UpkeepSettings(16 << 10, 32 << 10, 1 << 16).withEpochRows(20));

  private final long seed;
  private final int threads;
  private final int transactions;
  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger ids = new AtomicInteger();
  private final AtomicInteger upkeeps = new AtomicInteger();
  private final Queue<Txn> history = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  IsolationHistory(long seed, int threads, int transactions) {
    this.seed = seed;
    this.threads = threads;
    this.transactions = transactions;
  }

  /// How many flushes and compactions there were.
  int upkeeps() {
    return upkeeps.get();
  }

  /// Runs everything against a database of its own.
  List<Txn> run() {
    try (Storage storage = Storage.memory("history" + seed)) {
      try (Fixture fixture = new Fixture(storage, SETTINGS, Failpoints.NONE)) {
        Tables tables = Tables.make(fixture);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
          RandomGenerator random = new SplittableRandom(seed * 1_000 + i);
          running.add(Thread.ofPlatform().start(() -> work(fixture, tables, random)));
        }
        running.forEach(IsolationHistory::join);
        new Session(fixture, tables, new SplittableRandom(seed)).readAll();
      }
      try (Fixture again = new Fixture(storage, SETTINGS, Failpoints.NONE)) {
        new Session(again, Tables.found(again), new SplittableRandom(seed)).readAll();
      }
    }
    for (Throwable failure : failures) {
      throw new AssertionError("seed " + seed, failure);
    }
    return List.copyOf(history);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void work(Fixture fixture, Tables tables, RandomGenerator random) {
    try {
      Session session = new Session(fixture, tables, random);
      for (int i = 0; i < transactions / threads && failures.isEmpty(); i++) {
        session.runOne();
        session.maintain();
      }
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private record Tables(TableDef lists, TableDef registers, List<TableDef> sets) {
    List<TableDef> all() {
      return List.of(lists, registers, sets.get(0), sets.get(1));
    }

    static Tables make(Fixture fixture) {
      fixture.engine.define(
          new Definition.CreateTable(
              table("lists", true, new ColumnDef(2, "l", ColumnType.of(TypeKind.VARCHAR), false))));
      ColumnDef group = new ColumnDef(2, "g", ColumnType.of(TypeKind.INTEGER), false);
      ColumnDef vector = new ColumnDef(3, "e", ColumnType.vector(2), false);
      fixture.engine.define(new Definition.CreateTable(table("keyed", true, group, vector)));
      fixture.engine.define(new Definition.CreateTable(table("unkeyed", false, group, vector)));
      fixture.table("registers", true);
      Tables tables = found(fixture);
      fixture.commit(transaction -> {
        RowBatchBuilder empty = new RowBatchBuilder(tables.lists, KEYS);
        long[] zeros = new long[2 * KEYS];
        for (int key = 0; key < KEYS; key++) {
          empty.appendRow((long) key, "");
          zeros[2 * key] = key;
        }
        transaction.insert(tables.lists, AvroRows.of(tables.lists).encode(empty.build()));
        transaction.insert(tables.registers, Fixture.rows(tables.registers, zeros));
      });
      return tables;
    }

    static Tables found(Fixture fixture) {
      return new Tables(
          fixture.table("lists"),
          fixture.table("registers"),
          List.of(fixture.table("keyed"), fixture.table("unkeyed")));
    }

    private static TableDef table(String name, boolean isKeyed, ColumnDef... more) {
      List<ColumnDef> columns = new ArrayList<>();
      columns.add(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false));
      columns.addAll(Arrays.asList(more));
      return new TableDef(
          0, new TableName("public", name), 1, columns, isKeyed ? List.of(0) : List.of(), Map.of());
    }
  }

  /// One thread's transactions, one after the other.
  private final class Session {
    private final Fixture fixture;
    private final Tables tables;
    private final RandomGenerator random;
    private final List<Op> ops = new ArrayList<>();

    Session(Fixture fixture, Tables tables, RandomGenerator random) {
      this.fixture = fixture;
      this.tables = tables;
      this.random = random;
    }

    void runOne() {
      ops.clear();
      long begun = clock.incrementAndGet();
      Outcome outcome = Outcome.ABORTED;
      try (Transaction transaction = fixture.engine.begin()) {
        for (int i = random.nextInt(1, 6); i > 0; i--) {
          operate(transaction);
          if (random.nextInt(3) == 0) {
            Thread.yield();
          }
        }
        if (random.nextInt(10) > 0) {
          transaction.commit(Durability.values()[random.nextInt(3)]);
          outcome = Outcome.COMMITTED;
        }
      } catch (ProximaException e) {
        if (e.code() != ErrorCode.WRITE_CONFLICT) {
          throw e;
        }
      }
      record(begun, outcome);
    }

    /// Now and then flushes or compacts a table while the others go on.
    void maintain() {
      int table = tables.all().get(random.nextInt(4)).id();
      switch (random.nextInt(24)) {
        case 0, 1 -> fixture.engine.flush(table);
        case 2 -> fixture.engine.compact(table);
        default -> {
          return;
        }
      }
      upkeeps.incrementAndGet();
    }

    private void record(long begun, Outcome outcome) {
      history.add(new Txn(ids.incrementAndGet(), begun, clock.incrementAndGet(), outcome, ops));
    }

    /// One operation; now and then it is taken back, and what it wrote must never be seen.
    private void operate(Transaction transaction) {
      if (random.nextInt(12) > 0) {
        operation(transaction).run();
        return;
      }
      int mark = transaction.mark();
      int before = ops.size();
      operation(transaction).run();
      transaction.rollbackTo(mark);
      List<Op> undone = List.copyOf(ops.subList(before, ops.size()));
      ops.subList(before, ops.size()).clear();
      long now = clock.incrementAndGet();
      history.add(new Txn(ids.incrementAndGet(), now, now, Outcome.ABORTED, writesOf(undone)));
    }

    /// What was seen belongs to the transaction, which may have written before.
    private List<Op> writesOf(List<Op> undone) {
      return undone.stream()
          .filter(op -> op instanceof Op.Append || op instanceof Op.Write || op instanceof Op.Add)
          .toList();
    }

    private Runnable operation(Transaction transaction) {
      Snapshot snapshot = transaction.snapshot();
      int key = random.nextInt(KEYS);
      TableDef set = tables.sets.get(random.nextInt(2));
      return switch (random.nextInt(7)) {
        case 0 -> () -> append(transaction, key);
        case 1 -> () -> ops.add(new Op.ReadList("list" + key, list(snapshot, key)));
        case 2 -> () -> write(transaction, key);
        case 3 -> () -> ops.add(new Op.Read("register" + key, register(snapshot, key)));
        case 4 -> () -> add(transaction, set, random.nextInt(GROUPS));
        case 5 -> () -> readSet(snapshot, set, random.nextInt(GROUPS));
        default -> () -> readRows(snapshot);
      };
    }

    void readAll() {
      ops.clear();
      long begun = clock.incrementAndGet();
      try (Snapshot snapshot = fixture.engine.snapshot()) {
        readRows(snapshot);
        for (TableDef set : tables.sets) {
          for (int group = 0; group < GROUPS; group++) {
            readSet(snapshot, set, group);
          }
        }
      }
      record(begun, Outcome.COMMITTED);
    }

    /// All lists and registers by one scan each, which must find each row once.
    private void readRows(Snapshot snapshot) {
      List<Integer> found = new ArrayList<>();
      scan(
          snapshot,
          tables.lists,
          List.of(0, 1),
          Predicate.TRUE,
          row -> {
            found.add((int) (long) (Long) row.get(0));
            ops.add(new Op.ReadList("list" + row.get(0), parse((String) row.get(1))));
          });
      requireKeys(found);
      Map<Long, Long> registers = Fixture.content(snapshot, tables.registers);
      requireKeys(registers.keySet().stream().map(Long::intValue).toList());
      registers.forEach((id, v) -> ops.add(new Op.Read("register" + id, v.intValue())));
    }

    private void requireKeys(List<Integer> found) {
      if (found.size() != KEYS || new HashSet<>(found).size() != KEYS) {
        throw new AssertionError("seed " + seed + ": rows " + found + " of " + KEYS);
      }
    }

    private void append(Transaction transaction, int key) {
      List<Integer> before = list(transaction.snapshot(), key);
      int value = values.incrementAndGet();
      String text =
          before.stream().map(each -> each + ",").collect(Collectors.joining()) + value + ",";
      RowBatchBuilder row = new RowBatchBuilder(tables.lists, 1);
      row.appendRow((long) key, text);
      replace(transaction, tables.lists, key, AvroRows.of(tables.lists).encode(row.build()));
      ops.add(new Op.ReadList("list" + key, before));
      ops.add(new Op.Append("list" + key, value));
    }

    private void write(Transaction transaction, int key) {
      int before = register(transaction.snapshot(), key);
      int value = values.incrementAndGet();
      replace(transaction, tables.registers, key, Fixture.rows(tables.registers, key, value));
      ops.add(new Op.Write("register" + key, before, value));
    }

    private void replace(Transaction transaction, TableDef table, long key, EncodedRows row) {
      switch (random.nextInt(3)) {
        case 0 -> transaction.upsert(table, row);
        case 1 -> transaction.update(table, Fixture.keys(table, key), row);
        default -> {
          transaction.delete(table, Fixture.keys(table, key));
          transaction.insert(table, row);
        }
      }
    }

    private void add(Transaction transaction, TableDef set, int group) {
      int element = values.incrementAndGet();
      RowBatchBuilder row = new RowBatchBuilder(set, 1);
      row.appendRow((long) element, (long) group, vector(element));
      transaction.insert(set, AvroRows.of(set).encode(row.build()));
      ops.add(new Op.Add(name(set, group), element));
    }

    private static float[] vector(int element) {
      return new float[] {element % 37, element};
    }

    private String name(TableDef set, int group) {
      return set.name().name() + group;
    }

    private List<Integer> list(Snapshot snapshot, int key) {
      List<String> found = new ArrayList<>();
      Predicate isKey = new Predicate.Compare(0, Predicate.Operator.EQUAL, (long) key);
      if (random.nextBoolean()) {
        scan(snapshot, tables.lists, List.of(1), isKey, row -> found.add((String) row.getFirst()));
      } else {
        GetRequest get =
            new GetRequest(
                tables.lists.id(), List.of(1), Fixture.keys(tables.lists, key), Predicate.TRUE);
        read(snapshot.get(get, unlimited()), row -> found.add((String) row.getFirst()));
      }
      return parse(only(found, "list", key));
    }

    private int register(Snapshot snapshot, int key) {
      List<Long> found = new ArrayList<>();
      Predicate isKey = new Predicate.Compare(0, Predicate.Operator.EQUAL, (long) key);
      TableDef table = tables.registers;
      RowCursor cursor =
          switch (random.nextInt(3)) {
            case 0 ->
                snapshot.get(
                    new GetRequest(
                        table.id(), List.of(1), Fixture.keys(table, key), Predicate.TRUE),
                    unlimited());
            case 1 ->
                snapshot.search(
                    new KnnRequest(table.id(), 3, Metric.L2, new float[3], 2, List.of(1), isKey),
                    fixture.engine.memory(),
                    unlimited());
            default -> snapshot.scan(new ScanRequest(table.id(), List.of(1), isKey), unlimited());
          };
      read(cursor, row -> found.add((Long) row.getFirst()));
      return only(found, "register", key).intValue();
    }

    private <T> T only(List<T> found, String what, int key) {
      if (found.size() != 1) {
        throw new AssertionError(
            "seed " + seed + ": " + what + " " + key + " has the versions " + found);
      }
      return found.getFirst();
    }

    /// A group by nearest neighbours, which must be what a scan finds, and as many as are counted.
    private void readSet(Snapshot snapshot, TableDef set, int group) {
      Predicate isGroup = new Predicate.Compare(1, Predicate.Operator.EQUAL, (long) group);
      long counted = snapshot.rowCount(set.id());
      Set<Integer> scanned = new HashSet<>();
      Set<Integer> all = new HashSet<>();
      scan(
          snapshot,
          set,
          List.of(0, 1),
          Predicate.TRUE,
          row -> {
            all.add((int) (long) (Long) row.getFirst());
            if ((Long) row.get(1) == group) {
              scanned.add((int) (long) (Long) row.getFirst());
            }
          });
      Thread.yield();
      List<Integer> near = nearest(snapshot, set, new float[2], EVERYTHING, isGroup);
      boolean isSame = near.size() == scanned.size() && scanned.containsAll(near);
      if (!isSame || counted != all.size()) {
        throw new AssertionError(
            "seed %d, %s: nearest %s, scanned %s, counted %d of %d"
                .formatted(seed, set.name(), near, scanned, counted, all.size()));
      }
      for (int element : scanned) {
        if (random.nextInt(8) == 0
            && !nearest(snapshot, set, vector(element), 1, isGroup).equals(List.of(element))) {
          throw new AssertionError("seed " + seed + ": " + element + " is not nearest to itself");
        }
      }
      ops.add(new Op.ReadSet(name(set, group), Set.copyOf(scanned)));
    }

    private List<Integer> nearest(
        Snapshot snapshot, TableDef set, float[] query, int k, Predicate filter) {
      List<Integer> found = new ArrayList<>();
      KnnRequest knn = new KnnRequest(set.id(), 2, Metric.L2, query, k, List.of(0), filter);
      read(
          snapshot.search(knn, fixture.engine.memory(), unlimited()),
          row -> found.add((int) (long) (Long) row.getFirst()));
      return found;
    }

    private void scan(
        Snapshot snapshot,
        TableDef table,
        List<Integer> columns,
        Predicate filter,
        Consumer<List<Object>> rows) {
      read(snapshot.scan(new ScanRequest(table.id(), columns, filter), unlimited()), rows);
    }

    private void read(RowCursor cursor, Consumer<List<Object>> rows) {
      try (cursor) {
        for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
          for (int row = 0; row < batch.rowCount(); row++) {
            int at = row;
            rows.accept(batch.columns().stream().map(column -> column.valueAt(at)).toList());
          }
        }
      }
    }

    private List<Integer> parse(String text) {
      return text.isEmpty()
          ? List.of()
          : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }

    private Cancellation unlimited() {
      return Cancellation.unlimited(Fixture.CLOCK);
    }
  }
}

package io.proxima.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.Engine;
import io.proxima.engine.EngineSeams;
import io.proxima.engine.EngineSettings;
import io.proxima.engine.Snapshot;
import io.proxima.engine.TimeSettings;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.Fill;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.task.Scheduler;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.VirtualClock;
import io.proxima.engine.txn.Durability;
import io.proxima.engine.upkeep.UpkeepSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Does the operations of a history to a database on a [FaultStorage] and to the model.
///
/// - **Threads:** one thread.
final class ModelRun {
  private static final int SLOTS = 4;
  private static final int MOST_SPARE = 5;
  private static final long[] MEMTABLE_BYTES = {16 << 10, 40 << 10, 1 << 20};
  private static final int[] EPOCH_ROWS = {4, 60, 10_000};
  private static final long[] LOG_FILE_BYTES = {4 << 10, 64 << 10, 1 << 20};

  /// A state that a commit made, and how durable it is.
  private record Commit(Content content, Durability durability, long sequence, long timeMicros) {}

  private final VirtualClock clock = new VirtualClock(1_700_000_000_000_000L);
  private final Cancellation cancellation = Cancellation.unlimited(clock);
  private final @Nullable Slot[] slots = new Slot[SLOTS];
  private final Map<Integer, Map<Key, Long>> changedAt = new HashMap<>();
  private final Map<Integer, Integer> versions = new HashMap<>();
  private final List<Commit> commits = new ArrayList<>();
  private FaultStorage storage = new FaultStorage();
  private Scheduler scheduler;
  private Engine engine;
  private Content content = Content.EMPTY;
  private long cutAt = Long.MAX_VALUE;
  private long nextId = 1;
  private long definedAt;
  private TimeSettings times = TimeSettings.defaults();
  private int lastTableId;
  private int nextColumn;

  /// The number of times that a database was opened.
  private int opened;

  private ModelRun(RandomGenerator random) {
    scheduler = Scheduler.threads();
    engine = open(random);
    commits.add(commit(content, Durability.SYNC, 0));
    for (Shape shape : Shape.values()) {
      create(shape);
    }
  }

  /// Does everything, and closes and opens the database once more.
  ///
  /// @return how often the database was opened
  static int run(List<Op> history) {
    ModelRun run = new ModelRun(new SplittableRandom(history.size()));
    boolean isDone = false;
    try {
      for (Op op : history) {
        run.step(op);
      }
      run.step(new Op(Op.Kind.REOPEN, 1));
      run.closeSlots();
      isDone = true;
    } finally {
      run.close(isDone);
    }
    assertThat(run.storage.openHandles()).as("files left open").isZero();
    return run.opened;
  }

  private void close(boolean isDone) {
    try (Scheduler _ = scheduler) {
      closeSlots();
      engine.close();
    } catch (RuntimeException | AssertionError e) {
      if (isDone) {
        throw e;
      }
    }
  }

  private Engine open(RandomGenerator random) {
    opened++;
    Duration[] spans = {Duration.ZERO, Duration.ofMinutes(1), Duration.ofHours(1)};
    times = new TimeSettings(spans[random.nextInt(3)], spans[random.nextInt(3)]);
    EngineSettings settings =
        new EngineSettings(
                Durability.SYNC,
                64 << 20,
                LOG_FILE_BYTES[random.nextInt(LOG_FILE_BYTES.length)],
                Duration.ofMillis(100),
                Duration.ofSeconds(20),
                new UpkeepSettings(
                        MEMTABLE_BYTES[random.nextInt(MEMTABLE_BYTES.length)], 32 << 10, 1 << 20)
                    .withEpochRows(EPOCH_ROWS[random.nextInt(EPOCH_ROWS.length)]))
            .withTime(times);
    return Engine.open(
        storage,
        settings,
        new EngineSeams(clock, scheduler, new Random(random.nextLong()), Failpoints.NONE));
  }

  private boolean isCut() {
    return storage.calls() >= cutAt;
  }

  private void step(Op op) {
    RandomGenerator random = op.random();
    try {
      perform(op.kind(), random);
    } catch (ProximaException e) {
      if (!isCut()) {
        throw e;
      }
      crash(random);
    }
  }

  private void perform(Op.Kind kind, RandomGenerator random) {
    int at = random.nextInt(SLOTS);
    Slot slot = slots[at];
    switch (kind) {
      case BEGIN -> begin(at);
      case COMMIT -> commit(at, random);
      case ROLLBACK -> release(at);
      case MARK -> {
        if (slot != null && slot.transaction != null) {
          slot.marks.add(new Slot.Mark(slot.transaction.mark(), new HashMap<>(slot.own)));
        }
      }
      case ROLLBACK_TO -> rollbackTo(slot, random);
      case INSERT, UPSERT, UPDATE, DELETE -> write(kind, slot, random);
      case GET, SCAN, COUNT, NEAREST, RANGE -> read(kind, slot, random);
      case HOLD -> hold(at);
      case AS_OF -> readAsOf(random);
      case OPEN_CURSOR -> openCursor(slot, random);
      case FINISH_CURSOR -> {
        if (slot != null && !slot.scans.isEmpty()) {
          slot.scans.removeFirst().finish();
        }
      }
      case CREATE -> create(Shape.values()[random.nextInt(Shape.values().length)]);
      case DROP -> drop(random);
      case TRUNCATE -> truncate(random);
      case ALTER -> alter(random);
      case TIME -> moveClock(random);
      case FLUSH, COMPACT -> maintain(kind, random);
      case REOPEN -> reopen(random);
      case CRASH -> crash(random);
      case CUT -> {
        cutAt = Math.min(cutAt, storage.calls() + random.nextInt(1, 40));
        storage.failAt(cutAt, Fault.POWER_CUT, true);
      }
    }
  }

  private void begin(int at) {
    if (slots[at] == null) {
      Transaction transaction = engine.begin();
      slots[at] = new Slot(transaction.snapshot(), transaction, content, clock.wallMicros());
    }
  }

  private void hold(int at) {
    if (slots[at] == null) {
      slots[at] = new Slot(engine.snapshot(), null, content, clock.wallMicros());
    }
  }

  private void release(int at) {
    Slot slot = slots[at];
    slots[at] = null;
    if (slot != null) {
      slot.close();
    }
  }

  private void closeSlots() {
    IntStream.range(0, SLOTS).forEach(this::release);
  }

  private static void rollbackTo(@Nullable Slot slot, RandomGenerator random) {
    if (slot == null || slot.transaction == null || slot.marks.isEmpty()) {
      return;
    }
    slot.closeScans();
    int at = random.nextInt(slot.marks.size());
    Slot.Mark mark = slot.marks.get(at);
    slot.transaction.rollbackTo(mark.mark());
    slot.own = new HashMap<>(mark.own());
    slot.marks.subList(at + 1, slot.marks.size()).clear();
  }

  private Commit commit(Content made, Durability durability, long sequence) {
    return new Commit(made, durability, sequence, clock.wallMicros());
  }

  private void commit(int at, RandomGenerator random) {
    Slot slot = slots[at];
    if (slot != null && slot.transaction != null) {
      slot.closeScans();
      slots[at] = null;
      commit(slot, slot.transaction, Durability.values()[random.nextInt(3)]);
    }
  }

  private void commit(Slot slot, Transaction transaction, Durability durability) {
    Map<String, Content.Table> written = new HashMap<>();
    slot.own.forEach((name, table) -> {
      Content.Table before = slot.base.table(name);
      if (before != null && !Content.changed(before, table).isEmpty()) {
        written.put(name, table);
      }
    });
    Set<ErrorCode> expected = EnumSet.noneOf(ErrorCode.class);
    boolean[] mayConflict = new boolean[1];
    written.forEach((name, table) -> mayConflict[0] |= foresee(slot, name, table, expected));
    Content after = expected.isEmpty() ? merged(slot, written) : content;
    long sequence;
    try (transaction) {
      sequence = transaction.commit(durability);
    } catch (ProximaException e) {
      if (isCut()) {
        commits.add(commit(after, Durability.MEMORY, Long.MAX_VALUE));
        throw e;
      }
      if (mayConflict[0]) {
        expected.add(ErrorCode.WRITE_CONFLICT);
      }
      assertThat(expected).as("%s", e.getMessage()).contains(e.code());
      return;
    }
    assertThat(expected).as("a commit was expected to fail").isEmpty();
    if (!written.isEmpty()) {
      assertThat(sequence).isGreaterThan(slot.sequence);
      written.forEach((name, table) -> remember(slot, name, table, sequence));
      content = after;
      commits.add(commit(content, durability, sequence));
    }
    try (Snapshot now = engine.snapshot()) {
      assertThat(now.sequence()).isGreaterThanOrEqualTo(sequence);
      written
          .keySet()
          .forEach(name -> reading(now, table(content, name).at(clock.wallMicros())).count());
    }
  }

  /// Adds the reasons for which a commit must be refused.
  ///
  /// @return whether it may be refused for keys that were changed and changed back
  private boolean foresee(Slot slot, String name, Content.Table written, Set<ErrorCode> expected) {
    Content.Table now = content.table(written.definition().id());
    if (now == null) {
      expected.add(
          content.table(name) == null ? ErrorCode.UNDEFINED_TABLE : ErrorCode.WRITE_CONFLICT);
    }
    int version = written.definition().version();
    boolean isAltered = versions.getOrDefault(written.definition().id(), version) != version;
    if (isAltered) {
      expected.add(ErrorCode.WRITE_CONFLICT);
    }
    if (isAltered || now == null) {
      return false;
    }
    Content.Table before = table(slot.base, name);
    Map<Key, Long> changes = changedAt.getOrDefault(written.definition().id(), Map.of());
    boolean mayConflict = false;
    for (Key key : Content.changed(before, written)) {
      if (before.rows().get(key) != now.rows().get(key)) {
        expected.add(ErrorCode.WRITE_CONFLICT);
      }
      mayConflict |= changes.getOrDefault(key, 0L) > slot.sequence;
    }
    return mayConflict;
  }

  private Content merged(Slot slot, Map<String, Content.Table> written) {
    Map<String, Content.Table> merged = new HashMap<>();
    written.forEach((name, table) -> {
      Content.Table next = table(content, name).copy();
      for (Key key : Content.changed(table(slot.base, name), table)) {
        Row row = table.rows().get(key);
        if (row == null) {
          next.rows().remove(key);
        } else {
          next.rows().put(key, row);
        }
      }
      merged.put(name, next);
    });
    return content.with(merged);
  }

  private void remember(Slot slot, String name, Content.Table written, long sequence) {
    Map<Key, Long> changes =
        changedAt.computeIfAbsent(written.definition().id(), id -> new HashMap<>());
    Content.changed(table(slot.base, name), written).forEach(key -> changes.put(key, sequence));
  }

  private static Content.Table table(Content content, String name) {
    Content.Table table = content.table(name);
    if (table == null) {
      throw new IllegalStateException("no table " + name);
    }
    return table;
  }

  private Reading reading(Snapshot snapshot, Content.Table table) {
    return new Reading(snapshot, engine.memory(), cancellation, table);
  }

  private static String anyName(RandomGenerator random) {
    return Shape.values()[random.nextInt(Shape.values().length)].name();
  }

  /// Writes in a transaction, or in one of its own.
  private void write(Op.Kind kind, @Nullable Slot slot, RandomGenerator random) {
    String name = anyName(random);
    if (slot != null && slot.transaction != null) {
      write(kind, slot, slot.transaction, name, random);
    } else {
      Transaction transaction = engine.begin();
      Slot alone = new Slot(transaction.snapshot(), transaction, content, clock.wallMicros());
      boolean isOpen = true;
      try {
        write(kind, alone, transaction, name, random);
        isOpen = false;
        commit(alone, transaction, Durability.values()[random.nextInt(3)]);
      } finally {
        if (isOpen) {
          transaction.close();
        }
      }
    }
  }

  private void write(
      Op.Kind kind, Slot slot, Transaction transaction, String name, RandomGenerator random) {
    Content.Table before = slot.table(name);
    if (before == null) {
      return;
    }
    Content.Table visible = before.at(slot.timeMicros);
    Content.Table after = before.copy();
    TableDef definition = before.definition();
    Set<Key> taken = new HashSet<>();
    boolean isSound = true;
    Runnable action;
    if (kind == Op.Kind.INSERT || kind == Op.Kind.UPSERT) {
      List<@Nullable Object[]> values = new ArrayList<>();
      int count = random.nextInt(20) == 0 ? 50 : random.nextInt(1, 7);
      long[] expiries = expiries(random, count);
      boolean avoid = kind == Op.Kind.INSERT && random.nextInt(5) > 0;
      for (int i = 0; i < count; i++) {
        @Nullable Object[] row = values(random, definition, freshId(definition, random));
        Key key = modelKey(definition, row);
        boolean isFree = !taken.contains(key) && !visible.rows().containsKey(key);
        if (isFree || !avoid) {
          taken.add(key);
          isSound &= isFree || kind == Op.Kind.UPSERT;
          after.rows().put(key, row(definition, row, expiry(expiries, values.size())));
          values.add(row);
        }
      }
      long[] given = Arrays.copyOf(expiries, Math.min(expiries.length, values.size()));
      EncodedRows rows = encode(definition, values);
      action =
          kind == Op.Kind.INSERT
              ? () -> transaction.insert(definition, rows, given)
              : () -> transaction.upsert(definition, rows, given);
    } else {
      reading(slot.snapshot, visible).requireKeys();
      List<Row> chosen = chosen(visible, random);
      List<Key> keys = new ArrayList<>(chosen.stream().map(Row::key).toList());
      Set<Key> going = new HashSet<>();
      chosen.forEach(row -> going.add(modelKey(definition, row.values())));
      after.rows().keySet().removeAll(going);
      if (kind == Op.Kind.DELETE) {
        if (random.nextInt(4) == 0) {
          keys.add(KeyCodec.ofRowId(-1));
        }
        action = () -> transaction.delete(definition, keys);
      } else {
        List<@Nullable Object[]> values = new ArrayList<>();
        long[] expiries = expiries(random, chosen.size());
        for (Row replaced : chosen) {
          boolean isMoved = random.nextInt(5) == 0;
          Object id = replaced.values()[definition.position("id")];
          @Nullable Object[] row =
              values(random, definition, isMoved ? freshId(definition, random) : (Long) id);
          if (!isMoved) {
            definition.key().forEach(column -> row[column] = replaced.values()[column]);
          }
          Key key = modelKey(definition, row);
          isSound &= taken.add(key) && (going.contains(key) || !visible.rows().containsKey(key));
          long expiry =
              expiries.length == 0 ? replaced.expiresAt() : expiry(expiries, values.size());
          after.rows().put(key, row(definition, row, expiry));
          values.add(row);
        }
        EncodedRows rows = encode(definition, values);
        action = () -> transaction.update(definition, keys, rows, expiries);
      }
    }
    try {
      action.run();
    } catch (ProximaException e) {
      if (isCut()) {
        throw e;
      }
      assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(ErrorCode.DUPLICATE_KEY);
      assertThat(isSound).as("refused: %s", e.getMessage()).isFalse();
      return;
    }
    assertThat(isSound).as("a duplicate key was taken in %s", definition.name()).isTrue();
    slot.own.put(name, after);
  }

  /// Times some seconds from now for each row, or none.
  private long[] expiries(RandomGenerator random, int count) {
    if (random.nextInt(4) > 0) {
      return new long[0];
    }
    long now = clock.wallMicros();
    return IntStream.range(0, count)
        .mapToLong(
            _ -> random.nextBoolean() ? RowTimes.NEVER : now + random.nextLong(1, 300_000_000))
        .toArray();
  }

  private static long expiry(long[] expiries, int row) {
    return expiries.length == 0 ? RowTimes.NEVER : expiries[row];
  }

  private long freshId(TableDef definition, RandomGenerator random) {
    return definition.key().isEmpty() ? nextId++ : random.nextLong(Shape.KEYS);
  }

  private static List<Row> chosen(Content.Table table, RandomGenerator random) {
    List<Row> all = new ArrayList<>(table.rows().values());
    Set<Row> chosen = new HashSet<>();
    int count = random.nextInt(30) == 0 ? all.size() : random.nextInt(1, 6);
    List<Row> ordered = new ArrayList<>();
    for (int i = 0; i < count && !all.isEmpty(); i++) {
      Row row = all.get(random.nextInt(all.size()));
      if (chosen.add(row)) {
        ordered.add(row);
      }
    }
    return ordered;
  }

  private static @Nullable Object[] values(RandomGenerator random, TableDef table, long id) {
    @Nullable Object[] values = new Object[table.columns().size()];
    for (int i = 0; i < values.length; i++) {
      ColumnDef column = table.columns().get(i);
      values[i] = column.name().equals("id") ? (Long) id : Shape.value(random, column);
    }
    return values;
  }

  private static Row row(TableDef table, @Nullable Object[] values, long expiresAt) {
    return new Row(values, expiresAt, table.key().isEmpty() ? null : modelKey(table, values));
  }

  private static Key modelKey(TableDef table, @Nullable Object[] values) {
    if (table.key().isEmpty()) {
      return KeyCodec.ofRowId((Long) values[table.position("id")]);
    }
    return KeyCodec.of(table).encode(table.key().stream().map(column -> values[column]).toList());
  }

  private static EncodedRows encode(TableDef table, List<@Nullable Object[]> values) {
    RowBatchBuilder rows = new RowBatchBuilder(table, values.size());
    values.forEach(rows::appendRow);
    return AvroRows.of(table).encode(rows.build());
  }

  private void read(Op.Kind kind, @Nullable Slot slot, RandomGenerator random) {
    String name = anyName(random);
    if (slot != null) {
      Content.Table table = slot.visible(name);
      if (table != null) {
        read(kind, reading(slot.snapshot, table), random);
      }
      return;
    }
    Content.Table table = content.table(name);
    if (table != null) {
      try (Snapshot now = engine.snapshot()) {
        read(kind, reading(now, table.at(clock.wallMicros())), random);
      }
    }
  }

  private static void read(Op.Kind kind, Reading reading, RandomGenerator random) {
    switch (kind) {
      case GET -> reading.get(random);
      case SCAN -> reading.scan(random);
      case COUNT -> reading.count();
      case NEAREST -> reading.nearest(random);
      case RANGE -> reading.range(random);
      default -> throw new IllegalArgumentException(kind.name());
    }
  }

  /// Commits since the last definition can be read as long as the next one is not too long ago.
  private void readAsOf(RandomGenerator random) {
    int at = random.nextInt(commits.size());
    Commit then = commits.get(at);
    Content.Table table = then.content().table(anyName(random));
    if (table == null || then.sequence() < definedAt || then.sequence() == Long.MAX_VALUE) {
      return;
    }
    long nowMicros = clock.wallMicros();
    boolean isCurrent = at == commits.size() - 1;
    long agoMicros = isCurrent ? 0 : nowMicros - commits.get(at + 1).timeMicros();
    Snapshot past;
    try {
      past = engine.asOfSequence(then.sequence());
    } catch (ProximaException e) {
      boolean mayFail = !isCurrent && agoMicros >= times.historyRetention().toNanos() / 1_000;
      if (isCut() || e.code() != ErrorCode.INVALID_PARAMETER || !mayFail) {
        throw e;
      }
      return;
    }
    try (past) {
      reading(past, table).scanWhereSomeMayHaveExpired(nowMicros);
    }
  }

  private void openCursor(@Nullable Slot slot, RandomGenerator random) {
    Content.Table table = slot == null ? null : slot.visible(anyName(random));
    if (slot != null && table != null && slot.scans.size() < 3) {
      slot.scans.add(reading(slot.snapshot, table).openScan(random));
    }
  }

  private void create(Shape shape) {
    String name = shape.name();
    if (content.table(name) == null) {
      define(new Definition.CreateTable(shape.definition(name)), name);
    }
  }

  private void truncate(RandomGenerator random) {
    String name = anyName(random);
    if (content.table(name) != null) {
      define(new Definition.TruncateTable(new TableName("public", name)), name);
    }
  }

  private void alter(RandomGenerator random) {
    Content.Table table = content.table(anyName(random));
    if (table == null) {
      return;
    }
    TableDef before = table.definition();
    List<ColumnDef> spare =
        before.columns().stream().filter(column -> Shape.isSpare(before, column)).toList();
    int kind = random.nextInt(3);
    if (kind == 0 && spare.size() < MOST_SPARE) {
      ColumnDef column = Shape.added(random, nextColumn++);
      Object value = Shape.value(random, column);
      alter(
          before,
          Alteration.of(before).addColumn(column, Fill.text(before.name(), column, value)),
          value);
    } else if (!spare.isEmpty() && kind == 1) {
      String name = spare.get(random.nextInt(spare.size())).name();
      alter(before, Alteration.of(before).dropColumn(name), null);
    } else if (kind == 2) {
      spare.stream()
          .map(ColumnDef::name)
          .filter(name -> name.startsWith("x"))
          .findFirst()
          .ifPresent(name ->
              alter(
                  before,
                  Alteration.of(before).renameColumn(name, "x" + nextColumn++, List.of()),
                  null));
    }
  }

  /// Changes the columns of a table, whose rows hold `value` in one that they did not have.
  private void alter(TableDef before, TableDef next, @Nullable Object value) {
    String name = before.name().name();
    TreeMap<Key, Row> rows = new TreeMap<>();
    table(content, name)
        .rows()
        .forEach((key, row) -> rows.put(key, row.withValues(moved(row, before, next, value))));
    Content after = content.with(Map.of(name, new Content.Table(next, rows)));
    defineOrLose(
        new Definition.AlterTable(before.name(), next), () -> content = after, () -> after);
    versions.put(next.id(), next.version());
    assertThat(engine.catalog().table(before.name())).isEqualTo(next);
  }

  private static @Nullable Object[] moved(
      Row row, TableDef before, TableDef next, @Nullable Object value) {
    @Nullable Object[] values = new Object[next.columns().size()];
    for (int i = 0; i < values.length; i++) {
      int id = next.columns().get(i).id();
      int from =
          IntStream.range(0, before.columns().size())
              .filter(at -> before.columns().get(at).id() == id)
              .findFirst()
              .orElse(-1);
      values[i] = from < 0 ? value : row.values()[from];
    }
    return values;
  }

  /// Makes a table that is new and empty, also if it has an old name.
  private void define(Definition definition, String name) {
    defineOrLose(
        definition,
        () -> {
          TableDef made = engine.catalog().table(new TableName("public", name));
          assertThat(made).isNotNull();
          assertThat(made.id()).as("an id given twice").isGreaterThan(lastTableId);
          lastTableId = made.id();
          content = content.with(Map.of(name, new Content.Table(made, new TreeMap<>())));
        },
        () -> {
          Content.Table known = content.table(name);
          TableDef like = known == null ? Shape.valueOf(name).definition(name) : known.definition();
          TableDef may = like.withId(lastTableId + 1);
          return content.with(Map.of(name, new Content.Table(may, new TreeMap<>())));
        });
  }

  private void drop(RandomGenerator random) {
    String name = anyName(random);
    if (content.table(name) != null) {
      defineOrLose(
          new Definition.DropTable(new TableName("public", name)),
          () -> content = content.without(name),
          () -> content.without(name));
    }
  }

  private void defineOrLose(
      Definition definition, Runnable done, java.util.function.Supplier<Content> maybe) {
    try {
      definedAt = engine.define(definition);
    } catch (ProximaException e) {
      if (isCut()) {
        commits.add(commit(maybe.get(), Durability.MEMORY, Long.MAX_VALUE));
      }
      throw e;
    }
    done.run();
    commits.add(commit(content, Durability.SYNC, definedAt));
  }

  private void maintain(Op.Kind kind, RandomGenerator random) {
    Content.Table table = content.table(anyName(random));
    if (table != null && kind == Op.Kind.FLUSH) {
      engine.flush(table.definition().id());
    } else if (table != null) {
      engine.compact(table.definition().id());
    }
  }

  private void moveClock(RandomGenerator random) {
    clock.advance(Duration.ofMillis(random.nextLong(1, 100_000)));
  }

  private void reopen(RandomGenerator random) {
    closeSlots();
    engine.close();
    scheduler.close();
    assertThat(storage.openHandles()).as("files left open").isZero();
    assertThat(engine.memory().usedBytes()).as("memory not given back").isZero();
    start(random, List.of(content));
  }

  private void crash(RandomGenerator random) {
    Variant[] variants = Variant.values();
    Variant variant =
        random.nextInt(3) == 0 ? Variant.ALL : variants[random.nextInt(variants.length)];
    FaultStorage next = storage.afterCrash(variant, random);
    try (Scheduler _ = scheduler) {
      closeSlots();
      engine.close();
    } catch (ProximaException e) {
      if (!isCut()) {
        throw e;
      }
    }
    FaultStorage before = storage;
    storage = next;
    List<Content> candidates = new ArrayList<>();
    for (Commit commit : commits.reversed()) {
      candidates.add(commit.content());
      boolean isSafe =
          commit.durability() == Durability.SYNC
              || (commit.durability() == Durability.OS && variant == Variant.ALL);
      if (isSafe) {
        break;
      }
    }
    try {
      start(random, candidates);
    } catch (RuntimeException | AssertionError e) {
      List<String> calls = before.trace();
      throw new AssertionError(
          "after "
              + variant
              + " of "
              + String.join("\n  ", calls.subList(Math.max(0, calls.size() - 80), calls.size())),
          e);
    }
  }

  /// Opens the database, which must hold one of these, and asks for everything.
  private void start(RandomGenerator random, List<Content> candidates) {
    cutAt = Long.MAX_VALUE;
    storage.heal();
    scheduler = Scheduler.threads();
    engine = open(random);
    try (Snapshot snapshot = engine.snapshot()) {
      Found found = Found.in(snapshot, cancellation);
      content =
          candidates.stream()
              .filter(state -> found.is(state.at(clock.wallMicros())))
              .findFirst()
              .orElseThrow(() ->
                  new AssertionError(
                      "opened with "
                          + found
                          + "\nexpected one of "
                          + candidates.size()
                          + " states, the last "
                          + found.against(candidates.getFirst().at(clock.wallMicros()))));
      for (Content.Table table : content.tables().values()) {
        lastTableId = Math.max(lastTableId, table.definition().id());
        reading(snapshot, table.at(clock.wallMicros())).everything(random);
      }
    }
    changedAt.clear();
    versions.clear();
    commits.clear();
    try (Snapshot now = engine.snapshot()) {
      definedAt = now.sequence();
      commits.add(commit(content, Durability.SYNC, definedAt));
    }
  }
}

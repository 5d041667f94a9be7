package io.proxima.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.io.Storage;
import io.proxima.engine.lsm.MemtableFlush;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memtable.Memtable;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.segment.BlockCache;
import io.proxima.engine.segment.SegmentId;
import io.proxima.engine.segment.SegmentReader;
import io.proxima.engine.segment.SegmentWriter;
import io.proxima.engine.segment.viper.Viper;
import io.proxima.engine.segment.viper.ViperSettings;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.time.Clock;
import io.proxima.engine.txn.HiddenRows;
import io.proxima.engine.txn.MaskedRows;
import io.proxima.engine.vector.Distances;
import io.proxima.engine.vector.Metric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/// Random histories of a memtable, asked everything at random moments, against a sorted map.
@Seeded
class TableReaderPropertyTest {
  private static final int DIM = 5;
  private static final int VECTOR = 5;
  private static final List<ColumnDef> COLUMNS =
      List.of(
          new ColumnDef(1, "part", ColumnType.of(TypeKind.VARCHAR), false),
          new ColumnDef(2, "number", ColumnType.of(TypeKind.BIGINT), false),
          new ColumnDef(3, "price", ColumnType.of(TypeKind.DOUBLE), true),
          new ColumnDef(4, "name", ColumnType.of(TypeKind.VARCHAR, 20), true),
          new ColumnDef(5, "amount", new ColumnType(TypeKind.DECIMAL, 9, 2), true),
          new ColumnDef(6, "v", ColumnType.vector(DIM), true),
          new ColumnDef(7, "year", ColumnType.of(TypeKind.INTEGER), true));
  private static final List<Integer> WANTED = List.of(ScanRequest.ROW_KEY, 6, 5, 4, 3, 2, 1, 0);
  private static final String[] NAMES = {"", "a", "ab", "b", "é", "\uFF5E", "\uD83D\uDE00"};

  private final Cancellation cancellation = Cancellation.unlimited(Clock.system());
  private final MemoryBudget budget = MemoryBudget.of(1L << 30);

  /// A row and its distance, if it was asked for.
  private record Found(Key key, List<@Nullable Object> values, @Nullable Double distance) {}

  @RepeatedTest(40)
  void everyAnswerIsThatOfASortedMap(RandomGenerator random) {
    TableDef table = table(random.nextInt(3)).with(indexes(random), List.of());
    List<TreeMap<Key, @Nullable Object[]>> history = new ArrayList<>();
    history.add(new TreeMap<>());
    try (Memtable memtable = new Memtable(table, budget)) {
      int commits = 1 + random.nextInt(40);
      long rowId = 0;
      for (int commit = 1; commit <= commits; commit++) {
        TreeMap<Key, @Nullable Object[]> state = new TreeMap<>(history.getLast());
        rowId = write(random, table, memtable, commit, state, rowId, _ -> {});
        history.add(state);
        check(random, table, List.of(memtable.at(commit)), state);
        int old = random.nextInt(history.size());
        check(random, table, List.of(memtable.at(old)), history.get(old));
      }
      overlay(random, table, memtable, history, rowId);
      flushed(random, table, memtable, history);
    }
    assertThat(budget.usedBytes()).isZero();
  }

  /// The same rows as a segment, with deletions that arrive while it is written.
  private void flushed(
      RandomGenerator random,
      TableDef table,
      Memtable memtable,
      List<TreeMap<Key, @Nullable Object[]>> history) {
    int last = history.size() - 1;
    int horizon = random.nextInt(history.size());
    SegmentId id = new SegmentId(new UUID(1, 2), table.id(), 1);
    try (Storage storage = Storage.memory("flushed");
        BlockCache cache = new BlockCache(budget, random.nextInt(8) == 0 ? 1 : 1 << 20)) {
      storage.createDirectory("segment");
      ViperSettings settings = new ViperSettings(RowSource.BLOCK_ROWS, 1 << 20, true);
      Viper viper = new Viper(storage, budget, cache, settings);
      MemtableFlush flush = new MemtableFlush(memtable, horizon);
      try (SegmentWriter writer = viper.create("segment", id, table, VECTOR, null)) {
        flush.writeTo(writer, cancellation);
        writer.finish();
      }
      try (SegmentReader segment = viper.open("segment", id, table, 0)) {
        flush.carryDeletes(segment, random.nextInt(last + 1));
        flush.carryDeletes(segment, last);
        segment.writeDeletes(last, 1);
        checkAll(random, table, segment, history, horizon);
      }
      try (SegmentReader segment = viper.open("segment", id, table, 1)) {
        checkAll(random, table, segment, history, horizon);
      }
    }
  }

  private void checkAll(
      RandomGenerator random,
      TableDef table,
      SegmentReader segment,
      List<TreeMap<Key, @Nullable Object[]>> history,
      int horizon) {
    for (int i = 0; i < 2; i++) {
      int sequence = random.nextInt(horizon, history.size());
      check(random, table, List.of(segment.at(sequence, 0)), history.get(sequence));
    }
  }

  private interface Replaced {
    void key(Key key);
  }

  /// A transaction on an old snapshot, with steps, a rollback and more steps.
  private void overlay(
      RandomGenerator random,
      TableDef table,
      Memtable base,
      List<TreeMap<Key, @Nullable Object[]>> history,
      long rowId) {
    int sequence = random.nextInt(history.size());
    HiddenRows hidden = new HiddenRows(base.rowCount(sequence));
    List<TreeMap<Key, @Nullable Object[]>> steps = new ArrayList<>();
    steps.add(history.get(sequence));
    long nextRowId = rowId + 1_000_000;
    try (Memtable own = new Memtable(table, budget)) {
      for (int i = 0; i < 12; i++) {
        if (random.nextInt(4) == 0) {
          int step = random.nextInt(steps.size());
          own.rollbackTo(step);
          hidden.rollbackTo(step);
          steps.subList(step + 1, steps.size()).clear();
        } else {
          int step = steps.size();
          TreeMap<Key, @Nullable Object[]> state = new TreeMap<>(steps.getLast());
          nextRowId =
              write(
                  random,
                  table,
                  own,
                  step,
                  state,
                  nextRowId,
                  key -> {
                    int ord = base.find(key, sequence);
                    if (ord != Memtable.NONE) {
                      hidden.hide(ord, step);
                    }
                  });
          steps.add(state);
        }
        int step = random.nextInt(steps.size());
        check(
            random,
            table,
            List.of(new MaskedRows(base.at(sequence), hidden, step), own.at(step)),
            steps.get(step));
      }
    }
  }

  /// Deletes, replaces and adds some rows.
  ///
  /// @return the next row id
  private long write(
      RandomGenerator random,
      TableDef table,
      Memtable memtable,
      long sequence,
      TreeMap<Key, @Nullable Object[]> state,
      long firstRowId,
      Replaced replaced) {
    KeyCodec codec = KeyCodec.of(table);
    List<Key> gone = new ArrayList<>();
    for (Key key : List.copyOf(state.keySet())) {
      if (random.nextInt(10) == 0) {
        gone.add(key);
        state.remove(key);
        replaced.key(key);
      }
    }
    int count = random.nextInt(random.nextInt(8) == 0 ? 400 : 20);
    RowBatchBuilder rows = new RowBatchBuilder(table, count);
    float[][] vectors = Vectors.any(random, count, DIM);
    List<@Nullable Object[]> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(row(random, vectors[i]));
      rows.appendRow(values.get(i));
    }
    RowBatch batch = rows.build();
    Map<Key, Integer> last = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(10) > 0) {
        last.put(codec.encode(batch, i, firstRowId + i), i);
      }
    }
    BitSet applied = new BitSet();
    last.forEach((key, row) -> {
      applied.set(row);
      state.put(key, values.get(row));
      replaced.key(key);
    });
    memtable.reserve(batch);
    memtable.apply(sequence, gone, batch, applied, firstRowId);
    return firstRowId + count;
  }

  private static TableDef table(int shape) {
    List<Integer> key =
        switch (shape) {
          case 0 -> List.of(1);
          case 1 -> List.of(0, 1);
          default -> List.of();
        };
    return new TableDef(1, new TableName("public", "t"), 1, COLUMNS, key, Map.of());
  }

  /// Ordered indexes on some of the scalar columns, which must change no answer.
  private static List<OrderedIndexDef> indexes(RandomGenerator random) {
    List<OrderedIndexDef> indexes = new ArrayList<>();
    for (int id = 11; id < 11 + random.nextInt(5); id++) {
      List<OrderedIndexDef.Part> parts = new ArrayList<>();
      for (ColumnDef column : COLUMNS) {
        if (column.type().kind().canBeKey() && random.nextInt(3) == 0) {
          parts.add(new OrderedIndexDef.Part(column.id(), random.nextBoolean()));
        }
      }
      Collections.shuffle(parts, new Random(random.nextLong()));
      if (!parts.isEmpty()) {
        indexes.add(new OrderedIndexDef(id, "index" + id, OrderedIndexDef.Origin.INDEX, parts));
      }
    }
    return indexes;
  }

  private static @Nullable Object[] row(RandomGenerator random, float[] vector) {
    return new @Nullable Object[] {
      NAMES[random.nextInt(NAMES.length)],
      random.nextLong(-60, 60),
      random.nextInt(6) == 0 ? null : price(random),
      random.nextInt(6) == 0 ? null : NAMES[random.nextInt(NAMES.length)],
      random.nextInt(6) == 0 ? null : BigDecimal.valueOf(random.nextInt(-9, 9), 2),
      random.nextInt(8) == 0 ? null : vector,
      random.nextInt(6) == 0 ? null : (Long) (long) random.nextInt(1999, 2005)
    };
  }

  private static Double price(RandomGenerator random) {
    double[] odd = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    return random.nextInt(3) == 0 ? odd[random.nextInt(odd.length)] : random.nextInt(-4, 4) / 2.0;
  }

  private void check(
      RandomGenerator random,
      TableDef table,
      List<RowSource> sources,
      TreeMap<Key, @Nullable Object[]> state) {
    TableReader reader = new TableReader(table, sources);
    assertThat(reader.rowCount()).isEqualTo(state.size());
    Predicate filter = predicate(random, 0);
    List<Found> passing = new ArrayList<>();
    state.forEach((key, row) -> {
      if (passes(filter, row)) {
        passing.add(new Found(key, values(row), null));
      }
    });
    assertThat(read(reader.scan(new ScanRequest(1, WANTED, filter), cancellation), false))
        .as("scan with %s", filter)
        .containsExactlyInAnyOrderElementsOf(passing);
    checkGet(random, reader, state, filter);
    table.orderedIndexes().forEach(index -> checkAny(random, sources, index, state));
    float[] query = Vectors.any(random, 1, DIM)[0];
    for (Metric metric : Vectors.METRICS) {
      checkNearest(random, reader, metric, query, filter, passing);
    }
  }

  private void checkGet(
      RandomGenerator random,
      TableReader reader,
      TreeMap<Key, @Nullable Object[]> state,
      Predicate filter) {
    List<Key> keys = new ArrayList<>();
    state
        .keySet()
        .forEach(key -> {
          if (random.nextInt(5) == 0) {
            keys.add(key);
          }
        });
    keys.addAll(keys.subList(0, Math.min(2, keys.size())));
    keys.add(new Key(new byte[] {1, 2, 3}));
    List<Found> expected =
        keys.stream()
            .distinct()
            .filter(key -> state.containsKey(key) && passes(filter, state.get(key)))
            .map(key -> new Found(key, values(state.get(key)), null))
            .toList();
    assertThat(read(reader.get(new GetRequest(1, WANTED, keys, filter), cancellation), false))
        .isEqualTo(expected);
  }

  /// Looks in an index for a row like one that is there or was.
  private static void checkAny(
      RandomGenerator random,
      List<RowSource> sources,
      OrderedIndexDef index,
      TreeMap<Key, @Nullable Object[]> state) {
    IndexCodec codec = IndexCodec.of(sources.getFirst().table(), index);
    RowBatchBuilder one = new RowBatchBuilder(sources.getFirst().table(), 1);
    Object[] wanted =
        state.isEmpty() || random.nextInt(4) == 0
            ? row(random, new float[DIM])
            : List.copyOf(state.values()).get(random.nextInt(state.size()));
    one.appendRow(wanted);
    RowBatch row = one.build();
    IndexRange range = IndexCodec.equal(codec.encode(row::column, 0));
    Key excepted = state.isEmpty() ? new Key(new byte[0]) : state.firstKey();
    boolean isThere =
        state.entrySet().stream()
            .anyMatch(entry ->
                !entry.getKey().equals(excepted)
                    && codec.positions().stream()
                        .allMatch(at -> isEqual(at, entry.getValue()[at], wanted[at])));
    boolean isFound =
        sources.stream()
            .anyMatch(source -> {
              int ord = source.anyIn(index, range, each -> !source.keyAt(each).equals(excepted));
              return ord >= 0 && state.containsKey(source.keyAt(ord));
            });
    assertThat(isFound)
        .as("%s in %s", codec.describe(codec.encode(row::column, 0)), index)
        .isEqualTo(isThere);
  }

  private static boolean isEqual(int column, @Nullable Object a, @Nullable Object b) {
    return a == null || b == null
        ? a == b
        : ValueOrder.of(COLUMNS.get(column).type().kind()).compare(a, b) == 0;
  }

  private void checkNearest(
      RandomGenerator random,
      TableReader reader,
      Metric metric,
      float[] query,
      Predicate filter,
      List<Found> passing) {
    List<Found> ranked =
        passing.stream()
            .map(found -> new Found(found.key(), found.values(), distance(metric, query, found)))
            .sorted(
                Comparator.comparing(
                        Found::distance, Comparator.nullsLast(Comparator.<Double>naturalOrder()))
                    .thenComparing(Found::key))
            .toList();
    int[] ks = {0, 1, random.nextInt(30), passing.size(), Integer.MAX_VALUE};
    int k = ks[random.nextInt(ks.length)];
    KnnRequest knn = new KnnRequest(1, VECTOR, metric, query, k, WANTED, filter);
    assertThat(read(reader.search(knn, budget, cancellation), true))
        .as("%s nearest by %s with %s", k, metric, filter)
        .isEqualTo(ranked.subList(0, Math.min(k, ranked.size())));

    List<Found> measured = ranked.stream().filter(found -> found.distance() != null).toList();
    double bound =
        measured.isEmpty() || random.nextInt(4) == 0
            ? random.nextDouble() * 4 - 1
            : measured.get(random.nextInt(measured.size())).distance();
    boolean inclusive = random.nextBoolean();
    int limit = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(10);
    RangeRequest range =
        new RangeRequest(1, VECTOR, metric, query, bound, inclusive, limit, WANTED, filter);
    assertThat(read(reader.range(range, budget, cancellation), true))
        .isEqualTo(
            measured.stream()
                .filter(f -> f.distance() < bound || (inclusive && f.distance() == bound))
                .limit(limit)
                .toList());
  }

  @SuppressWarnings("unchecked")
  private static @Nullable Double distance(Metric metric, float[] query, Found found) {
    Object vector = found.values().get(VECTOR);
    if (vector == null) {
      return null;
    }
    List<Float> elements = (List<Float>) vector;
    float[] row = new float[DIM];
    IntStream.range(0, DIM).forEach(i -> row[i] = elements.get(i));
    double distance = Distances.exact(metric, query, row);
    return Double.isNaN(distance) ? null : distance;
  }

  private static List<@Nullable Object> values(@Nullable Object[] row) {
    List<@Nullable Object> values = new ArrayList<>();
    for (Object value : row) {
      values.add(comparable(value));
    }
    return values;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    if (value instanceof float[] vector) {
      return IntStream.range(0, vector.length).mapToObj(i -> vector[i]).toList();
    }
    return value;
  }

  private static List<Found> read(RowCursor cursor, boolean withDistance) {
    List<Found> all = new ArrayList<>();
    try (cursor) {
      for (RowBatch rows = cursor.next(); rows != null; rows = cursor.next()) {
        assertThat(rows.rowCount()).isBetween(1, 1024);
        for (int row = 0; row < rows.rowCount(); row++) {
          all.add(found(rows, row, withDistance));
        }
      }
      assertThat(cursor.next()).isNull();
    }
    return all;
  }

  private static Found found(RowBatch rows, int row, boolean withDistance) {
    @Nullable Object[] values = new Object[COLUMNS.size()];
    for (int i = 1; i < WANTED.size(); i++) {
      Column column = rows.column(i);
      values[WANTED.get(i)] = column.isNull(row) ? null : comparable(column.valueAt(row));
    }
    Double distance = null;
    if (withDistance && !rows.column(WANTED.size()).isNull(row)) {
      distance = (Double) rows.column(WANTED.size()).valueAt(row);
    }
    return new Found((Key) rows.column(0).valueAt(row), Arrays.asList(values), distance);
  }

  private static Predicate predicate(RandomGenerator random, int depth) {
    int kind = random.nextInt(depth < 3 ? 6 : 4);
    int column = random.nextInt(COLUMNS.size());
    if (kind == 0) {
      return Predicate.TRUE;
    }
    if (kind == 1 || (kind < 4 && column == VECTOR)) {
      return new Predicate.IsNull(column, random.nextBoolean());
    }
    if (kind == 2) {
      Predicate.Operator[] operators = Predicate.Operator.values();
      return new Predicate.Compare(
          column, operators[random.nextInt(operators.length)], value(random, column));
    }
    if (kind == 3) {
      Set<Object> values = new HashSet<>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        values.add(value(random, column));
      }
      return new Predicate.In(column, values);
    }
    List<Predicate> terms =
        IntStream.range(0, random.nextInt(4)).mapToObj(_ -> predicate(random, depth + 1)).toList();
    return kind == 4 ? new Predicate.And(terms) : new Predicate.Or(terms);
  }

  private static Object value(RandomGenerator random, int column) {
    return switch (column) {
      case 0, 3 -> NAMES[random.nextInt(NAMES.length)];
      case 1 -> random.nextLong(-60, 60);
      case 2 -> price(random);
      case 4 -> BigDecimal.valueOf(random.nextInt(-9, 9), 2);
      default -> random.nextLong(1999, 2005);
    };
  }

  private static boolean passes(Predicate predicate, @Nullable Object[] row) {
    return switch (predicate) {
      case Predicate.Compare(int column, Predicate.Operator operator, Object value) -> {
        Object found = row[column];
        if (found == null) {
          yield false;
        }
        int order = ValueOrder.of(COLUMNS.get(column).type().kind()).compare(found, value);
        yield switch (operator) {
          case EQUAL -> order == 0;
          case NOT_EQUAL -> order != 0;
          case LESS -> order < 0;
          case LESS_OR_EQUAL -> order <= 0;
          case GREATER -> order > 0;
          case GREATER_OR_EQUAL -> order >= 0;
        };
      }
      case Predicate.In(int column, Set<Object> values) ->
          values.stream()
              .anyMatch(value ->
                  passes(new Predicate.Compare(column, Predicate.Operator.EQUAL, value), row));
      case Predicate.IsNull(int column, boolean negated) -> (row[column] == null) != negated;
      case Predicate.And(List<Predicate> terms) ->
          terms.stream().allMatch(term -> passes(term, row));
      case Predicate.Or(List<Predicate> terms) ->
          terms.stream().anyMatch(term -> passes(term, row));
    };
  }
}

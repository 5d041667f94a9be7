package io.proxima.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.Snapshot;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.testing.Vectors;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Questions about one table in one snapshot, asked of the database and of the model.
final class Reading {
  private record Ranked(Row row, @Nullable Double distance) {}

  private final Snapshot snapshot;
  private final MemoryBudget memory;
  private final Cancellation cancellation;
  private final Content.Table table;
  private final TableDef definition;

  Reading(Snapshot snapshot, MemoryBudget memory, Cancellation cancellation, Content.Table table) {
    this.snapshot = snapshot;
    this.memory = memory;
    this.cancellation = cancellation;
    this.table = table;
    this.definition = table.definition();
  }

  /// Asks everything once.
  void everything(RandomGenerator random) {
    count();
    scan(Predicate.TRUE);
    scan(Shape.condition(random, definition, 0));
    get(random);
    nearest(random);
    range(random);
  }

  void count() {
    assertThat(snapshot.rowCount(definition.id()))
        .as(where("count"))
        .isEqualTo(table.rows().size());
  }

  /// Asks for all rows; of those that expire some time it is not known whether they still are
  /// there.
  void scanWhereSomeMayHaveExpired(long nowMicros) {
    Scan scan = scanOf(Predicate.TRUE);
    scan.expected.values().forEach(row -> scan.optional.add(row));
    scan.optional.removeIf(row -> row.expiresAt() > nowMicros);
    scan.finish();
  }

  void scan(RandomGenerator random) {
    scan(random.nextInt(3) == 0 ? Predicate.TRUE : Shape.condition(random, definition, 0));
  }

  private void scan(Predicate filter) {
    scanOf(filter).finish();
  }

  private Scan scanOf(Predicate filter) {
    ScanRequest request =
        new ScanRequest(definition.id(), columns(definition.columns().size()), filter);
    return new Scan(snapshot.scan(request, cancellation), filter);
  }

  /// Opens a scan and reads one batch.
  Scan openScan(RandomGenerator random) {
    Predicate filter =
        random.nextBoolean() ? Predicate.TRUE : Shape.condition(random, definition, 0);
    Scan scan =
        new Scan(
            snapshot.scan(
                new ScanRequest(definition.id(), columns(definition.columns().size()), filter),
                cancellation),
            filter);
    if (random.nextBoolean()) {
      scan.readBatch();
    }
    return scan;
  }

  /// A scan under way, with the rows that are still to come.
  final class Scan {
    private final RowCursor cursor;
    private final String what;
    private final Map<Object, Row> expected = new HashMap<>();
    private final Set<Row> optional = new HashSet<>();

    private Scan(RowCursor cursor, Predicate filter) {
      this.cursor = cursor;
      this.what = where("scan with " + filter);
      table
          .rows()
          .forEach((key, row) -> {
            if (row.passes(definition, filter)) {
              expected.put(key, row);
            }
          });
    }

    /// Whether there was one.
    boolean readBatch() {
      RowBatch batch = cursor.next();
      if (batch == null) {
        return false;
      }
      for (int i = 0; i < batch.rowCount(); i++) {
        Key key = (Key) batch.column(0).valueAt(i);
        Row row = expected.remove(modelKey(table, batch, i, 1));
        check(row != null, what, batch, i, "is not expected, or twice");
        if (row != null) {
          check(row.isKey(key), what, batch, i, "has another key");
          check(
              row.isIn(
                  batch,
                  i,
                  columns(definition.columns().size()).subList(1, batch.columns().size()),
                  1),
              what,
              batch,
              i,
              "should be " + row);
        }
      }
      return true;
    }

    void finish() {
      boolean hasMore = true;
      while (hasMore) {
        hasMore = readBatch();
      }
      cursor.close();
      expected.values().removeAll(optional);
      assertThat(expected).as("missing in " + what).isEmpty();
    }

    void close() {
      cursor.close();
    }
  }

  /// The key that the model has for a row, whose columns begin at `first`.
  static Key modelKey(Content.Table table, RowBatch batch, int row, int first) {
    if (!table.isKeyless()) {
      return (Key) batch.column(0).valueAt(row);
    }
    return io.proxima.engine.row.KeyCodec.ofRowId((Long) batch.column(first).valueAt(row));
  }

  private List<Integer> columns(int count) {
    List<Integer> columns = new ArrayList<>();
    columns.add(ScanRequest.ROW_KEY);
    IntStream.range(0, count).forEach(columns::add);
    return columns;
  }

  void get(RandomGenerator random) {
    requireKeys();
    List<Key> keys = new ArrayList<>();
    table
        .rows()
        .values()
        .forEach(row -> {
          if (random.nextInt(8) == 0) {
            keys.add(row.key());
          }
        });
    keys.add(io.proxima.engine.row.KeyCodec.ofRowId(-1 - random.nextLong(1000)));
    Predicate filter =
        random.nextBoolean() ? Predicate.TRUE : Shape.condition(random, definition, 0);
    Map<Key, Row> byKey = new HashMap<>();
    table.rows().values().forEach(row -> byKey.put(row.key(), row));
    List<Ranked> expected =
        keys.stream()
            .filter(key -> byKey.containsKey(key) && byKey.get(key).passes(definition, filter))
            .map(key -> new Ranked(byKey.get(key), null))
            .toList();
    inOrder(
        snapshot.get(
            new GetRequest(definition.id(), columns(definition.columns().size()), keys, filter),
            cancellation),
        expected,
        false,
        where("get of " + keys.size() + " keys with " + filter));
  }

  void nearest(RandomGenerator random) {
    requireKeys();
    int column = definition.position("e");
    Metric metric = Vectors.METRICS.get(random.nextInt(Vectors.METRICS.size()));
    float[] query = Shape.vector(random, definition.columns().get(column).type().size());
    Predicate filter =
        random.nextBoolean() ? Predicate.TRUE : Shape.condition(random, definition, 0);
    List<Ranked> ranked = ranked(column, metric, query, filter);
    int k = random.nextInt(4) == 0 ? 1000 : random.nextInt(20);
    inOrder(
        snapshot.search(
            new KnnRequest(
                definition.id(),
                column,
                metric,
                query,
                k,
                columns(definition.columns().size()),
                filter),
            memory,
            cancellation),
        ranked.subList(0, Math.min(k, ranked.size())),
        true,
        where(k + " nearest by " + metric + " with " + filter));
  }

  void range(RandomGenerator random) {
    requireKeys();
    int column = definition.position("e");
    Metric metric = Vectors.METRICS.get(random.nextInt(Vectors.METRICS.size()));
    float[] query = Shape.vector(random, definition.columns().get(column).type().size());
    Predicate filter =
        random.nextBoolean() ? Predicate.TRUE : Shape.condition(random, definition, 0);
    List<Ranked> measured =
        ranked(column, metric, query, filter).stream()
            .filter(each -> each.distance() != null)
            .toList();
    Double some =
        measured.isEmpty() ? null : measured.get(random.nextInt(measured.size())).distance();
    double bound = some == null ? 1 : some;
    boolean inclusive = random.nextBoolean();
    int limit = random.nextBoolean() ? Integer.MAX_VALUE : random.nextInt(10);
    inOrder(
        snapshot.range(
            new RangeRequest(
                definition.id(),
                column,
                metric,
                query,
                bound,
                inclusive,
                limit,
                columns(definition.columns().size()),
                filter),
            memory,
            cancellation),
        measured.stream()
            .filter(each -> isWithin(each.distance(), bound, inclusive))
            .limit(limit)
            .toList(),
        true,
        where("within " + bound + " by " + metric + " with " + filter));
  }

  private static boolean isWithin(@Nullable Double distance, double bound, boolean inclusive) {
    return distance != null && (distance < bound || (inclusive && distance == bound));
  }

  private List<Ranked> ranked(int column, Metric metric, float[] query, Predicate filter) {
    Comparator<@Nullable Double> byDistance =
        Comparator.nullsLast(Comparator.<Double>naturalOrder());
    return table.rows().values().stream()
        .filter(row -> row.passes(definition, filter))
        .map(row -> new Ranked(row, row.distance(column, metric, query)))
        .sorted(
            Comparator.comparing(Ranked::distance, byDistance)
                .thenComparing(ranked -> ranked.row().key()))
        .toList();
  }

  /// Learns the keys of rows that have no primary key.
  void requireKeys() {
    if (table.isKeyless() && table.rows().values().stream().anyMatch(row -> !row.hasKey())) {
      scan(Predicate.TRUE);
    }
  }

  private void inOrder(RowCursor cursor, List<Ranked> expected, boolean hasDistance, String what) {
    int count = definition.columns().size();
    int at = 0;
    try (cursor) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int i = 0; i < batch.rowCount(); i++, at++) {
          check(at < expected.size(), what, batch, i, "is one too many");
          Ranked ranked = expected.get(at);
          boolean isSame =
              ranked.row().isKey((Key) batch.column(0).valueAt(i))
                  && ranked.row().isIn(batch, i, columns(count).subList(1, count + 1), 1)
                  && (!hasDistance || isDistance(ranked.distance(), batch, i, count + 1));
          check(isSame, what, batch, i, "stands in place " + at + " of " + ranked);
        }
      }
    }
    assertThat(at).as(what).isEqualTo(expected.size());
  }

  private static boolean isDistance(
      @Nullable Double expected, RowBatch batch, int row, int column) {
    boolean isNull = batch.column(column).isNull(row);
    return expected == null
        ? isNull
        : !isNull && batch.column(column).valueAt(row).equals(expected);
  }

  private static void check(boolean holds, String what, RowBatch batch, int row, String problem) {
    if (!holds) {
      StringBuilder found = new StringBuilder();
      for (int i = 1; i < batch.columns().size(); i++) {
        Object value = batch.column(i).isNull(row) ? null : batch.column(i).valueAt(row);
        found.append(value instanceof float[] v ? java.util.Arrays.toString(v) : value).append(' ');
      }
      throw new AssertionError(what + ": row " + found + problem);
    }
  }

  private String where(String what) {
    return what + " of table " + definition.name().name() + " (id " + definition.id() + ")";
  }
}

package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.query.KnnRequest;
import io.proxima.engine.query.RangeRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
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
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.Metric;
import io.proxima.engine.vector.SparseVector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Every kind of vectors is stored, found again after a crash, and searched exactly.
class VectorKindsTest {
  private static final int ROWS = 3_000;
  private static final int DIM = 9;
  private static final List<TypeKind> KINDS =
      List.of(
          TypeKind.VECTOR, TypeKind.HALFVEC, TypeKind.INT8VEC, TypeKind.BIT, TypeKind.SPARSEVEC);

  private final Random random = new Random(5);
  private final List<@Nullable Object[]> rows = new ArrayList<>();

  @Test
  void rowsAreTheSameAfterACrashAndTheNearestAreThoseOfAPlainLoop() {
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = Fixture.open(storage)) {
      fixture.engine.define(new Definition.CreateTable(definition()));
      TableDef table = fixture.table("kinds");
      RowBatch batch = randomRows(table);
      fixture.commit(t -> t.insert(table, AvroRows.of(table).encode(batch)));
      check(fixture, table, batch);

      FaultStorage killed = storage.afterCrash(Variant.SYNCED_ONLY, random);
      try (Fixture again = Fixture.open(killed)) {
        check(again, again.table("kinds"), batch);
      }
    }
  }

  private static TableDef definition() {
    List<ColumnDef> columns = new ArrayList<>();
    columns.add(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false));
    for (TypeKind kind : KINDS) {
      columns.add(new ColumnDef(columns.size() + 1, kind.name(), ColumnType.of(kind, DIM), true));
    }
    return new TableDef(0, new TableName("public", "kinds"), 1, columns, List.of(0), Map.of());
  }

  private RowBatch randomRows(TableDef table) {
    RowBatchBuilder builder = new RowBatchBuilder(table, ROWS);
    for (long id = 0; id < ROWS; id++) {
      @Nullable Object[] row = new Object[1 + KINDS.size()];
      row[0] = id;
      for (int i = 1; i < row.length; i++) {
        row[i] =
            random.nextInt(20) == 0 ? null : Tables.value(random, table.columns().get(i).type());
      }
      rows.add(row);
      builder.appendRow(row);
    }
    return builder.build();
  }

  private void check(Fixture fixture, TableDef table, RowBatch expected) {
    List<Integer> all = IntStream.range(0, table.columns().size()).boxed().toList();
    try (Snapshot snapshot = fixture.engine.snapshot()) {
      Cancellation cancellation = Cancellation.unlimited(Fixture.CLOCK);
      List<List<@Nullable Object>> found =
          read(snapshot.scan(new ScanRequest(table.id(), all, Predicate.TRUE), cancellation));
      assertThat(found).isEqualTo(Tables.values(expected));
      for (int column = 1; column <= KINDS.size(); column++) {
        for (Metric metric : Metric.values()) {
          if (metric.isOfBits() == (KINDS.get(column - 1) == TypeKind.BIT)) {
            checkNearest(fixture, snapshot, table, column, metric);
          }
        }
      }
    }
  }

  private record Near(long id, @Nullable Double distance) {}

  private void checkNearest(
      Fixture fixture, Snapshot snapshot, TableDef table, int column, Metric metric) {
    Cancellation cancellation = Cancellation.unlimited(Fixture.CLOCK);
    Object query = Tables.value(random, table.columns().get(column).type());
    Comparator<@Nullable Double> nullsLast = Comparator.nullsLast(Comparator.naturalOrder());
    List<Near> ranked =
        rows.stream()
            .map(row -> new Near((Long) row[0], distance(metric, query, row[column])))
            .sorted(Comparator.comparing(Near::distance, nullsLast).thenComparing(Near::id))
            .toList();
    int k = random.nextInt(1, 2 * ROWS);
    KnnRequest knn =
        new KnnRequest(table.id(), column, metric, query, k, List.of(0), Predicate.TRUE);
    assertThat(near(snapshot.search(knn, fixture.engine.memory(), cancellation)))
        .as("%s nearest by %s of %s", k, metric, KINDS.get(column - 1))
        .isEqualTo(ranked.subList(0, Math.min(k, ROWS)));

    List<Near> measured = ranked.stream().filter(near -> near.distance() != null).toList();
    double bound = measured.get(random.nextInt(measured.size())).distance();
    RangeRequest range =
        new RangeRequest(
            table.id(), column, metric, query, bound, true, ROWS, List.of(0), Predicate.TRUE);
    assertThat(near(snapshot.range(range, fixture.engine.memory(), cancellation)))
        .isEqualTo(measured.stream().filter(near -> near.distance() <= bound).toList());
  }

  private static List<Near> near(RowCursor cursor) {
    return read(cursor).stream()
        .map(row -> new Near((Long) row.getFirst(), (Double) row.getLast()))
        .toList();
  }

  private static List<List<@Nullable Object>> read(RowCursor cursor) {
    List<List<@Nullable Object>> found = new ArrayList<>();
    try (cursor) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        found.addAll(Tables.values(batch));
      }
    }
    return found;
  }

  /// By the definition of the metric; the sums are added as everywhere.
  private static @Nullable Double distance(Metric metric, Object query, @Nullable Object vector) {
    if (vector == null) {
      return null;
    }
    float[] a = floats(query);
    float[] b = floats(vector);
    double[] dot = new double[8];
    double[] squared = new double[8];
    double[] absolute = new double[8];
    double[] aa = new double[8];
    double[] bb = new double[8];
    int differing = 0;
    int both = 0;
    for (int i = 0; i < DIM; i++) {
      double difference = (double) a[i] - b[i];
      dot[i % 8] += (double) a[i] * b[i];
      squared[i % 8] += difference * difference;
      absolute[i % 8] += Math.abs(difference);
      aa[i % 8] += (double) a[i] * a[i];
      bb[i % 8] += (double) b[i] * b[i];
      differing += a[i] != b[i] ? 1 : 0;
      both += a[i] == 1 && b[i] == 1 ? 1 : 0;
    }
    double product = sum(dot);
    double norms = sum(aa) * sum(bb);
    return switch (metric) {
      case L2 -> Math.sqrt(sum(squared));
      case INNER_PRODUCT -> 0.0 - product;
      case L1 -> sum(absolute);
      case COSINE ->
          norms == 0 ? null : (Double) Math.clamp(1 - product / Math.sqrt(norms), 0.0, 2.0);
      case HAMMING -> (double) differing;
      case JACCARD -> both == 0 ? 1 : 1 - (double) both / (both + differing);
    };
  }

  private static double sum(double[] s) {
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
  }

  private static float[] floats(Object vector) {
    return switch (vector) {
      case SparseVector sparse -> sparse.toDense();
      case BitVector bits -> {
        float[] floats = new float[DIM];
        for (int i = 0; i < DIM; i++) {
          floats[i] = bits.get(i) ? 1 : 0;
        }
        yield floats;
      }
      default -> (float[]) vector;
    };
  }
}

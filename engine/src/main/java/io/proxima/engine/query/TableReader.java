package io.proxima.engine.query;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.MemoryBudget;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.PredicateFilter;
import io.proxima.engine.row.RowSource;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers every question about one table in one snapshot: the rows are those visible in its
/// sources, each in exactly one.
///
/// What a cursor gives is fixed when it is made; it needs the sources until it is closed.
///
/// - **Threads:** immutable; each cursor for one thread.
public final class TableReader {
  private final TableDef table;
  private final List<RowSource> sources;

  /// A reader of `sources`, which hold rows of `table`.
  public TableReader(TableDef table, List<RowSource> sources) {
    this.table = table;
    this.sources = List.copyOf(sources);
  }

  /// All rows that pass a filter.
  public TableCursor scan(ScanRequest request, Cancellation cancellation) {
    return new ScanCursor(
        sources,
        filter(request.filter()),
        visits(request.filter()),
        projection(request.columns()),
        cancellation);
  }

  /// The rows with the given keys, in the order of the keys; a key counts once.
  public TableCursor get(GetRequest request, Cancellation cancellation) {
    RankedRows found =
        new KeyLookup(sources, filter(request.filter()), cancellation).find(request.keys());
    return new RankedCursor(
        sources, found, projection(request.columns()), false, () -> {}, cancellation);
  }

  /// The nearest rows.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`;
  ///   `OUT_OF_MEMORY` of `memory`; `INVALID_PARAMETER` if `k` is negative
  public TableCursor search(KnnRequest request, MemoryBudget memory, Cancellation cancellation) {
    checkQuery(request.column(), request.query(), request.k());
    NearestRows.Question question =
        new NearestRows.Question(
            request.column(),
            request.metric(),
            request.query(),
            NearestRows.Bound.NONE,
            request.k(),
            true);
    IndexedSearch indexed =
        IndexChoice.of(table, request.column(), request.metric(), request.mode())
            .map(choice -> indexed(choice, question, request.filter(), cancellation))
            .orElse(null);
    return nearest(question, indexed, request.filter(), request.columns(), memory, cancellation);
  }

  private IndexedSearch indexed(
      IndexChoice choice,
      NearestRows.Question question,
      Predicate predicate,
      Cancellation cancellation) {
    return new IndexedSearch(
        choice,
        predicate,
        filter(predicate),
        visits(predicate),
        question.column(),
        (float[]) question.query(),
        cancellation);
  }

  /// The rows within a distance.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`;
  ///   `OUT_OF_MEMORY` of `memory`; `INVALID_PARAMETER` if `limit` is negative
  public TableCursor range(RangeRequest request, MemoryBudget memory, Cancellation cancellation) {
    checkQuery(request.column(), request.query(), request.limit());
    NearestRows.Question question =
        new NearestRows.Question(
            request.column(),
            request.metric(),
            request.query(),
            new NearestRows.Bound(request.bound(), request.inclusive()),
            request.limit(),
            false);
    IndexedSearch indexed =
        IndexChoice.of(table, request.column(), request.metric(), request.mode())
            .map(IndexChoice::ofRange)
            .map(choice -> indexed(choice, question, request.filter(), cancellation))
            .orElse(null);
    return nearest(question, indexed, request.filter(), request.columns(), memory, cancellation);
  }

  private TableCursor nearest(
      NearestRows.Question question,
      @Nullable IndexedSearch indexed,
      Predicate filter,
      List<Integer> columns,
      MemoryBudget memory,
      Cancellation cancellation) {
    Reservation reservation = memory.reserve("nearest rows", 0);
    boolean found = false;
    try {
      RankedRows rows =
          NearestRows.find(
              sources,
              filter(filter),
              visits(filter),
              question,
              indexed,
              reservation,
              cancellation);
      found = true;
      return new RankedCursor(
          sources, rows, projection(columns), true, reservation::close, cancellation);
    } finally {
      if (!found) {
        reservation.close();
      }
    }
  }

  /// The number of visible rows.
  public long rowCount() {
    return sources.stream().mapToLong(RowSource::visibleCount).sum();
  }

  private PredicateFilter filter(Predicate predicate) {
    return PredicateFilter.of(predicate, table);
  }

  private RowsToVisit visits(Predicate predicate) {
    return new RowsToVisit(predicate, IndexConditions.of(predicate, table));
  }

  private Projection projection(List<Integer> columns) {
    return new Projection(table, columns);
  }

  private void checkQuery(int position, Object query, int limit) {
    ColumnDef column = table.columns().get(position);
    if (limit < 0) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "the number of nearest rows must not be negative: " + limit);
    }
    int dim =
        switch (query) {
          case BitVector bits -> bits.dim();
          case SparseVector sparse -> sparse.dim();
          default -> ((float[]) query).length;
        };
    if (dim != column.type().size()) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "column "
              + column.name()
              + " of table "
              + table.name()
              + " has dimension "
              + column.type().size()
              + ", the query vector has "
              + dim);
    }
    if (query instanceof float[] vector) {
      checkFinite(vector);
    }
  }

  private static void checkFinite(float[] query) {
    for (int i = 0; i < query.length; i++) {
      if (!Float.isFinite(query[i])) {
        throw new ProximaException(
            ErrorCode.NON_FINITE_VECTOR,
            "the query vector must hold finite numbers, got "
                + query[i]
                + " as element "
                + (i + 1));
      }
    }
  }
}

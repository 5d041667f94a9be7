package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Pairs of rows of two inputs: the right one is kept in a hash table, the left one streams.
///
/// `residual`, over the columns of both, must be true for a pair, too. Without keys every row meets
/// every other.
public record HashJoinOperator(
    Operator left, Operator right, Kind kind, List<Key> keys, @Nullable Expression residual)
    implements Operator {
  /// Which rows come out.
  public enum Kind {
    INNER,
    LEFT,
    RIGHT,
    FULL,
    SEMI,
    ANTI
  }

  /// Two expressions of one type, one on each side, that must be equal; `nullsMatch` if NULL equals
  /// NULL.
  public record Key(Expression left, Expression right, boolean nullsMatch) {}

  @Override
  public List<ColumnType> types() {
    if (kind == Kind.SEMI || kind == Kind.ANTI) {
      return left.types();
    }
    List<ColumnType> types = new ArrayList<>(left.types());
    types.addAll(right.types());
    return types;
  }

  @Override
  public RowCursor open(ExecutionScope scope) {
    return new Run(scope);
  }

  private final class Run implements RowCursor {
    /// A group of rows with one key in the hash table, without the values of the key.
    private static final int BUCKET_BYTES = 176;

    private static final int KEY_BYTES = 48;

    /// How many pairs are looked at for a batch of rows.
    private static final int PAIRS_OF_BATCH = 4;

    private final ExecutionScope scope;
    private final Bindings bindings;
    private final RowStore store;
    private final Map<Tuple, Bucket> table = new HashMap<>();
    private final int batchRows;
    private final BitSet matchedRight = new BitSet();
    private @Nullable RowCursor rows;
    private @Nullable Probe probe;
    private long[] addresses = new long[0];
    private long @Nullable [] alone;
    private int givenAlone;

    Run(ExecutionScope scope) {
      this.scope = scope;
      this.bindings = scope.bindings();
      this.batchRows = Math.min(Batches.rows(left.types()), Batches.rows(right.types()));
      this.store = new RowStore(right.types(), scope.memory(), "hash join");
    }

    @Override
    public @Nullable RowBatch next() {
      if (rows == null) {
        build();
        rows = left.open(scope);
      }
      while (alone == null) {
        scope.cancellation().check();
        if (probe == null) {
          RowBatch batch = rows.next();
          if (batch == null) {
            alone = unmatchedRight();
            break;
          }
          probe = new Probe(batch);
        }
        RowBatch joined = probe.next();
        if (joined != null) {
          return joined;
        }
        probe = null;
      }
      return nextAlone(alone);
    }

    private void build() {
      store.addAll(right.open(scope), scope.cancellation());
      addresses = store.addresses();
      int ordinal = 0;
      for (RowBatch batch : store.batches()) {
        scope.cancellation().check();
        Tuples tuples = Tuples.of(batch, keys.stream().map(Key::right).toList(), bindings);
        store.count(tuples.columns().stream().mapToLong(HeapSize::of).sum());
        int before = table.size();
        for (int row = 0; row < batch.rowCount(); row++, ordinal++) {
          Tuple tuple = tuples.at(row);
          if (canMatch(tuple)) {
            table.computeIfAbsent(tuple, _ -> new Bucket()).add(ordinal);
          }
        }
        store.count((table.size() - before) * (BUCKET_BYTES + (long) KEY_BYTES * keys.size()));
      }
    }

    private boolean canMatch(Tuple tuple) {
      for (int i = 0; i < keys.size(); i++) {
        if (tuple.value(i) == null && !keys.get(i).nullsMatch()) {
          return false;
        }
      }
      return true;
    }

    /// The right rows that no left row met, if they come out.
    private long[] unmatchedRight() {
      return kind == Kind.RIGHT || kind == Kind.FULL
          ? IntStream.range(0, addresses.length)
              .filter(i -> !matchedRight.get(i))
              .mapToLong(i -> addresses[i])
              .toArray()
          : new long[0];
    }

    private @Nullable RowBatch nextAlone(long[] alone) {
      int from = givenAlone;
      givenAlone = Math.min(alone.length, from + batchRows);
      return from == givenAlone
          ? null
          : Batches.beside(
              Batches.nulls(left.types(), givenAlone - from),
              store.gather(alone, from, givenAlone));
    }

    @Override
    public void close() {
      store.close();
      table.clear();
      if (rows != null) {
        rows.close();
      }
    }

    /// The join of one left batch, a few pairs at a time.
    private final class Probe {
      private final RowBatch batch;
      private final Tuples tuples;
      private final BitSet matched = new BitSet();
      private final int[] leftRows = new int[PAIRS_OF_BATCH * batchRows];
      private final int[] rightOrdinals = new int[PAIRS_OF_BATCH * batchRows];
      private int pairCount;
      private int row;
      private int met;
      private boolean done;

      Probe(RowBatch batch) {
        this.batch = batch;
        this.tuples = Tuples.of(batch, keys.stream().map(Key::left).toList(), bindings);
      }

      @Nullable RowBatch next() {
        while (row < batch.rowCount()) {
          scope.cancellation().check();
          pair();
          RowBatch joined = joined();
          if (joined != null) {
            return joined;
          }
        }
        if (done) {
          return null;
        }
        done = true;
        return leftAlone();
      }

      /// Collects pairs, going on where it stopped.
      private void pair() {
        boolean first = residual == null && (kind == Kind.SEMI || kind == Kind.ANTI);
        for (; row < batch.rowCount(); row++, met = 0) {
          Tuple tuple = tuples.at(row);
          Bucket bucket = canMatch(tuple) ? table.get(tuple) : null;
          if (bucket != null && first) {
            matched.set(row);
          } else if (bucket != null) {
            for (; met < bucket.count && pairCount < leftRows.length; met++) {
              leftRows[pairCount] = row;
              rightOrdinals[pairCount++] = bucket.ordinals[met];
            }
            if (met < bucket.count) {
              return;
            }
          }
        }
      }

      /// Turns pairs into rows.
      private @Nullable RowBatch joined() {
        int pairs = pairCount;
        if (pairs == 0) {
          return null;
        }
        pairCount = 0;
        long[] rightRows = new long[pairs];
        Arrays.setAll(rightRows, i -> addresses[rightOrdinals[i]]);
        RowBatch joined =
            Batches.beside(batch.select(leftRows, pairs), store.gather(rightRows, 0, pairs));
        int[] kept = new int[pairs];
        int count = pairs;
        if (residual == null) {
          Arrays.setAll(kept, i -> i);
        } else {
          count = FilterOperator.passing(joined, residual, bindings, kept);
        }
        for (int i = 0; i < count; i++) {
          matched.set(leftRows[kept[i]]);
          matchedRight.set(rightOrdinals[kept[i]]);
        }
        if (count == 0 || kind == Kind.SEMI || kind == Kind.ANTI) {
          return null;
        }
        return count == pairs ? joined : joined.select(kept, count);
      }

      /// The left rows that come out alone.
      private @Nullable RowBatch leftAlone() {
        if (kind == Kind.INNER || kind == Kind.RIGHT) {
          return null;
        }
        int[] rows = new int[batch.rowCount()];
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
          if (matched.get(i) == (kind == Kind.SEMI)) {
            rows[count++] = i;
          }
        }
        if (count == 0) {
          return null;
        }
        RowBatch selected = batch.select(rows, count);
        return kind == Kind.LEFT || kind == Kind.FULL
            ? Batches.beside(selected, Batches.nulls(right.types(), count))
            : selected;
      }
    }
  }

  private static final class Bucket {
    private int[] ordinals = new int[2];
    private int count;

    void add(int ordinal) {
      if (count == ordinals.length) {
        ordinals = Arrays.copyOf(ordinals, count * 2);
      }
      ordinals[count++] = ordinal;
    }
  }

  /// The keys of the rows of a batch.
  record Tuples(List<Column> columns) {
    static Tuples of(RowBatch batch, List<Expression> keys, Bindings bindings) {
      io.proxima.planner.expression.Rows rows =
          io.proxima.planner.expression.Rows.of(batch, bindings);
      return new Tuples(keys.stream().map(key -> key.column(rows)).toList());
    }

    Tuple at(int row) {
      @Nullable Object[] values = new Object[columns.size()];
      for (int i = 0; i < values.length; i++) {
        Column column = columns.get(i);
        values[i] = column.isNull(row) ? null : Tuple.normal(column.valueAt(row));
      }
      return new Tuple(values);
    }
  }
}

package io.proxima.planner.exec;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.expression.Bindings;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.Tuple;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
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
    private static final int PAIRS = 4096;

    private final ExecutionScope scope;
    private final Bindings bindings;
    private final RowStore store;
    private final Map<Tuple, Bucket> table = new HashMap<>();
    private final Queue<RowBatch> ready = new ArrayDeque<>();
    private final BitSet matchedRight = new BitSet();
    private @Nullable RowCursor rows;
    private long[] addresses = new long[0];
    private boolean done;

    Run(ExecutionScope scope) {
      this.scope = scope;
      this.bindings = scope.bindings();
      this.store = new RowStore(right.types(), scope.memory(), "hash join");
    }

    @Override
    public @Nullable RowBatch next() {
      if (rows == null) {
        build();
        rows = left.open(scope);
      }
      while (ready.isEmpty() && !done) {
        scope.cancellation().check();
        RowBatch batch = rows.next();
        if (batch == null) {
          done = true;
          finish();
        } else {
          probe(batch);
        }
      }
      return ready.poll();
    }

    private void build() {
      store.addAll(right.open(scope), scope.cancellation());
      addresses = store.addresses();
      int ordinal = 0;
      for (RowBatch batch : store.batches()) {
        Tuples tuples = Tuples.of(batch, keys.stream().map(Key::right).toList(), bindings);
        for (int row = 0; row < batch.rowCount(); row++, ordinal++) {
          Tuple tuple = tuples.at(row);
          if (canMatch(tuple)) {
            table.computeIfAbsent(tuple, _ -> new Bucket()).add(ordinal);
          }
        }
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

    private void probe(RowBatch batch) {
      Tuples tuples = Tuples.of(batch, keys.stream().map(Key::left).toList(), bindings);
      BitSet matchedLeft = new BitSet();
      Pairs pairs = new Pairs();
      for (int row = 0; row < batch.rowCount(); row++) {
        Tuple tuple = tuples.at(row);
        Bucket bucket = canMatch(tuple) ? table.get(tuple) : null;
        if (bucket == null) {
          continue;
        }
        if (residual == null && (kind == Kind.SEMI || kind == Kind.ANTI)) {
          matchedLeft.set(row);
          continue;
        }
        for (int i = 0; i < bucket.count; i++) {
          pairs.add(row, bucket.ordinals[i]);
          if (pairs.count == PAIRS) {
            flush(batch, pairs, matchedLeft);
          }
        }
      }
      flush(batch, pairs, matchedLeft);
      single(batch, matchedLeft);
    }

    /// Turns pairs into rows.
    private void flush(RowBatch batch, Pairs pairs, BitSet matchedLeft) {
      if (pairs.count == 0) {
        return;
      }
      scope.cancellation().check();
      long[] rightRows = new long[pairs.count];
      for (int i = 0; i < pairs.count; i++) {
        rightRows[i] = addresses[pairs.right[i]];
      }
      RowBatch joined =
          Batches.beside(
              batch.select(pairs.left, pairs.count), store.gather(rightRows, 0, pairs.count));
      int[] kept = new int[pairs.count];
      int count = pairs.count;
      if (residual == null) {
        Arrays.setAll(kept, i -> i);
      } else {
        count = FilterOperator.passing(joined, residual, bindings, kept);
      }
      for (int i = 0; i < count; i++) {
        matchedLeft.set(pairs.left[kept[i]]);
        matchedRight.set(pairs.right[kept[i]]);
      }
      if (count > 0 && kind != Kind.SEMI && kind != Kind.ANTI) {
        ready.add(count == pairs.count ? joined : joined.select(kept, count));
      }
      pairs.count = 0;
    }

    /// Left rows that come out alone.
    private void single(RowBatch batch, BitSet matchedLeft) {
      boolean wanted = kind == Kind.SEMI;
      if (kind == Kind.INNER || kind == Kind.RIGHT) {
        return;
      }
      int[] alone = new int[batch.rowCount()];
      int count = 0;
      for (int row = 0; row < alone.length; row++) {
        if (matchedLeft.get(row) == wanted) {
          alone[count++] = row;
        }
      }
      if (count > 0) {
        RowBatch selected = batch.select(alone, count);
        boolean padded = kind == Kind.LEFT || kind == Kind.FULL;
        ready.add(
            padded ? Batches.beside(selected, Batches.nulls(right.types(), count)) : selected);
      }
    }

    /// Right rows that no left row met.
    private void finish() {
      if (kind != Kind.RIGHT && kind != Kind.FULL) {
        return;
      }
      long[] alone = new long[addresses.length];
      int count = 0;
      for (int i = 0; i < addresses.length; i++) {
        if (!matchedRight.get(i)) {
          alone[count++] = addresses[i];
        }
      }
      for (int from = 0; from < count; from += Batches.ROWS) {
        int to = Math.min(count, from + Batches.ROWS);
        ready.add(
            Batches.beside(Batches.nulls(left.types(), to - from), store.gather(alone, from, to)));
      }
    }

    @Override
    public void close() {
      store.close();
      table.clear();
      if (rows != null) {
        rows.close();
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

  private static final class Pairs {
    private final int[] left = new int[Run.PAIRS];
    private final int[] right = new int[Run.PAIRS];
    private int count;

    void add(int leftRow, int rightOrdinal) {
      left[count] = leftRow;
      right[count++] = rightOrdinal;
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

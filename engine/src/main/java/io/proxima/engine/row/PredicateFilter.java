package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import java.util.List;

/// A [Predicate] made ready to pick rows out of many blocks.
///
/// Values are compared as [ValueOrder] says.
///
/// - **Threads:** one thread.
/// - **Cost:** allocates nothing for a block after the first.
public final class PredicateFilter {
  private final Predicate predicate;
  private final RowTest test;

  private PredicateFilter(Predicate predicate, RowTest test) {
    this.predicate = predicate;
    this.test = test;
  }

  /// The filter of a predicate on the columns of a table.
  ///
  /// @throws IllegalArgumentException if a value cannot be one of its column
  public static PredicateFilter of(Predicate predicate, TableDef table) {
    return new PredicateFilter(predicate, compile(predicate, table));
  }

  /// What it decides.
  public Predicate predicate() {
    return predicate;
  }

  /// Keeps those of `rows[0..count)` that pass, in their order.
  ///
  /// @param rows positions in the block, ascending
  /// @return how many are left
  public int select(ColumnBlock block, int[] rows, int count) {
    return count == 0 ? 0 : test.select(block, rows, count);
  }

  private static RowTest compile(Predicate predicate, TableDef table) {
    return switch (predicate) {
      case Predicate.Compare compare -> RowTests.compare(compare, type(table, compare.column()));
      case Predicate.In in -> RowTests.in(in, type(table, in.column()));
      case Predicate.IsNull(int column, boolean negated) -> RowTests.isNull(column, negated);
      case Predicate.And(List<Predicate> terms) -> new AllOf(compile(terms, table));
      case Predicate.Or(List<Predicate> terms) -> new AnyOf(compile(terms, table));
    };
  }

  private static List<RowTest> compile(List<Predicate> terms, TableDef table) {
    return terms.stream().map(term -> compile(term, table)).toList();
  }

  private static ColumnType type(TableDef table, int column) {
    return table.columns().get(column).type();
  }

  /// Each term looks only at what the ones before left.
  private record AllOf(List<RowTest> terms) implements RowTest {
    @Override
    public int select(ColumnBlock block, int[] rows, int count) {
      int left = count;
      for (int i = 0; i < terms.size() && left > 0; i++) {
        left = terms.get(i).select(block, rows, left);
      }
      return left;
    }
  }

  /// Each term looks only at what the ones before refused; the union keeps the order.
  private static final class AnyOf implements RowTest {
    private final List<RowTest> terms;
    private int[] open = new int[0];
    private int[] passed = new int[0];
    private boolean[] keep = new boolean[0];

    AnyOf(List<RowTest> terms) {
      this.terms = terms;
    }

    @Override
    public int select(ColumnBlock block, int[] rows, int count) {
      if (open.length < count) {
        open = new int[count];
        passed = new int[count];
      }
      if (keep.length <= rows[count - 1]) {
        keep = new boolean[rows[count - 1] + 1];
      }
      System.arraycopy(rows, 0, open, 0, count);
      int openCount = count;
      for (int i = 0; i < terms.size() && openCount > 0; i++) {
        System.arraycopy(open, 0, passed, 0, openCount);
        mark(terms.get(i).select(block, passed, openCount));
        openCount = dropMarked(open, openCount);
      }
      return keepMarked(rows, count);
    }

    private void mark(int count) {
      for (int i = 0; i < count; i++) {
        keep[passed[i]] = true;
      }
    }

    private int dropMarked(int[] rows, int count) {
      int left = 0;
      for (int i = 0; i < count; i++) {
        rows[left] = rows[i];
        left += keep[rows[i]] ? 0 : 1;
      }
      return left;
    }

    private int keepMarked(int[] rows, int count) {
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = rows[i];
        rows[left] = row;
        left += keep[row] ? 1 : 0;
        keep[row] = false;
      }
      return left;
    }
  }
}

package io.proxima.engine.query;

import io.proxima.engine.row.IndexCodec;
import io.proxima.engine.row.IndexRange;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which ranges of which ordered indexes have all the rows that a predicate can let pass.
///
/// - **Threads:** immutable.
record IndexConditions(List<Ranges> all) {
  /// More ranges of one index cost more than they save.
  private static final int MAX_RANGES = 1000;

  /// Every row that passes is in one of the ranges.
  record Ranges(OrderedIndexDef index, List<IndexRange> ranges) {}

  static IndexConditions of(Predicate predicate, TableDef table) {
    List<OrderedIndexDef> indexes = table.orderedIndexes();
    if (indexes.isEmpty()) {
      return new IndexConditions(List.of());
    }
    List<Predicate> terms = new ArrayList<>();
    flatten(predicate, terms);
    List<Ranges> all = new ArrayList<>();
    for (OrderedIndexDef index : indexes) {
      List<IndexRange> ranges = ranges(IndexCodec.of(table, index), terms);
      if (!ranges.isEmpty()) {
        all.add(new Ranges(index, ranges));
      }
    }
    return new IndexConditions(all);
  }

  private static void flatten(Predicate predicate, List<Predicate> terms) {
    if (predicate instanceof Predicate.And(List<Predicate> parts)) {
      parts.forEach(part -> flatten(part, terms));
    } else {
      terms.add(predicate);
    }
  }

  /// None if the index does not help.
  private static List<IndexRange> ranges(IndexCodec codec, List<Predicate> terms) {
    List<List<Object>> prefixes = List.of(List.of());
    for (int column : codec.positions()) {
      List<Object> values = equalTo(column, terms);
      if (values.isEmpty() || (long) values.size() * prefixes.size() > MAX_RANGES) {
        List<IndexRange> ends = ends(codec, column, terms, prefixes);
        return ends.isEmpty() ? equal(codec, prefixes) : ends;
      }
      List<List<Object>> longer = new ArrayList<>();
      for (List<Object> prefix : prefixes) {
        for (Object value : values) {
          List<Object> each = new ArrayList<>(prefix);
          each.add(value);
          if (codec.equal(each) == null) {
            return equal(codec, prefixes);
          }
          longer.add(each);
        }
      }
      prefixes = longer;
    }
    return equal(codec, prefixes);
  }

  /// What a column must be equal to one of, or nothing.
  private static List<Object> equalTo(int column, List<Predicate> terms) {
    for (Predicate term : terms) {
      if (term instanceof Predicate.Compare(int at, Predicate.Operator operator, Object value)
          && at == column
          && operator == Predicate.Operator.EQUAL) {
        return List.of(value);
      }
    }
    for (Predicate term : terms) {
      if (term instanceof Predicate.In in && in.column() == column) {
        return List.copyOf(in.values());
      }
    }
    return List.of();
  }

  private static List<IndexRange> equal(IndexCodec codec, List<List<Object>> prefixes) {
    List<IndexRange> ranges = new ArrayList<>();
    for (List<Object> prefix : prefixes) {
      IndexRange range = prefix.isEmpty() ? null : codec.equal(prefix);
      if (range == null) {
        return List.of();
      }
      ranges.add(range);
    }
    return ranges;
  }

  /// The rows that have one of the prefixes and for the next column what the terms say of it; none
  /// if they say nothing.
  private static List<IndexRange> ends(
      IndexCodec codec, int column, List<Predicate> terms, List<List<Object>> prefixes) {
    List<IndexRange> ranges = new ArrayList<>();
    for (List<Object> prefix : prefixes) {
      IndexRange range = null;
      for (Predicate term : terms) {
        IndexRange more =
            switch (term) {
              case Predicate.Compare compare when compare.column() == column ->
                  codec.compare(prefix, compare.operator(), compare.value());
              case Predicate.IsNull(int at, boolean negated) when at == column ->
                  codec.isNull(prefix, negated);
              default -> null;
            };
        range = both(range, more);
      }
      if (range == null) {
        return List.of();
      }
      ranges.add(range);
    }
    return ranges;
  }

  private static @Nullable IndexRange both(@Nullable IndexRange a, @Nullable IndexRange b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return new IndexRange(
        a.from().compareTo(b.from()) > 0 ? a.from() : b.from(),
        a.to().compareTo(b.to()) < 0 ? a.to() : b.to());
  }
}

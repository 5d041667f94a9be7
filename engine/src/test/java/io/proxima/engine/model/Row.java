package io.proxima.engine.model;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.ValueOrder;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.vector.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One version of a row. Two rows are the same version only if they are the same object.
final class Row {
  private final @Nullable Object[] values;
  private final long expiresAt;
  private @Nullable Key key;

  /// A row; the key of one without a primary key is learnt when it is read first.
  Row(@Nullable Object[] values, long expiresAt, @Nullable Key key) {
    this.values = values;
    this.expiresAt = expiresAt;
    this.key = key;
  }

  /// The same row of a table that has other columns now.
  Row withValues(@Nullable Object[] values) {
    return new Row(values, expiresAt, key);
  }

  long expiresAt() {
    return expiresAt;
  }

  @Nullable Object[] values() {
    return values;
  }

  boolean hasKey() {
    return key != null;
  }

  Key key() {
    if (key == null) {
      throw new IllegalStateException("the key of " + this + " is not known");
    }
    return key;
  }

  /// Whether the key is that one, or was not known so far.
  boolean isKey(Key found) {
    key = key == null ? found : key;
    return key.equals(found);
  }

  /// Whether a row of a batch, from a column on, holds these values.
  boolean isIn(RowBatch batch, int row, List<Integer> columns, int first) {
    for (int i = 0; i < columns.size(); i++) {
      Column column = batch.column(first + i);
      Object expected = values[columns.get(i)];
      if (expected == null
          ? !column.isNull(row)
          : column.isNull(row) || !same(expected, column.valueAt(row))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Object expected, Object found) {
    return expected instanceof float[] vector
        ? found instanceof float[] other && Arrays.equals(vector, other)
        : expected.equals(found);
  }

  boolean passes(TableDef table, Predicate predicate) {
    return switch (predicate) {
      case Predicate.Compare(int column, Predicate.Operator operator, Object operand) ->
          passes(table, column, operator, operand);
      case Predicate.In(int column, Set<Object> operands) ->
          operands.stream()
              .anyMatch(operand -> passes(table, column, Predicate.Operator.EQUAL, operand));
      case Predicate.IsNull(int column, boolean negated) -> (values[column] == null) != negated;
      case Predicate.And(List<Predicate> terms) ->
          terms.stream().allMatch(term -> passes(table, term));
      case Predicate.Or(List<Predicate> terms) ->
          terms.stream().anyMatch(term -> passes(table, term));
    };
  }

  private boolean passes(TableDef table, int column, Predicate.Operator operator, Object operand) {
    Object value = values[column];
    if (value == null) {
      return false;
    }
    int order = ValueOrder.of(table.columns().get(column).type().kind()).compare(value, operand);
    return switch (operator) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
    };
  }

  /// The distance in plain double arithmetic, or null.
  @Nullable Double distance(int column, Metric metric, float[] query) {
    if (!(values[column] instanceof float[] vector)) {
      return null;
    }
    double dot = 0;
    double ofQuery = 0;
    double own = 0;
    double squares = 0;
    double steps = 0;
    for (int i = 0; i < query.length; i++) {
      double a = query[i];
      double b = vector[i];
      dot += a * b;
      ofQuery += a * a;
      own += b * b;
      squares += (a - b) * (a - b);
      steps += Math.abs(a - b);
    }
    return switch (metric) {
      case L2 -> Math.sqrt(squares);
      case INNER_PRODUCT -> 0.0 - dot;
      case L1 -> steps;
      case COSINE ->
          ofQuery * own == 0
              ? null
              : (Double) Math.clamp(1 - dot / Math.sqrt(ofQuery * own), 0.0, 2.0);
      case HAMMING, JACCARD -> throw new IllegalArgumentException(metric.name());
    };
  }

  @Override
  public String toString() {
    List<String> shown = new ArrayList<>();
    for (Object value : values) {
      shown.add(value instanceof float[] vector ? Arrays.toString(vector) : String.valueOf(value));
    }
    return shown.toString();
  }
}

package io.proxima.engine.row;

import java.util.List;
import java.util.Set;

/// A condition on the columns of one table that a row source can decide by itself.
///
/// A row passes if the condition is true; unknown (a NULL operand) is not true. There is no
/// negation: the planner turns it into the opposite comparison first. `column` is a position in the
/// table's columns. Values look as [Column] says, and have the column's type.
///
/// - **Threads:** immutable.
public sealed interface Predicate {
  /// Every row passes.
  Predicate TRUE = new And(List.of());

  /// How a comparison goes: column `op` value.
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL
  }

  /// Compares a column with a value.
  record Compare(int column, Operator operator, Object value) implements Predicate {}

  /// The column has one of the values; `BigDecimal`s of the column's scale, `byte[]` not allowed.
  record In(int column, Set<Object> values) implements Predicate {}

  /// The column is NULL, or is not.
  record IsNull(int column, boolean negated) implements Predicate {}

  /// All of these.
  record And(List<Predicate> terms) implements Predicate {}

  /// At least one of these.
  record Or(List<Predicate> terms) implements Predicate {}
}

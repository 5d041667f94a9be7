package io.proxima.planner.exec;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.expression.Bindings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A condition that the engine decides, with operands that an execution fills in.
///
/// `column` is a position in the table's columns.
///
/// - **Threads:** immutable.
public sealed interface Condition {
  /// Every row passes.
  Condition TRUE = new And(List.of());

  /// The condition for one execution.
  Predicate resolve(TableDef table, Bindings bindings);

  /// The condition as EXPLAIN shows it.
  String describe(TableDef table);

  /// Compares a column with an operand.
  record Compare(int column, Predicate.Operator operator, Operand operand) implements Condition {
    @Override
    public Predicate resolve(TableDef table, Bindings bindings) {
      Object value = operand.value(bindings);
      return value == null
          ? ColumnBound.NEVER
          : ColumnBound.compare(table, column, operator, value);
    }

    @Override
    public String describe(TableDef table) {
      String symbol =
          switch (operator) {
            case EQUAL -> " = ";
            case NOT_EQUAL -> " <> ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
          };
      return table.columns().get(column).name() + symbol + operand;
    }
  }

  /// The column has one of the values.
  record In(int column, List<Operand> operands) implements Condition {
    @Override
    public Predicate resolve(TableDef table, Bindings bindings) {
      List<Predicate> others = new ArrayList<>();
      Set<Object> values = new LinkedHashSet<>();
      for (Operand operand : operands) {
        Object value = operand.value(bindings);
        if (value != null) {
          Predicate term = ColumnBound.compare(table, column, Predicate.Operator.EQUAL, value);
          if (term instanceof Predicate.Compare compare && !(compare.value() instanceof byte[])) {
            values.add(compare.value());
          } else if (!term.equals(ColumnBound.NEVER)) {
            others.add(term);
          }
        }
      }
      if (!values.isEmpty()) {
        others.add(new Predicate.In(column, values));
      }
      return others.size() == 1 ? others.getFirst() : new Predicate.Or(others);
    }

    @Override
    public String describe(TableDef table) {
      return table.columns().get(column).name()
          + operands.stream().map(Operand::text).collect(Collectors.joining(", ", " IN (", ")"));
    }
  }

  /// The column is NULL, or is not.
  record IsNull(int column, boolean negated) implements Condition {
    @Override
    public Predicate resolve(TableDef table, Bindings bindings) {
      return new Predicate.IsNull(column, negated);
    }

    @Override
    public String describe(TableDef table) {
      return table.columns().get(column).name() + (negated ? " IS NOT NULL" : " IS NULL");
    }
  }

  /// All of these.
  record And(List<Condition> terms) implements Condition {
    @Override
    public Predicate resolve(TableDef table, Bindings bindings) {
      if (terms.isEmpty()) {
        return Predicate.TRUE;
      }
      return terms.size() == 1
          ? terms.getFirst().resolve(table, bindings)
          : new Predicate.And(terms.stream().map(t -> t.resolve(table, bindings)).toList());
    }

    @Override
    public String describe(TableDef table) {
      return terms.isEmpty()
          ? "TRUE"
          : terms.stream().map(t -> t.describe(table)).collect(Collectors.joining(" AND "));
    }
  }

  /// At least one of these.
  record Or(List<Condition> terms) implements Condition {
    @Override
    public Predicate resolve(TableDef table, Bindings bindings) {
      return new Predicate.Or(terms.stream().map(t -> t.resolve(table, bindings)).toList());
    }

    @Override
    public String describe(TableDef table) {
      return terms.stream()
          .map(t -> t.describe(table))
          .collect(Collectors.joining(" OR ", "(", ")"));
    }
  }
}

package io.proxima.planner.rel;

import io.proxima.planner.exec.Operator;
import io.proxima.planner.exec.RowLimit;
import io.proxima.planner.exec.SortKey;
import java.util.List;
import org.apache.calcite.plan.Convention;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexNode;
import org.jspecify.annotations.Nullable;

/// A relational operator that runs over batches of columns: our convention.
public interface BatchRel extends RelNode {
  /// The convention of these operators.
  Convention CONVENTION = new Convention.Impl("BATCH", BatchRel.class);

  /// Makes what runs; called once per plan.
  Operator compile();

  /// The line about this operator in EXPLAIN.
  String describe();

  /// Makes what runs of an input.
  default Operator compileInput(int ordinal) {
    return ((BatchRel) getInput(ordinal)).compile();
  }

  /// The keys of an ordering; NULLs come last unless the statement says otherwise.
  static List<SortKey> keys(RelCollation collation) {
    return collation.getFieldCollations().stream()
        .map(field ->
            new SortKey(
                field.getFieldIndex(),
                field.getDirection().isDescending(),
                field.nullDirection == RelFieldCollation.NullDirection.FIRST))
        .toList();
  }

  /// The keys of an ordering as EXPLAIN shows them.
  static String describe(RelCollation collation, List<String> names) {
    return collation.getFieldCollations().stream()
        .map(field ->
            names.get(field.getFieldIndex())
                + (field.getDirection().isDescending() ? " DESC" : "")
                + (field.nullDirection == RelFieldCollation.NullDirection.FIRST
                    ? " NULLS FIRST"
                    : ""))
        .collect(java.util.stream.Collectors.joining(", "));
  }

  /// `LIMIT` and `OFFSET` of a statement.
  static RowLimit limit(@Nullable RexNode fetch, @Nullable RexNode offset) {
    return new RowLimit(
        fetch == null ? null : RexText.operand(fetch),
        offset == null ? null : RexText.operand(offset));
  }
}

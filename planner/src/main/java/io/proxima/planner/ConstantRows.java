package io.proxima.planner;

import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.RowsRel;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.jspecify.annotations.Nullable;

/// Recognises `VALUES` in all the shapes that Calcite gives it, so that a statement with many rows
/// needs no search for a plan.
final class ConstantRows {
  private ConstantRows() {}

  /// The rows as one leaf, or null if the tree reads tables.
  static @Nullable BatchRel of(RelNode rel) {
    List<List<RexNode>> rows = rows(rel);
    return rows == null
        ? null
        : new RowsRel(
            rel.getCluster(),
            rel.getCluster().traitSetOf(BatchRel.CONVENTION),
            rel.getRowType(),
            rows);
  }

  private static @Nullable List<List<RexNode>> rows(RelNode rel) {
    return switch (rel) {
      case Values values -> values.getTuples().stream().map(List::<RexNode>copyOf).toList();
      case Project project when !project.containsOver() -> projected(project);
      case Union union when union.all -> united(union);
      default -> null;
    };
  }

  private static @Nullable List<List<RexNode>> projected(Project project) {
    List<List<RexNode>> rows = rows(project.getInput());
    if (rows == null) {
      return null;
    }
    List<List<RexNode>> projected = new ArrayList<>();
    for (List<RexNode> row : rows) {
      RexShuttle values =
          new RexShuttle() {
            @Override
            public RexNode visitInputRef(RexInputRef column) {
              return row.get(column.getIndex());
            }
          };
      projected.add(values.apply(project.getProjects()));
    }
    return projected;
  }

  private static @Nullable List<List<RexNode>> united(Union union) {
    List<List<RexNode>> all = new ArrayList<>();
    for (RelNode input : union.getInputs()) {
      List<List<RexNode>> rows = rows(input);
      if (rows == null) {
        return null;
      }
      all.addAll(rows);
    }
    return all;
  }
}

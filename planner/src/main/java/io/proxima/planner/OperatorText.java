package io.proxima.planner;

import io.proxima.planner.rel.AggregateRel;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.RexText;
import io.proxima.planner.rel.ToEnumerable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Window;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexWindowBound;

/// Operators as EXPLAIN shows them.
final class OperatorText {
  private OperatorText() {}

  /// Calcite's operators as it names them; our own speak for themselves.
  static String of(RelNode rel) {
    return switch (rel) {
      case BatchRel ours -> ours.describe();
      case ToEnumerable _ -> "ToEnumerable";
      case Window window -> "EnumerableWindow " + windows(window);
      case Aggregate aggregate -> "Enumerable" + AggregateRel.describe(aggregate);
      case SetOp set -> rel.getRelTypeName() + (set.all ? " all" : "");
      default -> rel.getRelTypeName();
    };
  }

  private static String windows(Window window) {
    List<String> names = new ArrayList<>(window.getInput().getRowType().getFieldNames());
    window.constants.forEach(constant -> names.add(RexText.of(constant, List.of())));
    return window.groups.stream()
        .map(group -> window(group, names))
        .collect(Collectors.joining(", "));
  }

  private static String window(Window.Group group, List<String> names) {
    String calls =
        group.aggCalls.stream()
            .map(call -> RexText.of(call, names))
            .collect(Collectors.joining(", "));
    String keys = group.keys.asList().stream().map(names::get).collect(Collectors.joining(", "));
    String order = BatchRel.describe(group.orderKeys, names);
    List<String> over = new ArrayList<>();
    if (!keys.isEmpty()) {
      over.add("partition by " + keys);
    }
    if (!order.isEmpty()) {
      over.add("order by " + order);
    }
    if (!group.upperBound.isCurrentRow() || !group.lowerBound.isUnbounded() || group.isRows) {
      over.add(
          (group.isRows ? "rows " : "range ")
              + bound(group.lowerBound, names)
              + " to "
              + bound(group.upperBound, names));
    }
    return calls + " over (" + String.join(" ", over) + ")";
  }

  private static String bound(RexWindowBound bound, List<String> names) {
    if (bound.isCurrentRow()) {
      return "current row";
    }
    RexNode offset = bound.getOffset();
    return (offset == null ? "unbounded" : RexText.of(offset, names))
        + (bound.isPreceding() ? " preceding" : " following");
  }
}

package io.proxima.planner;

import io.proxima.planner.rel.BatchRel;
import org.apache.calcite.rel.RelNode;

/// Plans as text: one operator a line, inputs indented below it.
final class Explain {
  private Explain() {}

  static String text(BatchRel root) {
    StringBuilder text = new StringBuilder();
    append(text, root, 0);
    return text.toString();
  }

  static String text(String first, BatchRel source) {
    StringBuilder text = new StringBuilder(first).append('\n');
    append(text, source, 1);
    return text.toString();
  }

  private static void append(StringBuilder text, RelNode rel, int depth) {
    text.append("  ".repeat(depth)).append(((BatchRel) rel).describe()).append('\n');
    for (RelNode input : rel.getInputs()) {
      append(text, input, depth + 1);
    }
  }
}

package io.proxima.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The figures of one part: the first column names a row, the others are text or numbers.
record Table(
    String name, String title, List<String> columns, List<List<Object>> rows, String note) {
  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " in a table of " + columns);
      }
    }
  }

  /// The table for a reader, as a Markdown table.
  String toMarkdown() {
    StringBuilder text = new StringBuilder("## ").append(title).append("\n\n");
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns);
    rows.forEach(row -> cells.add(row.stream().map(Table::shown).toList()));
    int[] widths = new int[columns.size()];
    for (List<String> row : cells) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int line = 0; line < cells.size(); line++) {
      appendLine(text, cells.get(line), widths);
      if (line == 0) {
        appendLine(text, rule(widths), widths);
      }
    }
    return text.append('\n').append(note).append('\n').toString();
  }

  private static List<String> rule(int[] widths) {
    List<String> cells = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      cells.add(i == 0 ? "-".repeat(widths[i]) : "-".repeat(widths[i] - 1) + ":");
    }
    return cells;
  }

  private static void appendLine(StringBuilder text, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - cells.get(i).length());
      text.append("| ").append(i == 0 ? cells.get(i) + gap : gap + cells.get(i)).append(' ');
    }
    text.append("|\n");
  }

  /// A value as a reader likes it.
  static String shown(Object value) {
    return switch (value) {
      case Double number when Math.abs(number) < 10 -> String.format(Locale.ROOT, "%.2f", number);
      case Double number when Math.abs(number) < 100 -> String.format(Locale.ROOT, "%.1f", number);
      case Double number -> String.format(Locale.ROOT, "%,.0f", number);
      case Long number -> String.format(Locale.ROOT, "%,d", number);
      default -> value.toString();
    };
  }

  /// The table as a JSON object.
  String toJson() {
    List<String> lines =
        rows.stream()
            .map(row -> {
              List<String> members = new ArrayList<>();
              for (int i = 0; i < columns.size(); i++) {
                members.add(json(columns.get(i)) + ": " + json(row.get(i)));
              }
              return "{" + String.join(", ", members) + "}";
            })
            .toList();
    return "{\"name\": "
        + json(name)
        + ", \"title\": "
        + json(title)
        + ", \"note\": "
        + json(note)
        + ", \"rows\": [\n    "
        + String.join(",\n    ", lines)
        + "]}";
  }

  /// A string or number as JSON.
  static String json(Object value) {
    if (value instanceof Number) {
      return value.toString();
    }
    StringBuilder text = new StringBuilder("\"");
    value
        .toString()
        .chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            text.append('\\').append((char) c);
          } else if (c < ' ') {
            text.append(String.format(Locale.ROOT, "\\u%04x", c));
          } else {
            text.append((char) c);
          }
        });
    return text.append('"').toString();
  }
}

package io.proxima.cli;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The rows of a result as a table for a terminal: long texts are cut, vectors shortened.
final class ResultTable {
  private static final int MAX_WIDTH = 72;
  private static final int VECTOR_HEAD = 3;

  private final List<String> labels;
  private final List<Boolean> rightAligned;
  private final List<List<String>> rows = new ArrayList<>();

  private ResultTable(List<String> labels, List<Boolean> rightAligned) {
    this.labels = labels;
    this.rightAligned = rightAligned;
  }

  /// Reads all rows.
  static ResultTable read(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    List<String> labels = new ArrayList<>();
    List<Boolean> rightAligned = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      labels.add(columns.getColumnLabel(i));
      rightAligned.add(isNumber(columns.getColumnType(i)));
    }
    ResultTable table = new ResultTable(labels, rightAligned);
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= labels.size(); i++) {
        row.add(cell(result.getObject(i)));
      }
      table.rows.add(row);
    }
    return table;
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case Types.SMALLINT,
          Types.INTEGER,
          Types.BIGINT,
          Types.REAL,
          Types.FLOAT,
          Types.DOUBLE,
          Types.DECIMAL ->
          true;
      default -> false;
    };
  }

  private static String cell(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case float[] vector -> vector(vector);
      case Double number -> number(number);
      case byte[] bytes -> "0x" + java.util.HexFormat.of().formatHex(bytes);
      default -> cut(printable(value.toString()));
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private static String vector(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < Math.min(VECTOR_HEAD, vector.length); i++) {
      text.append(i == 0 ? "" : ", ").append(String.format(Locale.ROOT, "%.4g", vector[i]));
    }
    return vector.length <= VECTOR_HEAD
        ? text.append(']').toString()
        : text.append(", … ").append(vector.length).append(" dims]").toString();
  }

  /// Control characters could move the cursor or end a line.
  private static String printable(String text) {
    return text.chars()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= MAX_WIDTH
        ? text
        : text.substring(0, text.offsetByCodePoints(0, MAX_WIDTH - 1)) + "…";
  }

  int rowCount() {
    return rows.size();
  }

  /// The table, every line ended.
  String text() {
    int[] widths = new int[labels.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = width(labels.get(i));
      for (List<String> row : rows) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    StringBuilder text = new StringBuilder();
    appendRow(text, labels, widths);
    for (int i = 0; i < widths.length; i++) {
      text.append(i == 0 ? "" : "┼").append("─".repeat(widths[i] + (i == 0 ? 1 : 2)));
    }
    text.append('\n');
    rows.forEach(row -> appendRow(text, row, widths));
    return text.toString();
  }

  private void appendRow(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - width(cells.get(i)));
      line.append(i == 0 ? "" : " │ ")
          .append(rightAligned.get(i) ? padding + cells.get(i) : cells.get(i) + padding);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }
}

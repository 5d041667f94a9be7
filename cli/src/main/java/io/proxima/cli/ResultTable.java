package io.proxima.cli;

import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Prints the rows of a result as a table that fits a width: vectors are shortened, long texts cut.
///
/// The first rows decide how wide columns are; later ones are printed as they come, so that a
/// result of any size takes little memory.
final class ResultTable {
  private static final int PAGE_ROWS = 1000;
  private static final int MIN_TEXT_WIDTH = 16;
  private static final int MIN_WIDTH = 8;
  private static final int MAX_WIDTH = 72;
  private static final int VECTOR_HEAD = 2;
  private static final Set<String> DENSE = Set.of("VECTOR", "HALFVEC", "INT8VEC");

  private final ResultSet result;
  private final int columns;
  private final List<String> labels = new ArrayList<>();
  private final boolean[] isNumber;
  private final boolean[] isVector;
  private boolean isWhole;

  private ResultTable(ResultSet result) throws SQLException {
    this.result = result;
    ResultSetMetaData metaData = result.getMetaData();
    columns = metaData.getColumnCount();
    isNumber = new boolean[columns];
    isVector = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      labels.add(metaData.getColumnLabel(i + 1));
      isNumber[i] = isNumber(metaData.getColumnType(i + 1));
      isVector[i] = DENSE.contains(metaData.getColumnTypeName(i + 1));
    }
  }

  /// What `print` takes for lines as long as they need to be.
  static final int ANY_WIDTH = 0;

  /// Prints all rows as lines of at most `width` columns, unless there are too many columns for
  /// that; returns how many rows there were.
  static long print(ResultSet result, PrintStream out, int width) throws SQLException {
    return new ResultTable(result).print(out, width);
  }

  /// Prints every row as lines of name and value, nothing cut but vectors shortened; returns how
  /// many rows there were.
  static long printExpanded(ResultSet result, PrintStream out) throws SQLException {
    return new ResultTable(result).printExpanded(out);
  }

  private long print(PrintStream out, int width) throws SQLException {
    isWhole = width == ANY_WIDTH;
    List<List<String>> page = page();
    int[] widths = widths(page, width);
    out.print(line(labels, widths));
    out.print(rule(widths));
    long rows = 0;
    while (!page.isEmpty() && !out.checkError()) {
      StringBuilder text = new StringBuilder();
      page.forEach(row -> text.append(line(row, widths)));
      out.print(text);
      rows += page.size();
      page = page.size() < PAGE_ROWS ? List.of() : page();
    }
    return rows;
  }

  private long printExpanded(PrintStream out) throws SQLException {
    int width = labels.stream().mapToInt(Width::of).max().orElse(0);
    long rows = 0;
    while (result.next() && !out.checkError()) {
      out.println("── row " + ++rows);
      for (int i = 0; i < columns; i++) {
        String label = labels.get(i);
        out.println(label + " ".repeat(width - Width.of(label)) + " │ " + cell(i));
      }
    }
    return rows;
  }

  private List<List<String>> page() throws SQLException {
    List<List<String>> page = new ArrayList<>();
    while (page.size() < PAGE_ROWS && result.next()) {
      List<String> row = new ArrayList<>(columns);
      for (int i = 0; i < columns; i++) {
        row.add(cell(i));
      }
      page.add(row);
    }
    return page;
  }

  /// The width of each column: texts and vectors give way until a line fits.
  private int[] widths(List<List<String>> page, int width) {
    int[] widths = new int[columns];
    for (int i = 0; i < columns; i++) {
      widths[i] = Width.of(labels.get(i));
      for (List<String> row : page) {
        int cell = Width.of(row.get(i));
        widths[i] = Math.max(widths[i], isNumber[i] || isWhole ? cell : Math.min(cell, MAX_WIDTH));
      }
    }
    if (isWhole) {
      return widths;
    }
    int tooWide = Arrays.stream(widths).sum() + 3 * (columns - 1) - width;
    tooWide = narrow(widths, tooWide, MIN_TEXT_WIDTH, i -> !isNumber[i] && !isVector[i]);
    narrow(widths, tooWide, MIN_WIDTH, i -> !isNumber[i]);
    return widths;
  }

  /// Takes from the widest of those columns, one by one; returns what is still too wide.
  private int narrow(int[] widths, int tooWide, int least, IntPredicate mayGiveWay) {
    int left = tooWide;
    while (left > 0) {
      int widest =
          IntStream.range(0, columns)
              .filter(mayGiveWay)
              .boxed()
              .max(Comparator.comparingInt(i -> widths[i]))
              .orElse(-1);
      if (widest < 0 || widths[widest] <= least) {
        break;
      }
      widths[widest]--;
      left--;
    }
    return left;
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      String whole = cells.get(i);
      String cell = isNumber[i] || isWhole ? whole : Width.cut(whole, widths[i]);
      String padding = " ".repeat(Math.max(0, widths[i] - Width.of(cell)));
      line.append(i == 0 ? "" : " │ ").append(isNumber[i] ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing() + "\n";
  }

  private static String rule(int[] widths) {
    StringBuilder rule = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean last = i == widths.length - 1;
      rule.append("─".repeat(widths[i] + (i > 0 ? 1 : 0) + (last ? 0 : 1))).append(last ? "" : "┼");
    }
    return rule.append('\n').toString();
  }

  private String cell(int column) throws SQLException {
    return text(
        isVector[column]
            ? result.getObject(column + 1, float[].class)
            : result.getObject(column + 1));
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "NULL";
      case float[] vector -> vector(vector);
      case boolean[] bits -> bits(bits);
      case Double number -> number(number);
      case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
      default -> printable(value.toString());
    };
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

  private static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    return size != 0 && (size < 1e-4 || size >= 1e9)
        ? Double.toString(value)
        : String.format(Locale.ROOT, value == Math.rint(value) ? "%.1f" : "%.6f", value);
  }

  private static String vector(float[] vector) {
    StringBuilder text = new StringBuilder("[");
    boolean isShort = vector.length <= VECTOR_HEAD + 1;
    for (int i = 0; i < (isShort ? vector.length : VECTOR_HEAD); i++) {
      text.append(i == 0 ? "" : ", ").append(component(vector[i]));
    }
    return isShort
        ? text.append(']').toString()
        : text.append(", … ").append(vector.length).append(" dims]").toString();
  }

  private static String bits(boolean[] bits) {
    StringBuilder text = new StringBuilder(bits.length);
    for (boolean bit : bits) {
      text.append(bit ? '1' : '0');
    }
    return text.toString();
  }

  private static String component(float value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((int) value)
        : String.format(Locale.ROOT, "%.3g", value);
  }

  /// Control characters could move the cursor or end a line.
  private static String printable(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}

package io.proxima.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Runs one script of SQLite's SQL logic test over a connection and counts.
///
/// What is adapted, and nothing else:
///
/// - `REINDEX` is left out.
/// - `TEXT` in a definition is read as `VARCHAR`.
/// - A view that another uses is dropped after that one: SQLite lets it go at once.
/// - A truth value in the place of a whole number is 1 or 0, as SQLite has no truth values.
/// - In the place of a whole number (`I`) a number with a fraction is cut, and a text is 0, as
///   SQLite's driver does.
final class LogicRun {
  private static final Pattern REINDEX = Pattern.compile("(?i)\\s*REINDEX\\b.*", Pattern.DOTALL);
  private static final Pattern TEXT = Pattern.compile("(?i)\\bTEXT\\b");
  private static final Pattern TABLE =
      Pattern.compile("(?i)\\s*CREATE\\s+TABLE\\b.*", Pattern.DOTALL);

  private static final Pattern DROP_VIEW = Pattern.compile("(?i)\\s*DROP\\s+VIEW\\b.*");
  private static final String DEPENDENT_OBJECTS = "2BP01";

  private final int stride;
  private final List<String> postponed = new ArrayList<>();
  private final TreeMap<String, Integer> reasons = new TreeMap<>();
  private final TreeMap<String, String> examples = new TreeMap<>();
  private int passed;
  private int failed;
  private int left;
  private int seen;

  /// Runs all statements and every `stride`-th query.
  LogicRun(int stride) {
    this.stride = stride;
  }

  int passed() {
    return passed;
  }

  int failed() {
    return failed;
  }

  int total() {
    return passed + failed;
  }

  /// Statements left out.
  int left() {
    return left;
  }

  /// How often what went wrong; a reason's digits and quoted parts are cut out.
  TreeMap<String, Integer> reasons() {
    return reasons;
  }

  /// The first statement for each reason.
  TreeMap<String, String> examples() {
    return examples;
  }

  void run(Connection connection, BufferedReader lines) throws IOException {
    LogicScript script = new LogicScript(lines);
    for (LogicScript.Part part = script.next(); part != null; part = script.next()) {
      switch (part) {
        case LogicScript.Statement statement -> statement(connection, statement);
        case LogicScript.Query query -> {
          if (seen++ % stride == 0) {
            query(connection, query);
          }
        }
      }
    }
    postponed.forEach(sql -> count(false, "a view that is used for ever", sql));
  }

  private void statement(Connection connection, LogicScript.Statement part) {
    if (REINDEX.matcher(part.sql()).matches()) {
      left++;
      return;
    }
    String sql = part.sql();
    if (TABLE.matcher(sql).matches()) {
      sql = TEXT.matcher(sql).replaceAll("VARCHAR");
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      count(part.succeeds(), "accepted what is wrong", part.sql());
      if (DROP_VIEW.matcher(sql).matches()) {
        dropPostponed(statement);
      }
    } catch (SQLException e) {
      if (e.getSQLState().equals(DEPENDENT_OBJECTS) && DROP_VIEW.matcher(sql).matches()) {
        postponed.add(sql);
      } else {
        count(!part.succeeds(), reason(e), part.sql());
      }
    }
  }

  private void dropPostponed(Statement statement) {
    for (String sql : List.copyOf(postponed)) {
      try {
        statement.execute(sql);
        postponed.remove(sql);
        count(true, "", sql);
      } catch (SQLException e) {
        // Another view uses it still.
      }
    }
  }

  private void count(boolean good, String reason, String sql) {
    if (good) {
      passed++;
    } else {
      failed++;
      if (reasons.merge(reason, 1, Integer::sum) == 1) {
        examples.put(reason, sql);
      }
    }
  }

  private static String reason(SQLException e) {
    String message = e.getMessage().lines().findFirst().orElse("");
    message =
        message
            .replaceAll("\\(at character \\d+\\)", "")
            .replaceAll("'[^']*'|\"[^\"]*\"|\\d+", "…")
            .strip();
    return e.getSQLState() + " " + message.substring(0, Math.min(90, message.length()));
  }

  private void query(Connection connection, LogicScript.Query query) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query.sql())) {
      List<String> found = values(query, rows);
      count(
          found.equals(query.expected()),
          "other rows",
          query.sql() + "\n" + query.expected() + "\n" + found);
    } catch (SQLException e) {
      count(false, reason(e), query.sql());
    }
  }

  private static List<String> values(LogicScript.Query query, ResultSet result)
      throws SQLException {
    int width = query.types().length();
    if (result.getMetaData().getColumnCount() != width) {
      return List.of("columns: " + result.getMetaData().getColumnCount());
    }
    List<List<String>> rows = new ArrayList<>();
    while (result.next()) {
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(value(result, i, query.types().charAt(i - 1)));
      }
      rows.add(row);
    }
    if (query.order() == LogicScript.Order.ROWSORT) {
      rows.sort((a, b) -> compare(a, b));
    }
    List<String> values = new ArrayList<>(rows.stream().flatMap(List::stream).toList());
    if (query.order() == LogicScript.Order.VALUESORT) {
      Collections.sort(values);
    }
    boolean hashed =
        query.expected().size() == 1 && query.expected().getFirst().contains(" values hashing to ");
    return hashed ? List.of(values.size() + " values hashing to " + hash(values)) : values;
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static String value(ResultSet row, int column, char type) throws SQLException {
    Object value = row.getObject(column);
    if (value == null) {
      return "NULL";
    }
    return switch (type) {
      case 'I' -> {
        if (row.getMetaData().getColumnType(column) == Types.BOOLEAN) {
          yield (Boolean) value ? "1" : "0";
        }
        yield value instanceof Number number ? Long.toString(number.longValue()) : "0";
      }
      case 'R' ->
          value instanceof Number number
              ? String.format(Locale.ROOT, "%.3f", number.doubleValue())
              : value.toString();
      default -> text(value.toString());
    };
  }

  /// As the test's own driver writes it.
  private static String text(String value) {
    return value.isEmpty() ? "(empty)" : value.replaceAll("[^ -~]", "@");
  }

  private static String hash(List<String> values) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      for (String value : values) {
        md5.update(value.getBytes(StandardCharsets.UTF_8));
        md5.update((byte) '\n');
      }
      return HexFormat.of().formatHex(md5.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.proxima.tck;

import java.util.ArrayList;
import java.util.List;

/// A script of SQL statements with what they must answer.
///
/// Records are separated by empty lines; a line that begins with `#` is a comment. A record is one
/// of:
///
/// | first line | meaning |
/// |---|---|
/// | `connection NAME` | what follows runs on the connection of that name; `main` at first |
/// | `statement ok` | the statement below runs |
/// | `statement count N` | it changes N rows |
/// | `statement error SQLSTATE [words]` | it is refused with this code, and its message holds the words |
/// | `query` | its labels and rows, in order, stand after `----`, columns parted by ` \| ` |
/// | `query rowsort` | the rows are compared in the order of their texts |
/// | `plan` | the lines of `EXPLAIN` stand after `----` |
/// | `analyze` | those of `EXPLAIN ANALYZE`, with dots for times and memory |
final class SqlScript {
  static final String RESULT = "----";

  private SqlScript() {}

  /// One record: `comment` is all that stands before it, `sql` and `expected` may have no lines.
  record Part(
      List<String> comment,
      String directive,
      List<String> sql,
      boolean hasResult,
      List<String> expected,
      int line) {
    String text() {
      return String.join("\n", sql);
    }

    Part withDirective(String found) {
      return new Part(comment, found, sql, hasResult, expected, line);
    }

    Part withResult(List<String> found) {
      return new Part(comment, directive, sql, true, found, line);
    }

    void write(StringBuilder out) {
      comment.forEach(each -> out.append(each).append('\n'));
      if (directive.isEmpty()) {
        return;
      }
      out.append(directive).append('\n');
      sql.forEach(each -> out.append(each).append('\n'));
      if (hasResult) {
        out.append(RESULT).append('\n');
        expected.forEach(each -> out.append(each).append('\n'));
      }
    }
  }

  static List<Part> read(List<String> lines) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      List<String> comment = new ArrayList<>();
      while (at < lines.size() && (lines.get(at).isBlank() || lines.get(at).startsWith("#"))) {
        comment.add(lines.get(at++));
      }
      int first = at;
      List<String> body = new ArrayList<>();
      while (at < lines.size() && !lines.get(at).isBlank()) {
        body.add(lines.get(at++));
      }
      parts.add(part(comment, body, first + 1));
    }
    return parts;
  }

  private static Part part(List<String> comment, List<String> body, int line) {
    if (body.isEmpty()) {
      return new Part(comment, "", List.of(), false, List.of(), line);
    }
    int result = body.indexOf(RESULT);
    int end = result < 0 ? body.size() : result;
    return new Part(
        comment,
        body.getFirst().strip(),
        List.copyOf(body.subList(1, end)),
        result >= 0,
        result < 0 ? List.of() : List.copyOf(body.subList(result + 1, body.size())),
        line);
  }

  static String write(List<Part> parts) {
    StringBuilder out = new StringBuilder();
    parts.forEach(part -> part.write(out));
    return out.toString();
  }
}

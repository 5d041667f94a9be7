package io.proxima.tck;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the scripts of SQLite's SQL logic test, record by record.
///
/// A record's `skipif NAME` and `onlyif NAME` lines name other databases; so `onlyif` records are
/// left out, `skipif` records are not.
final class LogicScript {
  private final BufferedReader lines;
  private int hashThreshold;

  LogicScript(BufferedReader lines) {
    this.lines = lines;
  }

  enum Order {
    NOSORT,
    ROWSORT,
    VALUESORT
  }

  sealed interface Part {
    String sql();
  }

  record Statement(boolean succeeds, String sql) implements Part {}

  /// `types` has one letter a column: `I`, `R` or `T`; `expected` is one line a value, or one line
  /// with a count and a hash.
  record Query(String types, Order order, String sql, List<String> expected, int hashThreshold)
      implements Part {}

  /// The next record that is for every database; null at the end.
  @Nullable Part next() throws IOException {
    while (true) {
      List<String> record = record();
      if (record.isEmpty()) {
        return null;
      }
      boolean isForOthers = false;
      while (!record.isEmpty()
          && (record.getFirst().startsWith("onlyif") || record.getFirst().startsWith("skipif"))) {
        isForOthers |= record.removeFirst().startsWith("onlyif");
      }
      if (!isForOthers && !record.isEmpty()) {
        if (record.getFirst().equals("halt")) {
          return null;
        }
        Part part = part(record);
        if (part != null) {
          return part;
        }
      }
    }
  }

  /// The lines up to the next empty one, without comments; no lines at the end of the script.
  private List<String> record() throws IOException {
    List<String> record = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("#")) {
        continue;
      }
      if (!line.isBlank()) {
        record.add(line.stripTrailing());
      } else if (!record.isEmpty()) {
        return record;
      }
    }
    return record;
  }

  private @Nullable Part part(List<String> record) {
    String[] words = record.getFirst().split("\\s+");
    return switch (words[0]) {
      case "hash-threshold" -> {
        hashThreshold = Integer.parseInt(words[1]);
        yield null;
      }
      case "statement" ->
          new Statement(words[1].equals("ok"), String.join("\n", record.subList(1, record.size())));
      case "query" -> query(words, record);
      default -> throw new IllegalArgumentException("record of unknown kind: " + record);
    };
  }

  private Query query(String[] words, List<String> record) {
    int result = record.indexOf("----");
    int end = result < 0 ? record.size() : result;
    Order order =
        switch (words.length > 2 ? words[2] : "") {
          case "rowsort" -> Order.ROWSORT;
          case "valuesort" -> Order.VALUESORT;
          default -> Order.NOSORT;
        };
    return new Query(
        words[1],
        order,
        String.join("\n", record.subList(1, end)),
        result < 0 ? List.of() : List.copyOf(record.subList(result + 1, record.size())),
        hashThreshold);
  }
}

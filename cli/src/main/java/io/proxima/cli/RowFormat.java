package io.proxima.cli;

import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.server.copy.CopyOptions;
import io.proxima.server.copy.CopyOut;
import java.io.PrintStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How the rows of a result are printed.
enum RowFormat {
  /// For people: aligned, vectors shortened, with a line that says how many rows there are.
  TABLE,
  /// Comma-separated values with a header, as `COPY` writes them.
  CSV,
  /// One JSON object a line, as `COPY` writes them.
  JSON;

  /// The format of that name.
  static RowFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.text().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "there is no format " + name + "; there are " + String.join(", ", names())));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(RowFormat::text).collect(Collectors.toList());
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether nothing but rows belongs on the output.
  boolean isForMachines() {
    return this != TABLE;
  }

  /// Prints all rows without anything else, whole.
  void print(ResultSet rows, PrintStream out) throws SQLException {
    try {
      CopyOptions options =
          CopyOptions.of(false, "", Map.of("format", this == CSV ? "csv" : "jsonl"));
      CopyOut.print(
          out::write,
          options,
          rows.unwrap(RowStream.class),
          () -> !out.checkError() && TableTarget.calling(rows::next),
          (count, bytes, totalBytes) -> {});
    } catch (SessionException e) {
      throw new SQLException(e.getMessage(), e.sqlState(), e);
    }
  }
}

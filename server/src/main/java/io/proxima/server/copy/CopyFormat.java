package io.proxima.server.copy;

import java.util.Locale;

/// What a file of rows looks like.
enum CopyFormat {
  /// Comma-separated values, RFC 4180: fields between quotes may hold everything. An unquoted field
  /// that is the text for NULL, empty if not said otherwise, is NULL.
  CSV,
  /// A JSON object a line, with the names of the columns as keys.
  JSONL;

  /// The format that the name of a file tells.
  static CopyFormat ofFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".jsonl") || lower.endsWith(".ndjson") ? JSONL : CSV;
  }

  /// The name as it is written in the options.
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

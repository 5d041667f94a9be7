package io.proxima.engine.segment.viper;

import java.nio.charset.StandardCharsets;

/// The names of the files of the layout, and what marks them.
final class ViperFormat {
  static final String DATA = "data.parquet";

  /// The version of the Parquet format.
  static final int VERSION = 2;

  /// Stands at both ends of a Parquet file.
  static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private ViperFormat() {}

  /// The file of the squared norms of a column.
  static String norms(int columnId) {
    return "norms." + columnId;
  }
}

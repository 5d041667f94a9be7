package io.proxima.server.copy;

import io.proxima.client.RowStream;
import io.proxima.client.SessionException;

/// Writes the records of a file.
///
/// - **Threads:** one thread.
sealed interface RecordWriter permits CsvWriter, JsonWriter {
  /// Writes what comes before the first record.
  void begin() throws SessionException;

  /// Writes the current row.
  void write(RowStream rows) throws SessionException;
}

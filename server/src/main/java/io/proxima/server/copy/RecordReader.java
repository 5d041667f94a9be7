package io.proxima.server.copy;

import io.proxima.client.SessionException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the records of a file from its start.
///
/// - **Threads:** one thread.
sealed interface RecordReader permits CsvReader, JsonReader {
  /// The names that the file begins with: of a header, or the keys of the first object.
  Optional<List<String>> names();

  /// Says what the values of the following records belong to.
  void bind(List<CopyColumn> columns);

  /// The texts of the next record, one for each bound column; null behind the last one. A null text
  /// is NULL.
  ///
  /// @throws SessionException that names the place
  @Nullable String @Nullable [] next() throws SessionException;

  /// The line at which the last record began, from 1.
  long line();

  /// How many bytes of the file were read.
  long offsetBytes();
}

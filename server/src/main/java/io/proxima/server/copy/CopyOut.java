package io.proxima.server.copy;

import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.engine.io.NewFile;
import io.proxima.engine.io.UserFiles;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Copies the rows of a query into a file.
///
/// The file has its name when the last row is in it; before, or if the copy fails, nobody sees it.
///
/// - **Threads:** one thread.
public final class CopyOut {
  private static final int CHUNK_ROWS = 1_000;

  private final String file;
  private final CopyOptions options;
  private final CopyProgress progress;

  /// A copy to a file.
  public CopyOut(String file, CopyOptions options, CopyProgress progress) {
    this.file = file;
    this.options = options;
    this.progress = progress;
  }

  /// How the next row is reached.
  @FunctionalInterface
  public interface Advance {
    /// Goes to the next row; false behind the last one.
    boolean next() throws SessionException;
  }

  /// Where bytes go.
  @FunctionalInterface
  public interface Sink {
    /// Writes a part of an array, which it borrows.
    void write(byte[] source, int from, int length);
  }

  /// Copies all rows; returns how many there were. `advance` moves `rows`.
  ///
  /// @throws SessionException with the code that the query or the file caused
  public long run(UserFiles files, RowStream rows, Advance advance) throws SessionException {
    try (NewFile open = Translation.of(() -> files.create(file, options.overwrite()))) {
      long count = print(open::write, options, rows, advance, progress);
      Translation.of(() -> {
        open.complete();
        return open;
      });
      return count;
    }
  }

  /// Writes all rows as a copy to a file would; returns how many there were.
  ///
  /// @throws SessionException with the code that the query caused
  public static long print(
      Sink sink, CopyOptions options, RowStream rows, Advance advance, CopyProgress progress)
      throws SessionException {
    ByteOutput out = new ByteOutput(sink);
    RecordWriter writer = writer(out, options, rows.columns());
    writer.begin();
    long count = 0;
    while (advance.next()) {
      writer.write(rows);
      if (++count % CHUNK_ROWS == 0) {
        progress.advanced(count, out.offsetBytes(), 0);
      }
    }
    out.flush();
    progress.advanced(count, out.offsetBytes(), 0);
    return count;
  }

  private static RecordWriter writer(
      ByteOutput out, CopyOptions options, List<ResultColumn> columns) throws SessionException {
    Set<String> labels = new HashSet<>();
    for (ResultColumn column : columns) {
      if (!labels.add(column.label())) {
        throw new SessionException(
            "42P16", "two columns of the file would be named " + column.label() + "; use AS");
      }
    }
    return switch (options.format()) {
      case CSV -> new CsvWriter(out, options, columns);
      case JSONL -> new JsonWriter(out, columns);
    };
  }
}

package io.proxima.server.copy;

import io.proxima.client.ParameterColumn;
import io.proxima.client.PreparedQuery;
import io.proxima.client.SessionException;
import io.proxima.engine.io.ReadableFile;
import io.proxima.engine.io.UserFiles;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Copies the rows of a file into a table.
///
/// A bad row ends the copy: rows that were not committed before are forgotten, and the error says
/// how many were.
///
/// - **Threads:** one thread.
public final class CopyIn {
  private static final int CHUNK_ROWS = 1_000;
  private static final long CHUNK_BYTES = 4 << 20;

  private final String file;
  private final FilePlace place;
  private final CopyOptions options;
  private final List<String> listed;
  private final CopyTarget target;
  private final CopyProgress progress;
  private final List<@Nullable Object[]> rows = new ArrayList<>(CHUNK_ROWS);
  private final long[] lines = new long[CHUNK_ROWS];
  private long read;
  private long committed;

  /// A copy into those columns, or if there are none, into the ones that the file names.
  public CopyIn(
      String file,
      CopyOptions options,
      List<String> columns,
      CopyTarget target,
      CopyProgress progress) {
    this.file = file;
    this.place = new FilePlace(file);
    this.options = options;
    this.listed = List.copyOf(columns);
    this.target = target;
    this.progress = progress;
  }

  /// Copies all rows; returns how many there were.
  ///
  /// @throws SessionException with the code that a value, the table or the file caused
  public long run(UserFiles files) throws SessionException {
    long batchRows = options.batchRows(target.isInTransaction());
    try (ReadableFile open = Translation.of(() -> files.open(file))) {
      ByteInput in = new ByteInput(open);
      RecordReader reader = reader(in);
      List<CopyColumn> columns = columns(reader.names());
      reader.bind(columns);
      copy(reader, columns, batchRows, open.sizeBytes());
      return read;
    } catch (SessionException e) {
      throw committed == 0
          ? e
          : new SessionException(
              e.sqlState(),
              e.getMessage() + " (" + committed + " rows before are committed)",
              0,
              e);
    }
  }

  private RecordReader reader(ByteInput in) throws SessionException {
    in.skipMark();
    return switch (options.format()) {
      case CSV -> new CsvReader(in, options, place);
      case JSONL -> new JsonReader(in, place);
    };
  }

  private void copy(RecordReader reader, List<CopyColumn> columns, long batchRows, long totalBytes)
      throws SessionException {
    long chunkStart = 0;
    for (@Nullable String[] cells = reader.next(); cells != null; cells = reader.next()) {
      lines[rows.size()] = reader.line();
      rows.add(values(cells, columns));
      read++;
      boolean endsBatch = batchRows > 0 && read - committed == batchRows;
      if (endsBatch
          || rows.size() == CHUNK_ROWS
          || reader.offsetBytes() - chunkStart >= CHUNK_BYTES) {
        flush();
        chunkStart = reader.offsetBytes();
        progress.advanced(read, chunkStart, totalBytes);
      }
      if (endsBatch) {
        commit();
      }
    }
    flush();
    progress.advanced(read, totalBytes, totalBytes);
    commit();
  }

  private @Nullable Object[] values(@Nullable String[] cells, List<CopyColumn> columns)
      throws SessionException {
    @Nullable Object[] values = new @Nullable Object[cells.length];
    for (int i = 0; i < cells.length; i++) {
      String cell = cells[i];
      if (cell != null) {
        place.column(columns.get(i).name());
        values[i] = columns.get(i).read(cell, place);
      }
    }
    return values;
  }

  private void flush() throws SessionException {
    if (rows.isEmpty()) {
      return;
    }
    try {
      target.write(rows);
    } catch (SessionException e) {
      throw located(e);
    }
    rows.clear();
  }

  private void commit() throws SessionException {
    target.commit();
    committed = read;
  }

  /// The error of a chunk as that of the row that causes it, which shows when rows come alone.
  private SessionException located(SessionException error) {
    boolean isOfRow = error.sqlState().startsWith("22") || error.sqlState().startsWith("23");
    for (int i = 0; isOfRow && i < rows.size(); i++) {
      try {
        target.write(rows.subList(i, i + 1));
      } catch (SessionException e) {
        place.line(lines[i]);
        return new SessionException(e.sqlState(), place.name() + ": " + e.getMessage(), 0, e);
      }
    }
    return error;
  }

  private List<CopyColumn> columns(Optional<List<String>> inFile) throws SessionException {
    List<String> names = names(inFile);
    PreparedQuery insert = target.prepare(names);
    List<ParameterColumn> parameters = insert.parameters();
    List<CopyColumn> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      columns.add(new CopyColumn(names.get(i), parameters.get(i)));
    }
    return columns;
  }

  /// The columns of the records, in their order where they have one.
  private List<String> names(Optional<List<String>> inFile) throws SessionException {
    List<CopyTarget.Column> all = target.columns();
    List<String> names = new ArrayList<>(listed);
    if (inFile.isEmpty()) {
      return listed.isEmpty() ? all.stream().map(CopyTarget.Column::name).toList() : names;
    }
    List<String> given = inFile.get();
    requireKnown(given, all);
    if (options.format() == CopyFormat.CSV) {
      return given;
    }
    if (listed.isEmpty()) {
      all.stream()
          .filter(column -> !column.isFilled() || given.contains(column.name()))
          .forEach(column -> names.add(column.name()));
    }
    return names;
  }

  private void requireKnown(List<String> given, List<CopyTarget.Column> all)
      throws SessionException {
    List<String> known =
        listed.isEmpty() ? all.stream().map(CopyTarget.Column::name).toList() : listed;
    Set<String> seen = new HashSet<>();
    for (String name : given) {
      if (!known.contains(name)) {
        throw place.error(
            "42703",
            "expected names of the columns "
                + String.join(", ", known)
                + ", found '"
                + name
                + "'"
                + (options.format() == CopyFormat.CSV
                    ? "; a file without them is read WITH (header = false)"
                    : ""));
      }
      if (!seen.add(name)) {
        throw place.error("22P02", "found the column " + name + " twice");
      }
    }
    if (options.format() == CopyFormat.CSV && !seen.containsAll(listed)) {
      throw place.error(
          "22P02", "expected the columns " + String.join(", ", listed) + ", found " + given);
    }
  }
}

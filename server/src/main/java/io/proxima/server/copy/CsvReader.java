package io.proxima.server.copy;

import io.proxima.client.SessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads comma-separated values as RFC 4180 says, in UTF-8 with or without a mark; lines end with
/// LF or CR LF.
final class CsvReader implements RecordReader {
  private final ByteInput in;
  private final CopyOptions options;
  private final FilePlace place;
  private final TextBuffer buffer = new TextBuffer();
  private final Optional<List<String>> names;
  private List<CopyColumn> columns = List.of();
  private long line = 1;
  private boolean isQuoted;

  CsvReader(ByteInput in, CopyOptions options, FilePlace place) throws SessionException {
    this.in = in;
    this.options = options;
    this.place = place;
    this.names = options.hasHeader() ? Optional.of(header()) : Optional.empty();
  }

  private List<String> header() throws SessionException {
    List<String> header = new ArrayList<>();
    List<@Nullable String> fields = record();
    if (fields == null || fields.contains(null)) {
      throw place.error("22P02", "expected a header with the names of columns, found none");
    }
    fields.forEach(field -> header.add(String.valueOf(field)));
    return header;
  }

  @Override
  public Optional<List<String>> names() {
    return names;
  }

  @Override
  public void bind(List<CopyColumn> bound) {
    columns = bound;
  }

  @Override
  public @Nullable String @Nullable [] next() throws SessionException {
    List<@Nullable String> fields = record();
    if (fields == null) {
      return null;
    }
    if (fields.size() != columns.size()) {
      place.column("");
      throw place.error(
          "22P02", "expected " + columns.size() + " field(s), found " + fields.size());
    }
    return fields.toArray(new @Nullable String[0]);
  }

  @Override
  public long line() {
    return place.line();
  }

  @Override
  public long offsetBytes() {
    return in.offsetBytes();
  }

  /// The fields of the next line, or of several lines if there are quotes; null at the end.
  private @Nullable List<@Nullable String> record() throws SessionException {
    place.line(line);
    if (in.peek() == ByteInput.END) {
      return null;
    }
    List<@Nullable String> fields = new ArrayList<>(columns.size());
    boolean goesOn = true;
    while (goesOn) {
      place.column(fields.size() < columns.size() ? columns.get(fields.size()).name() : "");
      goesOn = field();
      String text = buffer.text(place);
      fields.add(!isQuoted && text.equals(options.nullText()) ? null : text);
    }
    return fields;
  }

  /// Reads a field into the buffer and what ends it; false if that was the end of the record.
  private boolean field() throws SessionException {
    buffer.clear();
    isQuoted = in.peek() == options.quote();
    if (isQuoted) {
      in.next();
      quoted();
    }
    while (true) {
      int c = in.next();
      if (c == options.delimiter()) {
        return true;
      }
      if (c == ByteInput.END || c == '\n' || (c == '\r' && in.peek() == '\n')) {
        if (c == '\r') {
          in.next();
        }
        line++;
        return false;
      }
      unquoted(c);
    }
  }

  private void unquoted(int c) throws SessionException {
    if (isQuoted) {
      throw place.unreadable("a delimiter or the end of the line behind a quote", shown(c));
    }
    if (c == options.quote() || c == '\r' || c == 0) {
      throw place.unreadable("quotes around a field that holds such a character", shown(c));
    }
    buffer.append(c, place);
  }

  private void quoted() throws SessionException {
    while (true) {
      int c = in.next();
      if (c == ByteInput.END) {
        throw place.error(
            "22P02", "expected the closing quote of a field, found the end of the file");
      }
      if (c == options.quote()) {
        if (in.peek() != options.quote()) {
          return;
        }
        in.next();
      }
      if (c == '\n') {
        line++;
      }
      buffer.append(c, place);
    }
  }

  private static String shown(int c) {
    return c > ' ' && c < 127 ? String.valueOf((char) c) : "0x%02x".formatted(c);
  }
}

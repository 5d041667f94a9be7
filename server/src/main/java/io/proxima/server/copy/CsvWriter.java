package io.proxima.server.copy;

import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import java.util.List;

/// Writes comma-separated values; only fields that need quotes have them.
final class CsvWriter implements RecordWriter {
  private final ByteOutput out;
  private final CopyOptions options;
  private final List<ResultColumn> columns;
  private final StringBuilder record = new StringBuilder();

  CsvWriter(ByteOutput out, CopyOptions options, List<ResultColumn> columns) {
    this.out = out;
    this.options = options;
    this.columns = columns;
  }

  @Override
  public void begin() throws SessionException {
    if (options.hasHeader()) {
      for (int i = 0; i < columns.size(); i++) {
        separate(i);
        append(columns.get(i).label());
      }
      end();
    }
  }

  @Override
  public void write(RowStream rows) throws SessionException {
    for (int i = 0; i < columns.size(); i++) {
      separate(i);
      Object value = rows.valueAt(i);
      if (value == null) {
        record.append(options.nullText());
      } else {
        String label = columns.get(i).label();
        append(CopyColumn.write(columns.get(i).type(), value, () -> "column " + label));
      }
    }
    end();
  }

  private void separate(int column) {
    if (column > 0) {
      record.append(options.delimiter());
    }
  }

  private void end() throws SessionException {
    out.write(record.append('\n'));
    record.setLength(0);
  }

  private void append(String text) {
    char quote = options.quote();
    if (!needsQuotes(text)) {
      record.append(text);
      return;
    }
    record.append(quote);
    record.append(text.replace(String.valueOf(quote), String.valueOf(new char[] {quote, quote})));
    record.append(quote);
  }

  private boolean needsQuotes(String text) {
    if (text.equals(options.nullText()) || text.startsWith("\uFEFF")) {
      return true;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == options.delimiter() || c == options.quote()) {
        return true;
      }
    }
    return false;
  }
}

package io.proxima.server.copy;

import io.proxima.client.value.Place;

/// A place in a file, for messages.
///
/// - **Threads:** one thread.
final class FilePlace implements Place {
  private final String file;
  private long line;
  private String column = "";

  FilePlace(String file) {
    this.file = file;
  }

  void line(long number) {
    line = number;
    column = "";
  }

  long line() {
    return line;
  }

  /// Says which column is being read; empty for none.
  void column(String name) {
    column = name;
  }

  @Override
  public String name() {
    return file
        + (line == 0 ? "" : ", line " + line)
        + (column.isEmpty() ? "" : ", column " + column);
  }
}

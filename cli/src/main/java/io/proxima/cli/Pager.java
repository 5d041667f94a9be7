package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A program that shows a long text page by page.
///
/// - **Owns:** the program, until `close`, which waits for its end.
final class Pager implements AutoCloseable {
  private final Process process;
  private final PrintStream out;

  private Pager(Process process) {
    this.process = process;
    this.out = new PrintStream(process.getOutputStream(), false, StandardCharsets.UTF_8);
  }

  /// Starts the program that `$PAGER` names, `less` if it names none.
  static Pager open() throws IOException {
    String command = Objects.requireNonNullElse(System.getenv("PAGER"), "less -S");
    return new Pager(
        new ProcessBuilder("sh", "-c", command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /// What it shows.
  PrintStream out() {
    return out;
  }

  @Override
  public void close() {
    out.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

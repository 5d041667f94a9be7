package io.proxima.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Rows with vectors that are inserted through JDBC in batches, each a durable transaction, by a
/// virtual machine with 512 MB of heap: into Proxima, H2 and SQLite, one after the other.
record LoadPart(boolean quick) implements Part {
  static final int DIM = 128;

  @Override
  public String name() {
    return "load";
  }

  @Override
  public Table run() throws IOException, InterruptedException {
    int rowCount = quick ? 100_000 : 1_000_000;
    List<List<Object>> rows = new ArrayList<>();
    for (LoadTarget target : LoadTarget.values()) {
      try (Scratch scratch = Scratch.open()) {
        String[] figures = launch(target, scratch.path(), rowCount).split(" ");
        List<Path> files = files(scratch.path());
        long bytes = 0;
        for (Path file : files) {
          bytes += Files.size(file);
        }
        rows.add(
            List.of(
                target.title(),
                Double.parseDouble(figures[0]),
                Double.parseDouble(figures[1]),
                (long) files.size(),
                bytes / (1024.0 * 1024),
                bytes / (double) ((long) rowCount * LoadTarget.RAW_ROW_BYTES),
                Double.parseDouble(figures[2])));
      }
    }
    return new Table(
        "load",
        "Load: rows of 128 floats and six scalar columns",
        List.of("database", "rows/s", "then to compact, s", "files", "MiB", "× raw", "reopen, ms"),
        rows,
        String.format(
            "%,d rows through one JDBC connection, 1,000 rows a batch and a transaction, each"
                + " forced to the disk; -Xmx512m. H2 with WRITE_DELAY 0, SQLite with a write-ahead"
                + " log and synchronous FULL, vectors as bytes. Raw are %d bytes a row: floats and"
                + " scalars alone. Compact is proxima.compact, SHUTDOWN COMPACT of H2 and VACUUM of"
                + " SQLite. Reopen is to the answer of COUNT(*) and a look-up by key.",
            rowCount, LoadTarget.RAW_ROW_BYTES));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }

  private static String launch(LoadTarget target, Path directory, int rows)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            LoadRun.class.getName(),
            target.name(),
            directory.toString(),
            Integer.toString(rows));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      int exit = process.waitFor();
      if (exit != 0 || line == null) {
        throw new IOException("loading " + target.title() + " ended with " + exit);
      }
      return line;
    }
  }
}

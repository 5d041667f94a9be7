package io.proxima.bench;

import io.proxima.engine.time.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How long a fresh virtual machine takes to the answer of its first statement.
record StartPart(boolean quick, Clock clock) implements Part {
  static final int DIM = 384;
  private static final int ROWS = 1_000;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public Table run() throws IOException, SQLException, InterruptedException {
    int rounds = quick ? 5 : 11;
    try (Scratch scratch = Scratch.open()) {
      String url = "jdbc:proxima:file:" + scratch.path().resolve("db");
      load(url);
      long[] bare = new long[rounds];
      long[] whole = new long[rounds];
      long[] connect = new long[rounds];
      long[] statement = new long[rounds];
      for (int i = 0; i < rounds; i++) {
        long start = clock.monotonicNanos();
        launch(List.of());
        bare[i] = clock.monotonicNanos() - start;
        start = clock.monotonicNanos();
        String[] micros = launch(List.of(url)).split(" ");
        whole[i] = clock.monotonicNanos() - start;
        connect[i] = Long.parseLong(micros[0]) * 1_000;
        statement[i] = Long.parseLong(micros[1]) * 1_000;
      }
      return table(rounds, new Sampled(bare), new Sampled(whole), connect, statement);
    }
  }

  private static Table table(
      int rounds, Sampled bare, Sampled whole, long[] connect, long[] statement) {
    List<List<Object>> rows = new ArrayList<>();
    rows.add(row("the virtual machine alone", bare, bare));
    rows.add(row("open the database", new Sampled(connect), bare));
    rows.add(row("first statement, prepared and answered", new Sampled(statement), bare));
    rows.add(row("all, from process start to end", whole, bare));
    return new Table(
        "start",
        "Cold start, ms",
        List.of("what", "median", "min", "max", "× the machine alone"),
        rows,
        rounds
            + " fresh virtual machines; a database of 1,000 rows of VECTOR(384) on disk; the"
            + " statement is a nearest-neighbour query.");
  }

  private static List<Object> row(String what, Sampled times, Sampled bare) {
    return List.of(
        what,
        times.medianMillis(),
        times.quantile(0) / 1e6,
        times.quantile(1) / 1e6,
        times.medianMillis() / bare.medianMillis());
  }

  private static void load(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url)) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(Docs.sql(DIM));
      }
      float[] values = Docs.vectors(1, ROWS, DIM);
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO docs (id, v) VALUES (?, ?)")) {
        for (int id = 0; id < ROWS; id++) {
          insert.setLong(1, id);
          insert.setObject(2, Arrays.copyOfRange(values, id * DIM, (id + 1) * DIM));
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
  }

  private static String launch(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ColdStart.class.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException("a fresh virtual machine ended with " + exit);
      }
      return line == null ? "" : line;
    }
  }
}

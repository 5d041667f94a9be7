package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Makes a database of the sample in a fresh directory, asks it five questions, and says how to go
/// on.
final class Demo {
  private static final String TABLE =
      """
      CREATE TABLE papers (
        id        VARCHAR PRIMARY KEY,
        title     VARCHAR NOT NULL,
        abstract  VARCHAR NOT NULL,
        year      INTEGER NOT NULL,
        venue     VARCHAR NOT NULL,
        embedding VECTOR(384) NOT NULL
      )\
      """;

  private static final int BATCH_ROWS = 1000;

  private final Connection connection;
  private final PrintStream out;

  Demo(Connection connection, PrintStream out) {
    this.connection = connection;
    this.out = out;
  }

  static int run(List<String> args, PrintStream out) throws SQLException, IOException {
    Path directory = args.isEmpty() ? freshDirectory() : Path.of(args.getFirst());
    if (Files.exists(directory)) {
      throw new UsageException(
          "demo needs a directory that does not exist yet, and " + directory + " does");
    }
    String url = "jdbc:proxima:file:" + directory.toAbsolutePath();
    Sample sample = Sample.load();
    try (Connection connection = DriverManager.getConnection(url)) {
      Demo demo = new Demo(connection, out);
      demo.fill(sample);
      for (DemoQuery query : DemoQuery.all(sample)) {
        demo.ask(query);
      }
    }
    out.println(goOn(url));
    return Main.OK;
  }

  private static Path freshDirectory() {
    return IntStream.iterate(1, i -> i + 1)
        .mapToObj(i -> Path.of(i == 1 ? "proxima-demo" : "proxima-demo-" + i))
        .filter(path -> !Files.exists(path))
        .findFirst()
        .orElseThrow();
  }

  /// Creates the table and adds all papers in one transaction.
  void fill(Sample sample) throws SQLException {
    out.println("A new database, with a table of abstracts and their embeddings:\n");
    out.println(indent(TABLE) + "\n");
    long start = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    connection.setAutoCommit(false);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?)")) {
      int rows = 0;
      for (Sample.Paper paper : sample.papers()) {
        insert.setString(1, paper.id());
        insert.setString(2, paper.title());
        insert.setString(3, paper.text());
        insert.setInt(4, paper.year());
        insert.setString(5, paper.venue());
        insert.setObject(6, paper.embedding());
        insert.addBatch();
        if (++rows % BATCH_ROWS == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
    connection.commit();
    connection.setAutoCommit(true);
    out.printf(
        Locale.ROOT,
        "%,d rows inserted in batches, durable on disk after %s%n",
        sample.papers().size(),
        elapsed(start));
  }

  private void ask(DemoQuery query) throws SQLException {
    out.println("\n── " + query.title() + "\n");
    out.println(indent(query.sql()) + "\n");
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      for (int i = 0; i < query.parameters().size(); i++) {
        statement.setObject(i + 1, query.parameters().get(i));
      }
      long start = System.nanoTime();
      try (ResultSet rows = statement.executeQuery()) {
        ResultTable table = ResultTable.read(rows);
        String time = elapsed(start);
        out.print(table.text());
        out.println("(" + table.rowCount() + " rows, " + time + ", exact)");
      }
    }
  }

  private static String elapsed(long startNanos) {
    return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - startNanos) / 1e6);
  }

  private static String indent(String text) {
    return text.indent(2).stripTrailing();
  }

  private static String goOn(String url) {
    return """

    The database stays. Go on in the shell:

      ./proxima sql %1$s

    or in Java, with cli/target/proxima.jar on the class path:

      try (Connection connection = DriverManager.getConnection("%1$s");
           PreparedStatement nearest = connection.prepareStatement(
               "SELECT title FROM papers ORDER BY embedding <=> ? LIMIT 10")) {
        nearest.setObject(1, new float[384]);   // your embedding (a zero vector has no cosine)
        ...
      }
    """
        .formatted(url);
  }
}

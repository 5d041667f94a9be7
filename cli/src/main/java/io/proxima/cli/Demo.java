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
    Path directory =
        (args.isEmpty() ? freshDirectory() : Path.of(args.getFirst())).toAbsolutePath().normalize();
    if (Files.exists(directory)) {
      throw new UsageException(
          "demo makes a new directory, but " + directory + " is there already; name another");
    }
    String url = "jdbc:proxima:file:" + directory;
    Sample sample = Sample.load();
    out.printf(
        Locale.ROOT,
        "%,d abstracts of research papers with their embeddings (ACL Anthology, CC BY 4.0)%n"
            + "go into a new database in %s%n%n",
        sample.papers().size(),
        directory);
    try (Connection connection = DriverManager.getConnection(url)) {
      Demo demo = new Demo(connection, out);
      demo.fill(sample);
      for (DemoQuery query : DemoQuery.all(sample)) {
        demo.ask(query);
      }
    }
    out.println(goOn(url, sample.papers().getFirst().id()));
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
    String title = "── " + query.title() + " ";
    out.println("\n" + title + "─".repeat(Math.max(0, Shell.WIDTH - title.length())));
    out.println(query.question() + "\n");
    out.println(indent(query.sql()) + "\n");
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      for (int i = 0; i < query.parameters().size(); i++) {
        statement.setObject(i + 1, query.parameters().get(i));
      }
      long start = System.nanoTime();
      try (ResultSet rows = statement.executeQuery()) {
        long count = ResultTable.print(rows, out, Shell.WIDTH);
        String first = elapsed(start);
        out.println(
            "(" + count + " rows, " + first + "; once more, warm: " + again(statement) + ")");
      }
    }
  }

  /// The time of running a statement again and reading all of its rows.
  private static String again(PreparedStatement statement) throws SQLException {
    long start = System.nanoTime();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        rows.getObject(1);
      }
    }
    return elapsed(start);
  }

  private static String elapsed(long startNanos) {
    return String.format(Locale.ROOT, "%.1f ms", (System.nanoTime() - startNanos) / 1e6);
  }

  private static String indent(String text) {
    return text.indent(2).stripTrailing();
  }

  private static String goOn(String url, String id) {
    return """

    The database stays. Go on in the shell:

      %1$s sql %2$s

    with, for example, the papers nearest to one of them:

      SELECT title, year FROM papers
      ORDER BY embedding <=> (SELECT embedding FROM papers WHERE id = '%3$s') LIMIT 5;

    or in Java, with %4$s on the class path:

      try (Connection connection = DriverManager.getConnection("%2$s");
          PreparedStatement nearest = connection.prepareStatement(
              "SELECT title FROM papers ORDER BY embedding <=> ? LIMIT 10")) {
        nearest.setObject(1, embedding);   // a float[384], from the model that made the others
        for (ResultSet rows = nearest.executeQuery(); rows.next(); ) {
          System.out.println(rows.getString("title"));
        }
      }
    """
        .formatted(
            System.getProperty("proxima.command", "./proxima"),
            url,
            id,
            System.getProperty("proxima.jar", "cli/target/proxima.jar"))
        .stripTrailing();
  }
}

package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demonstration runs, and each of its answers is what brute force over the sample gives.
final class DemoTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);

  @TempDir Path directory;

  private record Near(Sample.Paper paper, double distance) {}

  @Test
  void theFiveAnswersAreThoseOfBruteForce() throws SQLException, IOException {
    Sample sample = Sample.load();
    List<DemoQuery> queries = DemoQuery.all(sample);
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:demo")) {
      new Demo(
              connection,
              new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))
          .fill(sample);
      equal(
          ask(connection, queries.get(0)),
          "title",
          nearest(sample, p -> true, sample.question(7).embedding()).subList(0, 5));
      equal(
          ask(connection, queries.get(1)),
          "title",
          nearest(
                  sample,
                  p -> p.venue().equals("ACL") && p.year() >= 2018,
                  sample.question(1).embedding())
              .subList(0, 5));
      List<Near> within =
          nearest(sample, p -> true, sample.question(4).embedding()).stream()
              .filter(near -> near.distance < 0.45)
              .toList();
      assertThat(within).hasSizeBetween(3, 40);
      equal(ask(connection, queries.get(2)), "title", within);
      Sample.Paper first = sample.papers().getFirst();
      equal(
          ask(connection, queries.get(3)),
          "title",
          nearest(sample, p -> !p.id().equals(first.id()), first.embedding()).subList(0, 5));
      venues(
          ask(connection, queries.get(4)),
          nearest(sample, p -> true, sample.question(3).embedding()).subList(0, 100));
    }
  }

  @Test
  void theCommandMakesADatabaseThatStays() throws SQLException, IOException {
    Path target = directory.resolve("db");
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertThat(new Main(out, out).run(List.of("demo", target.toString()))).isEqualTo(Main.OK);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("8,000 rows inserted", "(5 rows, ", "./proxima sql jdbc:proxima:file:" + target);
    assertThat(Files.isDirectory(target)).isTrue();
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:file:" + target);
        ResultSet rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM papers")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(8000);
    }
    assertThat(new Main(out, out).run(List.of("demo", target.toString()))).isEqualTo(Main.USAGE);
  }

  private static List<Near> nearest(Sample sample, Predicate<Sample.Paper> filter, float[] query) {
    return sample.papers().stream()
        .filter(filter)
        .map(paper -> new Near(paper, cosineDistance(paper.embedding(), query)))
        .sorted(Comparator.comparingDouble(Near::distance).thenComparing(near -> near.paper.id()))
        .toList();
  }

  private static double cosineDistance(float[] a, float[] b) {
    double dot = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    return 1 - dot / Math.sqrt(squareA * squareB);
  }

  private static void equal(List<Map<String, Object>> rows, String column, List<Near> expected) {
    assertThat(rows)
        .extracting(row -> row.get(column))
        .containsExactlyElementsOf(expected.stream().map(near -> near.paper.title()).toList());
    for (int i = 0; i < rows.size(); i++) {
      assertThat((Double) rows.get(i).get("distance")).isCloseTo(expected.get(i).distance, CLOSE);
    }
  }

  private static void venues(List<Map<String, Object>> rows, List<Near> nearest) {
    Map<String, List<Double>> byVenue = new TreeMap<>();
    nearest.forEach(near ->
        byVenue.computeIfAbsent(near.paper.venue(), venue -> new ArrayList<>()).add(near.distance));
    List<Map.Entry<String, List<Double>>> expected =
        byVenue.entrySet().stream()
            .sorted(
                Comparator.comparingInt((Map.Entry<String, List<Double>> e) -> -e.getValue().size())
                    .thenComparing(Map.Entry::getKey))
            .limit(5)
            .toList();
    assertThat(rows).hasSize(expected.size());
    for (int i = 0; i < rows.size(); i++) {
      assertThat(rows.get(i).get("venue")).isEqualTo(expected.get(i).getKey());
      assertThat(((Number) rows.get(i).get("papers")).intValue())
          .isEqualTo(expected.get(i).getValue().size());
      assertThat((Double) rows.get(i).get("nearest"))
          .isCloseTo(expected.get(i).getValue().getFirst(), CLOSE);
    }
  }

  private static List<Map<String, Object>> ask(Connection connection, DemoQuery query)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      for (int i = 0; i < query.parameters().size(); i++) {
        statement.setObject(i + 1, query.parameters().get(i));
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          Map<String, Object> row = new TreeMap<>();
          for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
            row.put(result.getMetaData().getColumnLabel(i), result.getObject(i));
          }
          rows.add(row);
        }
      }
      return rows;
    }
  }
}

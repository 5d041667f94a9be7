package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `EXPLAIN` of the whole: what is JSON can be read as such, and what was measured is true.
final class ExplainTest {
  private Connection connection;

  @BeforeEach
  void fill() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE docs (id INTEGER PRIMARY KEY, kind VARCHAR, v VECTOR(2))");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO docs VALUES (?, ?, ?)")) {
      for (int id = 0; id < 5_000; id++) {
        insert.setInt(1, id);
        insert.setString(2, id % 10 == 0 ? "it's \"rare\"" : "common");
        insert.setObject(3, new float[] {id, 1});
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private JsonNode json(String options, String sql) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN (" + options + ") " + sql)) {
      assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
      assertThat(rows.next()).isTrue();
      JsonNode json = new ObjectMapper().readTree(rows.getString(1));
      assertThat(rows.next()).isFalse();
      return json;
    }
  }

  @Test
  void jsonNamesTheWayToTheRows() throws Exception {
    JsonNode plan =
        json(
                "FORMAT JSON",
                "SELECT id, v <=> '[1,0]' AS d FROM docs WHERE kind = 'it''s \"rare\"'"
                    + " ORDER BY d LIMIT 3")
            .get("plan");
    assertThat(plan.get("operator").asText()).isEqualTo("Knn");
    assertThat(plan.get("table").asText()).isEqualTo("public.docs");
    assertThat(plan.get("metric").asText()).isEqualTo("COSINE");
    assertThat(plan.get("k").asText()).isEqualTo("3");
    assertThat(plan.get("filter").asText()).contains("\"rare\"");
    assertThat(plan.get("filter_strategy").asText()).isEqualTo("before distances");
    assertThat(plan.get("index").isNull()).isTrue();
    assertThat(plan.get("estimated_rows").asDouble()).isPositive();
    assertThat(plan.get("selectivity").asDouble()).isBetween(0.0, 1.0);
    assertThat(plan.has("rows")).isFalse();
  }

  @Test
  void jsonIsATreeForEveryKindOfStatement() throws Exception {
    for (String sql :
        List.of(
            "SELECT 1",
            "TABLE docs",
            "SELECT id FROM docs WHERE id IN (1, 2)",
            "SELECT id FROM docs WHERE v <-> '[1,0]' < 3 LIMIT 2",
            "SELECT kind, COUNT(*), RANK() OVER (ORDER BY kind) FROM docs GROUP BY kind",
            "SELECT a.id FROM docs a LEFT JOIN docs b ON a.id = b.id + 1",
            "SELECT name FROM proxima.settings",
            "INSERT INTO docs (id) VALUES (-1) RETURNING id",
            "UPDATE docs SET kind = '\u00e4\t\uD83D\uDE00' WHERE id = 1",
            "DELETE FROM docs WHERE id = 2")) {
      for (String options : List.of("FORMAT JSON", "ANALYZE, FORMAT JSON")) {
        JsonNode json = json(options, sql);
        List<JsonNode> nodes = new ArrayList<>();
        collect(json.get("plan"), nodes);
        assertThat(nodes).as(sql).isNotEmpty();
        assertThat(json.has("execution")).isEqualTo(options.startsWith("ANALYZE"));
      }
    }
  }

  private static void collect(JsonNode node, List<JsonNode> nodes) {
    assertThat(node.get("operator").asText()).isNotEmpty();
    assertThat(node.get("description").asText()).startsWith(node.get("operator").asText());
    nodes.add(node);
    node.get("inputs").forEach(input -> collect(input, nodes));
  }

  @Test
  void countsAreThoseOfTheEngine() throws Exception {
    JsonNode json =
        json(
            "ANALYZE, FORMAT JSON",
            "SELECT id FROM docs WHERE kind <> 'common' ORDER BY v <-> '[1,0]' LIMIT 7");
    List<JsonNode> nodes = new ArrayList<>();
    collect(json.get("plan"), nodes);
    JsonNode knn = nodes.getLast();
    assertThat(knn.get("operator").asText()).isEqualTo("Knn");
    assertThat(knn.get("rows").asLong()).isEqualTo(7);
    assertThat(knn.get("batches").asLong()).isEqualTo(1);
    assertThat(knn.get("rows_visited").asLong()).isEqualTo(5_000);
    assertThat(knn.get("rows_filtered_out").asLong()).isEqualTo(4_500);
    assertThat(knn.get("distances_estimated").asLong()).isEqualTo(500);
    assertThat(knn.get("distances_exact").asLong()).isBetween(7L, 500L);
    assertThat(nodes.getFirst().get("millis").asDouble())
        .isGreaterThanOrEqualTo(knn.get("millis").asDouble());
    assertThat(json.get("execution").get("millis").asDouble())
        .isGreaterThanOrEqualTo(knn.get("millis").asDouble());
    assertThat(json.get("planning").get("millis").asDouble()).isPositive();
    assertThat(memory("SELECT id FROM docs")).isZero();
    assertThat(memory("SELECT id FROM docs ORDER BY kind")).isGreaterThan(5_000 * 8);
    assertThat(memory("UPDATE docs SET kind = 'x'")).isGreaterThan(5_000 * 8);
  }

  private long memory(String sql) throws Exception {
    return json("ANALYZE, FORMAT JSON", sql).get("execution").get("memory_bytes").asLong();
  }

  @Test
  void aScanInAJoinIsCountedOncePerOpening() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    collect(
        json(
                "ANALYZE, FORMAT JSON",
                "SELECT a.id FROM docs a JOIN docs b ON a.id = b.id WHERE a.id < 10")
            .get("plan"),
        nodes);
    assertThat(nodes.stream().filter(node -> node.has("rows_visited")).toList())
        .hasSize(2)
        .allMatch(node -> node.get("rows_visited").asLong() == 5_000);
  }

  @Test
  void parametersOfTheStatementAreThoseOfExplain() throws SQLException {
    try (PreparedStatement explain =
        connection.prepareStatement(
            "EXPLAIN ANALYZE SELECT id FROM docs WHERE id < ? ORDER BY v <-> ? LIMIT ?")) {
      assertThat(explain.getParameterMetaData().getParameterCount()).isEqualTo(3);
      for (int limit : List.of(1, 4)) {
        explain.setInt(1, 100);
        explain.setObject(2, new float[] {1, 1});
        explain.setInt(3, limit);
        try (ResultSet rows = explain.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString(1)).contains("rows=" + limit);
        }
      }
    }
  }

  @Test
  void aPreparedExplainSeesTheTableAsItIs() throws SQLException {
    try (PreparedStatement explain = connection.prepareStatement("EXPLAIN ANALYZE TABLE docs");
        Statement statement = connection.createStatement()) {
      assertThat(first(explain)).contains("rows=5000");
      statement.execute("DELETE FROM docs WHERE id < 4000");
      assertThat(first(explain)).contains("rows=1000");
      statement.execute("DROP TABLE docs");
      assertThatThrownBy(explain::executeQuery)
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "42P01");
    }
  }

  private static String first(PreparedStatement explain) throws SQLException {
    try (ResultSet rows = explain.executeQuery()) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  @Test
  void aMeasuredStatementCanBeCancelledByItsTimeLimit() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET proxima.statement_timeout = 50");
      assertThatThrownBy(() ->
              statement.executeQuery("EXPLAIN ANALYZE SELECT COUNT(*) FROM docs a, docs b, docs c"))
          .isInstanceOf(SQLException.class)
          .hasFieldOrPropertyWithValue("SQLState", "57P70");
    }
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What EXPLAIN says of searches for nearest rows: by which index, why not by another, how each
/// part of the rows was searched, and how good the answer is.
final class ExplainSearchTest {
  private static final Pattern RECALL = Pattern.compile("recall=([0-9.]+)");

  @TempDir Path directory;
  private ClusteredTable docs;

  @BeforeEach
  void open() throws SQLException {
    docs = new ClusteredTable(directory);
    docs.insert(6_000);
    docs.run("CALL proxima.flush('docs')");
    docs.run("CREATE INDEX docs_v ON docs USING flat (v vector_cosine_ops)");
  }

  @AfterEach
  void close() throws SQLException {
    docs.close();
  }

  private String near(String operator, String rest) {
    return "SELECT id FROM docs ORDER BY v " + operator + " " + docs.literal() + rest;
  }

  @Test
  void theReasonWhyAnIndexIsNotUsedIsALineBelowTheSearch() throws SQLException {
    assertThat(docs.text("EXPLAIN " + near("<->", " LIMIT 5")))
        .contains("    index docs_v not used: metric is cosine, the query's is l2\n");
    assertThat(docs.text("EXPLAIN " + near("<=>", " LIMIT 5"))).doesNotContain("not used");
    assertThat(docs.text("EXPLAIN " + near("<=>", " FETCH EXACT FIRST 5 ROWS ONLY")))
        .contains("index docs_v not used: the statement asks for exact distances (FETCH EXACT)");
    docs.run("CREATE INDEX docs_w ON docs USING flat (v vector_cosine_ops)");
    assertThat(docs.text("EXPLAIN ANALYZE " + near("<=>", " LIMIT 5")))
        .contains("index docs_w not used: index docs_v is used");
    docs.run("SET proxima.exact = on");
    assertThat(docs.text("EXPLAIN ANALYZE " + near("<=>", " LIMIT 5")))
        .contains("index docs_v not used: proxima.exact is on", "index docs_w not used: proxima.")
        .contains("search=exact of 1");
    assertThat(docs.text("EXPLAIN " + near("<=>", " FETCH APPROX FIRST 5 ROWS ONLY")))
        .doesNotContain("docs_v not used");
    assertThat(docs.text("EXPLAIN SELECT id FROM docs WHERE part = 3"))
        .doesNotContain("docs_v not used");
    assertThat(docs.text("EXPLAIN SELECT id FROM docs WHERE v <=> " + docs.literal() + " < 0.1"))
        .contains("index docs_v not used: proxima.exact is on");
  }

  @Test
  void theReasonIsInTheDocumentAsWell() throws SQLException {
    String json = docs.text("EXPLAIN (FORMAT JSON) " + near("<->", " LIMIT 5"));
    assertThat(json.replaceAll("\\s+", " "))
        .contains("\"indexes_not_used\": [ {")
        .contains("\"index\": \"docs_v\"")
        .contains("\"reason\": \"metric is cosine, the query's is l2\"");
    String analyzed = docs.text("EXPLAIN (ANALYZE, FORMAT JSON) " + near("<=>", " LIMIT 5"));
    assertThat(analyzed.replaceAll("\\s+", " "))
        .doesNotContain("indexes_not_used")
        .contains("\"search\": [ { \"strategy\": \"flat\", \"sources\": 1 } ]");
  }

  @Test
  void everySourceSaysHowItWasSearched() throws SQLException {
    docs.insert(100);
    assertThat(docs.text("EXPLAIN ANALYZE " + near("<=>", " LIMIT 5")))
        .contains("flat of 1", "exact of 1 (fewer than 2000 rows)")
        .doesNotContain("selectivity");
    String half = "SELECT id FROM docs WHERE part < 50 ORDER BY v <=> " + docs.literal();
    String plan = docs.text("EXPLAIN ANALYZE " + half + " LIMIT 5");
    assertThat(plan).contains("flat of 1", "filtered scan of 1 (fewer than 2000 rows)");
    assertThat(plan).containsPattern("selectivity=0\\.[45][0-9]* \\(estimated 0\\.[0-9]+\\)");
    String few = "SELECT id FROM docs WHERE part = 3 ORDER BY v <=> " + docs.literal();
    assertThat(docs.text("EXPLAIN ANALYZE " + few + " LIMIT 5"))
        .contains("flat of 1", "filtered scan of 1 (fewer than 2000 rows)")
        .containsPattern("selectivity=0\\.01[0-9]* ");
    String wide = "SELECT id FROM docs WHERE v <=> " + docs.literal() + " < 1.5";
    assertThat(docs.text("EXPLAIN ANALYZE " + wide))
        .contains("a large part of the rows may be within the distance");
  }

  private double recall(String explain) throws SQLException {
    String plan = docs.text(explain);
    Matcher found = RECALL.matcher(plan);
    assertThat(found.find()).as(plan).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void recallComparesAnAnswerWithTheExactOne() throws SQLException {
    String explain = "EXPLAIN (ANALYZE, RECALL) ";
    assertThat(recall(explain + near("<->", " LIMIT 10"))).isEqualTo(1);
    assertThat(recall(explain + near("<=>", " LIMIT 10"))).isBetween(0.8, 1.0);
    docs.run("DROP INDEX docs_v");
    docs.run("CREATE INDEX docs_v ON docs USING flat (v vector_cosine_ops) WITH (bits = 1)");
    docs.run("SET hnsw.ef_search = 100");
    docs.run("SET proxima.target_recall = 1");
    String many = explain + near("<=>", " LIMIT 100");
    double little = recall(many);
    assertThat(little).isBetween(0.1, 1.0);
    assertThat(docs.text(many.replace("RECALL", "RECALL, FORMAT JSON"))).contains("\"recall\": ");
    docs.run("RESET ALL");
    assertThat(recall(many)).isGreaterThanOrEqualTo(Math.min(little, 0.95));
  }

  @Test
  void rowsThatAreEquallyFarAreEquallyGood() throws SQLException {
    docs.run("CREATE TABLE twins (id INTEGER PRIMARY KEY, v VECTOR(" + ClusteredTable.DIM + "))");
    docs.run("INSERT INTO twins SELECT id, v FROM docs");
    docs.run("INSERT INTO twins SELECT id + 100000, v FROM docs");
    docs.run("CALL proxima.flush('twins')");
    docs.run("CREATE INDEX twins_v ON twins USING flat (v) WITH (bits = 8)");
    String search = "SELECT id FROM twins ORDER BY v <-> " + docs.literal() + " LIMIT 1";
    assertThat(recall("EXPLAIN (ANALYZE, RECALL) " + search)).isEqualTo(1);
  }

  @Test
  void recallOfManySearchesIsThatOfAll() throws SQLException {
    String batch =
        "SELECT q.id FROM (SELECT * FROM docs WHERE id < 5) q, LATERAL TABLE(KNN(TABLE docs,"
            + " DESCRIPTOR(v), q.v, 10)) r";
    assertThat(recall("EXPLAIN (ANALYZE, RECALL) " + batch)).isBetween(0.8, 1.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EXPLAIN (ANALYZE, RECALL) SELECT id FROM docs WHERE part = 1",
        "EXPLAIN (ANALYZE, RECALL) DELETE FROM docs WHERE id = 1",
        "EXPLAIN (RECALL) SELECT id FROM docs ORDER BY v <=> v LIMIT 1"
      })
  void recallOfWhatIsNoSearchIsRefused(String sql) throws SQLException {
    assertThatThrownBy(() -> docs.run(sql))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "0A000")
        .hasMessageContaining("RECALL");
    assertThat(docs.text("SELECT COUNT(*) FROM docs")).isEqualTo("6000\n");
  }
}

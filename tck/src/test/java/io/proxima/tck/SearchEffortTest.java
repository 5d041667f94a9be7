package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much a search by a vector index looks at is what the statement, else the session, says.
final class SearchEffortTest {
  private static final Pattern VISITED = Pattern.compile("distances=(\\d+)");
  private static final Pattern EXACT = Pattern.compile("exact=(\\d+)");

  @TempDir Path directory;
  private ClusteredTable docs;

  @BeforeEach
  void open() throws SQLException {
    docs = new ClusteredTable(directory);
    docs.insert(8_000);
    docs.run("CALL proxima.flush('docs')");
  }

  @AfterEach
  void close() throws SQLException {
    docs.close();
  }

  private static long measured(String plan) {
    return number(EXACT, plan);
  }

  private static long visited(String plan) {
    return number(VISITED, plan);
  }

  private static long number(Pattern pattern, String plan) {
    Matcher found = pattern.matcher(plan);
    assertThat(found.find()).as(plan).isTrue();
    return Long.parseLong(found.group(1));
  }

  @Test
  void aFlatSearchHoldsAsManyCandidatesAsIsSaid() throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING flat (v vector_cosine_ops) WITH (bits = 1)");
    String query = docs.literal();
    String explain = "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v <=> " + query + " LIMIT 10";
    long usual = measured(docs.text(explain));
    docs.run("SET hnsw.ef_search = 20");
    assertThat(docs.text("SHOW hnsw.ef_search")).isEqualTo("hnsw.ef_search\n");
    long few = measured(docs.text(explain));
    assertThat(few).isBetween(10L, usual - 1);
    docs.run("BEGIN");
    docs.run("SET LOCAL hnsw.ef_search = 0");
    assertThat(measured(docs.text(explain))).isEqualTo(usual);
    docs.run("COMMIT");
    assertThat(measured(docs.text(explain))).isEqualTo(few);
    docs.run("RESET hnsw.ef_search");
    assertThat(measured(docs.text(explain))).isEqualTo(usual);
    String knn = "SELECT id FROM TABLE(KNN(TABLE docs, DESCRIPTOR(v), " + query + ", 10";
    String asked = "EXPLAIN ANALYZE " + knn + ", MAP['ef_search', '20']))";
    assertThat(measured(docs.text(asked))).isEqualTo(few);
  }

  @Test
  void anInvertedIndexLooksAtAsManyListsAsIsSaid() throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING ivf (v vector_cosine_ops)");
    String query = docs.literal();
    String explain = "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v <=> " + query + " LIMIT 10";
    docs.run("SET ivf.probes = 1");
    long one = visited(docs.text(explain));
    docs.run("SET ivf.probes = 8");
    long more = visited(docs.text(explain));
    assertThat(more).isGreaterThan(one);
    String knn = "SELECT id FROM TABLE(KNN(TABLE docs, DESCRIPTOR(v), " + query + ", 10";
    String asked = "EXPLAIN ANALYZE " + knn + ", MAP['probes', '1']))";
    assertThat(visited(docs.text(asked))).isEqualTo(one);
    docs.run("RESET ivf.probes");
    assertThat(visited(docs.text(explain))).isBetween(one, more);
  }

  @Test
  void fewerCandidatesThanRowsDoNotCutTheAnswer() throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING flat (v)");
    docs.run("SET hnsw.ef_search = 1");
    docs.run("SET ivf.probes = 1");
    String query = docs.literal();
    assertThat(docs.text("SELECT id FROM docs ORDER BY v <-> " + query + " LIMIT 300").lines())
        .hasSize(300);
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Searches for all rows within a distance, and by functions of the distance, use vector indexes.
final class RangeSearchTest {
  private static final int QUERIES = 20;

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

  private List<String> rows(String sql) throws SQLException {
    return docs.text(sql).lines().toList();
  }

  /// The distance of the n-th nearest row.
  private String distance(String d, int n) throws SQLException {
    docs.run("SET proxima.exact = on");
    String text = docs.text("SELECT " + d + " AS d FROM docs ORDER BY d LIMIT 1 OFFSET " + (n - 1));
    docs.run("RESET proxima.exact");
    return text.strip();
  }

  @ParameterizedTest
  @CsvSource({
    "flat, l2, <->, 30",
    "flat, l2, <->, 900",
    "flat, cosine, <=>, 100",
    "flat, ip, <#>, 100",
    "ivf, l2, <->, 30",
    "ivf, l2, <->, 900",
    "ivf, cosine, <=>, 100",
    "ivf, ip, <#>, 100"
  })
  void nearlyAllRowsWithinADistanceAreFound(String kind, String metric, String operator, int count)
      throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING " + kind + " (v vector_" + metric + "_ops)");
    docs.insert(500); // in memory
    docs.run("DELETE FROM docs WHERE id BETWEEN 1000 AND 1200");
    long found = 0;
    long filtered = 0;
    long allFiltered = 0;
    for (int i = 0; i < QUERIES; i++) {
      String d = "v " + operator + " " + docs.literal();
      String radius = distance(d, count);
      String near = "SELECT id FROM docs WHERE " + d + " <= " + radius;
      if (i == 0) {
        assertThat(docs.text("EXPLAIN ANALYZE " + near)).contains("Range", "index=docs_v");
      }
      String half = near + " AND part < 50";
      List<String> all = rows(near);
      List<String> some = rows(half);
      docs.run("SET proxima.exact = on");
      List<String> exact = rows(near);
      assertThat(exact).hasSize(count);
      assertThat(docs.text("EXPLAIN ANALYZE " + near)).doesNotContain("index=docs_v");
      List<String> exactSome = rows(half);
      docs.run("RESET proxima.exact");
      Set<String> right = new HashSet<>(exact);
      assertThat(all).doesNotHaveDuplicates().isSubsetOf(right);
      assertThat(some).doesNotHaveDuplicates().isSubsetOf(exactSome);
      found += all.size();
      filtered += some.size();
      allFiltered += exactSome.size();
    }
    assertThat(found / (double) (QUERIES * count)).as("recall").isGreaterThanOrEqualTo(0.95);
    assertThat(filtered / (double) allFiltered).as("with a filter").isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void aWideRangeIsMeasuredRowByRow() throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING flat (v)");
    String d = "v <-> " + docs.literal();
    String wide = "SELECT id FROM docs WHERE " + d + " <= " + distance(d, 5_000);
    assertThat(rows(wide)).hasSize(5_000);
    assertThat(rows("SELECT id FROM docs WHERE " + d + " < 1e30")).hasSize(8_000);
    assertThat(rows("SELECT id FROM docs WHERE " + d + " < 0")).isEmpty();
    assertThat(rows("SELECT id FROM docs WHERE " + d + " < -1")).isEmpty();
    assertThat(rows(wide + " LIMIT 7")).hasSize(7);
    assertThat(docs.text("EXPLAIN ANALYZE " + wide + " ORDER BY " + d + " LIMIT 7"))
        .contains("index=docs_v");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-(%s) DESC",
        "1 - (%s) DESC",
        "SQRT(%s)",
        "(%s) * 2",
        "(2 - (%s)) / 2 DESC",
        "SIMILARITY(v, :q, COSINE) DESC",
        "VECTOR_DISTANCE(v, :q, COSINE)"
      })
  void functionsOfTheDistanceThatRiseOrFallUseTheIndex(String order) throws SQLException {
    docs.run("CREATE INDEX docs_v ON docs USING flat (v vector_cosine_ops)");
    String query = docs.literal();
    String plain = "SELECT id FROM docs ORDER BY v <=> " + query + " LIMIT 10";
    String by = order.replace("%s", "v <=> " + query).replace(":q", query);
    String wrapped = "SELECT id FROM docs ORDER BY " + by + " LIMIT 10";
    assertThat(docs.text("EXPLAIN ANALYZE " + wrapped)).contains("Knn", "index=docs_v");
    assertThat(docs.text(wrapped)).isEqualTo(docs.text(plain));
  }
}

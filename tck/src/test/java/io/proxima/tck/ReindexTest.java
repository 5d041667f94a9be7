package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Indexes that are there are made anew while they serve.
final class ReindexTest {
  private static final FileTime LONG_AGO = FileTime.fromMillis(0);
  private static final String EXPLAIN = "EXPLAIN ANALYZE SELECT id FROM docs ORDER BY v <-> ";

  @TempDir Path directory;
  private ClusteredTable docs;

  @BeforeEach
  void open() throws SQLException {
    docs = new ClusteredTable(directory);
    docs.insert(5_000);
    docs.run("CALL proxima.flush('docs')");
    docs.run("CREATE INDEX docs_v ON docs USING flat (v)");
    docs.run("CREATE INDEX docs_part ON docs (part)");
    docs.run("SELECT id FROM docs WHERE part = 3");
  }

  @AfterEach
  void close() throws SQLException {
    docs.close();
  }

  /// The files of indexes; all of them become old.
  private List<Path> age() throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> files =
          tree.filter(path -> path.getFileName().toString().matches("(vectors|index)-[0-9]+"))
              .sorted()
              .toList();
      for (Path file : files) {
        Files.setLastModifiedTime(file, LONG_AGO);
      }
      return files;
    }
  }

  private static boolean isNew(Path file) throws IOException {
    return !Files.getLastModifiedTime(file).equals(LONG_AGO);
  }

  @Test
  void theFilesOfAnIndexOrOfATableAreMadeAnew() throws Exception {
    String query = docs.literal();
    String before = docs.text("SELECT id FROM docs ORDER BY v <-> " + query + " LIMIT 20");
    List<Path> files = age();
    assertThat(files).hasSize(2);
    docs.run("REINDEX INDEX docs_v");
    assertThat(isNew(files.getFirst())).as("ordered").isFalse();
    assertThat(isNew(files.getLast())).as("vectors").isTrue();
    age();
    docs.run("REINDEX INDEX docs_part");
    assertThat(isNew(files.getFirst())).as("ordered").isTrue();
    assertThat(isNew(files.getLast())).as("vectors").isFalse();
    assertThat(age()).isEqualTo(files);
    docs.run("REINDEX TABLE docs");
    assertThat(isNew(files.getFirst())).as("ordered").isTrue();
    assertThat(isNew(files.getLast())).as("vectors").isTrue();
    assertThat(docs.text("SELECT id FROM docs ORDER BY v <-> " + query + " LIMIT 20"))
        .isEqualTo(before);
    docs.reopen();
    assertThat(docs.text(EXPLAIN + query + " LIMIT 20")).contains("index=docs_v");
    assertThat(docs.text("SELECT id FROM docs ORDER BY v <-> " + query + " LIMIT 20"))
        .isEqualTo(before);
    assertThat(docs.text("EXPLAIN ANALYZE SELECT id FROM docs WHERE part = 3"))
        .contains("docs_part");
    assertThat(docs.text("SELECT id FROM docs WHERE part = 3").lines()).hasSize(50);
  }

  @Test
  void whoIsToldToStopLeavesTheOldIndex() throws Exception {
    for (int i = 0; i < 6; i++) {
      docs.run("CREATE INDEX docs_more_" + i + " ON docs USING flat (v) WITH (bits = 8)");
    }
    docs.run("SET proxima.statement_timeout = 1");
    assertThatThrownBy(() -> docs.run("REINDEX TABLE docs"))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "57P70");
    docs.run("RESET proxima.statement_timeout");
    docs.await();
    assertThat(docs.text("SELECT error FROM proxima.background")).isEmpty();
    assertThat(docs.text("SELECT index_name FROM proxima.index_progress")).isEmpty();
    String states =
        "SELECT segments || ' ' || indexed_segments FROM proxima.indexes WHERE kind = 'flat'";
    assertThat(docs.text(states)).isEqualTo("1 1\n".repeat(7));
    docs.reopen();
    assertThat(docs.text(EXPLAIN + docs.literal() + " LIMIT 5")).contains("index=docs_v");
  }

  @ParameterizedTest
  @CsvSource({
    "REINDEX INDEX nothing, 42704",
    "REINDEX TABLE nothing, 42P01",
    "REINDEX INDEX proxima.nothing, 25006",
    "REINDEX TABLE proxima.indexes, 25006"
  })
  void whatIsNoIndexIsRefused(String sql, String state) {
    assertThatThrownBy(() -> docs.run(sql))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", state);
  }

  @Test
  void aReadOnlyTransactionMakesNothing() throws SQLException {
    docs.run("START TRANSACTION READ ONLY");
    assertThatThrownBy(() -> docs.run("REINDEX TABLE docs"))
        .isInstanceOf(SQLException.class)
        .hasFieldOrPropertyWithValue("SQLState", "25006");
    docs.run("ROLLBACK");
  }
}

package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.vector.Metric;
import io.proxima.tck.NearestOracle.Search;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Searches by vector indexes see the rows of their snapshot, and their transaction's own, and
/// nothing else, whatever is written, flushed, merged, indexed and dropped meanwhile.
final class VectorSnapshotTest {
  private static final int ROWS = 6_000;
  private static final int DIM = 8;
  private static final int QUERIES = 5;

  /// Indexes aim at 0.95 on average; this is of few queries.
  private static final double FLOOR = 0.85;

  @TempDir Path directory;

  private final long seed = Long.getLong("seed", 20_29);
  private final SplittableRandom random = new SplittableRandom(seed);
  private NearestOracle now = new NearestOracle("docs");
  private Connection writer;
  private Connection reader;

  @BeforeEach
  void open() throws SQLException {
    System.out.println("VectorSnapshotTest: seed " + seed);
    writer = connect();
    reader = connect();
    reader.setAutoCommit(false);
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:proxima:file:" + directory.resolve("db") + ";historyRetention=3600");
  }

  @AfterEach
  void close() throws SQLException {
    reader.close();
    writer.close();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (result.next()) {
        text.append(result.getString(1)).append('\n');
      }
      return text.toString();
    }
  }

  private float[] vector() {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = (float) random.nextGaussian() + 3 * random.nextInt(2);
    }
    return vector;
  }

  /// New rows, or other vectors for rows that there are.
  private void upsert(Connection connection, NearestOracle oracle, int from, int to)
      throws SQLException {
    boolean isOwn = connection.getAutoCommit();
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("UPSERT INTO docs VALUES (?, ?)")) {
      for (int id = from; id < to; id++) {
        float[] vector = id % 90 == 7 ? null : vector();
        oracle.put(id, vector);
        insert.setInt(1, id);
        insert.setObject(2, vector);
        insert.addBatch();
      }
      insert.executeBatch();
    }
    if (isOwn) {
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private static void delete(Connection connection, NearestOracle oracle, int from, int to)
      throws SQLException {
    run(connection, "DELETE FROM docs WHERE id >= " + from + " AND id < " + to);
    oracle.rows().subMap(from, to).clear();
  }

  private void createIndex(String kind) throws SQLException {
    run(writer, "CREATE INDEX docs_v ON docs USING " + kind + " (v)");
  }

  /// What a connection finds is what an oracle says, and the same if it is asked again.
  private void check(String state, Connection connection, NearestOracle oracle)
      throws SQLException {
    double sum = 0;
    for (int i = 0; i < QUERIES; i++) {
      Search search = Search.of(Metric.L2, vector(), 10);
      sum += oracle.recall(connection, search);
    }
    assertThat(sum / QUERIES).as("recall %s", state).isGreaterThanOrEqualTo(FLOOR);
    oracle.recall(connection, Search.of(Metric.L2, vector(), 2 * ROWS));
    Search half =
        new Search(Metric.L2, vector(), 500, 3, " WHERE MOD(id, 2) = 1", id -> id % 2 == 1);
    oracle.recall(connection, half);
    run(connection, "SET proxima.exact = on");
    assertThat(oracle.recall(connection, Search.of(Metric.L2, vector(), 10))).isEqualTo(1);
    assertThat(oracle.recall(connection, half)).isEqualTo(1);
    run(connection, "RESET proxima.exact");
  }

  @ParameterizedTest
  @CsvSource({"flat", "ivf", "hnsw"})
  void aTransactionSearchesItsOwnSnapshot(String kind) throws SQLException {
    run(writer, "CREATE TABLE docs (id INTEGER PRIMARY KEY, v VECTOR(" + DIM + "))");
    createIndex(kind);
    upsert(writer, now, 0, ROWS / 2);
    run(writer, "CALL proxima.flush('docs')");
    upsert(writer, now, ROWS / 2, ROWS);
    NearestOracle seen = now.as("docs");
    check("at the beginning", reader, seen);
    delete(writer, now, 500, 1_500);
    upsert(writer, now, 2_000, 2_400);
    upsert(writer, now, ROWS, ROWS + 2_500);
    check("of the past after writes", reader, seen);
    check("of today after writes", writer, now);
    run(writer, "CALL proxima.flush('docs')");
    check("of the past after a flush", reader, seen);
    check("of today after a flush", writer, now);
    run(writer, "CALL proxima.compact('docs')");
    check("of the past after a merge", reader, seen);
    check("of today after a merge", writer, now);
    delete(writer, now, 3_000, 4_000);
    run(writer, "DROP INDEX docs_v");
    check("of the past without the index", reader, seen);
    check("of today without the index", writer, now);
    createIndex(kind);
    check("of the past with the index again", reader, seen);
    check("of today with the index again", writer, now);
    reader.commit();
    check("of the next transaction", reader, now);
  }

  @ParameterizedTest
  @CsvSource({"flat", "ivf", "hnsw"})
  void aTransactionSearchesWhatItHasWritten(String kind) throws SQLException {
    run(writer, "CREATE TABLE docs (id INTEGER PRIMARY KEY, v VECTOR(" + DIM + "))");
    createIndex(kind);
    upsert(writer, now, 0, ROWS);
    run(writer, "CALL proxima.flush('docs')");
    NearestOracle own = now.as("docs");
    upsert(reader, own, ROWS, ROWS + 300);
    check("with own rows", reader, own);
    upsert(reader, own, 100, 200);
    delete(reader, own, 300, 400);
    delete(reader, own, ROWS + 10, ROWS + 50);
    check("with own changes", reader, own);
    check("of others", writer, now);
    upsert(writer, now, 1_000, 1_200);
    run(writer, "CALL proxima.compact('docs')");
    check("with own changes after a merge", reader, own);
    upsert(reader, own, ROWS + 300, ROWS + 3_000);
    check("with many own rows", reader, own);
    reader.rollback();
    check("after the end", reader, now);
  }

  @ParameterizedTest
  @CsvSource({"flat", "ivf", "hnsw"})
  void thePastIsSearchedAsItWas(String kind) throws SQLException {
    run(writer, "CREATE TABLE docs (id INTEGER PRIMARY KEY, v VECTOR(" + DIM + "))");
    createIndex(kind);
    upsert(writer, now, 0, ROWS);
    run(writer, "CALL proxima.flush('docs')");
    NearestOracle past = now.as("docs FOR SYSTEM_TIME AS OF " + lastCommit());
    delete(writer, now, 500, 2_500);
    upsert(writer, now, 3_000, 3_300);
    check("of the past by its number", writer, past);
    run(writer, "CALL proxima.compact('docs')");
    check("of the past by its number after a merge", writer, past);
    check("of today", writer, now);
  }

  /// The number of the last commit; times of commits that follow each other closely are not told
  /// apart.
  private String lastCommit() throws SQLException {
    writer.setAutoCommit(false);
    text(writer, "SELECT COUNT(*) FROM docs");
    String number = text(writer, "SELECT MAX(transaction_snapshot) FROM proxima.sessions").strip();
    writer.commit();
    writer.setAutoCommit(true);
    return number;
  }
}

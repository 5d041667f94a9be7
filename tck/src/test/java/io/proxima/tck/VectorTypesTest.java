package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.client.SparseVector;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every kind of vectors through JDBC: stored in a file database, found again, described, searched.
final class VectorTypesTest {
  private static final int ROWS = 300;
  private static final int DIM = 20;

  @TempDir Path folder;

  private final RandomGenerator random = new SplittableRandom(9);

  private Connection connect(String properties) throws SQLException {
    return DriverManager.getConnection("jdbc:proxima:file:" + folder.resolve("db") + properties);
  }

  private record Row(float[] half, byte[] small, boolean[] bits, SparseVector sparse) {}

  private Row randomRow() {
    float[] half = new float[DIM];
    byte[] small = new byte[DIM];
    boolean[] bits = new boolean[DIM];
    float[] sparse = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      half[i] = random.nextInt(-2048, 2048) / 8f;
      small[i] = (byte) random.nextInt();
      bits[i] = random.nextBoolean();
      sparse[i] = random.nextInt(4) == 0 ? (float) random.nextGaussian() : 0;
    }
    return new Row(half, small, bits, SparseVector.of(sparse));
  }

  @Test
  void rowsComeBackAfterTheDatabaseWasClosedAndTheNearestAreRight() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE v (id INTEGER PRIMARY KEY, half HALFVEC(20), small INT8VEC(20),"
              + " bits BIT(20), sparse SPARSEVEC(20))");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO v VALUES (?, ?, ?, ?, ?)")) {
        for (int id = 0; id < ROWS; id++) {
          Row row = randomRow();
          rows.add(row);
          insert.setInt(1, id);
          insert.setObject(2, row.half());
          insert.setObject(3, row.small());
          insert.setObject(4, row.bits());
          insert.setObject(5, row.sparse());
          insert.addBatch();
        }
        insert.executeBatch();
      }
    }
    try (Connection connection = connect("")) {
      checkRows(connection, rows);
      Row query = randomRow();
      checkNearest(
          connection, rows, "half <-> ?", query.half(), row -> l2(row.half(), query.half()));
      checkNearest(
          connection,
          rows,
          "small <-> ?",
          query.small(),
          row -> l2(floats(row.small()), floats(query.small())));
      checkNearest(
          connection, rows, "bits <~> ?", query.bits(), row -> differing(row.bits(), query.bits()));
      checkNearest(
          connection,
          rows,
          "sparse <-> ?",
          query.sparse(),
          row -> l2(row.sparse().toArray(), query.sparse().toArray()));
    }
  }

  private static void checkRows(Connection connection, List<Row> rows) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM v ORDER BY id")) {
      for (Row row : rows) {
        assertThat(found.next()).isTrue();
        assertThat(found.getObject(2)).isEqualTo(row.half());
        assertThat(found.getObject(3)).isEqualTo(row.small());
        assertThat(found.getObject(3, float[].class)).isEqualTo(floats(row.small()));
        assertThat(found.getObject(4)).isEqualTo(row.bits());
        assertThat(found.getBytes(4)).isEqualTo(packed(row.bits()));
        assertThat(found.getObject(5)).isEqualTo(row.sparse());
        assertThat(found.getString(5)).isEqualTo(row.sparse().toString());
      }
      assertThat(found.next()).isFalse();
    }
  }

  private interface Distance {
    double to(Row row);
  }

  private static void checkNearest(
      Connection connection, List<Row> rows, String order, Object query, Distance distance)
      throws SQLException {
    List<Integer> expected = new ArrayList<>();
    for (int id = 0; id < ROWS; id++) {
      expected.add(id);
    }
    expected.sort((a, b) -> Double.compare(distance.to(rows.get(a)), distance.to(rows.get(b))));
    String sql = "SELECT id, " + order + " AS d FROM v ORDER BY d LIMIT 50";
    try (PreparedStatement nearest = connection.prepareStatement(sql)) {
      nearest.setObject(1, query);
      try (ResultSet found = nearest.executeQuery()) {
        for (int i = 0; i < 50; i++) {
          assertThat(found.next()).isTrue();
          assertThat(found.getInt(1)).as(order + " " + i).isEqualTo(expected.get(i));
          assertThat(found.getDouble(2)).isEqualTo(distance.to(rows.get(expected.get(i))));
        }
      }
    }
  }

  /// In eight interleaved sums, as the database adds.
  private static double l2(float[] a, float[] b) {
    double[] s = new double[8];
    for (int i = 0; i < DIM; i++) {
      s[i % 8] += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
    }
    return Math.sqrt(((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])));
  }

  private static double differing(boolean[] a, boolean[] b) {
    int count = 0;
    for (int i = 0; i < DIM; i++) {
      count += a[i] == b[i] ? 0 : 1;
    }
    return count;
  }

  private static float[] floats(byte[] bytes) {
    float[] floats = new float[bytes.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = bytes[i];
    }
    return floats;
  }

  private static byte[] packed(boolean[] bits) {
    byte[] bytes = new byte[(bits.length + 7) / 8];
    for (int i = 0; i < bits.length; i++) {
      bytes[i / 8] |= (byte) (bits[i] ? 0x80 >> (i % 8) : 0);
    }
    return bytes;
  }

  private static final String ONE_OF_EACH =
      "SELECT '[1,2]'::HALFVEC(2), '[1,2]'::INT8VEC(2), '101'::BIT(3), '{1:1}/2'::SPARSEVEC(2)";

  private void checkClasses(String vectorType, List<Integer> types, Class<?>... classes)
      throws SQLException {
    try (Connection connection = connect(";vectorType=" + vectorType);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ONE_OF_EACH)) {
      ResultSetMetaData columns = row.getMetaData();
      assertThat(row.next()).isTrue();
      for (int i = 1; i <= 4; i++) {
        assertThat(columns.getColumnType(i)).isEqualTo(types.get(i - 1));
        assertThat(columns.getColumnClassName(i)).isEqualTo(classes[i - 1].getName());
        assertThat(row.getObject(i)).isInstanceOf(classes[i - 1]);
      }
    }
  }

  @Test
  void metadataNamesTheKindAndTheDimension() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ONE_OF_EACH)) {
      ResultSetMetaData columns = row.getMetaData();
      String[] names = {"HALFVEC", "INT8VEC", "BIT", "SPARSEVEC"};
      for (int i = 1; i <= 4; i++) {
        assertThat(columns.getColumnTypeName(i)).isEqualTo(names[i - 1]);
        assertThat(columns.getPrecision(i)).isEqualTo(i == 3 ? 3 : 2);
      }
    }
  }

  @Test
  void aVectorIsToJdbcWhatTheUrlSays() throws SQLException {
    List<Integer> others = List.of(Types.OTHER, Types.OTHER, Types.OTHER, Types.OTHER);
    checkClasses("other", others, float[].class, byte[].class, boolean[].class, SparseVector.class);
    checkClasses(
        "array",
        List.of(Types.ARRAY, Types.ARRAY, Types.OTHER, Types.OTHER),
        java.sql.Array.class,
        java.sql.Array.class,
        boolean[].class,
        SparseVector.class);
    checkClasses(
        "varchar",
        List.of(Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR),
        String.class,
        String.class,
        String.class,
        String.class);
    checkClasses(
        "binary",
        List.of(Types.VARBINARY, Types.VARBINARY, Types.VARBINARY, Types.OTHER),
        byte[].class,
        byte[].class,
        byte[].class,
        SparseVector.class);
  }
}

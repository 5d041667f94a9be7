package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.SparseVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.Date;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Values of every type and class: written as a parameter, alone, as a block of rows and as a
/// general batch, they come back as they were and are found by the same parameter.
final class ParameterTypesTest {
  private static final String TABLE =
      """
      CREATE TABLE e (id INTEGER PRIMARY KEY, b BOOLEAN, s SMALLINT, i INTEGER, l BIGINT, r REAL,
        d DOUBLE, p DECIMAL(20, 4), q DECIMAL(38, 0), c CHAR(5), x VARCHAR, x3 VARCHAR(3),
        y VARBINARY, dt DATE, tm TIME, ts TIMESTAMP, tz TIMESTAMP WITH TIME ZONE, u UUID,
        v VECTOR(3), hv HALFVEC(3), iv INT8VEC(3), bv BIT(10), sv SPARSEVEC(9))
      """;

  private static final UUID ID = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

  private Connection connection;

  /// What is given for a column, and what it is then.
  private record Case(String column, Object given, Object expected) {
    Case(String column, Object same) {
      this(column, same, same);
    }
  }

  private static final boolean[] BITS = {
    true, false, true, false, false, false, false, false, false, true
  };

  private static final List<Case> CASES =
      List.of(
          new Case("b", true),
          new Case("b", false),
          new Case("b", 1, true),
          new Case("b", "f", false),
          new Case("s", Short.MIN_VALUE),
          new Case("s", 32_767, Short.MAX_VALUE),
          new Case("s", (byte) -1, (short) -1),
          new Case("i", Integer.MIN_VALUE),
          new Case("i", Integer.MAX_VALUE),
          new Case("i", 7L, 7),
          new Case("i", "12", 12),
          new Case("i", new BigDecimal("3.00"), 3),
          new Case("i", 4.0, 4),
          new Case("i", true, 1),
          new Case("l", Long.MIN_VALUE),
          new Case("l", Long.MAX_VALUE),
          new Case("l", new BigInteger("9223372036854775807"), Long.MAX_VALUE),
          new Case("r", Float.MIN_VALUE),
          new Case("r", -Float.MAX_VALUE),
          new Case("r", 0.1, 0.1f),
          new Case("r", 3, 3f),
          new Case("d", Double.MIN_VALUE),
          new Case("d", Double.MAX_VALUE),
          new Case("d", -0.0),
          new Case("d", "1e-3", 0.001),
          new Case("d", 0.5f, 0.5),
          new Case("p", new BigDecimal("9999999999999999.9999")),
          new Case("p", new BigDecimal("-0.0001")),
          new Case("p", new BigDecimal("1.5"), new BigDecimal("1.5000")),
          new Case("p", new BigDecimal("1E+3"), new BigDecimal("1000.0000")),
          new Case("p", 0.1, new BigDecimal("0.1000")),
          new Case("p", 12, new BigDecimal("12.0000")),
          new Case("q", new BigDecimal("99999999999999999999999999999999999999")),
          new Case("q", new BigInteger("-5"), new BigDecimal("-5")),
          new Case("c", "abcde"),
          new Case("c", "ab", "ab   "),
          new Case("x", ""),
          new Case("x", "grün 😀 \u0000 'quoted' \\ \n"),
          new Case("x", "x".repeat(100_000)),
          new Case("x", 'z', "z"),
          new Case("x", 12, "12"),
          new Case("x", new BigDecimal("1E+2"), "100"),
          new Case("x", ID, ID.toString()),
          new Case("x3", "😀😀😀"),
          new Case("y", new byte[0]),
          new Case("y", new byte[] {0, -1, 127, -128}),
          new Case("dt", LocalDate.of(1, 1, 1)),
          new Case("dt", LocalDate.of(9999, 12, 31)),
          new Case("dt", LocalDate.of(1969, 12, 31)),
          new Case("dt", Date.valueOf("1582-10-15"), LocalDate.of(1582, 10, 15)),
          new Case("dt", "2024-02-29", LocalDate.of(2024, 2, 29)),
          new Case("tm", LocalTime.MIDNIGHT),
          new Case("tm", LocalTime.of(23, 59, 59, 999_999_000)),
          new Case("tm", Time.valueOf("01:02:03"), LocalTime.of(1, 2, 3)),
          new Case("tm", "10:20:30.5", LocalTime.of(10, 20, 30, 500_000_000)),
          new Case("ts", LocalDateTime.of(1, 1, 1, 0, 0)),
          new Case("ts", LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_000)),
          new Case("ts", LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000)),
          new Case("ts", LocalDateTime.of(1800, 6, 5, 4, 3, 2, 1_000)),
          new Case(
              "ts",
              Timestamp.valueOf("1961-04-12 06:07:00.123456"),
              LocalDateTime.of(1961, 4, 12, 6, 7, 0, 123_456_000)),
          new Case("ts", "2020-01-02 03:04:05", LocalDateTime.of(2020, 1, 2, 3, 4, 5)),
          new Case("ts", LocalDate.of(2020, 1, 2), LocalDateTime.of(2020, 1, 2, 0, 0)),
          new Case("tz", OffsetDateTime.of(1969, 7, 20, 20, 17, 40, 1_000, ZoneOffset.UTC)),
          new Case(
              "tz",
              OffsetDateTime.of(2020, 1, 1, 0, 30, 0, 0, ZoneOffset.ofHours(2)),
              OffsetDateTime.of(2019, 12, 31, 22, 30, 0, 0, ZoneOffset.UTC)),
          new Case("tz", Instant.EPOCH, OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC)),
          new Case("u", ID),
          new Case("u", ID.toString().toUpperCase(java.util.Locale.ROOT), ID),
          new Case("v", new float[] {1, -0f, Float.MIN_VALUE}),
          new Case("v", new double[] {1, 2, 3}, new float[] {1, 2, 3}),
          new Case("v", List.of(1, 2.5, 3L), new float[] {1, 2.5f, 3}),
          new Case("v", "[1,2,3]", new float[] {1, 2, 3}),
          new Case("v", new Object[] {1, 2, 3}, new float[] {1, 2, 3}),
          new Case("v", new byte[] {1, -2, 3}, new float[] {1, -2, 3}),
          new Case("hv", new float[] {1, 0.5f, -65_504}),
          new Case("hv", new double[] {0.1, 2, 3}, new float[] {0.099975586f, 2, 3}),
          new Case("hv", "[0.1,1e-9,65519]", new float[] {0.099975586f, 0, 65_504}),
          new Case("hv", List.of(1, 2.5, 3L), new float[] {1, 2.5f, 3}),
          new Case("iv", new byte[] {1, -128, 127}),
          new Case("iv", new float[] {1, -128, 127}),
          new Case("iv", List.of(1, 2L, 3.0), new byte[] {1, 2, 3}),
          new Case("iv", "[1,-2,3]", new byte[] {1, -2, 3}),
          new Case("bv", BITS),
          new Case("bv", "1010000001", BITS),
          new Case("bv", new byte[] {(byte) 0xA0, 0x40}, BITS),
          new Case("bv", BITS, new byte[] {(byte) 0xA0, 0x40}),
          new Case("sv", new SparseVector(9, new int[] {0, 8}, new float[] {0.5f, -2})),
          new Case(
              "sv",
              "{9:-2,1:0.5,3:0}/9",
              new SparseVector(9, new int[] {0, 8}, new float[] {0.5f, -2})),
          new Case("sv", new float[] {0, 0, 0, 1, 0, 0, 0, 0, 0}));

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    try (Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void everyValueComesBackAsItWas() throws SQLException {
    for (Case each : CASES) {
      String column = each.column();
      String plain = "INSERT INTO e (id, " + column + ") VALUES (?, ?)";
      String computed = "INSERT INTO e (id, " + column + ") VALUES (? + 0, ?)";
      String upsert = "UPSERT INTO e (id, " + column + ") VALUES (?, ?)";
      insert(plain, 1, each.given(), false);
      insert(plain, 2, each.given(), true);
      insert(computed, 3, each.given(), true);
      insert(upsert, 4, each.given(), true);
      insert("UPDATE e SET " + column + " = ? WHERE id = ?", each.given());
      List<Object> found = found(column, each.expected().getClass());
      assertThat(found)
          .as(each.toString())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(
              each.expected(), each.expected(), each.expected(), each.expected(), each.expected());
      if (!column.equals("v")) {
        assertThat(countWhere(column, each.given())).as(each.toString()).isEqualTo(5);
      }
      clear();
    }
  }

  private void insert(String sql, int id, Object value, boolean asBatch) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, id);
      insert.setObject(2, value);
      if (asBatch) {
        insert.addBatch();
        assertThat(insert.executeBatch()).containsExactly(1);
      } else {
        assertThat(insert.executeUpdate()).isEqualTo(1);
      }
    }
  }

  private void insert(String update, Object value) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement change = connection.prepareStatement(update)) {
      statement.execute("INSERT INTO e (id) VALUES (5)");
      change.setObject(1, value);
      change.setInt(2, 5);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }

  private List<Object> found(String column, Class<?> type) throws SQLException {
    List<Object> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + column + " FROM e ORDER BY id")) {
      while (rows.next()) {
        found.add(rows.getObject(1, type));
      }
    }
    return found;
  }

  private int countWhere(String column, Object value) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM e WHERE " + column + " = ?")) {
      query.setObject(1, value);
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  private void clear() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM e");
    }
  }

  @Test
  void everyTypeTakesNull() throws SQLException {
    String columns = "b, s, i, l, r, d, p, q, c, x, x3, y, dt, tm, ts, tz, u, v, hv, iv, bv, sv";
    int width = columns.split(",").length;
    String marks = ", ?".repeat(width);
    for (String id : List.of("?", "? + 0")) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT INTO e (id, " + columns + ") VALUES (" + id + marks + ")")) {
        insert.setInt(1, id.length());
        for (int i = 2; i <= width + 1; i++) {
          insert.setNull(i, Types.NULL);
        }
        insert.addBatch();
        insert.executeBatch();
        insert.setInt(1, -id.length());
        insert.execute();
      }
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + columns + " FROM e")) {
      int count = 0;
      while (rows.next()) {
        count++;
        for (int i = 1; i <= width; i++) {
          assertThat(rows.getObject(i)).isNull();
          assertThat(rows.wasNull()).isTrue();
        }
      }
      assertThat(count).isEqualTo(4);
    }
  }

  @Test
  void typedSettersAndGettersAgree() throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO e (id, b, s, i, l, r, d, p, c, x, y, dt, tm, ts)"
                + " VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setBoolean(1, true);
      insert.setShort(2, (short) -7);
      insert.setInt(3, -8);
      insert.setLong(4, -9L);
      insert.setFloat(5, 1.5f);
      insert.setDouble(6, 2.5);
      insert.setBigDecimal(7, new BigDecimal("3.5"));
      insert.setString(8, "c");
      insert.setNString(9, "x");
      insert.setBytes(10, new byte[] {1, 2});
      insert.setDate(11, Date.valueOf("1960-02-29"));
      insert.setTime(12, Time.valueOf("12:34:56"));
      insert.setTimestamp(13, Timestamp.valueOf("1950-01-01 00:00:00.000001"));
      assertThat(insert.executeUpdate()).isEqualTo(1);
    }
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT b, s, i, l, r, d, p, c, x, y, dt, tm, ts FROM e")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBoolean("B")).isTrue();
      assertThat(rows.getShort(2)).isEqualTo((short) -7);
      assertThat(rows.getByte(2)).isEqualTo((byte) -7);
      assertThat(rows.getInt("i")).isEqualTo(-8);
      assertThat(rows.getLong(4)).isEqualTo(-9);
      assertThat(rows.getFloat(5)).isEqualTo(1.5f);
      assertThat(rows.getDouble(6)).isEqualTo(2.5);
      assertThat(rows.getInt(6)).isEqualTo(2);
      assertThat(rows.getBigDecimal(7)).isEqualTo(new BigDecimal("3.5000"));
      assertThat(rows.getString(8)).isEqualTo("c    ");
      assertThat(rows.getNString(9)).isEqualTo("x");
      assertThat(rows.getBytes(10)).containsExactly(1, 2);
      assertThat(rows.getDate(11)).isEqualTo(Date.valueOf("1960-02-29"));
      assertThat(rows.getTime(12)).isEqualTo(Time.valueOf("12:34:56"));
      assertThat(rows.getTimestamp(13)).isEqualTo(Timestamp.valueOf("1950-01-01 00:00:00.000001"));
    }
  }

  @Test
  void aValueThatIsNotKeptIsRefusedAlikeAloneAndInABatch() throws SQLException {
    refused("22003", "i", 1.5);
    refused("22003", "i", Long.MAX_VALUE);
    refused("22003", "s", 40_000);
    refused("22003", "i", Double.NaN);
    refused("22003", "r", 1e300);
    refused("22003", "q", new BigDecimal("1e38"));
    refused("22003", "p", new BigDecimal("99999999999999999"));
    refused("22P02", "i", "1x");
    refused("22P02", "b", "maybe");
    refused("22P02", "u", "no uuid");
    refused("22P02", "dt", "2023-02-29");
    refused("22P02", "x", "\uD83D");
    refused("22001", "x3", "four");
    refused("22001", "c", "sixsix");
    refused("22P70", "v", new float[] {1, 2});
    refused("22P70", "v", "[]");
    refused("22P71", "v", new float[] {1, Float.NaN, 2});
    refused("22P71", "v", new double[] {1, 1e300, 2});
    refused("22003", "hv", new float[] {1, 65_520, 2});
    refused("22003", "iv", new float[] {1, 128, 2});
    refused("22003", "iv", new double[] {1, 0.5, 2});
    refused("22P70", "iv", new byte[12]);
    refused("22P70", "bv", new boolean[9]);
    refused("22P70", "bv", new byte[1]);
    refused("22P02", "bv", new byte[] {0, 0x20});
    refused("22P02", "bv", "1010000002");
    refused("42804", "bv", new float[10]);
    refused("22P70", "sv", "{1:1}/8");
    refused("22P02", "sv", "{1:1,1:2}/9");
    refused("22P02", "sv", "{10:1}/9");
    refused("22P71", "sv", "{1:NaN}/9");
    refused("42804", "i", new float[] {1});
    refused("42804", "v", 1);
    refused("42804", "i", LocalDate.EPOCH);
    refused("42804", "dt", 3);
    refused("42804", "y", "text");
  }

  private void refused(String state, String column, Object value) throws SQLException {
    for (String sql :
        List.of(
            "INSERT INTO e (id, " + column + ") VALUES (?, ?)",
            "INSERT INTO e (id, " + column + ") VALUES (? + 0, ?)",
            "UPSERT INTO e (id, " + column + ") VALUES (?, ?)")) {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setInt(1, 1);
        insert.setObject(2, null);
        insert.addBatch();
        insert.setInt(1, 2);
        insert.setObject(2, value);
        insert.addBatch();
        String what = sql + " " + value;
        assertThatThrownBy(insert::executeBatch)
            .as(what)
            .isInstanceOf(BatchUpdateException.class)
            .satisfies(e ->
                assertThat(((SQLException) e).getSQLState()).as(what + " " + e).isEqualTo(state));
        assertThatThrownBy(insert::execute)
            .as(what)
            .isInstanceOf(SQLException.class)
            .satisfies(e ->
                assertThat(((SQLException) e).getSQLState()).as(what + " " + e).isEqualTo(state));
        assertThat(found(column, Object.class)).isEmpty();
      }
    }
  }

  @Test
  void aDecimalIsRoundedWhenItIsWrittenAndNotWhenItIsCompared() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE m (k DECIMAL(10, 2) PRIMARY KEY, n DECIMAL(10, 2), o INTEGER)");
    }
    for (String sql :
        List.of("INSERT INTO m (k, n) VALUES (?, ?)", "INSERT INTO m VALUES (?, ?, 1)")) {
      try (PreparedStatement insert = connection.prepareStatement(sql)) {
        insert.setBigDecimal(1, new BigDecimal("1.01"));
        insert.setBigDecimal(2, new BigDecimal("1.005"));
        insert.addBatch();
        insert.setBigDecimal(1, new BigDecimal("-1.005"));
        insert.setBigDecimal(2, new BigDecimal("-1.005"));
        insert.addBatch();
        insert.executeBatch();
      }
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT k, n FROM m ORDER BY k")) {
        rows.next();
        assertThat(rows.getBigDecimal(1)).isEqualTo(new BigDecimal("-1.01"));
        assertThat(rows.getBigDecimal(2)).isEqualTo(new BigDecimal("-1.01"));
        rows.next();
        assertThat(rows.getBigDecimal(2)).isEqualTo(new BigDecimal("1.01"));
      }
      assertThat(compared("k = ?")).isZero();
      assertThat(compared("n = ?")).isZero();
      assertThat(compared("k > ?")).isEqualTo(1);
      assertThat(compared("n > ?")).isEqualTo(1);
      assertThat(compared("k < ?")).isEqualTo(1);
      try (Statement statement = connection.createStatement()) {
        statement.execute("DELETE FROM m");
      }
    }
  }

  private int compared(String condition) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT count(*) FROM m WHERE " + condition)) {
      query.setBigDecimal(1, new BigDecimal("1.005"));
      try (ResultSet rows = query.executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    }
  }

  @Test
  void aHundredThousandRowsGoInBatchesWithinTheirMemory() throws SQLException {
    int rows = 100_000;
    int dim = 128;
    try (Connection large = DriverManager.getConnection("jdbc:proxima:mem:;maxMemory=256m");
        Statement statement = large.createStatement()) {
      statement.execute("CREATE TABLE big (id INTEGER PRIMARY KEY, v VECTOR(128))");
      float[] vector = new float[dim];
      try (PreparedStatement insert = large.prepareStatement("INSERT INTO big VALUES (?, ?)")) {
        for (int i = 0; i < rows; i++) {
          vector[i % dim] = i;
          insert.setInt(1, i);
          insert.setObject(2, vector);
          insert.addBatch();
          if (i % 1_000 == 999) {
            insert.executeBatch();
          }
        }
      }
      try (ResultSet found = statement.executeQuery("SELECT count(*), max(id) FROM big")) {
        found.next();
        assertThat(found.getInt(1)).isEqualTo(rows);
        assertThat(found.getInt(2)).isEqualTo(rows - 1);
      }
    }
  }
}

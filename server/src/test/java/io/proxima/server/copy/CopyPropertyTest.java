package io.proxima.server.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/// What is copied to a file and back is what it was.
final class CopyPropertyTest {
  private static final String COLUMNS =
      """
      (id INTEGER PRIMARY KEY, flag BOOLEAN, small SMALLINT, large BIGINT, number REAL, wide DOUBLE,
      amount DECIMAL(30, 7), fixed CHAR(5), text VARCHAR, bin VARBINARY, day DATE, at_time TIME,
      moment TIMESTAMP, instant TIMESTAMP WITH TIME ZONE, uid UUID, vec VECTOR(3),
      "odd ""name"", 1" VARCHAR, half HALFVEC(3), tiny VECTOR(3, INT8), bits BIT(5),
      sparse SPARSEVEC(1000), doc JSON)\
      """;

  private static final List<String> PIECES =
      List.of(
          "", "\"", "'", ",", ";", "\n", "\r\n", "\r", "\t", "\\", "\\N", "NULL", "null", " ", "\0",
          "ä", "😀", "\uFEFF", "a", "{}", "[1]", "\u2028", "\u007f");

  private static final List<String> JSON =
      List.of(
          "{\"a\": [1, {\"b\": \"x\\n\"}]}",
          "[]",
          " {}",
          "{} ",
          "[1,\n2]",
          "[1,\r\t2]",
          "null",
          "\"{\"",
          "\"null\"",
          "1.50",
          "true");

  @TempDir Path folder;

  @Seeded
  @RepeatedTest(20)
  void whatGoesOutComesBack(RandomGenerator random) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:proxima:mem:;copyRoots=" + folder);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE a " + COLUMNS);
      int rows = 1 + random.nextInt(60);
      fill(connection, random, rows);
      List<List<@Nullable Object>> expected = content(statement, "a");
      for (String options : List.of(csv(random), "format = 'jsonl'")) {
        String with = " WITH (" + options + ")";
        String file = "f" + random.nextInt(1 << 30);
        assertThat(statement.executeLargeUpdate("COPY a TO '" + file + "'" + with)).isEqualTo(rows);
        statement.execute("CREATE TABLE b " + COLUMNS);
        assertThat(statement.executeLargeUpdate("COPY b FROM '" + file + "'" + with))
            .isEqualTo(rows);
        assertThat(content(statement, "b")).as(options).isEqualTo(expected);
        statement.execute("DROP TABLE b");
      }
    }
  }

  private static String csv(RandomGenerator random) {
    char delimiter = ",;\t|x0".charAt(random.nextInt(6));
    String empty = List.of("", "NULL", "\\N").get(random.nextInt(3));
    return "format = 'csv', header = %s, delimiter = '%s', quote = '%s', null = '%s'"
        .formatted(random.nextBoolean(), delimiter, random.nextBoolean() ? "\"" : "''", empty);
  }

  private static void fill(Connection connection, RandomGenerator random, int rows)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO a VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
      for (int i = 0; i < rows; i++) {
        insert.setInt(1, i);
        for (int column = 2; column <= 22; column++) {
          insert.setObject(column, random.nextInt(5) == 0 ? null : value(column, random));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Object value(int column, RandomGenerator random) {
    return switch (column) {
      case 2 -> random.nextBoolean();
      case 3 -> (short) random.nextInt();
      case 4 -> random.nextLong();
      case 5 -> Float.intBitsToFloat(random.nextInt());
      case 6 ->
          switch (random.nextInt(6)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            default -> Double.longBitsToDouble(random.nextLong());
          };
      case 7 -> new BigDecimal(new BigInteger(90, new java.util.Random(random.nextLong())), 7);
      case 8 -> "ab".substring(random.nextInt(3));
      case 10 -> {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        yield bytes;
      }
      case 11 -> day(random);
      case 12 -> time(random);
      case 13 -> LocalDateTime.of(day(random), time(random));
      case 14 -> OffsetDateTime.of(day(random), time(random), ZoneOffset.UTC);
      case 15 -> new UUID(random.nextLong(), random.nextLong());
      case 16 -> new float[] {-0.0f, random.nextInt(100), (float) random.nextGaussian() * 1e-30f};
      case 18 -> "[" + random.nextInt(9) + ",-0.5,0.25]";
      case 19 -> "[-128,127," + random.nextInt(100) + "]";
      case 20 -> Integer.toBinaryString(32 + random.nextInt(32)).substring(1);
      case 21 -> "{1:" + (1 + random.nextInt(9)) + ",999:-0.125}/1000";
      case 22 -> JSON.get(random.nextInt(JSON.size()));
      default -> text(random);
    };
  }

  private static LocalDate day(RandomGenerator random) {
    return LocalDate.of(1 + random.nextInt(9_999), 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  private static LocalTime time(RandomGenerator random) {
    return LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1_000);
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static List<List<@Nullable Object>> content(Statement statement, String table)
      throws SQLException {
    List<List<@Nullable Object>> content = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table + " ORDER BY id")) {
      while (rows.next()) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.add(comparable(i > 17 ? rows.getString(i) : rows.getObject(i)));
        }
        content.add(row);
      }
    }
    return content;
  }

  private static @Nullable Object comparable(@Nullable Object value) {
    return switch (value) {
      case byte[] bytes -> java.util.HexFormat.of().formatHex(bytes);
      case float[] vector -> {
        List<Integer> bits = new ArrayList<>();
        for (float component : vector) {
          bits.add(Float.floatToRawIntBits(component));
        }
        yield bits;
      }
      case null, default -> value;
    };
  }
}

package io.proxima.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
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
import java.util.Calendar;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProximaResultSetTest {
  private static final String COLUMNS =
      "b:BOOLEAN s:SMALLINT i:INTEGER l:BIGINT f:REAL d:DOUBLE n:DECIMAL c:CHAR t:VARCHAR"
          + " y:VARBINARY day:DATE tm:TIME ts:TIMESTAMP tz:TIMESTAMP_TZ u:UUID v:VECTOR";
  private static final UUID ID = new UUID(1, 2);
  private static final Object[] ROW = {
    true,
    (short) 7,
    70_000,
    5_000_000_000L,
    1.5f,
    -2.75,
    new BigDecimal("12.50"),
    "ab ",
    "42",
    new byte[] {1, -1},
    LocalDate.of(2024, 2, 29),
    LocalTime.of(1, 2, 3, 4_000_000),
    LocalDateTime.of(2024, 2, 29, 1, 2, 3, 4_000),
    OffsetDateTime.of(2024, 2, 29, 1, 2, 3, 4_000, ZoneOffset.UTC),
    ID,
    new float[] {1, 2.5f, -3}
  };

  private static ResultSet open(String url, @Nullable Object[]... rows) throws Exception {
    Statement statement = new FakeSession().rows("q", COLUMNS, rows).connect(url).createStatement();
    return statement.executeQuery("q");
  }

  private static ResultSet row() throws Exception {
    ResultSet rs = open("jdbc:proxima:mem:", ROW);
    assertThat(rs.next()).isTrue();
    return rs;
  }

  private static void refuses(
      String sqlState, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(sqlState));
  }

  @Test
  void typedGettersGiveTheValue() throws Exception {
    ResultSet rs = row();
    assertThat(rs.getBoolean(1)).isTrue();
    assertThat(rs.getShort("S")).isEqualTo((short) 7);
    assertThat(rs.getInt("i")).isEqualTo(70_000);
    assertThat(rs.getLong("l")).isEqualTo(5_000_000_000L);
    assertThat(rs.getFloat("f")).isEqualTo(1.5f);
    assertThat(rs.getDouble("d")).isEqualTo(-2.75);
    assertThat(rs.getBigDecimal("n")).isEqualTo("12.50");
    assertThat(rs.getString("c")).isEqualTo("ab ");
    assertThat(rs.getBytes("y")).containsExactly(1, -1);
    assertThat(rs.getDate("day")).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(rs.getTime("tm").toString()).isEqualTo("01:02:03");
    assertThat(rs.getTimestamp("ts")).isEqualTo(Timestamp.valueOf("2024-02-29 01:02:03.000004"));
    assertThat(rs.getTimestamp("tz").toInstant())
        .isEqualTo(Instant.parse("2024-02-29T01:02:03.000004Z"));
    assertThat((float[]) rs.getArray("v").getArray()).containsExactly(1, 2.5f, -3);
    assertThat(rs.getString("v")).isEqualTo("[1,2.5,-3]");
    assertThat(rs.getBytes("v")).hasSize(12);
  }

  @Test
  void gettersConvert() throws Exception {
    ResultSet rs = row();
    assertThat(rs.getLong("i")).isEqualTo(70_000);
    assertThat(rs.getInt("s")).isEqualTo(7);
    assertThat(rs.getInt("d")).isEqualTo(-2);
    assertThat(rs.getInt("n")).isEqualTo(12);
    assertThat(rs.getInt("t")).isEqualTo(42);
    assertThat(rs.getByte("s")).isEqualTo((byte) 7);
    assertThat(rs.getDouble("t")).isEqualTo(42);
    assertThat(rs.getDouble("l")).isEqualTo(5e9);
    assertThat(rs.getBoolean("i")).isTrue();
    assertThat(rs.getInt("b")).isEqualTo(1);
    assertThat(rs.getString("b")).isEqualTo("true");
    assertThat(rs.getString("n")).isEqualTo("12.50");
    assertThat(rs.getString("y")).isEqualTo("01ff");
    assertThat(rs.getString("ts")).isEqualTo("2024-02-29 01:02:03.000004");
    assertThat(rs.getString("tz")).isEqualTo("2024-02-29 01:02:03.000004+00:00");
    assertThat(rs.getString("u")).isEqualTo(ID.toString());
    assertThat(rs.getDate("ts")).isEqualTo(Date.valueOf("2024-02-29"));
  }

  @Test
  void valueThatDoesNotFitIsRefusedByColumn() throws Exception {
    ResultSet rs = row();
    refuses("22003", () -> rs.getInt("l"));
    refuses("22003", () -> rs.getShort("i"));
    refuses("22003", () -> rs.getByte("i"));
    refuses("42804", () -> rs.getInt("day"));
    refuses("42804", () -> rs.getDate("i"));
    refuses("42804", () -> rs.getArray("i"));
    refuses("22P02", () -> rs.getTimestamp("t"));
    assertThatThrownBy(() -> rs.getInt("l")).hasMessageStartingWith("column l: ");
  }

  @Test
  void getObjectGivesTheClassOfTheTypeOrTheOneAskedFor() throws Exception {
    ResultSet rs = row();
    ResultSetMetaData meta = rs.getMetaData();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      assertThat(rs.getObject(i).getClass().getName()).isEqualTo(meta.getColumnClassName(i));
    }
    assertThat(rs.getObject("s")).isEqualTo(7);
    assertThat(rs.getObject("v", float[].class)).containsExactly(1, 2.5f, -3);
    assertThat(rs.getObject("v", double[].class)).containsExactly(1, 2.5, -3);
    assertThat(rs.getObject("v", String.class)).isEqualTo("[1,2.5,-3]");
    assertThat(rs.getObject("v", Array.class).getBaseType()).isEqualTo(Types.REAL);
    assertThat(rs.getObject("i", Long.class)).isEqualTo(70_000L);
    assertThat(rs.getObject("l", BigInteger.class)).isEqualTo("5000000000");
    assertThat(rs.getObject("i", BigDecimal.class)).isEqualTo("70000");
    assertThat(rs.getObject("day", LocalDate.class)).isEqualTo(ROW[10]);
    assertThat(rs.getObject("tm", LocalTime.class)).isEqualTo(ROW[11]);
    assertThat(rs.getObject("ts", LocalDateTime.class)).isEqualTo(ROW[12]);
    assertThat(rs.getObject("tz", OffsetDateTime.class)).isEqualTo(ROW[13]);
    assertThat(rs.getObject("tz", Instant.class))
        .isEqualTo(Instant.parse("2024-02-29T01:02:03.000004Z"));
    assertThat(rs.getObject("u", UUID.class)).isEqualTo(ID);
    assertThat(rs.getObject("tm", Time.class).getTime() % 1_000).isEqualTo(4);
    assertThat(rs.getObject("i", Object.class)).isEqualTo(70_000);
    refuses("0A000", () -> rs.getObject("i", Thread.class));
    refuses("22023", () -> rs.getObject("i", (Class<?>) null));
  }

  @Test
  void calendarSaysWhoseWallClockItIs() throws Exception {
    ResultSet rs = row();
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    assertThat(rs.getTimestamp("ts", tokyo).toInstant())
        .isEqualTo(Instant.parse("2024-02-28T16:02:03.000004Z"));
    assertThat(rs.getDate("day", tokyo).getTime())
        .isEqualTo(Instant.parse("2024-02-28T15:00:00Z").toEpochMilli());
    assertThat(rs.getTime("tm", tokyo).getTime())
        .isEqualTo(Instant.parse("1969-12-31T16:02:03.004Z").toEpochMilli());
    assertThat(rs.getTimestamp("tz", tokyo)).isEqualTo(rs.getTimestamp("tz"));
  }

  @Test
  void nullIsNullAndZero() throws Exception {
    ResultSet rs = open("jdbc:proxima:mem:", new @Nullable Object[16], ROW);
    rs.next();
    for (int i = 1; i <= 16; i++) {
      assertThat(rs.getObject(i)).isNull();
      assertThat(rs.wasNull()).isTrue();
      assertThat(rs.getString(i)).isNull();
    }
    assertThat(rs.getBoolean(1)).isFalse();
    assertThat(rs.getInt(3)).isZero();
    assertThat(rs.wasNull()).isTrue();
    assertThat(rs.getLong(4)).isZero();
    assertThat(rs.getDouble(6)).isZero();
    assertThat(rs.wasNull()).isTrue();
    assertThat(rs.getTimestamp(13, Calendar.getInstance())).isNull();
    rs.next();
    assertThat(rs.getInt(3)).isEqualTo(70_000);
    assertThat(rs.wasNull()).isFalse();
  }

  @Test
  void positionIsChecked() throws Exception {
    ResultSet rs = open("jdbc:proxima:mem:", ROW);
    refuses("24000", () -> rs.getInt(1));
    assertThat(rs.getRow()).isZero();
    rs.next();
    assertThat(rs.isFirst()).isTrue();
    assertThat(rs.getRow()).isEqualTo(1);
    refuses("07009", () -> rs.getInt(0));
    refuses("07009", () -> rs.getInt(17));
    refuses("42703", () -> rs.getInt("nope"));
    refuses("42703", () -> rs.findColumn(null));
    assertThat(rs.findColumn("DaY")).isEqualTo(11);
    assertThat(rs.next()).isFalse();
    assertThat(rs.next()).isFalse();
    assertThat(rs.isAfterLast()).isTrue();
    refuses("24000", () -> rs.getInt(1));
  }

  @Test
  void vectorTypeChangesWhatAVectorIs() throws Exception {
    String[] names = {"other", "array", "varchar", "binary"};
    int[] codes = {Types.OTHER, Types.ARRAY, Types.VARCHAR, Types.VARBINARY};
    Class<?>[] classes = {float[].class, Array.class, String.class, byte[].class};
    for (int i = 0; i < names.length; i++) {
      ResultSet rs = open("jdbc:proxima:mem:;vectorType=" + names[i], ROW);
      rs.next();
      assertThat(rs.getMetaData().getColumnType(16)).isEqualTo(codes[i]);
      assertThat(rs.getMetaData().getColumnTypeName(16)).isEqualTo("VECTOR");
      assertThat(rs.getMetaData().getColumnClassName(16)).isEqualTo(classes[i].getName());
      assertThat(rs.getObject(16)).isInstanceOf(classes[i]);
    }
  }

  @Test
  void vectorArrayHasPartsAndEnds() throws Exception {
    Array array = row().getArray("v");
    assertThat((float[]) array.getArray(2, 5)).containsExactly(2.5f, -3);
    refuses("2202E", () -> array.getArray(0, 1));
    refuses("2202E", () -> array.getArray(5, 1));
    ResultSet elements = array.getResultSet(2, 1);
    elements.next();
    assertThat(elements.getInt("INDEX")).isEqualTo(2);
    assertThat(elements.getFloat("VALUE")).isEqualTo(2.5f);
    assertThat(elements.next()).isFalse();
    array.free();
    refuses("HY010", array::getArray);
  }

  @Test
  void streamIsGivenBackBehindTheLastRow() throws Exception {
    FakeSession session = new FakeSession().rows("q", "a:INTEGER", new Object[] {1});
    ResultSet rs = session.connect().createStatement().executeQuery("q");
    rs.next();
    assertThat(session.openStreams).isEqualTo(1);
    rs.next();
    assertThat(session.openStreams).isZero();
    assertThat(rs.isClosed()).isFalse();
    assertThat(rs.getMetaData().getColumnCount()).isEqualTo(1);
  }
}

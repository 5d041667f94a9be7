package io.proxima.client.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CoercionTest {
  private static final Place PLACE = () -> "parameter 1";

  private static Object to(ValueType type, Object value) throws SessionException {
    return Coercion.coerce(type, 0, value, PLACE);
  }

  private static void refuses(String sqlState, ValueType type, Object value) {
    assertThatThrownBy(() -> to(type, value))
        .isInstanceOfSatisfying(
            SessionException.class,
            e -> {
              assertThat(e.sqlState()).as(e.getMessage()).isEqualTo(sqlState);
              assertThat(e.getMessage()).startsWith("parameter 1: ");
            });
  }

  @Test
  void numbersKeepTheirValue() throws SessionException {
    assertThat(to(ValueType.INTEGER, 5L)).isEqualTo(5);
    assertThat(to(ValueType.SMALLINT, "-7")).isEqualTo((short) -7);
    assertThat(to(ValueType.BIGINT, new BigDecimal("12e3"))).isEqualTo(12_000L);
    assertThat(to(ValueType.INTEGER, 3.0)).isEqualTo(3);
    assertThat(to(ValueType.DOUBLE, "1e-3")).isEqualTo(0.001);
    assertThat(to(ValueType.REAL, 0.1)).isEqualTo(0.1f);
    assertThat(to(ValueType.DECIMAL, 0.1)).isEqualTo(new BigDecimal("0.1"));
    assertThat(to(ValueType.DECIMAL, BigInteger.TEN)).isEqualTo(BigDecimal.TEN);
    assertThat(to(ValueType.BOOLEAN, 1)).isEqualTo(true);
    assertThat(to(ValueType.BOOLEAN, "off")).isEqualTo(false);
  }

  @Test
  void numbersThatWouldChangeAreRefused() {
    refuses("22003", ValueType.SMALLINT, 40_000);
    refuses("22003", ValueType.INTEGER, 1.5);
    refuses("22003", ValueType.BIGINT, new BigDecimal("9223372036854775808"));
    refuses("22003", ValueType.BIGINT, new BigDecimal("1e1000000000"));
    refuses("22003", ValueType.INTEGER, Double.NaN);
    refuses("22003", ValueType.REAL, 1e300);
    refuses("22003", ValueType.DOUBLE, "1e999");
    refuses("22003", ValueType.DECIMAL, "1e1000000");
    refuses("22003", ValueType.VARCHAR, new BigDecimal("1e1000000"));
    refuses("22003", ValueType.BOOLEAN, 2);
    refuses("22P02", ValueType.INTEGER, "12x");
    refuses("22P02", ValueType.DOUBLE, "0x1p3");
    refuses("22P02", ValueType.DOUBLE, "1f");
    refuses("42804", ValueType.INTEGER, LocalDate.EPOCH);
    refuses("42804", ValueType.VARCHAR, new byte[3]);
  }

  @Test
  void textHasAFormForEveryType() throws SessionException {
    assertThat(to(ValueType.VARCHAR, 'x')).isEqualTo("x");
    assertThat(to(ValueType.VARCHAR, new BigDecimal("1e3"))).isEqualTo("1000");
    assertThat(to(ValueType.VARCHAR, LocalTime.of(10, 0))).isEqualTo("10:00:00");
    assertThat(to(ValueType.VARCHAR, LocalDateTime.of(2020, 1, 2, 3, 4, 5, 120_000_000)))
        .isEqualTo("2020-01-02 03:04:05.12");
    assertThat(to(ValueType.VARCHAR, OffsetDateTime.of(2020, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC)))
        .isEqualTo("2020-01-02 03:04:05+00:00");
    refuses("22P02", ValueType.VARCHAR, "a\ud800b");
    refuses("22P02", ValueType.VARCHAR, "a\udc00");
    assertThat(to(ValueType.VARCHAR, "😀")).isEqualTo("😀");
  }

  @Test
  void timesReadTextAndLoseNanoseconds() throws SessionException {
    assertThat(to(ValueType.DATE, "2024-02-29")).isEqualTo(LocalDate.of(2024, 2, 29));
    assertThat(to(ValueType.TIME, LocalTime.of(1, 2, 3, 4_567)))
        .isEqualTo(LocalTime.of(1, 2, 3, 4_000));
    assertThat(to(ValueType.TIMESTAMP, "2024-02-29 10:11:12.123456789"))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 10, 11, 12, 123_456_000));
    assertThat(to(ValueType.TIMESTAMP, "2024-02-29"))
        .isEqualTo(LocalDateTime.of(2024, 2, 29, 0, 0));
    assertThat(to(ValueType.TIMESTAMP_TZ, "2024-02-29 10:00:00+02"))
        .isEqualTo(OffsetDateTime.of(2024, 2, 29, 8, 0, 0, 0, ZoneOffset.UTC));
    assertThat(to(ValueType.TIMESTAMP_TZ, "2024-02-29 10:00:00"))
        .isEqualTo(OffsetDateTime.of(2024, 2, 29, 10, 0, 0, 0, ZoneOffset.UTC));
    assertThat(to(ValueType.TIMESTAMP_TZ, "2024-02-29T10:00:00Z"))
        .isEqualTo(OffsetDateTime.of(2024, 2, 29, 10, 0, 0, 0, ZoneOffset.UTC));
    Instant now = Instant.parse("2024-05-06T07:08:09.123456789Z");
    assertThat(to(ValueType.TIMESTAMP_TZ, now))
        .isEqualTo(OffsetDateTime.parse("2024-05-06T07:08:09.123456Z"));
    assertThat(to(ValueType.TIMESTAMP, now))
        .isEqualTo(to(ValueType.TIMESTAMP, Timestamp.from(now)))
        .isEqualTo(
            LocalDateTime.ofInstant(
                Instant.parse("2024-05-06T07:08:09.123456Z"), ZoneId.systemDefault()));
  }

  @Test
  void impossibleTimesAreRefused() {
    refuses("22P02", ValueType.DATE, "2023-02-29");
    refuses("22P02", ValueType.TIMESTAMP_TZ, "2024-02-29 10:00:00 Europe/Paris");
    refuses("22003", ValueType.TIMESTAMP, LocalDateTime.MAX);
    refuses("22003", ValueType.TIMESTAMP_TZ, Instant.MAX);
    refuses("22003", ValueType.DATE, LocalDate.of(0, 1, 1));
    refuses("42804", ValueType.TIME, LocalDate.EPOCH);
    refuses("42804", ValueType.DATE, 5);
  }

  @Test
  void vectorsComeFromArraysListsAndText() throws SessionException {
    float[] expected = {1, -2.5f, 3};
    assertThat(to(ValueType.VECTOR, new double[] {1, -2.5, 3})).isEqualTo(expected);
    assertThat(to(ValueType.VECTOR, new int[] {1, 2})).isEqualTo(new float[] {1, 2});
    assertThat(to(ValueType.VECTOR, new Float[] {1f, -2.5f, 3f})).isEqualTo(expected);
    assertThat(to(ValueType.VECTOR, List.of(1, -2.5, 3L))).isEqualTo(expected);
    assertThat(to(ValueType.VECTOR, " [ 1 ,-2.5, +3e0 ] ")).isEqualTo(expected);
    assertThat(to(ValueType.VECTOR, to(ValueType.VARBINARY, expected))).isEqualTo(expected);
  }

  @Test
  void vectorsThatAreNoneAreRefused() {
    refuses("22P70", ValueType.VECTOR, new float[0]);
    refuses("22P70", ValueType.VECTOR, "[]");
    refuses("22P70", ValueType.VECTOR, new float[65_536]);
    refuses("22P71", ValueType.VECTOR, new float[] {1, Float.NaN});
    refuses("22P71", ValueType.VECTOR, new double[] {Double.POSITIVE_INFINITY});
    refuses("22P71", ValueType.VECTOR, "[1,NaN]");
    refuses("22P71", ValueType.VECTOR, new double[] {1e39});
    refuses("22P71", ValueType.VECTOR, "[1e39]");
    refuses("22P02", ValueType.VECTOR, "[1,,2]");
    refuses("22P02", ValueType.VECTOR, "[1,2");
    refuses("22P02", ValueType.VECTOR, "1,2");
    refuses("22P02", ValueType.VECTOR, "[1f]");
    refuses("22P02", ValueType.VECTOR, "[0x1p3]");
    refuses("22P02", ValueType.VECTOR, "[1,2]]");
    refuses("22P02", ValueType.VECTOR, new byte[3]);
    refuses("42804", ValueType.VECTOR, Arrays.asList(1, null));
    refuses("42804", ValueType.VECTOR, new boolean[] {true});
    refuses("42804", ValueType.VECTOR, 5);
    assertThatThrownBy(() -> Coercion.coerce(ValueType.VECTOR, 3, new float[2], PLACE))
        .hasMessageContaining("3")
        .hasMessageContaining("2");
  }

  @Test
  void vectorTextIsShortAndReadsBack() throws SessionException {
    float[] vector = {
      1, -0f, 0.1f, 1e10f, 1.5e-10f, Float.MAX_VALUE, Float.MIN_VALUE, 100.05f, 1e7f, -3
    };
    String text = VectorText.format(vector);
    assertThat(text).startsWith("[1,-0.0,0.1,1.0E10,1.5E-10,").endsWith(",100.05,10000000,-3]");
    assertThat(VectorText.parse(text, PLACE)).isEqualTo(vector);
  }

  @Test
  void uuidComesFromTextAndBytes() throws SessionException {
    UUID uuid = new UUID(0x1122334455667788L, 0x99aabbccddeeff00L);
    assertThat(to(ValueType.UUID, uuid.toString())).isEqualTo(uuid);
    assertThat(to(ValueType.UUID, to(ValueType.VARBINARY, uuid))).isEqualTo(uuid);
    refuses("22P02", ValueType.UUID, "1-1-1-1-1");
  }
}

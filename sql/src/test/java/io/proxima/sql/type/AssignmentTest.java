package io.proxima.sql.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.math.BigDecimal;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
  private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
  private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);

  private static Object convert(Object value, ColumnType from, ColumnType to) {
    return Assignment.convert(value, from, to, "column c");
  }

  private static ErrorCode error(Object value, ColumnType from, ColumnType to) {
    ProximaException error =
        catchThrowableOfType(ProximaException.class, () -> convert(value, from, to));
    assertThat(error).hasMessageContaining("column c");
    return error.code();
  }

  private static ColumnType of(TypeKind kind) {
    return ColumnType.of(kind);
  }

  @Test
  void numbersAreRoundedAndRangesChecked() {
    assertThat(convert(2.5, DOUBLE, of(TypeKind.INTEGER))).isEqualTo(2L);
    assertThat(convert(new BigDecimal("2.5"), decimal(5, 1), of(TypeKind.INTEGER))).isEqualTo(3L);
    assertThat(convert("-7", TEXT, BIGINT)).isEqualTo(-7L);
    assertThat(convert(0.1, DOUBLE, of(TypeKind.REAL))).isEqualTo((double) 0.1f);
    assertThat(convert(5L, BIGINT, decimal(5, 2))).isEqualTo(new BigDecimal("5.00"));
    assertThat(convert(new BigDecimal("1.005"), decimal(5, 3), decimal(5, 2)))
        .isEqualTo(new BigDecimal("1.01"));
    assertThat(error(40_000L, BIGINT, of(TypeKind.SMALLINT)))
        .isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE);
    assertThat(error(1e300, DOUBLE, of(TypeKind.REAL))).isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE);
    assertThat(error(Double.NaN, DOUBLE, BIGINT)).isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE);
    assertThat(error(1000L, BIGINT, decimal(4, 2))).isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE);
    assertThat(error("1e999999999", TEXT, BIGINT)).isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE);
    assertThat(error("seven", TEXT, BIGINT)).isEqualTo(ErrorCode.INVALID_TEXT);
  }

  @Test
  void textsAreNeverCut() {
    ColumnType three = ColumnType.of(TypeKind.VARCHAR, 3);
    assertThat(convert("abc  ", TEXT, three)).isEqualTo("abc");
    assertThat(convert("a", TEXT, ColumnType.of(TypeKind.CHAR, 3))).isEqualTo("a  ");
    assertThat(convert("\uD83D\uDE00bc", TEXT, three)).isEqualTo("\uD83D\uDE00bc");
    assertThat(convert(12L, BIGINT, three)).isEqualTo("12");
    assertThat(error("abcd", TEXT, three)).isEqualTo(ErrorCode.VALUE_TOO_LONG);
    assertThat(error(new byte[3], of(TypeKind.VARBINARY), ColumnType.of(TypeKind.VARBINARY, 2)))
        .isEqualTo(ErrorCode.VALUE_TOO_LONG);
  }

  @Test
  void textsBecomeWhatTheySay() {
    UUID uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
    assertThat(convert(uuid.toString(), TEXT, of(TypeKind.UUID))).isEqualTo(uuid);
    assertThat(convert("yes", TEXT, of(TypeKind.BOOLEAN))).isEqualTo(1L);
    assertThat(convert("1970-01-02", TEXT, of(TypeKind.DATE))).isEqualTo(1L);
    assertThat(convert("00:00:01.5", TEXT, of(TypeKind.TIME))).isEqualTo(1_500_000L);
    assertThat(convert("1969-12-31 23:59:59.999999", TEXT, of(TypeKind.TIMESTAMP))).isEqualTo(-1L);
    assertThat(convert("1970-01-02T00:00", TEXT, of(TypeKind.TIMESTAMP)))
        .isEqualTo(86_400_000_000L);
    assertThat(convert("1970-01-01 01:00:00+01:00", TEXT, of(TypeKind.TIMESTAMP_TZ))).isEqualTo(0L);
    assertThat(convert("1970-01-01", TEXT, of(TypeKind.TIMESTAMP_TZ))).isEqualTo(0L);
    assertThat((float[]) convert("[1, 2.5]", TEXT, ColumnType.vector(2))).containsExactly(1f, 2.5f);
    assertThat(error("1-2-3-4-5", TEXT, of(TypeKind.UUID))).isEqualTo(ErrorCode.INVALID_TEXT);
    assertThat(error("maybe", TEXT, of(TypeKind.BOOLEAN))).isEqualTo(ErrorCode.INVALID_TEXT);
    assertThat(error("2026-02-30", TEXT, of(TypeKind.DATE))).isEqualTo(ErrorCode.INVALID_TEXT);
    assertThat(error("25:00", TEXT, of(TypeKind.TIME))).isEqualTo(ErrorCode.INVALID_TEXT);
    assertThat(error("[1,2,3]", TEXT, ColumnType.vector(2)))
        .isEqualTo(ErrorCode.DIMENSION_MISMATCH);
  }

  @Test
  void timesMeetTimes() {
    assertThat(convert(1L, of(TypeKind.DATE), of(TypeKind.TIMESTAMP))).isEqualTo(86_400_000_000L);
    assertThat(convert(-1L, of(TypeKind.TIMESTAMP), of(TypeKind.DATE))).isEqualTo(-1L);
    assertThat(convert(-1L, of(TypeKind.TIMESTAMP), of(TypeKind.TIME))).isEqualTo(86_399_999_999L);
    assertThat(error(1L, of(TypeKind.DATE), of(TypeKind.TIME))).isEqualTo(ErrorCode.TYPE_MISMATCH);
    assertThat(error(1L, BIGINT, of(TypeKind.DATE))).isEqualTo(ErrorCode.TYPE_MISMATCH);
    assertThat(error(1L, BIGINT, of(TypeKind.BOOLEAN))).isEqualTo(ErrorCode.TYPE_MISMATCH);
  }

  @Test
  void whatIsWrittenAsTextReadsBack() {
    for (long micros : new long[] {0, -1, 1_500_000, 1_795_000_000_123_456L}) {
      String text = ValueText.format(micros, of(TypeKind.TIMESTAMP));
      assertThat(DateTimeText.timestamp(text, "c")).isEqualTo(micros);
      String zoned = ValueText.format(micros, of(TypeKind.TIMESTAMP_TZ));
      assertThat(DateTimeText.timestampTz(zoned, "c")).isEqualTo(micros);
    }
    float[] vector = {1f, -0f, 0.1f, 1e-30f, 3.4e38f, 16777216f, -7f};
    assertThat(VectorText.parse(VectorText.format(vector))).containsExactly(vector);
    assertThat(VectorText.format(new float[] {1f, 2.5f, -3f})).isEqualTo("[1,2.5,-3]");
  }

  private static ColumnType decimal(int size, int scale) {
    return new ColumnType(TypeKind.DECIMAL, size, scale);
  }
}

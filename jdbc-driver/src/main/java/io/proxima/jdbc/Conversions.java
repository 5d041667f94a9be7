package io.proxima.jdbc;

import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import io.proxima.client.ValueType;
import io.proxima.client.value.Coercion;
import io.proxima.client.value.Place;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/// Turns the value of a result's column into the class a program asks for.
///
/// As everywhere in JDBC, a number with a fraction is cut when a whole number is asked for; one out
/// of range is refused, `22003`.
final class Conversions {
  @FunctionalInterface
  private interface Conversion {
    Object of(Object value, Place place) throws SessionException;
  }

  private static final Map<Class<?>, Conversion> BY_CLASS =
      Map.ofEntries(
          Map.entry(Object.class, (value, place) -> value),
          Map.entry(String.class, Conversions::text),
          Map.entry(Boolean.class, Conversions::flag),
          Map.entry(Byte.class, Conversions::tiny),
          Map.entry(Short.class, (v, p) -> coerce(ValueType.SMALLINT, whole(v), p)),
          Map.entry(Integer.class, (v, p) -> coerce(ValueType.INTEGER, whole(v), p)),
          Map.entry(Long.class, (v, p) -> coerce(ValueType.BIGINT, whole(v), p)),
          Map.entry(Float.class, (v, p) -> coerce(ValueType.REAL, v, p)),
          Map.entry(Double.class, (v, p) -> coerce(ValueType.DOUBLE, v, p)),
          Map.entry(BigDecimal.class, (v, p) -> coerce(ValueType.DECIMAL, v, p)),
          Map.entry(BigInteger.class, (v, p) -> decimal(whole(v), p).toBigInteger()),
          Map.entry(byte[].class, (v, p) -> coerce(ValueType.VARBINARY, v, p)),
          Map.entry(float[].class, (v, p) -> coerce(ValueType.VECTOR, v, p)),
          Map.entry(boolean[].class, (v, p) -> coerce(ValueType.BIT, v, p)),
          Map.entry(SparseVector.class, (v, p) -> coerce(ValueType.SPARSEVEC, v, p)),
          Map.entry(double[].class, Conversions::doubles),
          Map.entry(LocalDate.class, (v, p) -> coerce(ValueType.DATE, v, p)),
          Map.entry(LocalTime.class, (v, p) -> coerce(ValueType.TIME, v, p)),
          Map.entry(LocalDateTime.class, (v, p) -> coerce(ValueType.TIMESTAMP, v, p)),
          Map.entry(OffsetDateTime.class, Conversions::instant),
          Map.entry(ZonedDateTime.class, (v, p) -> instant(v, p).toZonedDateTime()),
          Map.entry(Instant.class, (v, p) -> instant(v, p).toInstant()),
          Map.entry(java.sql.Date.class, Conversions::sqlDate),
          Map.entry(java.sql.Time.class, Conversions::sqlTime),
          Map.entry(Timestamp.class, Conversions::timestamp),
          Map.entry(java.util.Date.class, Conversions::timestamp),
          Map.entry(UUID.class, (v, p) -> coerce(ValueType.UUID, v, p)));

  private Conversions() {}

  /// The value as an object of that class.
  static <T> T to(Class<T> type, Object value, Place place) throws SQLException {
    Conversion conversion = BY_CLASS.get(type);
    if (conversion == null) {
      throw SqlErrors.unsupported("getObject for " + type.getName());
    }
    try {
      return type.cast(conversion.of(value, place));
    } catch (SessionException e) {
      throw SqlErrors.of(e);
    }
  }

  private static Object coerce(ValueType type, Object value, Place place) throws SessionException {
    return Coercion.coerce(type, 0, value, place);
  }

  private static String text(Object value, Place place) throws SessionException {
    return value instanceof byte[] bytes
        ? HexFormat.of().formatHex(bytes)
        : (String) coerce(ValueType.VARCHAR, value, place);
  }

  private static Boolean flag(Object value, Place place) throws SessionException {
    return value instanceof Number
        ? decimal(value, place).signum() != 0
        : (Boolean) coerce(ValueType.BOOLEAN, value, place);
  }

  private static Byte tiny(Object value, Place place) throws SessionException {
    short number = (Short) coerce(ValueType.SMALLINT, whole(value), place);
    if (number < Byte.MIN_VALUE || number > Byte.MAX_VALUE) {
      throw place.error("22003", number + " is out of range of a byte");
    }
    return (byte) number;
  }

  /// Cuts the fraction off.
  private static Object whole(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal.scale() > 0 ? decimal.setScale(0, RoundingMode.DOWN) : decimal;
    }
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number)
          ? new BigDecimal(number).setScale(0, RoundingMode.DOWN)
          : value;
    }
    return value;
  }

  private static BigDecimal decimal(Object value, Place place) throws SessionException {
    return (BigDecimal) coerce(ValueType.DECIMAL, value, place);
  }

  private static double[] doubles(Object value, Place place) throws SessionException {
    float[] vector = (float[]) coerce(ValueType.VECTOR, value, place);
    double[] wide = new double[vector.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = vector[i];
    }
    return wide;
  }

  private static OffsetDateTime instant(Object value, Place place) throws SessionException {
    return (OffsetDateTime) coerce(ValueType.TIMESTAMP_TZ, value, place);
  }

  private static java.sql.Date sqlDate(Object value, Place place) throws SessionException {
    return java.sql.Date.valueOf((LocalDate) coerce(ValueType.DATE, value, place));
  }

  private static java.sql.Time sqlTime(Object value, Place place) throws SessionException {
    LocalTime time = (LocalTime) coerce(ValueType.TIME, value, place);
    return new java.sql.Time(Timestamp.valueOf(LocalDate.EPOCH.atTime(time)).getTime());
  }

  private static Timestamp timestamp(Object value, Place place) throws SessionException {
    return value instanceof OffsetDateTime time
        ? Timestamp.from(time.toInstant())
        : Timestamp.valueOf((LocalDateTime) coerce(ValueType.TIMESTAMP, value, place));
  }
}

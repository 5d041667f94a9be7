package io.proxima.sql.type;

import io.proxima.engine.error.ProximaException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/// Dates and times as text, to the microsecond.
///
/// - **Unit:** days since 1970-01-01 for dates, microseconds for all others.
public final class DateTimeText {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm")
          .optionalStart()
          .appendPattern(":ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral(' ')
          .append(TIME)
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);
  private static final DateTimeFormatter SHOWN_TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(java.util.Locale.ROOT);

  private DateTimeText() {}

  /// Reads `2026-11-20`; `place` names the target in the message.
  ///
  /// @throws ProximaException `INVALID_TEXT`
  public static Long date(String text, String place) {
    try {
      return LocalDate.parse(text.strip()).toEpochDay();
    } catch (DateTimeException e) {
      throw invalid(text, "a DATE such as 2026-11-20", place);
    }
  }

  /// Reads `10:00:00.5`.
  ///
  /// @throws ProximaException `INVALID_TEXT`
  public static Long time(String text, String place) {
    try {
      return LocalTime.parse(text.strip(), TIME).toNanoOfDay() / 1_000;
    } catch (DateTimeException e) {
      throw invalid(text, "a TIME such as 10:00:00", place);
    }
  }

  /// Reads `2026-11-20 10:00:00.5`.
  ///
  /// @throws ProximaException `INVALID_TEXT`
  public static Long timestamp(String text, String place) {
    try {
      return micros(local(text.strip()));
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid(text, "a TIMESTAMP such as 2026-11-20 10:00:00", place);
    }
  }

  /// Reads `2026-11-20 10:00:00.5+01:00`; without an offset it is UTC.
  ///
  /// @throws ProximaException `INVALID_TEXT`
  public static Long timestampTz(String text, String place) {
    String stripped = text.strip();
    int zone = Math.max(stripped.lastIndexOf('+'), stripped.lastIndexOf('-'));
    boolean isUtc = stripped.endsWith("Z") || stripped.endsWith("z");
    try {
      if (isUtc || zone < 11) {
        return micros(
            local(isUtc ? stripped.substring(0, stripped.length() - 1).strip() : stripped));
      }
      ZoneOffset offset = ZoneOffset.of(stripped.substring(zone));
      LocalDateTime local = local(stripped.substring(0, zone).strip());
      return micros(
          OffsetDateTime.of(local, offset).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
    } catch (DateTimeException | ArithmeticException e) {
      throw invalid(text, "a TIMESTAMP WITH TIME ZONE such as 2026-11-20 10:00:00+01:00", place);
    }
  }

  /// `2026-11-20`.
  public static String formatDate(long days) {
    return LocalDate.ofEpochDay(days).toString();
  }

  /// `10:00:00.5`.
  public static String formatTime(long micros) {
    return SHOWN_TIME.format(LocalTime.ofNanoOfDay(micros * 1_000));
  }

  /// `2026-11-20 10:00:00.5`.
  public static String formatTimestamp(long micros) {
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(micros, 1_000_000L),
            (int) Math.floorMod(micros, 1_000_000L) * 1_000,
            ZoneOffset.UTC);
    return time.toLocalDate() + " " + SHOWN_TIME.format(time);
  }

  private static LocalDateTime local(String text) {
    String spaced = text.replace('T', ' ').replace('t', ' ');
    return spaced.indexOf(' ') < 0
        ? LocalDate.parse(spaced).atStartOfDay()
        : LocalDateTime.parse(spaced, TIMESTAMP);
  }

  private static long micros(LocalDateTime time) {
    return Math.addExact(
        Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000L),
        time.get(ChronoField.MICRO_OF_SECOND));
  }

  private static ProximaException invalid(String text, String expected, String place) {
    return Assignment.invalid(text, expected, place);
  }
}

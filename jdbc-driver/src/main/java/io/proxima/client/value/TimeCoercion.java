package io.proxima.client.value;

import io.proxima.client.SessionException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;

/// Dates and times as each other and as text. Years go from 1 to 9999.
final class TimeCoercion {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter();
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
  private static final DateTimeFormatter OFFSET_READ =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .parseLenient()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .optionalEnd()
          .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
          .toFormatter();

  private TimeCoercion() {}

  static boolean isTime(Object value) {
    return value instanceof LocalDate
        || value instanceof LocalTime
        || value instanceof LocalDateTime
        || value instanceof OffsetDateTime
        || value instanceof ZonedDateTime
        || value instanceof Instant
        || value instanceof java.util.Date;
  }

  static LocalDate toDate(Object value, Place place) throws SessionException {
    if (value instanceof java.sql.Date date) {
      return checked(date.toLocalDate(), place);
    }
    if (value instanceof CharSequence) {
      String text = value.toString().trim();
      try {
        return checked(LocalDate.parse(text), place);
      } catch (DateTimeException e) {
        throw place.unreadable("DATE as yyyy-mm-dd", text);
      }
    }
    return value instanceof LocalDate date
        ? checked(date, place)
        : dateTime(value, "DATE", place).toLocalDate();
  }

  static LocalTime toTime(Object value, Place place) throws SessionException {
    LocalTime time;
    if (value instanceof LocalTime local) {
      time = local;
    } else if (value instanceof java.sql.Time sql) {
      long fraction = Math.floorMod(sql.getTime(), 1_000L);
      time = sql.toLocalTime().withNano((int) fraction * 1_000_000);
    } else if (value instanceof CharSequence) {
      String text = value.toString().trim();
      try {
        time = LocalTime.parse(text);
      } catch (DateTimeException e) {
        throw place.unreadable("TIME as hh:mm:ss", text);
      }
    } else if (value instanceof LocalDate || value instanceof java.sql.Date) {
      throw place.mismatch("TIME", value);
    } else {
      time = dateTime(value, "TIME", place).toLocalTime();
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  static LocalDateTime toTimestamp(Object value, Place place) throws SessionException {
    return dateTime(value, "TIMESTAMP", place).truncatedTo(ChronoUnit.MICROS);
  }

  static OffsetDateTime toInstant(Object value, Place place) throws SessionException {
    OffsetDateTime time;
    if (value instanceof OffsetDateTime offset) {
      time = offset;
    } else if (value instanceof ZonedDateTime zoned) {
      time = zoned.toOffsetDateTime();
    } else if (value instanceof Instant instant) {
      time = atOffset(instant, place);
    } else if (value instanceof java.sql.Timestamp timestamp) {
      time = atOffset(timestamp.toInstant(), place);
    } else if (value instanceof CharSequence) {
      String text = value.toString().trim();
      try {
        time = OffsetDateTime.parse(text.replaceFirst(" ", "T").replace(" ", ""), OFFSET_READ);
      } catch (DateTimeException e) {
        throw place.unreadable("TIMESTAMP as yyyy-mm-dd hh:mm:ss+00:00", text);
      }
    } else {
      LocalDateTime local = dateTime(value, "TIMESTAMP WITH TIME ZONE", place);
      time = local.atZone(ZoneId.systemDefault()).toOffsetDateTime();
    }
    checked(time.toLocalDate(), place);
    OffsetDateTime utc = time.withOffsetSameInstant(ZoneOffset.UTC);
    checked(utc.toLocalDate(), place);
    return utc.truncatedTo(ChronoUnit.MICROS);
  }

  private static OffsetDateTime atOffset(Instant instant, Place place) throws SessionException {
    try {
      return instant.atOffset(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw place.error("22003", "a time outside the years 1 to 9999");
    }
  }

  private static LocalDateTime dateTime(Object value, String type, Place place)
      throws SessionException {
    LocalDateTime time;
    if (value instanceof LocalDateTime local) {
      time = local;
    } else if (value instanceof java.sql.Timestamp timestamp) {
      time = timestamp.toLocalDateTime();
    } else if (value instanceof LocalDate date) {
      time = date.atStartOfDay();
    } else if (value instanceof java.sql.Date date) {
      time = date.toLocalDate().atStartOfDay();
    } else if (value instanceof java.sql.Time) {
      throw place.mismatch(type, value);
    } else if (value instanceof CharSequence) {
      time = parse(value.toString().trim(), type, place);
    } else {
      time = zoned(value, type, place);
    }
    checked(time.toLocalDate(), place);
    return time;
  }

  /// An instant, as the time on the wall where the virtual machine is.
  private static LocalDateTime zoned(Object value, String type, Place place)
      throws SessionException {
    Instant instant;
    if (value instanceof OffsetDateTime offset) {
      instant = offset.toInstant();
    } else if (value instanceof ZonedDateTime zoned) {
      instant = zoned.toInstant();
    } else if (value instanceof Instant point) {
      instant = point;
    } else if (value instanceof java.util.Date date) {
      instant = date.toInstant();
    } else {
      throw place.mismatch(type, value);
    }
    try {
      return LocalDateTime.ofInstant(instant, ZoneId.systemDefault());
    } catch (DateTimeException e) {
      throw place.error("22003", "a time outside the years 1 to 9999");
    }
  }

  private static LocalDateTime parse(String text, String type, Place place)
      throws SessionException {
    try {
      return text.length() <= 10
          ? LocalDate.parse(text).atStartOfDay()
          : LocalDateTime.parse(text.replaceFirst(" ", "T"));
    } catch (DateTimeException e) {
      throw place.unreadable(type + " as yyyy-mm-dd hh:mm:ss", text);
    }
  }

  private static LocalDate checked(LocalDate date, Place place) throws SessionException {
    if (date.getYear() < 1 || date.getYear() > 9_999) {
      throw place.error("22003", "year " + date.getYear() + " is outside 1 to 9999");
    }
    return date;
  }

  /// The text that is read again as the same value.
  static String toText(Object value) {
    if (value instanceof LocalDate date) {
      return DATE.format(date);
    }
    if (value instanceof LocalTime time) {
      return TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DATE.format(time) + " " + TIME.format(time);
    }
    if (value instanceof OffsetDateTime time) {
      String offset = time.getOffset().getTotalSeconds() == 0 ? "+00:00" : time.getOffset().getId();
      return toText(time.toLocalDateTime()) + offset;
    }
    if (value instanceof ZonedDateTime time) {
      return toText(time.toOffsetDateTime());
    }
    if (value instanceof Instant instant) {
      return toText(instant.atOffset(ZoneOffset.UTC));
    }
    if (value instanceof java.sql.Timestamp timestamp) {
      return toText(timestamp.toLocalDateTime());
    }
    if (value instanceof java.sql.Date || value instanceof java.sql.Time) {
      return value.toString();
    }
    return toText(((java.util.Date) value).toInstant());
  }
}

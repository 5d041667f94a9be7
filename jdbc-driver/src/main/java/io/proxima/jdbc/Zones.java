package io.proxima.jdbc;

import io.proxima.client.Nullable;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Calendar;

/// Times on the wall of a calendar's zone; without a calendar, of the virtual machine's.
final class Zones {
  private Zones() {}

  static long millis(LocalDateTime time, @Nullable Calendar calendar) {
    return time.atZone(zone(calendar)).toInstant().toEpochMilli();
  }

  static Timestamp timestamp(LocalDateTime time, Calendar calendar) {
    return Timestamp.from(time.atZone(zone(calendar)).toInstant());
  }

  static LocalDateTime wall(long millis, Calendar calendar) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), zone(calendar));
  }

  static LocalDateTime wall(Instant instant, Calendar calendar) {
    return LocalDateTime.ofInstant(instant, zone(calendar));
  }

  private static ZoneId zone(@Nullable Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }
}

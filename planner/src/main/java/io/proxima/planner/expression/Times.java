package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.List;
import org.apache.calcite.avatica.util.TimeUnitRange;

/// Functions on dates and times.
///
/// - **Unit:** an interval is a number of months, or of microseconds, as a `BIGINT`.
final class Times {
  static final long MICROS_PER_DAY = 86_400_000_000L;

  private Times() {}

  /// A part of a date or time.
  static Expression extract(ColumnType type, TimeUnitRange unit, Expression from) {
    TypeKind kind = from.type().kind();
    Strict.Binding<Strict.LongKernel> binding =
        cells -> {
          long[] values = cells[0].longs();
          int mask = cells[0].mask();
          return row -> part(unit, dateTime(values[row & mask], kind));
        };
    part(unit, dateTime(0, kind)); // refuses unknown units when the plan is made
    return Conversion.of(
        Strict.longs(ColumnType.of(TypeKind.BIGINT), List.of(from), binding), type);
  }

  private static LocalDateTime dateTime(long value, TypeKind kind) {
    return TextForm.dateTime(
        kind == TypeKind.DATE ? Math.multiplyExact(value, MICROS_PER_DAY) : value);
  }

  private static long part(TimeUnitRange unit, LocalDateTime time) {
    return switch (unit) {
      case YEAR -> time.getYear();
      case QUARTER -> time.get(IsoFields.QUARTER_OF_YEAR);
      case MONTH -> time.getMonthValue();
      case WEEK -> time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
      case DAY -> time.getDayOfMonth();
      case DOW -> time.getDayOfWeek().getValue() % 7 + 1;
      case ISODOW -> time.getDayOfWeek().getValue();
      case DOY -> time.getDayOfYear();
      case HOUR -> time.getHour();
      case MINUTE -> time.getMinute();
      case SECOND -> time.getSecond();
      case MILLISECOND -> time.getSecond() * 1_000L + time.get(ChronoField.MILLI_OF_SECOND);
      case MICROSECOND -> time.getSecond() * 1_000_000L + time.get(ChronoField.MICRO_OF_SECOND);
      case EPOCH -> Math.floorDiv(TextForm.micros(time), 1_000_000L);
      default ->
          throw new ProximaException(
              ErrorCode.UNSUPPORTED, "EXTRACT of " + unit + " is not offered");
    };
  }

  /// A date or time moved by an interval of months or of microseconds; `sign` is 1 or -1.
  static Expression plus(
      ColumnType type, Expression time, Expression interval, boolean months, int sign) {
    TypeKind kind = type.kind();
    return Strict.longs(
        type,
        List.of(Conversion.of(time, type), interval),
        cells ->
            row -> {
              long value = (Long) cells[0].at(row);
              long amount = Math.multiplyExact((Long) cells[1].at(row), (long) sign);
              return months ? plusMonths(value, amount, kind) : plusMicros(value, amount, kind);
            });
  }

  private static long plusMonths(long value, long months, TypeKind kind) {
    LocalDateTime moved = dateTime(value, kind).plusMonths(months);
    return kind == TypeKind.DATE ? moved.toLocalDate().toEpochDay() : TextForm.micros(moved);
  }

  private static long plusMicros(long value, long micros, TypeKind kind) {
    return switch (kind) {
      case DATE -> Math.addExact(value, Math.floorDiv(micros, MICROS_PER_DAY));
      case TIME -> Math.floorMod(value + micros, MICROS_PER_DAY);
      default -> Math.addExact(value, micros);
    };
  }

  /// How far two dates or times are apart, in months or microseconds.
  static Expression minus(Expression left, Expression right, boolean months) {
    TypeKind a = left.type().kind();
    TypeKind b = right.type().kind();
    return Strict.longs(
        ColumnType.of(TypeKind.BIGINT),
        List.of(left, right),
        cells ->
            row -> {
              LocalDateTime from = dateTime((Long) cells[1].at(row), b);
              LocalDateTime to = dateTime((Long) cells[0].at(row), a);
              return months
                  ? ChronoUnit.MONTHS.between(from, to)
                  : ChronoUnit.MICROS.between(from, to);
            });
  }

  /// A date or time cut down, or up, to a whole unit.
  static Expression truncate(ColumnType type, Expression time, TimeUnitRange unit, boolean up) {
    TypeKind kind = time.type().kind();
    return Strict.longs(
        type,
        List.of(time),
        cells ->
            row -> {
              LocalDateTime value = dateTime((Long) cells[0].at(row), kind);
              LocalDateTime floor = floor(value, unit);
              LocalDateTime result = up && !floor.equals(value) ? next(floor, unit) : floor;
              return kind == TypeKind.DATE
                  ? result.toLocalDate().toEpochDay()
                  : TextForm.micros(result);
            });
  }

  private static LocalDateTime floor(LocalDateTime time, TimeUnitRange unit) {
    LocalDateTime day = time.truncatedTo(ChronoUnit.DAYS);
    return switch (unit) {
      case YEAR -> day.withDayOfYear(1);
      case QUARTER -> day.withDayOfMonth(1).withMonth((time.getMonthValue() - 1) / 3 * 3 + 1);
      case MONTH -> day.withDayOfMonth(1);
      case WEEK -> day.minusDays(time.getDayOfWeek().getValue() - 1L);
      case DAY -> day;
      case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
      case MINUTE -> time.truncatedTo(ChronoUnit.MINUTES);
      case SECOND -> time.truncatedTo(ChronoUnit.SECONDS);
      default ->
          throw new ProximaException(
              ErrorCode.UNSUPPORTED, "FLOOR and CEIL to " + unit + " are not offered");
    };
  }

  private static LocalDateTime next(LocalDateTime time, TimeUnitRange unit) {
    return switch (unit) {
      case YEAR -> time.plusYears(1);
      case QUARTER -> time.plusMonths(3);
      case MONTH -> time.plusMonths(1);
      case WEEK -> time.plusWeeks(1);
      case DAY -> time.plusDays(1);
      case HOUR -> time.plusHours(1);
      case MINUTE -> time.plusMinutes(1);
      default -> time.plusSeconds(1);
    };
  }
}

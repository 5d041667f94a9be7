package io.proxima.server.session;

import io.proxima.client.ValueType;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Column;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.VectorText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Turns the values of a client into those of the engine and back.
///
/// A parameter may come as any class that its type can be read from without a loss: numbers of
/// every kind, text, and for a vector `float[]`, `double[]`, lists of numbers and text.
final class ClientValues {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private ClientValues() {}

  /// The type under its name in the contract with clients.
  static ValueType typeOf(ColumnType type) {
    return ValueType.valueOf(type.kind().name());
  }

  /// The value of a parameter for the engine; `position` counts from 1, for messages.
  static Object toEngine(Object value, ColumnType type, int position) {
    try {
      return switch (type.kind()) {
        case BOOLEAN -> bool(value) ? 1L : 0L;
        case SMALLINT -> integer(value, Short.MIN_VALUE, Short.MAX_VALUE);
        case INTEGER -> integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case BIGINT -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE);
        case REAL -> (double) floating(value).floatValue();
        case DOUBLE -> floating(value);
        case DECIMAL -> decimal(value, type);
        case CHAR, VARCHAR -> text(value);
        case VARBINARY -> {
          if (value instanceof byte[] bytes) {
            yield bytes;
          }
          throw new ClassCastException();
        }
        case DATE -> date(value).toEpochDay();
        case TIME -> time(value).toNanoOfDay() / 1_000;
        case TIMESTAMP -> EPOCH.until(timestamp(value), ChronoUnit.MICROS);
        case TIMESTAMP_TZ -> ChronoUnit.MICROS.between(Instant.EPOCH, instant(value));
        case UUID -> value instanceof UUID uuid ? uuid : UUID.fromString(String.valueOf(value));
        case VECTOR -> vector(value, type.size(), position);
      };
    } catch (ClassCastException e) {
      throw mismatch(value, type, position, ErrorCode.TYPE_MISMATCH, e);
    } catch (NumberFormatException | DateTimeException e) {
      throw mismatch(value, type, position, ErrorCode.INVALID_TEXT, e);
    } catch (ArithmeticException e) {
      throw mismatch(value, type, position, ErrorCode.NUMERIC_OUT_OF_RANGE, e);
    } catch (IllegalArgumentException e) {
      throw mismatch(value, type, position, ErrorCode.INVALID_TEXT, e);
    }
  }

  private static ProximaException mismatch(
      Object value, ColumnType type, int position, ErrorCode code, RuntimeException cause) {
    String text =
        value instanceof Number || value instanceof String ? " " + cut(value.toString()) : "";
    return new ProximaException(
        code,
        "parameter "
            + position
            + " should be "
            + type
            + ", got "
            + value.getClass().getSimpleName()
            + text,
        cause);
  }

  private static String cut(String text) {
    return text.length() <= 40 ? "'" + text + "'" : "'" + text.substring(0, 40) + "…'";
  }

  private static boolean bool(Object value) {
    return switch (value) {
      case Boolean flag -> flag;
      case Number number -> number.doubleValue() != 0;
      case String text ->
          switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1", "yes", "on" -> true;
            case "false", "f", "0", "no", "off" -> false;
            default -> throw new NumberFormatException(text);
          };
      default -> throw new ClassCastException();
    };
  }

  private static long integer(Object value, long least, long most) {
    long number =
        switch (value) {
          case Long v -> v;
          case Integer v -> v;
          case Short v -> v;
          case Byte v -> v;
          case BigInteger v -> v.longValueExact();
          case BigDecimal v -> v.longValueExact();
          case Double v -> new BigDecimal(v).longValueExact();
          case Float v -> new BigDecimal(v).longValueExact();
          case String v -> new BigDecimal(v.strip()).longValueExact();
          case Boolean v -> v ? 1 : 0;
          default -> throw new ClassCastException();
        };
    if (number < least || number > most) {
      throw new ArithmeticException();
    }
    return number;
  }

  private static Double floating(Object value) {
    return switch (value) {
      case Number number -> number.doubleValue();
      case String text -> Double.valueOf(text.strip());
      case Boolean flag -> flag ? 1.0 : 0.0;
      default -> throw new ClassCastException();
    };
  }

  private static BigDecimal decimal(Object value, ColumnType type) {
    BigDecimal exact =
        switch (value) {
          case BigDecimal v -> v;
          case BigInteger v -> new BigDecimal(v);
          case Double v -> BigDecimal.valueOf(v);
          case Float v -> new BigDecimal(v.toString());
          case Number v -> BigDecimal.valueOf(v.longValue());
          case String v -> new BigDecimal(v.strip());
          default -> throw new ClassCastException();
        };
    BigDecimal scaled = exact.setScale(type.scale(), RoundingMode.HALF_UP);
    if (type.size() > 0 && scaled.precision() > type.size()) {
      throw new ArithmeticException();
    }
    return scaled;
  }

  private static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Character character -> character.toString();
      case float[] vector -> VectorText.format(vector);
      case byte[] bytes -> throw new ClassCastException(bytes.getClass().getName());
      case BigDecimal number -> number.toPlainString();
      default -> value.toString();
    };
  }

  private static LocalDate date(Object value) {
    return switch (value) {
      case LocalDate date -> date;
      case LocalDateTime dateTime -> dateTime.toLocalDate();
      case String text -> LocalDate.parse(text.strip());
      default -> throw new ClassCastException();
    };
  }

  private static LocalTime time(Object value) {
    return switch (value) {
      case LocalTime time -> time;
      case LocalDateTime dateTime -> dateTime.toLocalTime();
      case String text -> LocalTime.parse(text.strip());
      default -> throw new ClassCastException();
    };
  }

  private static LocalDateTime timestamp(Object value) {
    return switch (value) {
      case LocalDateTime dateTime -> dateTime;
      case LocalDate date -> date.atStartOfDay();
      case OffsetDateTime dateTime ->
          dateTime.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
      case Instant instant -> LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
      case String text -> LocalDateTime.parse(text.strip().replace(' ', 'T'));
      default -> throw new ClassCastException();
    };
  }

  private static Instant instant(Object value) {
    return switch (value) {
      case OffsetDateTime dateTime -> dateTime.toInstant();
      case Instant instant -> instant;
      case LocalDateTime dateTime -> dateTime.toInstant(ZoneOffset.UTC);
      case String text -> OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
      default -> throw new ClassCastException();
    };
  }

  private static float[] vector(Object value, int dim, int position) {
    float[] vector =
        switch (value) {
          case float[] floats -> floats.clone();
          case double[] doubles -> narrow(doubles);
          case List<?> list -> narrow(list.stream().mapToDouble(ClientValues::element).toArray());
          case String text -> VectorText.parse(text);
          default -> throw new ClassCastException();
        };
    if (vector.length != dim) {
      throw new ProximaException(
          ErrorCode.DIMENSION_MISMATCH,
          "parameter " + position + " should have dimension " + dim + ", got " + vector.length);
    }
    for (int i = 0; i < dim; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new ProximaException(
            ErrorCode.NON_FINITE_VECTOR,
            "parameter "
                + position
                + " should be finite, got "
                + vector[i]
                + " in dimension "
                + (i + 1));
      }
    }
    return vector;
  }

  private static double element(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new ClassCastException();
  }

  private static float[] narrow(double[] values) {
    float[] vector = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      vector[i] = (float) values[i];
    }
    return vector;
  }

  /// The value of a row as the class that the contract names, null if NULL.
  static @Nullable Object toClient(Column column, int row) {
    return column.isNull(row) ? null : toClient(column.valueAt(row), column.type().kind());
  }

  private static Object toClient(Object value, TypeKind kind) {
    return switch (kind) {
      case BOOLEAN -> (Long) value != 0;
      case SMALLINT -> ((Long) value).shortValue();
      case INTEGER -> ((Long) value).intValue();
      case REAL -> ((Double) value).floatValue();
      case BIGINT, DOUBLE, DECIMAL, CHAR, VARCHAR, UUID, VECTOR -> value;
      case VARBINARY -> ((byte[]) value).clone();
      case DATE -> LocalDate.ofEpochDay((Long) value);
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000);
      case TIMESTAMP -> EPOCH.plus((Long) value, ChronoUnit.MICROS);
      case TIMESTAMP_TZ -> EPOCH.plus((Long) value, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    };
  }
}

package io.proxima.server.session;

import io.proxima.client.ValueType;
import io.proxima.client.value.Coercion;
import io.proxima.client.value.Place;
import io.proxima.engine.row.Column;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Turns the values of a client into those of the engine and back. What classes a parameter may
/// have is said by [Coercion].
final class ClientValues {
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

  private ClientValues() {}

  /// The type under its name in the contract with clients.
  static ValueType typeOf(ColumnType type) {
    return ValueType.valueOf(type.kind().name());
  }

  /// The value of a parameter for the engine; `position` counts from 1, for messages.
  ///
  /// A `DECIMAL` is rounded half up, if its type says to what scale.
  static Object toEngine(Object value, ColumnType type, int position) {
    Place place = () -> "parameter " + position;
    Object coerced = coerced(value, type, place);
    return switch (type.kind()) {
      case BOOLEAN -> (Boolean) coerced ? 1L : 0L;
      case SMALLINT, INTEGER, BIGINT -> ((Number) coerced).longValue();
      case REAL -> ((Float) coerced).doubleValue();
      case DECIMAL -> decimal((BigDecimal) coerced, type, place);
      case VARBINARY -> ((byte[]) coerced).clone();
      case DATE -> ((LocalDate) coerced).toEpochDay();
      case TIME -> ((LocalTime) coerced).toNanoOfDay() / 1_000;
      case TIMESTAMP -> EPOCH.until((LocalDateTime) coerced, ChronoUnit.MICROS);
      case TIMESTAMP_TZ ->
          ChronoUnit.MICROS.between(Instant.EPOCH, ((OffsetDateTime) coerced).toInstant());
      case VECTOR, HALFVEC, INT8VEC -> ((float[]) coerced).clone();
      case BIT -> bits((boolean[]) coerced);
      case SPARSEVEC -> sparse((io.proxima.client.SparseVector) coerced);
      case DOUBLE, CHAR, VARCHAR, JSON, UUID -> coerced;
    };
  }

  private static Object coerced(Object value, ColumnType type, Place place) {
    return Errors.inside(() -> Coercion.coerce(typeOf(type), type.size(), value, place));
  }

  private static BitVector bits(boolean[] flags) {
    byte[] bytes = new byte[BitVector.byteCount(flags.length)];
    for (int i = 0; i < flags.length; i++) {
      if (flags[i]) {
        bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return BitVector.of(flags.length, bytes);
  }

  private static boolean[] flags(BitVector bits) {
    boolean[] flags = new boolean[bits.dim()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = bits.get(i);
    }
    return flags;
  }

  private static SparseVector sparse(io.proxima.client.SparseVector vector) {
    return SparseVector.of(vector.dim(), vector.indices(), vector.values());
  }

  private static io.proxima.client.SparseVector clientSparse(SparseVector vector) {
    int[] indices = new int[vector.count()];
    float[] values = new float[vector.count()];
    for (int i = 0; i < vector.count(); i++) {
      indices[i] = vector.index(i);
      values[i] = vector.value(i);
    }
    return new io.proxima.client.SparseVector(vector.dim(), indices, values);
  }

  private static BigDecimal decimal(BigDecimal value, ColumnType type, Place place) {
    if (type.size() == 0) {
      return value;
    }
    BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
    if (scaled.precision() > type.size()) {
      throw Errors.of(place.error("22003", "the number does not fit " + type));
    }
    return scaled;
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
      case BIGINT, DOUBLE, DECIMAL, CHAR, VARCHAR, JSON, UUID, VECTOR, HALFVEC, INT8VEC -> value;
      case BIT -> flags((BitVector) value);
      case SPARSEVEC -> clientSparse((SparseVector) value);
      case VARBINARY -> ((byte[]) value).clone();
      case DATE -> LocalDate.ofEpochDay((Long) value);
      case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000);
      case TIMESTAMP -> EPOCH.plus((Long) value, ChronoUnit.MICROS);
      case TIMESTAMP_TZ -> EPOCH.plus((Long) value, ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    };
  }
}

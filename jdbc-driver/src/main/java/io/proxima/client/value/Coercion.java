package io.proxima.client.value;

import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;

/// Turns the classes that programs use into the one class of a type, [ValueType].
///
/// Numbers change their type only if they keep their value (but `REAL` and `DOUBLE` round to the
/// nearest); text is read as the type's text form (without an offset a `TIMESTAMP WITH TIME ZONE`
/// is in UTC); times lose what is finer than a microsecond. An instant becomes a time without zone,
/// and back, in the time zone of the virtual machine, as `java.sql.Timestamp` does.
public final class Coercion {
  private Coercion() {}

  /// The value as the class that `type` names; `dim` is the number of dimensions a vector must
  /// have, 0 for any.
  ///
  /// - **Owns:** may return `value` itself.
  ///
  /// @throws SessionException `42804` class that does not go, `22P02` unreadable text, `22003` out
  ///   of range, `22P70` dimension, `22P71` not finite
  public static Object coerce(ValueType type, int dim, Object value, Place place)
      throws SessionException {
    return switch (type) {
      case BOOLEAN -> toBoolean(value, place);
      case SMALLINT ->
          value instanceof Short
              ? value
              : (Object)
                  (short)
                      NumberCoercion.toLong(
                          value, Short.MIN_VALUE, Short.MAX_VALUE, "SMALLINT", place);
      case INTEGER ->
          value instanceof Integer
              ? value
              : (Object)
                  (int)
                      NumberCoercion.toLong(
                          value, Integer.MIN_VALUE, Integer.MAX_VALUE, "INTEGER", place);
      case BIGINT ->
          value instanceof Long
              ? value
              : (Object)
                  NumberCoercion.toLong(value, Long.MIN_VALUE, Long.MAX_VALUE, "BIGINT", place);
      case REAL -> NumberCoercion.toFloat(value, place);
      case DOUBLE -> NumberCoercion.toDouble(value, place);
      case DECIMAL -> NumberCoercion.toDecimal(value, place);
      case CHAR, VARCHAR, JSON -> TextCoercion.toText(value, place);
      case VARBINARY -> toBytes(value, place);
      case DATE -> TimeCoercion.toDate(value, place);
      case TIME -> TimeCoercion.toTime(value, place);
      case TIMESTAMP -> TimeCoercion.toTimestamp(value, place);
      case TIMESTAMP_TZ -> TimeCoercion.toInstant(value, place);
      case UUID -> toUuid(value, place);
      case VECTOR -> VectorCoercion.toVector(value, dim, place);
      case HALFVEC -> VectorCoercion.toHalves(value, dim, place);
      case INT8VEC -> VectorCoercion.toWhole(value, dim, place);
      case BIT -> VectorCoercion.toBits(value, dim, place);
      case SPARSEVEC -> VectorCoercion.toSparse(value, dim, place);
      case NULL -> value;
    };
  }

  /// The components of an `INT8VEC`, a byte each.
  public static byte[] signedBytes(float[] wholeNumbers) {
    byte[] bytes = new byte[wholeNumbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) wholeNumbers[i];
    }
    return bytes;
  }

  private static Boolean toBoolean(Object value, Place place) throws SessionException {
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Number) {
      return NumberCoercion.toLong(value, 0, 1, "BOOLEAN", place) == 1;
    }
    if (value instanceof CharSequence || value instanceof Character) {
      String text = value.toString().trim().toLowerCase(Locale.ROOT);
      return switch (text) {
        case "true", "t", "yes", "on", "1" -> true;
        case "false", "f", "no", "off", "0" -> false;
        default -> throw place.unreadable("BOOLEAN", text);
      };
    }
    throw place.mismatch("BOOLEAN", value);
  }

  private static byte[] toBytes(Object value, Place place) throws SessionException {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof float[] vector) {
      return VectorCoercion.toBytes(vector);
    }
    if (value instanceof boolean[] bits) {
      return BitText.pack(bits);
    }
    if (value instanceof UUID uuid) {
      return ByteBuffer.allocate(16)
          .putLong(uuid.getMostSignificantBits())
          .putLong(uuid.getLeastSignificantBits())
          .array();
    }
    throw place.mismatch("VARBINARY", value);
  }

  private static UUID toUuid(Object value, Place place) throws SessionException {
    if (value instanceof UUID uuid) {
      return uuid;
    }
    if (value instanceof byte[] bytes && bytes.length == 16) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return new UUID(buffer.getLong(), buffer.getLong());
    }
    if (value instanceof CharSequence) {
      String text = value.toString().trim();
      if (text.matches("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")) {
        return UUID.fromString(text);
      }
      throw place.unreadable("UUID", text);
    }
    throw place.mismatch("UUID", value);
  }
}

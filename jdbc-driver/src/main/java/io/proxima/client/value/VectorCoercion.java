package io.proxima.client.value;

import io.proxima.client.SessionException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.Collection;

/// Arrays, lists and texts as vectors.
final class VectorCoercion {
  private static final String TYPE = "VECTOR";
  private static final int LARGEST_DIM = 65_535;

  private VectorCoercion() {}

  /// A vector of `dim` (0: any number of) finite floats.
  static float[] toVector(Object value, int dim, Place place) throws SessionException {
    float[] vector = floats(value, place);
    if (vector.length == 0 || vector.length > LARGEST_DIM || (dim > 0 && vector.length != dim)) {
      throw place.error(
          "22P70",
          "expected "
              + (dim == 0 ? "1 to " + LARGEST_DIM : dim)
              + " dimension(s), found "
              + vector.length);
    }
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw place.error("22P71", vector[i] + " at dimension " + (i + 1) + " is no finite float");
      }
    }
    return vector;
  }

  private static float[] floats(Object value, Place place) throws SessionException {
    if (value instanceof float[] vector) {
      return vector;
    }
    if (value instanceof double[] doubles) {
      float[] vector = new float[doubles.length];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = narrow(doubles[i], i, place);
      }
      return vector;
    }
    if (value instanceof CharSequence) {
      return VectorText.parse(value.toString(), place);
    }
    if (value instanceof byte[] bytes) {
      return fromBytes(bytes, place);
    }
    if (value instanceof Collection<?> list) {
      return elements(list.toArray(), place);
    }
    if (value instanceof java.sql.Array array) {
      return ofArray(array, place);
    }
    if (value.getClass().isArray() && !(value instanceof char[] || value instanceof boolean[])) {
      return elements(value, place);
    }
    throw place.mismatch(TYPE, value);
  }

  private static float[] ofArray(java.sql.Array array, Place place) throws SessionException {
    try {
      return floats(array.getArray(), place);
    } catch (SQLException e) {
      throw new SessionException(
          "42804", place.name() + ": the array cannot be read: " + e.getMessage(), 0, e);
    }
  }

  /// The elements of an array of numbers, boxed or not.
  private static float[] elements(Object array, Place place) throws SessionException {
    float[] vector = new float[Array.getLength(array)];
    for (int i = 0; i < vector.length; i++) {
      Object element = Array.get(array, i);
      if (!(element instanceof Number number)) {
        throw place.error(
            "42804",
            "expected a number at dimension "
                + (i + 1)
                + ", found "
                + (element == null ? "null" : element.getClass().getSimpleName()));
      }
      vector[i] = narrow(number.doubleValue(), i, place);
    }
    return vector;
  }

  private static float narrow(double number, int index, Place place) throws SessionException {
    float narrowed = (float) number;
    if (!Float.isFinite(narrowed)) {
      throw place.error("22P71", number + " at dimension " + (index + 1) + " is no finite float");
    }
    return narrowed;
  }

  /// Little-endian floats.
  static byte[] toBytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  private static float[] fromBytes(byte[] bytes, Place place) throws SessionException {
    if (bytes.length % Float.BYTES != 0) {
      throw place.error("22P02", "expected 4 bytes a dimension, found " + bytes.length + " bytes");
    }
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}

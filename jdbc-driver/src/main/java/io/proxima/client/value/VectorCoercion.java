package io.proxima.client.value;

import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
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
    boolean isComponents = value instanceof byte[] bytes && bytes.length == dim;
    float[] vector = isComponents ? widened((byte[]) value) : floats(value, place);
    checkDim(vector.length, dim, LARGEST_DIM, place);
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw place.error("22P71", vector[i] + " at dimension " + (i + 1) + " is no finite float");
      }
    }
    return vector;
  }

  private static void checkDim(int found, int dim, int largest, Place place)
      throws SessionException {
    if (found == 0 || found > largest || (dim > 0 && found != dim)) {
      throw place.error(
          "22P70",
          "expected " + (dim == 0 ? "1 to " + largest : dim) + " dimension(s), found " + found);
    }
  }

  /// A vector rounded to half precision.
  static float[] toHalves(Object value, int dim, Place place) throws SessionException {
    float[] vector = toVector(value, dim, place).clone();
    for (int i = 0; i < vector.length; i++) {
      float rounded = HalfFloat.round(vector[i]);
      if (Float.isInfinite(rounded)) {
        throw place.error("22003", vector[i] + " at dimension " + (i + 1) + " is no FLOAT16");
      }
      vector[i] = rounded;
    }
    return vector;
  }

  /// A vector of whole numbers from -128 to 127; bytes are these numbers.
  static float[] toWhole(Object value, int dim, Place place) throws SessionException {
    float[] vector = toVector(value instanceof byte[] bytes ? widened(bytes) : value, dim, place);
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] != (byte) vector[i]) {
        throw place.error("22003", vector[i] + " at dimension " + (i + 1) + " is no INT8");
      }
    }
    return vector;
  }

  private static float[] widened(byte[] bytes) {
    float[] vector = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      vector[i] = bytes[i];
    }
    return vector;
  }

  /// A vector of bits; bytes hold eight each, the first one highest.
  static boolean[] toBits(Object value, int dim, Place place) throws SessionException {
    boolean[] bits;
    if (value instanceof boolean[] flags) {
      bits = flags;
    } else if (value instanceof byte[] bytes) {
      bits = BitText.unpack(bytes, packedDim(bytes, dim, place));
    } else if (value instanceof CharSequence) {
      bits = BitText.parse(value.toString(), place);
    } else {
      throw place.mismatch("BIT", value);
    }
    checkDim(bits.length, dim, LARGEST_DIM, place);
    return bits;
  }

  private static int packedDim(byte[] bytes, int dim, Place place) throws SessionException {
    int count = dim == 0 ? 8 * bytes.length : dim;
    if (bytes.length != (count + 7) / 8) {
      throw place.error(
          "22P70",
          "expected " + (count + 7) / 8 + " byte(s) for " + dim + " bits, found " + bytes.length);
    }
    boolean isClean =
        bytes.length == 0
            || (bytes[bytes.length - 1] & ((1 << (8 * bytes.length - count)) - 1)) == 0;
    if (!isClean) {
      throw place.error("22P02", "a bit is set behind the last of " + dim);
    }
    return count;
  }

  /// A sparse vector.
  static SparseVector toSparse(Object value, int dim, Place place) throws SessionException {
    SparseVector sparse;
    if (value instanceof SparseVector vector) {
      sparse = vector;
    } else if (value instanceof CharSequence) {
      sparse = SparseText.parse(value.toString(), place);
    } else {
      sparse = SparseVector.of(toVector(value, dim, place));
    }
    checkDim(sparse.dim(), dim, Integer.MAX_VALUE, place);
    int count = sparse.indices().length;
    if (count > LARGEST_DIM) {
      throw place.error(
          "22P70", "expected at most " + LARGEST_DIM + " elements that are not 0, found " + count);
    }
    return sparse;
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
    if (value instanceof SparseVector sparse) {
      checkDim(sparse.dim(), 0, LARGEST_DIM, place);
      return sparse.toArray();
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

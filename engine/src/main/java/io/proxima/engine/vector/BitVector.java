package io.proxima.engine.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A vector of bits, equal and ordered by them.
///
/// - **Shape:** eight bits a byte, the first one highest; the bits behind the last are 0.
/// - **Threads:** immutable.
public final class BitVector implements Comparable<BitVector> {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int dim;
  private final byte[] bytes;

  private BitVector(int dim, byte[] bytes) {
    this.dim = dim;
    this.bytes = bytes;
  }

  /// A vector of `dim` bits; keeps `bytes`.
  ///
  /// @throws IllegalArgumentException if there are not `dim` bits, or others than 0 behind them
  public static BitVector of(int dim, byte[] bytes) {
    if (dim < 1 || bytes.length != byteCount(dim)) {
      throw new IllegalArgumentException(bytes.length + " bytes for " + dim + " bits");
    }
    int behind = 8 * bytes.length - dim;
    if ((bytes[bytes.length - 1] & ((1 << behind) - 1)) != 0) {
      throw new IllegalArgumentException("a bit is set behind the last of " + dim);
    }
    return new BitVector(dim, bytes);
  }

  /// Which components of a dense vector are above 0.
  public static BitVector ofPositive(float[] vector) {
    byte[] bytes = new byte[byteCount(vector.length)];
    for (int i = 0; i < vector.length; i++) {
      if (vector[i] > 0) {
        bytes[i >> 3] |= (byte) (0x80 >> (i & 7));
      }
    }
    return new BitVector(vector.length, bytes);
  }

  /// The bytes that hold `dim` bits.
  public static int byteCount(int dim) {
    return (dim + 7) >> 3;
  }

  /// The number of bits.
  public int dim() {
    return dim;
  }

  /// The bits, not to be changed.
  public byte[] bytes() {
    return bytes;
  }

  /// The bit at a position from 0.
  public boolean get(int position) {
    return (bytes[position >> 3] & (0x80 >> (position & 7))) != 0;
  }

  /// How many bits differ; `other` has as many.
  int differing(BitVector other) {
    int count = 0;
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      count += Long.bitCount((long) LONG.get(bytes, i) ^ (long) LONG.get(other.bytes, i));
    }
    for (; i < bytes.length; i++) {
      count += Integer.bitCount((bytes[i] ^ other.bytes[i]) & 0xFF);
    }
    return count;
  }

  /// How many bits are set in both; `other` has as many.
  int shared(BitVector other) {
    int count = 0;
    int i = 0;
    for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
      count += Long.bitCount((long) LONG.get(bytes, i) & (long) LONG.get(other.bytes, i));
    }
    for (; i < bytes.length; i++) {
      count += Integer.bitCount(bytes[i] & other.bytes[i] & 0xFF);
    }
    return count;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BitVector vector
        && dim == vector.dim
        && Arrays.equals(bytes, vector.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + dim;
  }

  @Override
  public int compareTo(BitVector other) {
    int order = Arrays.compareUnsigned(bytes, other.bytes);
    return order != 0 ? order : Integer.compare(dim, other.dim);
  }

  /// The bits as text, such as `101`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(dim);
    for (int i = 0; i < dim; i++) {
      text.append(get(i) ? '1' : '0');
    }
    return text.toString();
  }
}

package io.proxima.engine.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// How the components of dense vectors are stored. Whatever it is, they are computed with as
/// floats, which hold every value of every element type exactly.
public enum ElementType {
  /// IEEE 754 single precision.
  FLOAT32(Float.BYTES),
  /// IEEE 754 half precision.
  FLOAT16(Short.BYTES),
  /// Whole numbers from -128 to 127.
  INT8(Byte.BYTES);

  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /// The bytes that a component takes.
  public int bytes() {
    return bytes;
  }

  /// The value that stands for `value` when it is stored, which is infinite if it is out of range
  /// and NaN if it would have to be cut.
  public float stored(float value) {
    return switch (this) {
      case FLOAT32 -> value;
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case INT8 -> {
        if (value < Byte.MIN_VALUE || value > Byte.MAX_VALUE) {
          yield Math.copySign(Float.POSITIVE_INFINITY, value);
        }
        yield value == (byte) value ? (byte) value : Float.NaN;
      }
    };
  }

  /// Writes `src[offset .. offset + dim)`, little-endian. The values must be storable as they are.
  public void write(float[] src, int offset, MemorySegment target, long at, int dim) {
    switch (this) {
      case FLOAT32 -> MemorySegment.copy(src, offset, target, FLOAT, at, dim);
      case FLOAT16 -> {
        for (int i = 0; i < dim; i++) {
          target.set(SHORT, at + 2L * i, Float.floatToFloat16(src[offset + i]));
        }
      }
      case INT8 -> {
        for (int i = 0; i < dim; i++) {
          target.set(ValueLayout.JAVA_BYTE, at + i, (byte) src[offset + i]);
        }
      }
    }
  }

  /// Reads what `write` wrote into `target[offset .. offset + dim)`.
  public void read(MemorySegment src, long at, float[] target, int offset, int dim) {
    switch (this) {
      case FLOAT32 -> MemorySegment.copy(src, FLOAT, at, target, offset, dim);
      case FLOAT16 -> {
        for (int i = 0; i < dim; i++) {
          target[offset + i] = Float.float16ToFloat(src.get(SHORT, at + 2L * i));
        }
      }
      case INT8 -> {
        for (int i = 0; i < dim; i++) {
          target[offset + i] = src.get(ValueLayout.JAVA_BYTE, at + i);
        }
      }
    }
  }

  /// Reads the same from bytes on the heap; one loop for both kinds of memory would be slow for
  /// both.
  public void read(byte[] src, int at, float[] target, int offset, int dim) {
    ByteBuffer in = ByteBuffer.wrap(src, at, dim * bytes).order(ByteOrder.LITTLE_ENDIAN);
    switch (this) {
      case FLOAT32 -> in.asFloatBuffer().get(target, offset, dim);
      case FLOAT16 -> {
        for (int i = 0; i < dim; i++) {
          target[offset + i] = Float.float16ToFloat(in.getShort());
        }
      }
      case INT8 -> {
        for (int i = 0; i < dim; i++) {
          target[offset + i] = in.get();
        }
      }
    }
  }
}

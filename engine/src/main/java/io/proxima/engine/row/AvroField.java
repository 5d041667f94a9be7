package io.proxima.engine.row;

import io.proxima.engine.schema.AvroInput;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.ElementType;
import io.proxima.engine.vector.SparseVector;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/// One column in the Avro form that [AvroRows] describes.
final class AvroField {
  private final RowErrors errors;
  private final ColumnType type;
  private final boolean nullable;

  AvroField(RowErrors errors) {
    this.errors = errors;
    this.type = errors.column().type();
    this.nullable = errors.column().nullable();
  }

  /// The bytes that a value takes at least.
  int minBytes() {
    return nullable
        ? 1
        : switch (type.kind()) {
          case REAL -> Float.BYTES;
          case DOUBLE -> Double.BYTES;
          case UUID -> 16;
          case VECTOR, HALFVEC, INT8VEC -> type.kind().element().bytes() * type.size();
          case BIT -> BitVector.byteCount(type.size());
          default -> 1;
        };
  }

  void encode(Column column, int row, AvroOutput out) {
    if (nullable) {
      boolean isNull = column.isNull(row);
      out.writeLong(isNull ? 0 : 1);
      if (isNull) {
        return;
      }
    }
    switch (column) {
      case LongColumn longs -> encode(longs.values()[row], out);
      case DoubleColumn doubles -> encode(doubles.values()[row], out);
      case VectorColumn vectors -> encode(vectors, row, out);
      case ObjectColumn objects -> encode(objects.valueAt(row), out);
    }
  }

  private void encode(long value, AvroOutput out) {
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean(value == 1);
      default -> out.writeLong(value);
    }
  }

  private void encode(double value, AvroOutput out) {
    switch (type.kind()) {
      case REAL -> out.writeFloat((float) value);
      default -> out.writeDouble(value);
    }
  }

  private void encode(VectorColumn vectors, int row, AvroOutput out) {
    int dim = vectors.dim();
    ElementType element = type.kind().element();
    int start = out.skip(element.bytes() * dim);
    element.write(vectors.values(), row * dim, MemorySegment.ofArray(out.array()), start, dim);
  }

  private void encode(Object value, AvroOutput out) {
    switch (type.kind()) {
      case DECIMAL -> out.writeBytes(((BigDecimal) value).unscaledValue().toByteArray());
      case VARBINARY -> out.writeBytes((byte[]) value);
      case UUID -> {
        out.writeBigEndian(((UUID) value).getMostSignificantBits());
        out.writeBigEndian(((UUID) value).getLeastSignificantBits());
      }
      case BIT -> {
        byte[] bits = ((BitVector) value).bytes();
        int start = out.skip(bits.length);
        System.arraycopy(bits, 0, out.array(), start, bits.length);
      }
      case SPARSEVEC -> SparseBytes.write((SparseVector) value, out);
      default -> out.writeString((String) value);
    }
  }

  /// Reads the next value of the column.
  ///
  /// @param payload all that `in` reads
  void decode(AvroInput in, MemorySegment payload, ColumnBuilder out) {
    int row = out.rowCount();
    if (nullable) {
      long branch = in.readLong();
      if (branch == 0) {
        out.appendNull();
        return;
      }
      if (branch != 1) {
        throw in.malformed("a nullable value is of kind 0 or 1, not " + branch);
      }
    }
    switch (out) {
      case LongColumnBuilder longs -> longs.append(decodeLong(in, row));
      case DoubleColumnBuilder doubles -> doubles.append(decodeDouble(in));
      case VectorColumnBuilder vectors -> decodeVector(in, payload, row, vectors);
      case ObjectColumnBuilder objects -> objects.append(decodeObject(in, payload, row));
    }
  }

  private long decodeLong(AvroInput in, int row) {
    return switch (type.kind()) {
      case BOOLEAN -> in.readBoolean() ? 1 : 0;
      case BIGINT, TIMESTAMP, TIMESTAMP_TZ -> in.readLong();
      default -> {
        long value = in.readLong();
        RowChecks.checkLong(errors, row, value);
        yield value;
      }
    };
  }

  private double decodeDouble(AvroInput in) {
    return switch (type.kind()) {
      case REAL -> in.readFloat();
      default -> in.readDouble();
    };
  }

  private void decodeVector(AvroInput in, MemorySegment payload, int row, VectorColumnBuilder out) {
    int dim = type.size();
    ElementType element = type.kind().element();
    int from = in.skip(element.bytes() * dim);
    int start = out.appendRow();
    element.read(payload, from, out.values(), start, dim);
    RowChecks.checkFinite(errors, row, out.values(), start, dim);
  }

  private Object decodeObject(AvroInput in, MemorySegment payload, int row) {
    return switch (type.kind()) {
      case DECIMAL -> {
        byte[] unscaled = in.readBytes(KeyBytes.MAX_DECIMAL_BYTES);
        if (unscaled.length == 0) {
          throw in.malformed("a decimal has no digits");
        }
        yield RowChecks.checkDecimal(
            errors, row, new BigDecimal(new BigInteger(unscaled), type.scale()));
      }
      case VARBINARY -> RowChecks.checkBinary(errors, row, in.readBytes(Integer.MAX_VALUE));
      case UUID -> new UUID(in.readBigEndian(), in.readBigEndian());
      case BIT -> decodeBits(in, payload);
      case SPARSEVEC -> SparseBytes.read(in, type.size());
      case JSON -> RowChecks.checkJson(errors, row, in.readString(Integer.MAX_VALUE));
      default -> RowChecks.checkText(errors, row, in.readString(Integer.MAX_VALUE));
    };
  }

  private BitVector decodeBits(AvroInput in, MemorySegment payload) {
    int length = BitVector.byteCount(type.size());
    int from = in.skip(length);
    byte[] bits = payload.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    try {
      return BitVector.of(type.size(), bits);
    } catch (IllegalArgumentException e) {
      throw in.malformed(String.valueOf(e.getMessage()), e);
    }
  }
}

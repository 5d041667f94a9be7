package io.proxima.engine.segment.viper;

import io.proxima.engine.row.Column;
import io.proxima.engine.row.ColumnBuilder;
import io.proxima.engine.row.DoubleColumn;
import io.proxima.engine.row.DoubleColumnBuilder;
import io.proxima.engine.row.LongColumn;
import io.proxima.engine.row.LongColumnBuilder;
import io.proxima.engine.schema.AvroOutput;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.parquet.format.Type;

/// How the scalar values of a type stand in a Parquet file, in the encoding PLAIN.
///
/// | kind | Parquet |
/// |---|---|
/// | BOOLEAN | BOOLEAN |
/// | SMALLINT, INTEGER, DATE | INT32 |
/// | BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ | INT64 |
/// | REAL, DOUBLE | FLOAT, DOUBLE |
/// | DECIMAL of 1 to 18 digits | INT64, unscaled |
/// | other DECIMAL | BYTE_ARRAY: unscaled, two's complement, big-endian |
/// | CHAR, VARCHAR, JSON | BYTE_ARRAY: UTF-8 |
/// | VARBINARY | BYTE_ARRAY |
/// | UUID | FIXED_LEN_BYTE_ARRAY(16), big-endian |
/// | BIT | FIXED_LEN_BYTE_ARRAY: eight bits a byte, the first one highest |
/// | SPARSEVEC | BYTE_ARRAY: index (4 bytes) and value (a float) of each element, little-endian |
///
/// - **Threads:** immutable.
sealed interface ValueCodec {
  /// The codec of a scalar type.
  static ValueCodec of(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> new Longs(Type.BOOLEAN, Byte.BYTES);
      case SMALLINT, INTEGER, DATE -> new Longs(Type.INT32, Integer.BYTES);
      case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ -> new Longs(Type.INT64, Long.BYTES);
      case REAL -> new Floats();
      case DOUBLE -> new Doubles();
      case DECIMAL ->
          type.size() >= 1 && type.size() <= 18
              ? new ShortDecimals(type.scale())
              : new Objects(type, 0);
      case CHAR, VARCHAR, JSON, VARBINARY, SPARSEVEC -> new Objects(type, 0);
      case UUID -> new Objects(type, 16);
      case BIT -> new Objects(type, BitVector.byteCount(type.size()));
      case VECTOR, HALFVEC, INT8VEC -> throw new IllegalArgumentException(type + " is no scalar");
    };
  }

  /// Parquet's type.
  Type physical();

  /// Appends the value of a row that has one.
  void write(Column column, int row, AvroOutput out);

  /// Appends the next value of `in` to `out`.
  void read(ByteBuffer in, ColumnBuilder out);

  /// A value as statistics and filters hold it: without a length before it.
  byte[] encode(Object value);

  /// The value that `encode` made these bytes of.
  Object decode(byte[] bytes);

  /// Layout LONG; a BOOLEAN takes a byte here, and is packed by its page.
  record Longs(Type physical, int bytes) implements ValueCodec {
    @Override
    public void write(Column column, int row, AvroOutput out) {
      out.writeLittleEndian(((LongColumn) column).values()[row], bytes);
    }

    @Override
    public void read(ByteBuffer in, ColumnBuilder out) {
      ((LongColumnBuilder) out).append(next(in));
    }

    private long next(ByteBuffer in) {
      return switch (bytes) {
        case Byte.BYTES -> in.get();
        case Integer.BYTES -> in.getInt();
        default -> in.getLong();
      };
    }

    @Override
    public byte[] encode(Object value) {
      return littleEndian((Long) value, bytes);
    }

    @Override
    public Object decode(byte[] value) {
      return next(ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /// Doubles that are floats.
  record Floats() implements ValueCodec {
    @Override
    public Type physical() {
      return Type.FLOAT;
    }

    @Override
    public void write(Column column, int row, AvroOutput out) {
      out.writeFloat((float) ((DoubleColumn) column).values()[row]);
    }

    @Override
    public void read(ByteBuffer in, ColumnBuilder out) {
      ((DoubleColumnBuilder) out).append(in.getFloat());
    }

    @Override
    public byte[] encode(Object value) {
      return littleEndian(Float.floatToRawIntBits((float) (double) (Double) value), Float.BYTES);
    }

    @Override
    public Object decode(byte[] value) {
      return (double) ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getFloat();
    }
  }

  /// Doubles.
  record Doubles() implements ValueCodec {
    @Override
    public Type physical() {
      return Type.DOUBLE;
    }

    @Override
    public void write(Column column, int row, AvroOutput out) {
      out.writeDouble(((DoubleColumn) column).values()[row]);
    }

    @Override
    public void read(ByteBuffer in, ColumnBuilder out) {
      ((DoubleColumnBuilder) out).append(in.getDouble());
    }

    @Override
    public byte[] encode(Object value) {
      return littleEndian(Double.doubleToRawLongBits((Double) value), Double.BYTES);
    }

    @Override
    public Object decode(byte[] value) {
      return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getDouble();
    }
  }

  /// Decimals whose digits fit into a long.
  record ShortDecimals(int scale) implements ValueCodec {
    @Override
    public Type physical() {
      return Type.INT64;
    }

    @Override
    public void write(Column column, int row, AvroOutput out) {
      out.writeLittleEndian(unscaled(column.valueAt(row)), Long.BYTES);
    }

    private static long unscaled(Object value) {
      return ((BigDecimal) value).unscaledValue().longValueExact();
    }

    @Override
    public void read(ByteBuffer in, ColumnBuilder out) {
      out.append(BigDecimal.valueOf(in.getLong(), scale));
    }

    @Override
    public byte[] encode(Object value) {
      return littleEndian(unscaled(value), Long.BYTES);
    }

    @Override
    public Object decode(byte[] value) {
      long unscaled = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
      return BigDecimal.valueOf(unscaled, scale);
    }
  }

  /// Byte strings, of `fixedBytes` or of any length if that is 0.
  record Objects(ColumnType type, int fixedBytes) implements ValueCodec {
    private static final int ELEMENT_BYTES = Integer.BYTES + Float.BYTES;

    @Override
    public Type physical() {
      return fixedBytes > 0 ? Type.FIXED_LEN_BYTE_ARRAY : Type.BYTE_ARRAY;
    }

    @Override
    public void write(Column column, int row, AvroOutput out) {
      byte[] bytes = encode(column.valueAt(row));
      if (fixedBytes == 0) {
        out.writeLittleEndian(bytes.length, Integer.BYTES);
      }
      out.writeFixed(bytes);
    }

    @Override
    public void read(ByteBuffer in, ColumnBuilder out) {
      byte[] bytes = new byte[fixedBytes > 0 ? fixedBytes : in.getInt()];
      in.get(bytes);
      out.append(decode(bytes));
    }

    @Override
    public byte[] encode(Object value) {
      return switch (value) {
        case String text -> text.getBytes(StandardCharsets.UTF_8);
        case byte[] bytes -> bytes;
        case BigDecimal decimal -> decimal.unscaledValue().toByteArray();
        case UUID uuid ->
            ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        case BitVector bits -> bits.bytes();
        case SparseVector sparse -> encode(sparse);
        default -> throw new IllegalArgumentException(value.getClass() + " in a " + type);
      };
    }

    @Override
    public Object decode(byte[] bytes) {
      return switch (type.kind()) {
        case VARBINARY -> bytes;
        case DECIMAL -> new BigDecimal(new BigInteger(bytes), type.scale());
        case UUID -> {
          ByteBuffer in = ByteBuffer.wrap(bytes);
          yield new UUID(in.getLong(), in.getLong());
        }
        case BIT -> BitVector.of(type.size(), bytes);
        case SPARSEVEC -> decodeSparse(bytes);
        default -> new String(bytes, StandardCharsets.UTF_8);
      };
    }

    private static byte[] encode(SparseVector vector) {
      ByteBuffer out =
          ByteBuffer.allocate(ELEMENT_BYTES * vector.count()).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < vector.count(); i++) {
        out.putInt(vector.index(i)).putFloat(vector.value(i));
      }
      return out.array();
    }

    private SparseVector decodeSparse(byte[] bytes) {
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int[] indices = new int[bytes.length / ELEMENT_BYTES];
      float[] values = new float[indices.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = in.getInt();
        values[i] = in.getFloat();
      }
      return SparseVector.of(type.size(), indices, values);
    }
  }

  private static byte[] littleEndian(long value, int bytes) {
    byte[] encoded = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      encoded[i] = (byte) (value >>> (Byte.SIZE * i));
    }
    return encoded;
  }
}

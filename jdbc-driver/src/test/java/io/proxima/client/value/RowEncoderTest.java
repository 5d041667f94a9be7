package io.proxima.client.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.client.Nullable;
import io.proxima.client.RowLayout;
import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import io.proxima.client.ValueType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class RowEncoderTest {
  private static final int DIM = 5;

  private static RowLayout.Field field(
      ValueType type, int precision, int scale, boolean nullable, int parameter) {
    String name = "c_" + type.name().toLowerCase(java.util.Locale.ROOT) + (nullable ? "_n" : "");
    return new RowLayout.Field(name, type, precision, scale, nullable, parameter);
  }

  private static RowLayout layout(RowLayout.Field... fields) {
    return new RowLayout(7, "insert", List.of(fields));
  }

  private static byte[] encode(RowLayout layout, @Nullable Object... values)
      throws SessionException {
    return new RowEncoder(layout).encode(Collections.singletonList(values));
  }

  private static void refuses(String sqlState, RowLayout.Field field, @Nullable Object value) {
    RowLayout layout = layout(field);
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[] {good(field.type(), new Random(1))});
    rows.add(new @Nullable Object[] {value});
    assertThatThrownBy(() -> new RowEncoder(layout).encode(rows))
        .isInstanceOfSatisfying(
            SessionException.class,
            e -> {
              assertThat(e.sqlState()).as(e.getMessage()).isEqualTo(sqlState);
              assertThat(e.getMessage()).startsWith("column " + field.name() + ", row 2: ");
            });
  }

  private static Object good(ValueType type, Random random) {
    return switch (type) {
      case BOOLEAN -> random.nextBoolean();
      case SMALLINT -> (short) random.nextInt();
      case INTEGER -> random.nextInt();
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case REAL -> random.nextFloat();
      case DOUBLE -> random.nextGaussian();
      case DECIMAL -> BigDecimal.valueOf(random.nextInt(), 2);
      case CHAR -> "é€😀".substring(0, random.nextInt(2));
      case VARCHAR -> "x".repeat(random.nextInt(200)) + "é€😀\0";
      case VARBINARY -> new byte[random.nextInt(300)];
      case JSON -> "{\"x\": " + random.nextInt() + "}";
      case DATE -> LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_000_000));
      case TIME ->
          LocalTime.ofNanoOfDay(random.nextInt(86_400) * 1_000_001_000L % 86_400_000_000_000L);
      case TIMESTAMP ->
          LocalDateTime.of(1, 1, 1, 0, 0, 0, 1_000).plusSeconds(random.nextInt(Integer.MAX_VALUE));
      case TIMESTAMP_TZ ->
          OffsetDateTime.of(1900, 1, 1, 0, 0, 0, 999_999_000, ZoneOffset.UTC)
              .plusSeconds(random.nextInt());
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case VECTOR -> {
        float[] vector = new float[DIM];
        for (int i = 0; i < DIM; i++) {
          vector[i] = (float) random.nextGaussian();
        }
        yield vector;
      }
      case HALFVEC -> wholeNumbers(random, 2_048);
      case INT8VEC -> wholeNumbers(random, 128);
      case BIT -> new boolean[] {random.nextBoolean(), false, true, random.nextBoolean(), false};
      case SPARSEVEC -> SparseVector.of(wholeNumbers(random, 2));
      case NULL -> throw new AssertionError();
    };
  }

  private static float[] wholeNumbers(Random random, int limit) {
    float[] vector = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      vector[i] = random.nextInt(-limit, limit);
    }
    return vector;
  }

  @Test
  void bytesAreThoseOfAvro() throws SessionException, IOException {
    Random random = new Random(42);
    List<RowLayout.Field> fields = new ArrayList<>();
    for (ValueType type : ValueType.values()) {
      if (type != ValueType.NULL) {
        int precision =
            switch (type) {
              case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> DIM;
              case CHAR -> 4;
              case DECIMAL -> 12;
              default -> 0;
            };
        int scale = type == ValueType.DECIMAL ? 2 : 0;
        fields.add(field(type, precision, scale, false, fields.size()));
        fields.add(field(type, precision, scale, true, fields.size()));
      }
    }
    fields.add(new RowLayout.Field("unnamed", ValueType.VARCHAR, 0, 0, true, -1));
    RowLayout layout = new RowLayout(0x01020304, "üpsert", fields);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      @Nullable Object[] row = new @Nullable Object[fields.size() - 1];
      for (int c = 0; c < row.length; c++) {
        row[c] =
            fields.get(c).nullable() && random.nextInt(3) == 0
                ? null
                : good(fields.get(c).type(), random);
      }
      rows.add(row);
    }
    assertThat(new RowEncoder(layout).encode(rows)).isEqualTo(avro(layout, rows));
  }

  private static byte[] avro(RowLayout layout, List<@Nullable Object[]> rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] operation = layout.operation().getBytes(StandardCharsets.UTF_8);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(layout.schemaVersion())
            .putInt(operation.length)
            .array());
    out.write(operation);
    List<Schema.Field> fields = new ArrayList<>();
    for (RowLayout.Field field : layout.fields()) {
      Schema type = schema(field);
      fields.add(
          new Schema.Field(
              field.name(),
              field.nullable() ? Schema.createUnion(Schema.create(Schema.Type.NULL), type) : type));
    }
    Schema record = Schema.createRecord("row", null, null, false, fields);
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    encoder.writeLong(rows.size());
    GenericDatumWriter<Object> writer = new GenericDatumWriter<>(record);
    for (@Nullable Object[] row : rows) {
      GenericData.Record datum = new GenericData.Record(record);
      for (int i = 0; i < layout.fields().size(); i++) {
        RowLayout.Field field = layout.fields().get(i);
        Object value = field.parameter() < 0 ? null : row[field.parameter()];
        datum.put(
            i, value == null ? null : datum(field, value, record.getFields().get(i).schema()));
      }
      writer.write(datum, encoder);
    }
    encoder.flush();
    return out.toByteArray();
  }

  private static Schema schema(RowLayout.Field field) {
    return switch (field.type()) {
      case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
      case SMALLINT, INTEGER, DATE -> Schema.create(Schema.Type.INT);
      case BIGINT, TIME, TIMESTAMP, TIMESTAMP_TZ -> Schema.create(Schema.Type.LONG);
      case REAL -> Schema.create(Schema.Type.FLOAT);
      case DOUBLE -> Schema.create(Schema.Type.DOUBLE);
      case CHAR, VARCHAR, JSON -> Schema.create(Schema.Type.STRING);
      case VARBINARY, DECIMAL, SPARSEVEC -> Schema.create(Schema.Type.BYTES);
      case UUID -> Schema.createFixed(field.name(), null, null, 16);
      case VECTOR -> Schema.createFixed(field.name(), null, null, 4 * field.precision());
      case HALFVEC -> Schema.createFixed(field.name(), null, null, 2 * field.precision());
      case INT8VEC -> Schema.createFixed(field.name(), null, null, field.precision());
      case BIT -> Schema.createFixed(field.name(), null, null, 1);
      case NULL -> throw new AssertionError();
    };
  }

  private static Object datum(RowLayout.Field field, Object value, Schema schema) {
    Schema fixed = field.nullable() ? schema.getTypes().get(1) : schema;
    return switch (field.type()) {
      case BOOLEAN, INTEGER, BIGINT, REAL, DOUBLE, VARCHAR, JSON -> value;
      case SMALLINT -> ((Short) value).intValue();
      case DECIMAL -> ByteBuffer.wrap(((BigDecimal) value).unscaledValue().toByteArray());
      case CHAR -> {
        String text = (String) value;
        yield text + " ".repeat(4 - text.codePointCount(0, text.length()));
      }
      case VARBINARY -> ByteBuffer.wrap((byte[]) value);
      case DATE -> (int) ((LocalDate) value).toEpochDay();
      case TIME -> ((LocalTime) value).toNanoOfDay() / 1_000;
      case TIMESTAMP -> micros(((LocalDateTime) value).atOffset(ZoneOffset.UTC));
      case TIMESTAMP_TZ -> micros((OffsetDateTime) value);
      case UUID -> {
        UUID uuid = (UUID) value;
        yield new GenericData.Fixed(
            fixed,
            ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
      }
      case VECTOR -> new GenericData.Fixed(fixed, VectorCoercion.toBytes((float[]) value));
      case HALFVEC -> new GenericData.Fixed(fixed, halves((float[]) value));
      case INT8VEC -> {
        byte[] bytes = new byte[DIM];
        for (int i = 0; i < DIM; i++) {
          bytes[i] = (byte) ((float[]) value)[i];
        }
        yield new GenericData.Fixed(fixed, bytes);
      }
      case BIT -> {
        boolean[] bits = (boolean[]) value;
        int packed = (bits[0] ? 0x80 : 0) | 0x20 | (bits[3] ? 0x10 : 0);
        yield new GenericData.Fixed(fixed, new byte[] {(byte) packed});
      }
      case SPARSEVEC -> sparse((SparseVector) value);
      case NULL -> throw new AssertionError();
    };
  }

  private static byte[] halves(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * DIM).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : vector) {
      int bits = 0;
      while (HalfFloatTest.valueOf(bits) != element) {
        bits++;
      }
      bytes.putShort((short) bits);
    }
    return bytes.array();
  }

  private static ByteBuffer sparse(SparseVector vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * vector.indices().length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < vector.indices().length; i++) {
      bytes.putInt(vector.indices()[i]).putFloat(vector.values()[i]);
    }
    return bytes.flip();
  }

  private static long micros(OffsetDateTime time) {
    return time.toEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  @Test
  void noRowsAreABlock() throws SessionException {
    byte[] block =
        new RowEncoder(layout(field(ValueType.INTEGER, 0, 0, false, 0))).encode(List.of());
    assertThat(block).hasSize(4 + 4 + "insert".length() + 1).endsWith((byte) 0);
  }

  @Test
  void decimalIsRoundedToItsScale() throws SessionException {
    RowLayout layout = layout(field(ValueType.DECIMAL, 4, 2, false, 0));
    assertThat(encode(layout, 1.005)).isEqualTo(encode(layout, new BigDecimal("1.01")));
    assertThat(encode(layout, "99.99")).isEqualTo(encode(layout, new BigDecimal("99.990")));
  }

  @Test
  void parametersMayComeInAnyOrder() throws SessionException {
    RowLayout turned =
        layout(field(ValueType.INTEGER, 0, 0, false, 1), field(ValueType.VARCHAR, 0, 0, true, 0));
    RowLayout straight =
        layout(field(ValueType.INTEGER, 0, 0, false, 0), field(ValueType.VARCHAR, 0, 0, true, 1));
    assertThat(encode(turned, "x", 5)).isEqualTo(encode(straight, 5, "x"));
  }

  @Test
  void valueThatItsColumnForbidsIsRefusedByColumnAndRow() {
    refuses("23502", field(ValueType.INTEGER, 0, 0, false, 0), null);
    refuses("22P70", field(ValueType.VECTOR, DIM, 0, true, 0), new float[DIM + 1]);
    refuses("22P71", field(ValueType.VECTOR, DIM, 0, true, 0), new float[] {1, 2, 3, 4, Float.NaN});
    refuses("22003", field(ValueType.HALFVEC, DIM, 0, true, 0), new float[] {0, 0, 0, 0, 65_520});
    refuses("22003", field(ValueType.INT8VEC, DIM, 0, true, 0), new float[] {0, 0, 0, 0, 128});
    refuses("22003", field(ValueType.INT8VEC, DIM, 0, true, 0), new float[] {0, 0, 0, 0, 0.5f});
    refuses("22P70", field(ValueType.BIT, DIM, 0, true, 0), new boolean[4]);
    refuses("22P02", field(ValueType.BIT, DIM, 0, true, 0), new byte[] {1});
    refuses("22P70", field(ValueType.SPARSEVEC, DIM, 0, true, 0), "{1:1}/6");
    refuses("22003", field(ValueType.SMALLINT, 0, 0, true, 0), 32_768);
    refuses("22003", field(ValueType.DECIMAL, 12, 2, true, 0), new BigDecimal("1e10"));
    refuses("22003", field(ValueType.DECIMAL, 12, 2, true, 0), new BigDecimal("1e1000000000"));
    refuses("22001", field(ValueType.CHAR, 2, 0, true, 0), "abc");
    refuses("22P02", field(ValueType.DATE, 0, 0, true, 0), "yesterday");
    refuses("42804", field(ValueType.BIGINT, 0, 0, true, 0), LocalDate.EPOCH);
  }

  @Test
  void lengthIsCountedInCharacters() throws SessionException {
    RowLayout layout = layout(field(ValueType.VARCHAR, 2, 0, true, 0));
    assertThat(encode(layout, "ab  ")).isEqualTo(encode(layout, "ab"));
    assertThat(encode(layout, "😀😀")).hasSize(4 + 4 + 6 + 1 + 1 + 1 + 8);
    assertThatThrownBy(() -> encode(layout, "abc")).hasMessageContaining("at most 2");
    RowLayout binary = layout(field(ValueType.VARBINARY, 2, 0, true, 0));
    assertThatThrownBy(() -> encode(binary, (Object) new byte[3]))
        .hasMessageContaining("at most 2");
  }

  @Test
  void columnThatNoParameterNamesMustAllowNull() {
    RowLayout layout = layout(new RowLayout.Field("x", ValueType.INTEGER, 0, 0, false, -1));
    assertThatThrownBy(
            () -> new RowEncoder(layout).encode(List.<@Nullable Object[]>of(new Object[0])))
        .hasMessageContaining("column x: ");
  }

  @Test
  void manyRowsGrowTheBlock() throws SessionException {
    RowLayout layout = layout(field(ValueType.VARCHAR, 0, 0, false, 0));
    Object[][] rows = new Object[1_000][];
    Arrays.setAll(rows, i -> new Object[] {"y".repeat(i)});
    assertThat(new RowEncoder(layout).encode(List.of(rows)).length).isGreaterThan(499_500);
  }
}

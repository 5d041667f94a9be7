package io.proxima.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.Seeded;
import io.proxima.engine.testing.Tables;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@Seeded
class AvroRowsTest {
  private static final TableDef TWO =
      Tables.of(
          List.of(
              new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false),
              new ColumnDef(2, "embedding", ColumnType.vector(2), true)),
          0);

  private static TableDef one(ColumnType type, boolean nullable) {
    return Tables.of(List.of(new ColumnDef(1, "c", type, nullable)));
  }

  @RepeatedTest(20)
  void decodingGivesTheRowsThatWereEncoded(RandomGenerator random) {
    TableDef table = Tables.everyType();
    RowBatch rows = Tables.rows(random, table, random.nextInt(40));
    EncodedRows encoded = AvroRows.of(table).encode(rows);
    EncodedRows decoded = AvroRows.of(table).decode(encoded.payload());
    assertThat(Tables.values(decoded.rows())).isEqualTo(Tables.values(rows));
    assertThat(Tables.values(encoded.rows())).isEqualTo(Tables.values(rows));
    assertThat(decoded.payload()).isSameAs(encoded.payload());
    assertThat(AvroRows.of(table).encode(decoded.rows()).payload()).isEqualTo(encoded.payload());
  }

  @Test
  void avroItselfReadsTheSameRows(RandomGenerator random) throws IOException {
    TableDef table = Tables.everyType();
    RowBatch rows = Tables.rows(random, table, 50);
    byte[] payload = AvroRows.of(table).encode(rows).payload();
    ByteBuffer head = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(head.getInt()).isEqualTo(table.version());
    int dataStart = 8 + head.getInt();

    Schema schema = new Schema.Parser().parse(AvroRows.of(table).schemaJson());
    GenericDatumReader<GenericRecord> reader = new GenericDatumReader<>(schema);
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(payload, dataStart, payload.length - dataStart, null);
    assertThat(decoder.readLong()).isEqualTo(50);
    for (int row = 0; row < 50; row++) {
      GenericRecord read = reader.read(null, decoder);
      for (int i = 0; i < table.columns().size(); i++) {
        assertThat(read.getSchema().getFields().get(i).getObjectProp("column"))
            .isEqualTo(table.columns().get(i).name());
        Column column = rows.column(i);
        Object expected = column.isNull(row) ? null : column.valueAt(row);
        assertThat(engineValue(table.columns().get(i).type(), read.get(i))).isEqualTo(expected);
      }
    }
    assertThat(decoder.isEnd()).isTrue();
  }

  private static @Nullable Object engineValue(ColumnType type, @Nullable Object avro) {
    if (avro == null) {
      return null;
    }
    return switch (type.kind()) {
      case BOOLEAN -> (Boolean) avro ? 1L : 0L;
      case SMALLINT, INTEGER, DATE -> (long) (Integer) avro;
      case REAL -> (double) (Float) avro;
      case CHAR, VARCHAR, JSON -> avro.toString();
      case VARBINARY -> array((ByteBuffer) avro);
      case DECIMAL -> new BigDecimal(new BigInteger(array((ByteBuffer) avro)), type.scale());
      case UUID -> {
        ByteBuffer bytes = ByteBuffer.wrap(((GenericFixed) avro).bytes());
        yield new UUID(bytes.getLong(), bytes.getLong());
      }
      case VECTOR -> {
        float[] vector = new float[type.size()];
        ByteBuffer.wrap(((GenericFixed) avro).bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer()
            .get(vector);
        yield vector;
      }
      case HALFVEC -> {
        ByteBuffer bytes =
            ByteBuffer.wrap(((GenericFixed) avro).bytes()).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[type.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = Float.float16ToFloat(bytes.getShort());
        }
        yield vector;
      }
      case INT8VEC -> {
        byte[] bytes = ((GenericFixed) avro).bytes();
        float[] vector = new float[type.size()];
        for (int i = 0; i < vector.length; i++) {
          vector[i] = bytes[i];
        }
        yield vector;
      }
      case BIT -> BitVector.of(type.size(), ((GenericFixed) avro).bytes());
      case SPARSEVEC -> {
        ByteBuffer bytes = ((ByteBuffer) avro).order(ByteOrder.LITTLE_ENDIAN);
        float[] vector = new float[type.size()];
        while (bytes.hasRemaining()) {
          vector[bytes.getInt()] = bytes.getFloat();
        }
        yield SparseVector.ofDense(vector);
      }
      default -> avro;
    };
  }

  private static byte[] array(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  @Test
  void theSchemaNamesWhatAvroCannot() {
    TableDef table =
        Tables.of(
            List.of(
                new ColumnDef(1, "größe \"x\"", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(2, "_1", ColumnType.of(TypeKind.BIGINT), false),
                new ColumnDef(3, "_ok", ColumnType.of(TypeKind.BIGINT), false)));
    Schema schema = new Schema.Parser().parse(AvroRows.of(table).schemaJson());
    assertThat(schema.getFields())
        .extracting(Schema.Field::name)
        .containsExactly("_1", "_2", "_ok");
    assertThat(schema.getFields().getFirst().getObjectProp("column")).isEqualTo("größe \"x\"");
  }

  @Test
  void everyDamageOfAPayloadIsOneClearErrorOrOtherRows(RandomGenerator random) {
    TableDef table = Tables.everyType();
    byte[] payload = AvroRows.of(table).encode(Tables.rows(random, table, 4)).payload();
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> AvroRows.of(table).decode(cut)).isInstanceOf(ProximaException.class);
    }
    for (int i = 0; i < 20 * payload.length; i++) {
      byte[] damaged = payload.clone();
      damaged[i % payload.length] = (byte) random.nextInt();
      try {
        AvroRows.of(table).decode(damaged);
      } catch (ProximaException e) {
        assertThat(e.code().kind()).isEqualTo(ErrorCode.Kind.FIX_INPUT);
      }
    }
  }

  @Test
  void moreBytesThanRowsAreRefused() {
    byte[] payload = AvroRows.of(TWO).encode(row(TWO, 1L, null)).payload();
    refuses(
        TWO,
        Arrays.copyOf(payload, payload.length + 1),
        ErrorCode.INVALID_PARAMETER,
        "1 bytes too many");
  }

  @Test
  void anotherSchemaVersionIsRefused() {
    refuses(TWO, block(4, "write", _ -> {}), ErrorCode.INVALID_PARAMETER, "schema version 4");
  }

  @Test
  void aLongOperationTypeIsRefused() {
    refuses(TWO, block(3, "x".repeat(65), _ -> {}), ErrorCode.INVALID_PARAMETER, "at most 64");
    byte[] fits = block(3, "x".repeat(64), out -> write(() -> out.writeLong(0)));
    assertThat(AvroRows.of(TWO).decode(fits).rows().rowCount()).isZero();
  }

  @Test
  void countsAndLengthsAreCheckedBeforeMemoryIsTaken() {
    refuses(
        TWO,
        block(3, "", out -> write(() -> out.writeLong(Integer.MAX_VALUE))),
        ErrorCode.INVALID_PARAMETER,
        "a count of 2147483647");
    refuses(
        one(ColumnType.of(TypeKind.VARCHAR), false),
        block(
            3,
            "",
            out ->
                write(() -> {
                  out.writeLong(1);
                  out.writeLong(Integer.MAX_VALUE);
                })),
        ErrorCode.INVALID_PARAMETER,
        "a length of 2147483647");
  }

  @Test
  void nullVectorsTakeNoMemoryAndNoBatchIsTooLarge() {
    TableDef wide = one(ColumnType.vector(ColumnType.MAX_DIM), true);
    byte[] nulls =
        block(
            3,
            "",
            out ->
                write(() -> {
                  out.writeLong(40_000);
                  for (int i = 0; i < 40_000; i++) {
                    out.writeLong(0);
                  }
                }));
    assertThat(AvroRows.of(wide).decode(nulls).rows().rowCount()).isEqualTo(40_000);
    byte[] oneVector = Arrays.copyOf(nulls, nulls.length + 4 * ColumnType.MAX_DIM);
    oneVector[nulls.length - 1] = 2;
    refuses(wide, oneVector, ErrorCode.INVALID_PARAMETER, "too large");
  }

  @Test
  void aVectorThatIsNotFiniteIsRefusedOnBothWays() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      byte[] vector =
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(bad).array();
      byte[] payload =
          block(
              3,
              "",
              out ->
                  write(() -> {
                    out.writeLong(1);
                    out.writeLong(9);
                    out.writeLong(1);
                    out.writeFixed(vector);
                  }));
      refuses(TWO, payload, ErrorCode.NON_FINITE_VECTOR, "column embedding of table public.docs");
      refusesToEncode(
          row(TWO, 9L, new float[] {1, bad}),
          ErrorCode.NON_FINITE_VECTOR,
          "got " + bad + " as element 2 (row 1)");
    }
  }

  @Test
  void oddButLegalVectorsAreKept() {
    float[] odd = {-0.0f, Float.MIN_VALUE};
    EncodedRows encoded = AvroRows.of(TWO).encode(row(TWO, 1L, odd));
    assertThat(AvroRows.of(TWO).decode(encoded.payload()).rows().column(1).valueAt(0))
        .isEqualTo(odd);
  }

  @Test
  void aVectorOfAnotherDimensionIsRefused() {
    assertThatThrownBy(() -> row(TWO, 1L, new float[] {1, 2, 3}))
        .hasMessage("column embedding of table public.docs has dimension 2, got 3 (row 1)");
    RowBatch rows =
        new RowBatch(
            1,
            List.of(
                row(TWO, 1L, null).column(0),
                new VectorColumn(ColumnType.vector(3), 1, new float[3], Validity.ALL)));
    refusesToEncode(rows, ErrorCode.DIMENSION_MISMATCH, "has dimension 2, got 3 (row 1)");
  }

  @Test
  void whatOneWayRefusesTheOtherRefusesToo() {
    refusesBoth(
        TypeKind.SMALLINT, 32_768L, out -> out.writeLong(32_768), ErrorCode.NUMERIC_OUT_OF_RANGE);
    refusesBoth(
        TypeKind.DATE, 1L << 31, out -> out.writeLong(1L << 31), ErrorCode.NUMERIC_OUT_OF_RANGE);
    refusesBoth(TypeKind.TIME, -1L, out -> out.writeLong(-1), ErrorCode.NUMERIC_OUT_OF_RANGE);
    refusesBoth(
        TypeKind.VARCHAR, "abcde", out -> out.writeString("abcde"), ErrorCode.VALUE_TOO_LONG);
    refusesBoth(TypeKind.CHAR, "abcde", out -> out.writeString("abcde"), ErrorCode.VALUE_TOO_LONG);
    refusesBoth(
        TypeKind.VARBINARY,
        new byte[5],
        out -> out.writeBytes(new byte[5]),
        ErrorCode.VALUE_TOO_LONG);
    refusesBoth(
        TypeKind.DECIMAL,
        new BigDecimal("10000000.00"),
        out -> out.writeBytes(BigInteger.TEN.pow(9).toByteArray()),
        ErrorCode.NUMERIC_OUT_OF_RANGE);
    RowBatchBuilder missing = new RowBatchBuilder(one(ColumnType.of(TypeKind.BIGINT), false), 1);
    missing.append(0, null);
    assertThatThrownBy(
            () -> AvroRows.of(one(ColumnType.of(TypeKind.BIGINT), false)).encode(missing.build()))
        .hasMessage("column c of table public.docs must not be NULL (row 1)");
  }

  @Test
  void fourCharactersOutsideTheBasicPlaneFitIntoFour() {
    TableDef table = one(Tables.type(TypeKind.VARCHAR), false);
    RowBatch rows = row(table, "\uD83D\uDE00".repeat(4));
    assertThat(
            Tables.values(
                AvroRows.of(table).decode(AvroRows.of(table).encode(rows).payload()).rows()))
        .isEqualTo(Tables.values(rows));
  }

  @Test
  void halfASurrogatePairIsRefused() {
    TableDef table = one(ColumnType.of(TypeKind.VARCHAR), false);
    for (String half : List.of("a\uD83D", "\uDE00", "\uD83Dx")) {
      assertThatThrownBy(() -> AvroRows.of(table).encode(row(table, half)))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TEXT));
    }
  }

  @Test
  void shortCharsArePaddedAndDecimalsGetTheirScale() {
    TableDef chars = one(Tables.type(TypeKind.CHAR), false);
    EncodedRows encoded = AvroRows.of(chars).encode(row(chars, "ab"));
    assertThat(encoded.rows().column(0).valueAt(0)).isEqualTo("ab  ");
    TableDef decimals = one(Tables.type(TypeKind.DECIMAL), false);
    EncodedRows scaled = AvroRows.of(decimals).encode(row(decimals, new BigDecimal("1.5")));
    assertThat(scaled.rows().column(0).valueAt(0)).isEqualTo(new BigDecimal("1.50"));
    assertThatThrownBy(() -> AvroRows.of(decimals).encode(row(decimals, new BigDecimal("1.555"))))
        .hasMessageContaining("is DECIMAL(9, 2), got 1.555");
  }

  private static RowBatch row(TableDef table, @Nullable Object... values) {
    RowBatchBuilder rows = new RowBatchBuilder(table, 1);
    rows.appendRow(values);
    return rows.build();
  }

  private static void refusesBoth(TypeKind kind, Object value, Output avro, ErrorCode code) {
    TableDef table = one(Tables.type(kind), false);
    assertThatThrownBy(() -> AvroRows.of(table).encode(row(table, value)))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining("column c of table public.docs")
        .hasMessageContaining("(row 1)");
    byte[] payload =
        block(
            3,
            "",
            out ->
                write(() -> {
                  out.writeLong(1);
                  avro.to(out);
                }));
    refuses(table, payload, code, "column c of table public.docs");
  }

  private static void refuses(TableDef table, byte[] payload, ErrorCode code, String message) {
    assertThatThrownBy(() -> AvroRows.of(table).decode(payload))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static void refusesToEncode(RowBatch rows, ErrorCode code, String message) {
    assertThatThrownBy(() -> AvroRows.of(TWO).encode(rows))
        .isInstanceOfSatisfying(ProximaException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private interface Output {
    void to(BinaryEncoder out) throws IOException;
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void write(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// A payload written by Avro's own encoder.
  private static byte[] block(int version, String operation, Consumer<BinaryEncoder> data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer head = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(head.putInt(version).putInt(operation.length()).array());
    operation.chars().forEach(bytes::write);
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    data.accept(out);
    write(out::flush);
    return bytes.toByteArray();
  }
}

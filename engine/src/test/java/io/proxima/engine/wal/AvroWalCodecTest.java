package io.proxima.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

class AvroWalCodecTest {
  private final WalCodec codec = WalCodec.avro();

  private static WalRecord.Rows rows(int count, int... applied) {
    BitSet applies = new BitSet();
    Arrays.stream(applied).forEach(applies::set);
    return new WalRecord.Rows(
        1_700_000_000_000_000L,
        -7,
        1L << 40,
        count,
        applies,
        List.of(new Key(new byte[] {1, 2}), new Key(new byte[0])),
        new byte[] {9, 8, 7});
  }

  private GenericRecord read(byte[] payload) throws IOException {
    Schema schema = new Schema.Parser().parse(codec.schemaJson());
    return new GenericDatumReader<GenericRecord>(schema)
        .read(null, DecoderFactory.get().binaryDecoder(payload, null));
  }

  @Test
  void anyAvroLibraryReadsRows() throws IOException {
    GenericRecord frame = read(codec.encode(rows(10, 0, 9)));
    assertThat(frame.get("engineTimeMicros")).isEqualTo(1_700_000_000_000_000L);
    GenericRecord body = (GenericRecord) frame.get("body");
    assertThat(body.getSchema().getName()).isEqualTo("Rows");
    assertThat(body.get("tableId")).isEqualTo(-7);
    assertThat(body.get("firstRowId")).isEqualTo(1L << 40);
    assertThat(body.get("rowCount")).isEqualTo(10);
    assertThat(body.get("applies")).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    assertThat(body.get("rows")).isEqualTo(ByteBuffer.wrap(new byte[] {9, 8, 7}));
    assertThat((List<?>) body.get("removedKeys")).hasSize(2);
  }

  @Test
  void rowsComeBack() {
    for (WalRecord.Rows rows : List.of(rows(10, 0, 9), rows(3, 0, 1, 2), rows(20), rows(0))) {
      assertThat(codec.decode(codec.encode(rows), "here"))
          .usingRecursiveComparison()
          .isEqualTo(rows);
    }
  }

  @Test
  void definitionsComeBack() throws IOException {
    WalRecord define =
        new WalRecord.Define(5, new Definition.DropTable(new TableName("public", "docs")));
    byte[] payload = codec.encode(define);
    assertThat(codec.decode(payload, "here")).isEqualTo(define);
    assertThat(((GenericRecord) read(payload).get("body")).getSchema().getName())
        .isEqualTo("Define");
  }

  @Test
  void identitiesComeBack() throws IOException {
    WalRecord identity = new WalRecord.Identity(5, 7, 1L << 40);
    byte[] payload = codec.encode(identity);
    assertThat(codec.decode(payload, "here")).isEqualTo(identity);
    GenericRecord body = (GenericRecord) read(payload).get("body");
    assertThat(body.getSchema().getName()).isEqualTo("Identity");
    assertThat(body.get("count")).isEqualTo(1L << 40);
  }

  @Test
  void whatCannotBeReadIsSaidToBeDamaged() {
    byte[] payload = codec.encode(rows(10, 0, 9));
    for (int length = 0; length < payload.length; length++) {
      byte[] cut = Arrays.copyOf(payload, length);
      assertThatThrownBy(() -> codec.decode(cut, "log/000001.wal at offset 64"))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE))
          .hasMessageContaining("log/000001.wal at offset 64");
    }
  }
}

package io.proxima.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowTimes;
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
  void timesOfRowsComeBack() throws IOException {
    RowTimes times = new RowTimes(50, new long[] {1, 50, -3}, new long[] {RowTimes.NEVER, 60, 70});
    for (RowTimes each :
        List.of(RowTimes.of(50), new RowTimes(50, new long[0], new long[] {90}), times)) {
      WalRecord.Rows rows =
          new WalRecord.Rows(each, 1, 2, 3, new BitSet(), List.of(), new byte[] {4});
      byte[] payload = codec.encode(rows);
      WalRecord.Rows found = (WalRecord.Rows) codec.decode(payload, "here");
      assertThat(found.times()).usingRecursiveComparison().isEqualTo(each);
      GenericRecord body = (GenericRecord) read(payload).get("body");
      assertThat((List<?>) body.get("expiresAt")).hasSize(each.expiresAt().length);
    }
  }

  @Test
  void timesOfAnotherNumberOfRowsAreDamage() {
    RowTimes two = new RowTimes(5, new long[0], new long[] {60, 70});
    WalRecord.Rows rows = new WalRecord.Rows(two, 1, 2, 2, new BitSet(), List.of(), new byte[0]);
    byte[] payload = codec.encode(rows);
    int rowCount = 4; // engine time, branch of the union, table, first row id
    assertThat(payload[rowCount]).isEqualTo((byte) 4);
    payload[rowCount] = 6;
    assertThatThrownBy(() -> codec.decode(payload, "here"))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE));
  }

  @Test
  void clocksComeBack() throws IOException {
    WalRecord clock = new WalRecord.Clock(1L << 50);
    byte[] payload = codec.encode(clock);
    assertThat(codec.decode(payload, "here")).isEqualTo(clock);
    assertThat(((GenericRecord) read(payload).get("body")).getSchema().getName())
        .isEqualTo("Clock");
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

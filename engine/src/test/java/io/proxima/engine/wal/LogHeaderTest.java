package io.proxima.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogHeaderTest {
  private final LogHeader header =
      new LogHeader(new UUID(0x1122334455667788L, 0x99L), 7, 42, 1, "\"int\"");

  @Test
  void bytesAreThoseOfTheTable() {
    String expected =
        "505857414c0d0a00" // magic
            + "01000000" // version
            + "48000000" // length 72
            + "8877665544332211"
            + "9900000000000000"
            + "0700000000000000" // file id
            + "2a00000000000000" // first LSN
            + "01000000" // codec
            + "05000000" // length of the schema
            + "22696e7422" // "int"
            + "00000000000000"
            + "f3ac0307"; // CRC32C
    assertThat(HexFormat.of().formatHex(header.encode())).isEqualTo(expected);
  }

  @Test
  void whatIsEncodedIsDecoded() {
    byte[] bytes = header.encode();
    assertThat(LogHeader.lengthBytes(bytes)).isEqualTo(bytes.length);
    assertThat(LogHeader.decode(bytes, "x")).isEqualTo(header);
  }

  @Test
  void everyFlippedBitIsFound() {
    byte[] bytes = header.encode();
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> LogHeader.decode(damaged, "x"))
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT_FILE));
    }
  }

  @Test
  void aNewerFormatIsSaidToBeNewer() {
    byte[] bytes = header.encode();
    bytes[8] = 2;
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    byte[] end = new byte[4];
    for (int i = 0; i < 4; i++) {
      end[i] = (byte) (crc.getValue() >> 8 * i);
    }
    System.arraycopy(end, 0, bytes, bytes.length - 4, 4);
    assertThatThrownBy(() -> LogHeader.decode(Arrays.copyOf(bytes, bytes.length), "x"))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }
}

package io.proxima.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final FileIdentity FILE = new FileIdentity(new UUID(1, 2), 3);

  private static byte[] encoded(Frame frame) {
    byte[] bytes = new byte[(int) Frame.paddedBytes(frame.payload().length)];
    Arrays.fill(bytes, (byte) 0x55);
    frame.encode(FILE, bytes, 0);
    return bytes;
  }

  @Test
  void bytesAreThoseOfTheTable() {
    byte[] bytes = encoded(new Frame(0x0102, 0x0101, 1, Frame.COMMIT, 3, new byte[] {7, 8, 9}));
    String withoutChecksum =
        "23000000" // length 35
            + "????????"
            + "0201000000000000" // LSN
            + "0101000000000000" // synced
            + "01" // kind
            + "01" // flags
            + "0000"
            + "03000000" // raw length
            + "070809"
            + "0000000000"; // fill
    String checksum = "4ae61a81"; // computed by another program
    String hex = HexFormat.of().formatHex(bytes);
    assertThat(hex.substring(0, 8) + "????????" + hex.substring(16)).isEqualTo(withoutChecksum);
    assertThat(hex.substring(8, 16)).isEqualTo(checksum);
  }

  @Test
  void whatIsEncodedIsDecoded() {
    Frame frame = new Frame(9, 4, 2, Frame.COMMIT | Frame.LZ4, 99, new byte[] {1, 2, 3, 4, 5});
    byte[] bytes = encoded(frame);
    assertThat(Frame.isPlausible(bytes, 0)).isTrue();
    Frame decoded = Frame.decode(FILE, bytes, 0);
    assertThat(decoded).usingRecursiveComparison().isEqualTo(frame);
  }

  @Test
  void everyFlippedBitIsFound() {
    byte[] bytes = encoded(new Frame(9, 4, 1, Frame.COMMIT, 5, new byte[] {1, 2, 3, 4, 5}));
    for (int bit = 0; bit < 8 * (Frame.HEAD_BYTES + 5); bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      boolean isFrame =
          Frame.isPlausible(bytes, 0)
              && Frame.lengthBytes(bytes, 0) <= bytes.length
              && Frame.decode(FILE, bytes, 0) != null;
      assertThat(isFrame).as("bit %d", bit).isFalse();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void aFrameOfAnotherFileDoesNotFit() {
    byte[] bytes = encoded(new Frame(9, 4, 1, Frame.COMMIT, 1, new byte[] {1}));
    assertThat(Frame.decode(new FileIdentity(new UUID(1, 2), 4), bytes, 0)).isNull();
    assertThat(Frame.decode(new FileIdentity(new UUID(1, 3), 3), bytes, 0)).isNull();
  }
}

package io.proxima.engine.segment.viper;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/// LZ4 blocks without a frame, Parquet's `LZ4_RAW`.
///
/// - **Threads:** thread-safe.
final class Lz4 {
  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestJavaInstance().fastCompressor();
  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestJavaInstance().safeDecompressor();

  private Lz4() {}

  static byte[] compress(byte[] raw, int length) {
    byte[] target = new byte[COMPRESSOR.maxCompressedLength(length)];
    int packed = COMPRESSOR.compress(raw, 0, length, target, 0, target.length);
    return Arrays.copyOf(target, packed);
  }

  /// The `rawLength` bytes that `packed[from .. from + length)` holds.
  static byte[] decompress(byte[] packed, int from, int length, int rawLength) {
    byte[] raw = new byte[rawLength];
    try {
      if (DECOMPRESSOR.decompress(packed, from, length, raw, 0) == rawLength) {
        return raw;
      }
    } catch (LZ4Exception e) {
      throw new ProximaException(ErrorCode.CORRUPT_FILE, "a page cannot be unpacked", e);
    }
    throw new ProximaException(
        ErrorCode.CORRUPT_FILE, "a page does not unpack to " + rawLength + " bytes");
  }
}

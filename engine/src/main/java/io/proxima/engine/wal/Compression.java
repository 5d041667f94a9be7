package io.proxima.engine.wal;

import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/// LZ4 blocks, where they pay: a payload of random floats stays as it is.
///
/// - **Threads:** thread-safe.
final class Compression {
  private static final int SMALLEST = 256;
  private static final int SAMPLE = 16 << 10;
  private static final int MAX_RATIO = 255;

  private final LZ4Compressor compressor = LZ4Factory.fastestJavaInstance().fastCompressor();
  private final LZ4SafeDecompressor decompressor =
      LZ4Factory.fastestJavaInstance().safeDecompressor();

  /// The compressed bytes, or null if they would not be at least an eighth shorter.
  byte @Nullable [] compress(byte[] raw) {
    if (raw.length < SMALLEST || (raw.length > 4 * SAMPLE && !isWorth(raw))) {
      return null;
    }
    byte[] target = new byte[raw.length - raw.length / 8];
    try {
      int length = compressor.compress(raw, 0, raw.length, target, 0, target.length);
      return Arrays.copyOf(target, length);
    } catch (LZ4Exception e) {
      return null; // does not fit into the target
    }
  }

  private boolean isWorth(byte[] raw) {
    byte[] target = new byte[compressor.maxCompressedLength(SAMPLE)];
    int from = (raw.length - SAMPLE) / 2;
    return compressor.compress(raw, from, SAMPLE, target, 0, target.length) <= SAMPLE - SAMPLE / 8;
  }

  /// The raw bytes, or null if `packed` does not hold exactly `rawLength` of them.
  byte @Nullable [] decompress(byte[] packed, int rawLength) {
    if (rawLength < 0 || rawLength > MAX_RATIO * (long) packed.length) {
      return null;
    }
    byte[] raw = new byte[rawLength];
    try {
      return decompressor.decompress(packed, 0, packed.length, raw, 0) == rawLength ? raw : null;
    } catch (LZ4Exception e) {
      return null;
    }
  }
}

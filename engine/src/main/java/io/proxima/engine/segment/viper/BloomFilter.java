package io.proxima.engine.segment.viper;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Parquet's split-block Bloom filter: blocks of 256 bits, in one of which a value sets eight bits.
///
/// Values stand in it by their XXH64.
final class BloomFilter {
  private static final int BLOCK_BYTES = 32;
  private static final int WORDS = 8;
  private static final int BITS_PER_VALUE = 10;
  private static final int[] SALT = {
    0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
  };

  private final ByteBuffer bits;

  private BloomFilter(byte[] bits) {
    this.bits = ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// An empty filter in which about one of a hundred values that are not in it seem to be.
  static BloomFilter forValues(int count) {
    long bytes = Math.max(BLOCK_BYTES, (long) count * BITS_PER_VALUE / Byte.SIZE);
    return new BloomFilter(new byte[Math.toIntExact(Long.highestOneBit(2 * bytes - 1))]);
  }

  static BloomFilter of(byte[] bits) {
    return new BloomFilter(bits);
  }

  void add(long hash) {
    int at = blockOf(hash);
    for (int word = 0; word < WORDS; word++) {
      int index = at + word * Integer.BYTES;
      bits.putInt(index, bits.getInt(index) | mask(hash, word));
    }
  }

  /// Whether a value with that hash may be in it; false is certain.
  boolean mayContain(long hash) {
    int at = blockOf(hash);
    for (int word = 0; word < WORDS; word++) {
      int mask = mask(hash, word);
      if ((bits.getInt(at + word * Integer.BYTES) & mask) != mask) {
        return false;
      }
    }
    return true;
  }

  byte[] bytes() {
    return bits.array();
  }

  private int blockOf(long hash) {
    long blocks = bits.capacity() / BLOCK_BYTES;
    return (int) (((hash >>> 32) * blocks) >>> 32) * BLOCK_BYTES;
  }

  private static int mask(long hash, int word) {
    return 1 << (((int) hash * SALT[word]) >>> 27);
  }
}

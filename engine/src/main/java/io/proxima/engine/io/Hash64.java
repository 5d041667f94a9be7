package io.proxima.engine.io;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/// The hash by which stored values are looked up: XXH64 with the seed 0.
///
/// Stored files hold it, so it never changes.
public final class Hash64 {
  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

  private Hash64() {}

  /// The hash of `bytes`.
  public static long of(byte[] bytes) {
    return HASH.hash(bytes, 0, bytes.length, 0);
  }
}

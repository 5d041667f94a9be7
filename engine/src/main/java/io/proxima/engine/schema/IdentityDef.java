package io.proxima.engine.schema;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.math.BigInteger;

/// How a column gets numbers of the database: `start`, then always `increment` more. If `always`, a
/// statement gives it no others.
public record IdentityDef(boolean always, long start, long increment) {
  /// Checks that the numbers differ.
  ///
  /// @throws ProximaException `INVALID_DEFINITION`
  public IdentityDef {
    if (increment == 0) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION, "an identity column takes an increment other than 0");
    }
  }

  /// Whether a column of that type can hold the first number.
  public boolean fits(TypeKind kind) {
    return switch (kind) {
      case SMALLINT, INTEGER, BIGINT -> start >= min(kind) && start <= max(kind);
      default -> false;
    };
  }

  /// How many numbers a column of that type can hold, at most `Long.MAX_VALUE`.
  public long limit(TypeKind kind) {
    BigInteger last = BigInteger.valueOf(increment > 0 ? max(kind) : min(kind));
    return last.subtract(BigInteger.valueOf(start))
        .divide(BigInteger.valueOf(increment))
        .add(BigInteger.ONE)
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValue();
  }

  /// The number after `count` others.
  public long value(long count) {
    return start + count * increment;
  }

  private static long min(TypeKind kind) {
    return -max(kind) - 1;
  }

  private static long max(TypeKind kind) {
    return switch (kind) {
      case SMALLINT -> Short.MAX_VALUE;
      case INTEGER -> Integer.MAX_VALUE;
      default -> Long.MAX_VALUE;
    };
  }
}

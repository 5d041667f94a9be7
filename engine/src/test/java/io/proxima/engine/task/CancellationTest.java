package io.proxima.engine.task;

import static io.proxima.engine.testing.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.time.Clock;
import org.junit.jupiter.api.Test;

class CancellationTest {
  private long nanos = Long.MAX_VALUE - 5_000_000;

  private final Clock clock =
      new Clock() {
        @Override
        public long wallMicros() {
          return 0;
        }

        @Override
        public long monotonicNanos() {
          return nanos;
        }
      };

  @Test
  void theTimeIsUpAfterTheLimitAlsoWhereTheClockWraps() {
    Cancellation cancellation = Cancellation.after(clock, 10);
    nanos += 10_000_000;
    assertThatCode(cancellation::check).doesNotThrowAnyException();
    nanos += 1;
    refuses(ErrorCode.TIMEOUT, cancellation::check);
  }

  @Test
  void aVeryLongLimitIsNotShort() {
    for (long limit : new long[] {10_000_000_000_000L, Long.MAX_VALUE / 1_000, Long.MAX_VALUE}) {
      Cancellation cancellation = Cancellation.after(clock, limit);
      nanos += 1_000_000_000;
      assertThatCode(cancellation::check).as("%d ms", limit).doesNotThrowAnyException();
    }
  }

  @Test
  void whatWasCancelledSaysSo() {
    Cancellation cancellation = Cancellation.unlimited(clock);
    cancellation.check();
    cancellation.cancel();
    refuses(ErrorCode.CANCELLED, cancellation::check);
  }
}

package io.proxima.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Asserts errors by their code.
public final class Refusals {
  private Refusals() {}

  /// Asserts that a call fails with `code`; the message can be looked at in the result.
  public static AbstractThrowableAssert<?, ? extends Throwable> refuses(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(code));
  }
}

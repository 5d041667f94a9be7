package io.proxima.server.session;

import io.proxima.client.SessionException;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The place at which an error of the database becomes an error of the session.
final class Errors {
  private Errors() {}

  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run();
  }

  /// Does `work`; whatever goes wrong is a [SessionException] with an SQLSTATE.
  static <T extends @Nullable Object> T translating(Work<T> work) throws SessionException {
    try {
      return work.run();
    } catch (ProximaException e) {
      throw new SessionException(
          e.code().sqlState(), String.valueOf(e.getMessage()), e.position(), e);
    } catch (OutOfMemoryError e) {
      throw new SessionException(
          ErrorCode.OUT_OF_MEMORY.sqlState(),
          "the statement needs more memory than the heap has",
          0,
          e);
    } catch (StackOverflowError e) {
      throw new SessionException(
          ErrorCode.SYNTAX_ERROR.sqlState(), "the statement is nested too deeply", 0, e);
    } catch (RuntimeException | AssertionError e) {
      throw new SessionException(ErrorCode.INTERNAL.sqlState(), "defect in Proxima: " + e, 0, e);
    }
  }

  @FunctionalInterface
  interface ClientWork<T> {
    T run() throws SessionException;
  }

  /// Does `work` of code that both sides share; its errors are those for inside.
  static <T> T inside(ClientWork<T> work) {
    try {
      return work.run();
    } catch (SessionException e) {
      throw of(e);
    }
  }

  /// The same error for inside; of a state that is none of ours it is `INVALID_PARAMETER`.
  static ProximaException of(SessionException e) {
    ErrorCode code =
        Arrays.stream(ErrorCode.values())
            .filter(each -> each.sqlState().equals(e.sqlState()))
            .findFirst()
            .orElse(ErrorCode.INVALID_PARAMETER);
    return new ProximaException(code, String.valueOf(e.getMessage()), e.position(), e);
  }
}

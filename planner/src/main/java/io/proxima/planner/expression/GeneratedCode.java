package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.apache.calcite.runtime.CalciteException;

/// What code that Calcite generates has in common, wherever it runs.
public final class GeneratedCode {
  private GeneratedCode() {}

  /// Errors of generated code and of Calcite's functions, which know no codes.
  public static ProximaException translated(RuntimeException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProximaException ours) {
        return ours;
      }
    }
    String message = String.valueOf(error.getMessage());
    ErrorCode code =
        switch (error) {
          case NumberFormatException _ -> ErrorCode.INVALID_TEXT;
          case ArithmeticException _ ->
              message.contains("by zero")
                  ? ErrorCode.DIVISION_BY_ZERO
                  : ErrorCode.NUMERIC_OUT_OF_RANGE;
          case CalciteException _ -> ErrorCode.INVALID_PARAMETER;
          case IllegalArgumentException _ -> ErrorCode.INVALID_PARAMETER;
          case UnsupportedOperationException _ -> ErrorCode.UNSUPPORTED;
          default -> ErrorCode.INTERNAL;
        };
    return new ProximaException(code, message, error);
  }
}

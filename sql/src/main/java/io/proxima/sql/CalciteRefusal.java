package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.Arrays;

/// What becomes of an exception that Calcite does not mean as an answer.
///
/// Calcite checks much of its input by assertions and casts. Where it stumbles the statement is of
/// a form that nobody has made work: it is refused, not reported as a defect. Where our own code
/// stumbles it is a defect.
public final class CalciteRefusal {
  private static final String CALCITE = "org.apache.calcite.";
  private static final String OURS = "io.proxima.";

  private CalciteRefusal() {}

  /// The error to report; ours are left as they are.
  public static ProximaException of(Throwable error) {
    if (error instanceof ProximaException ours) {
      return ours;
    }
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof ProximaException ours) {
      return ours;
    }
    return isCalcites(root)
        ? new ProximaException(
            ErrorCode.UNSUPPORTED, "a statement of this form is not offered" + what(root), error)
        : new ProximaException(
            ErrorCode.INTERNAL, "the statement could not be compiled: " + root, error);
  }

  private static String what(Throwable root) {
    return root instanceof AssertionError && root.getMessage() != null
        ? ": " + root.getMessage()
        : "";
  }

  /// The virtual machine leaves the trace of an exception out that it has thrown often at one
  /// place; such places are Calcite's.
  private static boolean isCalcites(Throwable root) {
    return Arrays.stream(root.getStackTrace())
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith(CALCITE) || name.startsWith(OURS))
        .findFirst()
        .map(name -> name.startsWith(CALCITE))
        .orElse(true);
  }
}

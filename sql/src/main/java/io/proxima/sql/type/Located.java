package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import java.util.function.Supplier;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Makes errors that know their place in the text of a statement, in the one form that passes
/// through Calcite's validator: the [ProximaException] is its cause.
public final class Located {
  private Located() {}

  /// An error at a place in the text.
  public static CalciteContextException at(SqlParserPos place, ErrorCode code, String message) {
    return at(place, new ProximaException(code, message));
  }

  /// What `step` gives; an error of it has its place in the text then.
  public static <T> T at(SqlParserPos place, Supplier<T> step) {
    try {
      return step.get();
    } catch (ProximaException e) {
      throw at(place, e);
    }
  }

  /// An error that was found elsewhere, now with its place in the text.
  public static CalciteContextException at(SqlParserPos place, ProximaException error) {
    return new CalciteContextException(
        String.valueOf(error.getMessage()),
        error,
        place.getLineNum(),
        place.getColumnNum(),
        place.getEndLineNum(),
        place.getEndColumnNum());
  }
}

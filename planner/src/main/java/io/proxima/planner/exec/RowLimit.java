package io.proxima.planner.exec;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.expression.Bindings;
import org.jspecify.annotations.Nullable;

/// `LIMIT` and `OFFSET`; NULL is the same as leaving it out.
public record RowLimit(@Nullable Operand fetch, @Nullable Operand offset) {
  /// All rows.
  public static final RowLimit NONE = new RowLimit(null, null);

  /// The number of rows wanted, `Long.MAX_VALUE` for all.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if it is negative
  public long count(Bindings bindings) {
    return number(fetch, bindings, "LIMIT", Long.MAX_VALUE);
  }

  /// The number of rows to leave out first.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` if it is negative
  public long skipped(Bindings bindings) {
    return number(offset, bindings, "OFFSET", 0);
  }

  /// How many rows are looked at: skipped and wanted, at most `Integer.MAX_VALUE`.
  public int total(Bindings bindings) {
    long count = count(bindings);
    long skipped = skipped(bindings);
    return (int)
        Math.min(
            Integer.MAX_VALUE, count > Long.MAX_VALUE - skipped ? Long.MAX_VALUE : count + skipped);
  }

  private static long number(
      @Nullable Operand operand, Bindings bindings, String what, long otherwise) {
    Object value = operand == null ? null : operand.value(bindings);
    if (value == null) {
      return otherwise;
    }
    long number = ((Number) value).longValue();
    if (number < 0) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, what + " must be at least 0, got " + number);
    }
    return number;
  }

  @Override
  public String toString() {
    return (fetch == null ? "all" : fetch.text()) + (offset == null ? "" : " + " + offset.text());
  }
}

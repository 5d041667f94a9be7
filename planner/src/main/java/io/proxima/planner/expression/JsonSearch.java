package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.json.JsonPath;
import io.proxima.engine.json.JsonText;
import io.proxima.engine.json.JsonValue;
import io.proxima.engine.schema.ColumnType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.calcite.rex.RexCall;
import org.jspecify.annotations.Nullable;

/// What a path leads to in a JSON text; NULL where the text or the path is NULL.
///
/// `known` is the path, if it is the same for all rows. `onEmpty` takes the place of nothing,
/// `onError` that of an error of the text or of what was found there; null leaves it an error.
record JsonSearch(
    String name,
    ColumnType type,
    Expression json,
    Expression path,
    @Nullable JsonPath known,
    Answer answer,
    @Nullable Expression onEmpty,
    @Nullable Expression onError)
    implements Expression {
  /// The errors that `onError` is for; a wrong path, for instance, is none of them.
  private static final Set<ErrorCode> OF_VALUES =
      Set.of(
          ErrorCode.INVALID_JSON,
          ErrorCode.NOT_ONE_JSON_ITEM,
          ErrorCode.INVALID_TEXT,
          ErrorCode.NUMERIC_OUT_OF_RANGE,
          ErrorCode.DIMENSION_MISMATCH,
          ErrorCode.NON_FINITE_VECTOR);

  /// A text of so many characters is read without asking for memory.
  private static final int SHORT_TEXT = 16_384;

  /// What a character of a text can become at most.
  private static final long BYTES_PER_CHARACTER = 64;

  /// The result for what was found, of which there is at least one.
  interface Answer {
    @Nullable Object of(List<JsonValue> found);
  }

  /// A search by the first two operands of a call.
  static Expression of(
      RexCall call,
      ColumnType type,
      Answer answer,
      @Nullable Expression onEmpty,
      @Nullable Expression onError) {
    Expression path = ExpressionCompiler.operand(call, 1);
    JsonPath known =
        path instanceof Leaf.Constant constant && !constant.cells().isNull(0)
            ? JsonPath.parse((String) constant.cells().at(0))
            : null;
    return new JsonSearch(
        call.getOperator().getName(),
        type,
        ExpressionCompiler.operand(call, 0),
        path,
        known,
        answer,
        onEmpty,
        onError);
  }

  @Override
  public Cells evaluate(Rows rows) {
    Cells texts = json.evaluate(rows);
    Cells paths = path.evaluate(rows);
    Cells empties = onEmpty == null ? null : onEmpty.evaluate(rows);
    Cells errors = onError == null ? null : onError.evaluate(rows);
    ColumnBuilder results = new ColumnBuilder(type, rows.rowCount());
    for (int row = 0; row < rows.rowCount(); row++) {
      if (texts.isNull(row) || paths.isNull(row)) {
        results.add(null);
        continue;
      }
      JsonPath along = known == null ? JsonPath.parse((String) paths.at(row)) : known;
      try {
        List<JsonValue> found = along.find(tree((String) texts.at(row), rows.bindings()));
        results.add(found.isEmpty() ? instead(empties, row, none()) : answer.of(found));
      } catch (ProximaException e) {
        if (!OF_VALUES.contains(e.code())) {
          throw e;
        }
        results.add(instead(errors, row, e));
      }
    }
    return Cells.of(results.build());
  }

  private static JsonValue tree(String text, Bindings bindings) {
    if (text.length() > SHORT_TEXT) {
      bindings.require(BYTES_PER_CHARACTER * text.length());
    }
    return JsonText.parse(text);
  }

  private ProximaException none() {
    return new ProximaException(
        ErrorCode.NO_JSON_ITEM,
        name + ": the path " + Objects.requireNonNullElse(known, "") + " leads to nothing");
  }

  private static @Nullable Object instead(@Nullable Cells cells, int row, ProximaException error) {
    if (cells == null) {
      throw error;
    }
    return cells.isNull(row) ? null : cells.at(row);
  }
}

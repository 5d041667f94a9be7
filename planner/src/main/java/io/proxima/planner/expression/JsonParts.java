package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.json.JsonText;
import io.proxima.engine.json.JsonValue;
import io.proxima.engine.schema.ColumnType;
import java.util.List;

/// A JSON object or array made of its parts: names and values in turn if `named`, else values.
/// NULLs are left out unless `withNulls`.
record JsonParts(ColumnType type, List<Expression> parts, boolean named, boolean withNulls)
    implements Expression {
  @Override
  public Cells evaluate(Rows rows) {
    Cells[] cells = new Cells[parts.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = parts.get(i).evaluate(rows);
    }
    ColumnBuilder results = new ColumnBuilder(type, rows.rowCount());
    long bytes = 0;
    for (int row = 0; row < rows.rowCount(); row++) {
      String json = text(cells, row);
      bytes += 2L * json.length();
      rows.bindings().require(bytes);
      results.add(json);
    }
    return Cells.of(results.build());
  }

  private String text(Cells[] cells, int row) {
    StringBuilder json = new StringBuilder().append(named ? '{' : '[');
    for (int i = 0; i < cells.length; i += named ? 2 : 1) {
      int value = named ? i + 1 : i;
      if (!withNulls && cells[value].isNull(row)) {
        continue;
      }
      if (json.length() > 1) {
        json.append(',');
      }
      if (named) {
        json.append(quoted(name(cells[i], row, parts.get(i).type()))).append(':');
      }
      json.append(cells[value].isNull(row) ? "null" : value(cells[value].at(row), value));
    }
    return json.append(named ? '}' : ']').toString();
  }

  private static String name(Cells names, int row, ColumnType type) {
    if (names.isNull(row)) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "JSON_OBJECT: the name of a member is NULL");
    }
    return TextForm.format(names.at(row), type);
  }

  private String value(Object value, int part) {
    ColumnType of = parts.get(part).type();
    return switch (of.kind()) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, DECIMAL, JSON, VECTOR, HALFVEC, INT8VEC ->
          TextForm.format(value, of);
      case REAL, DOUBLE -> finite((Double) value, of);
      default -> quoted(TextForm.format(value, of));
    };
  }

  private static String finite(double value, ColumnType of) {
    if (!Double.isFinite(value)) {
      throw new ProximaException(ErrorCode.NUMERIC_OUT_OF_RANGE, "JSON has no number for " + value);
    }
    return TextForm.format(value, of);
  }

  private static String quoted(String text) {
    return JsonText.format(new JsonValue.Text(text));
  }
}

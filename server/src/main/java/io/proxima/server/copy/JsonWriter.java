package io.proxima.server.copy;

import io.proxima.client.ResultColumn;
import io.proxima.client.RowStream;
import io.proxima.client.SessionException;
import io.proxima.client.ValueType;
import java.util.List;

/// Writes a JSON object a line: numbers with all their digits, vectors as arrays, objects and
/// arrays of JSON columns as they are, what JSON has no form for as strings. The text of a JSON
/// column that is a string, a number, a word or has several lines is written as a string, too, so
/// that reading gives it back character for character.
final class JsonWriter implements RecordWriter {
  private final ByteOutput out;
  private final List<ResultColumn> columns;
  private final List<String> keys;
  private final StringBuilder record = new StringBuilder();

  JsonWriter(ByteOutput out, List<ResultColumn> columns) {
    this.out = out;
    this.columns = columns;
    this.keys = columns.stream().map(column -> JsonText.quoted(column.label()) + ":").toList();
  }

  @Override
  public void begin() {}

  @Override
  public void write(RowStream rows) throws SessionException {
    record.append('{');
    for (int i = 0; i < columns.size(); i++) {
      record.append(i == 0 ? "" : ",").append(keys.get(i));
      Object value = rows.valueAt(i);
      record.append(value == null ? "null" : json(columns.get(i), value));
    }
    out.write(record.append("}\n"));
    record.setLength(0);
  }

  private static String json(ResultColumn column, Object value) throws SessionException {
    String text = CopyColumn.write(column.type(), value, () -> "column " + column.label());
    return isJson(column.type(), text) ? text : JsonText.quoted(text);
  }

  private static boolean isJson(ValueType type, String text) {
    return switch (type) {
      case BOOLEAN, SMALLINT, INTEGER, BIGINT, DECIMAL -> true;
      case REAL, DOUBLE -> Character.isDigit(text.charAt(text.length() - 1));
      case VECTOR, HALFVEC, INT8VEC -> text.startsWith("[");
      case JSON -> isNested(text);
      default -> false;
    };
  }

  private static boolean isNested(String json) {
    return (json.startsWith("{") || json.startsWith("["))
        && (json.endsWith("}") || json.endsWith("]"))
        && json.indexOf('\n') < 0;
  }
}

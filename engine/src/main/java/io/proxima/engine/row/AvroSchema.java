package io.proxima.engine.row;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.vector.BitVector;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes the Avro schema of a table's rows.
final class AvroSchema {
  private static final Pattern NAME = Pattern.compile("_*[A-Za-z][A-Za-z0-9_]*");

  private final StringBuilder json = new StringBuilder();
  private final Set<String> fixedTypes = new HashSet<>();

  private AvroSchema() {}

  static String of(TableDef table) {
    AvroSchema schema = new AvroSchema();
    schema.appendRecord(table);
    return schema.json.toString();
  }

  private void appendRecord(TableDef table) {
    json.append("{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"proxima.table")
        .append(table.id())
        .append("\",\"table\":");
    appendText(table.name().toString());
    json.append(",\"schemaVersion\":").append(table.version()).append(",\"fields\":[");
    for (int i = 0; i < table.columns().size(); i++) {
      json.append(i == 0 ? "" : ",");
      appendField(table.columns().get(i));
    }
    json.append("]}");
  }

  /// A name that Avro does not allow is replaced by `_` and the column's id, which no other column
  /// can be called.
  private void appendField(ColumnDef column) {
    boolean plain = NAME.matcher(column.name()).matches();
    json.append("{\"name\":\"")
        .append(plain ? column.name() : "_" + column.id())
        .append("\",\"column\":");
    appendText(column.name());
    json.append(",\"type\":").append(column.nullable() ? "[\"null\"," : "");
    appendType(column.type());
    json.append(column.nullable() ? "]" : "").append('}');
  }

  private void appendType(ColumnType type) {
    switch (type.kind()) {
      case BOOLEAN -> json.append("\"boolean\"");
      case SMALLINT, INTEGER -> json.append("\"int\"");
      case BIGINT -> json.append("\"long\"");
      case REAL -> json.append("\"float\"");
      case DOUBLE -> json.append("\"double\"");
      case CHAR, VARCHAR, JSON -> json.append("\"string\"");
      case VARBINARY -> json.append("\"bytes\"");
      case DATE -> json.append("{\"type\":\"int\",\"logicalType\":\"date\"}");
      case TIME -> json.append("{\"type\":\"long\",\"logicalType\":\"time-micros\"}");
      case TIMESTAMP ->
          json.append("{\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"}");
      case TIMESTAMP_TZ -> json.append("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}");
      case DECIMAL ->
          json.append("{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":")
              .append(type.size() == 0 ? 306 : type.size())
              .append(",\"scale\":")
              .append(type.scale())
              .append('}');
      case UUID -> appendFixed("Uuid", 16, ",\"logicalType\":\"uuid\"");
      case VECTOR -> appendVector("Vector", type, "float32le");
      case HALFVEC -> appendVector("HalfVec", type, "float16le");
      case INT8VEC -> appendVector("Int8Vec", type, "int8");
      case BIT ->
          appendFixed(
              "Bit" + type.size(), BitVector.byteCount(type.size()), ",\"element\":\"bit\"");
      case SPARSEVEC ->
          json.append("{\"type\":\"bytes\",\"element\":\"uint32le:float32le\",\"dimension\":")
              .append(type.size())
              .append('}');
    }
  }

  private void appendVector(String name, ColumnType type, String element) {
    appendFixed(
        name + type.size(),
        type.kind().element().bytes() * type.size(),
        ",\"element\":\"" + element + "\"");
  }

  /// A named type is written out where it comes first and only named afterwards.
  private void appendFixed(String name, int size, String more) {
    if (fixedTypes.add(name)) {
      json.append("{\"type\":\"fixed\",\"name\":\"")
          .append(name)
          .append("\",\"size\":")
          .append(size)
          .append(more)
          .append('}');
    } else {
      json.append('"').append(name).append('"');
    }
  }

  private void appendText(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\' || c < ' ' || c > '~') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}

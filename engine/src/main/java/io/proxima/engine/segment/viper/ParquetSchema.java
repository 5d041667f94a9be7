package io.proxima.engine.segment.viper;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.ElementType;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.LogicalTypes;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// The schema of a Parquet file, which says to other programs what the values mean.
final class ParquetSchema {
  private static final int MAX_DIGITS = 38;

  private ParquetSchema() {}

  static List<SchemaElement> of(List<StoredColumn> columns) {
    List<SchemaElement> elements = new ArrayList<>();
    elements.add(new SchemaElement("rows").setNum_children(columns.size()));
    for (StoredColumn column : columns) {
      SchemaElement element =
          new SchemaElement(column.name())
              .setField_id(column.fieldId())
              .setRepetition_type(
                  column.nullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
      elements.add(element);
      if (isList(column)) {
        element
            .setNum_children(1)
            .setConverted_type(ConvertedType.LIST)
            .setLogicalType(LogicalTypes.LIST);
        elements.add(
            new SchemaElement("list")
                .setNum_children(1)
                .setRepetition_type(FieldRepetitionType.REPEATED));
        SchemaElement component =
            new SchemaElement("element").setRepetition_type(FieldRepetitionType.REQUIRED);
        elements.add(
            column.type().kind() == TypeKind.HALFVEC
                ? component
                    .setType(Type.FIXED_LEN_BYTE_ARRAY)
                    .setType_length(Short.BYTES)
                    .setLogicalType(LogicalTypes.FLOAT16)
                : component.setType(Type.FLOAT));
      } else if (column.isVector()) {
        element.setType(Type.FIXED_LEN_BYTE_ARRAY).setType_length(column.type().size());
      } else {
        ValueCodec codec = ValueCodec.of(column.type());
        element.setType(codec.physical());
        if (codec instanceof ValueCodec.Objects objects && objects.fixedBytes() > 0) {
          element.setType_length(objects.fixedBytes());
        }
        describe(element, column.type());
      }
    }
    return elements;
  }

  /// The path of the values of a column.
  static List<String> path(StoredColumn column) {
    return isList(column) ? List.of(column.name(), "list", "element") : List.of(column.name());
  }

  private static boolean isList(StoredColumn column) {
    return column.isVector() && VectorLayout.of(column.type(), column.nullable()).isList();
  }

  /// The type of the values of a column of dense vectors.
  static Type physical(VectorLayout layout) {
    return layout.element() == ElementType.FLOAT32 ? Type.FLOAT : Type.FIXED_LEN_BYTE_ARRAY;
  }

  private static void describe(SchemaElement element, ColumnType type) {
    LogicalType logical = logical(type);
    if (logical != null) {
      element.setLogicalType(logical);
    }
    switch (type.kind()) {
      case CHAR, VARCHAR -> element.setConverted_type(ConvertedType.UTF8);
      case JSON -> element.setConverted_type(ConvertedType.JSON);
      case DATE -> element.setConverted_type(ConvertedType.DATE);
      case SMALLINT -> element.setConverted_type(ConvertedType.INT_16);
      case TIMESTAMP_TZ -> element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
      case DECIMAL ->
          element
              .setConverted_type(ConvertedType.DECIMAL)
              .setPrecision(digits(type))
              .setScale(type.scale());
      default -> {}
    }
  }

  private static @Nullable LogicalType logical(ColumnType type) {
    return switch (type.kind()) {
      case SMALLINT -> LogicalType.INTEGER(new IntType((byte) 16, true));
      case DECIMAL -> LogicalType.DECIMAL(new DecimalType(type.scale(), digits(type)));
      case CHAR, VARCHAR -> LogicalTypes.UTF8;
      case JSON -> LogicalTypes.JSON;
      case DATE -> LogicalTypes.DATE;
      case TIME -> LogicalType.TIME(new TimeType(false, micros()));
      case TIMESTAMP -> LogicalType.TIMESTAMP(new TimestampType(false, micros()));
      case TIMESTAMP_TZ -> LogicalType.TIMESTAMP(new TimestampType(true, micros()));
      case UUID -> LogicalTypes.UUID;
      case BOOLEAN, INTEGER, BIGINT, REAL, DOUBLE, VARBINARY -> null;
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> null;
    };
  }

  private static int digits(ColumnType type) {
    return type.size() == 0 ? MAX_DIGITS : type.size();
  }

  private static TimeUnit micros() {
    return TimeUnit.MICROS(new MicroSeconds());
  }
}

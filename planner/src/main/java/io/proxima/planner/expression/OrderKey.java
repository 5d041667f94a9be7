package io.proxima.planner.expression;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;

/// Bytes that order, compared unsigned, as our values do: for operators that know only Java's order
/// of texts and UUIDs. No statement can name it.
public final class OrderKey {
  /// `ORDER_KEY(value)`.
  public static final SqlFunction OPERATOR =
      new SqlFunction(
          "ORDER_KEY",
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.explicit(SqlTypeName.VARBINARY).andThen(SqlTypeTransforms.TO_NULLABLE),
          null,
          OperandTypes.ANY,
          SqlFunctionCategory.SYSTEM);

  /// `ORDER_NUMBER(time)`: microseconds, whatever kind of date or time it is.
  public static final SqlFunction NUMBER =
      new SqlFunction(
          "ORDER_NUMBER",
          SqlKind.OTHER_FUNCTION,
          ReturnTypes.BIGINT_NULLABLE,
          null,
          OperandTypes.ANY,
          SqlFunctionCategory.SYSTEM);

  private OrderKey() {}

  static Expression number(ColumnType type, Expression value) {
    long unit = value.type().kind() == TypeKind.DATE ? Times.MICROS_PER_DAY : 1;
    return Strict.longs(
        type, List.of(value), cells -> row -> Math.multiplyExact((Long) cells[0].at(row), unit));
  }

  static Expression of(ColumnType type, Expression value) {
    return Strict.objects(type, List.of(value), cells -> row -> bytes(cells[0].at(row)));
  }

  private static byte[] bytes(Object value) {
    return switch (value) {
      case String text -> text.getBytes(StandardCharsets.UTF_8);
      case UUID uuid ->
          ByteBuffer.allocate(16)
              .putLong(uuid.getMostSignificantBits())
              .putLong(uuid.getLeastSignificantBits())
              .array();
      case float[] vector -> ofFloats(vector);
      case BitVector bits -> bits.bytes();
      case SparseVector sparse -> ofSparse(sparse);
      default -> throw new IllegalStateException("no order key of " + value.getClass());
    };
  }

  private static byte[] ofFloats(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
    for (float element : vector) {
      bytes.putInt(ordered(element));
    }
    return bytes.array();
  }

  private static int ordered(float element) {
    int bits = Float.floatToIntBits(element);
    return bits < 0 ? ~bits : bits ^ Integer.MIN_VALUE;
  }

  /// A mark for each element and one for the end: below zero, no more, above zero. The sooner an
  /// element below zero comes the lower is the vector, the sooner one above zero the higher.
  private static byte[] ofSparse(SparseVector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.count() * (1 + Integer.BYTES + Float.BYTES) + 1);
    for (int i = 0; i < vector.count(); i++) {
      float value = vector.value(i);
      bytes.put((byte) (value < 0 ? 0 : 2));
      bytes.putInt(value < 0 ? vector.index(i) : ~vector.index(i));
      bytes.putInt(ordered(value));
    }
    return bytes.put((byte) 1).array();
  }
}

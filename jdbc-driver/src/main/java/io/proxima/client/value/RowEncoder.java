package io.proxima.client.value;

import io.proxima.client.Nullable;
import io.proxima.client.RowLayout;
import io.proxima.client.SessionException;
import io.proxima.client.SparseVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/// Encodes a batch of rows as the one block that [RowLayout] describes.
///
/// Each value is brought to its column's type, checked against the column (NULL, length, precision,
/// dimension) and refused with the column's name and, if there are several, the row's number, from
/// 1, before anything is sent. A `DECIMAL` is rounded half up to the column's scale, a `CHAR`
/// padded with blanks to the column's length.
///
/// - **Threads:** one thread.
public final class RowEncoder {
  private final RowLayout layout;
  private final Place place = this::place;
  private int row;
  private boolean isAlone;
  private RowLayout.@Nullable Field field;

  /// An encoder of rows of that layout.
  public RowEncoder(RowLayout layout) {
    this.layout = layout;
  }

  /// The block of some rows, each an array of the statement's parameters.
  ///
  /// @throws SessionException `23502` NULL where it is forbidden, `22001` too long, `22003` out of
  ///   range, `22P70` dimension, `22P71` not finite, `22P02` unreadable text, `42804` wrong class,
  ///   `54000` more than 2 GiB
  public byte[] encode(List<@Nullable Object[]> rows) throws SessionException {
    AvroBuffer out =
        new AvroBuffer((int) Math.min(64L << 20, 64 + (long) rows.size() * rowBytes()));
    byte[] operation = layout.operation().getBytes(StandardCharsets.UTF_8);
    out.fixedInt(layout.schemaVersion());
    out.fixedInt(operation.length);
    out.raw(operation);
    out.number(rows.size());
    row = 0;
    isAlone = rows.size() == 1;
    for (@Nullable Object[] values : rows) {
      row++;
      for (RowLayout.Field next : layout.fields()) {
        field = next;
        write(next, next.parameter() < 0 ? null : values[next.parameter()], out);
      }
    }
    return out.toBytes();
  }

  /// About how long a row is.
  private int rowBytes() {
    int bytes = 0;
    for (RowLayout.Field next : layout.fields()) {
      bytes +=
          switch (next.type()) {
            case VECTOR -> 4 * next.precision() + 1;
            case HALFVEC -> 2 * next.precision() + 1;
            case INT8VEC -> next.precision() + 1;
            case BIT -> next.precision() / 8 + 2;
            default -> 12;
          };
    }
    return Math.min(bytes, 1 << 20);
  }

  private String place() {
    return "column " + (field == null ? "?" : field.name()) + (isAlone ? "" : ", row " + row);
  }

  private void write(RowLayout.Field column, @Nullable Object value, AvroBuffer out)
      throws SessionException {
    if (value == null) {
      if (!column.nullable()) {
        throw place.error("23502", "NULL in a column that is NOT NULL");
      }
      out.number(0);
      return;
    }
    if (column.nullable()) {
      out.number(1);
    }
    Object coerced = Coercion.coerce(column.type(), column.precision(), value, place);
    switch (column.type()) {
      case BOOLEAN -> out.bool((Boolean) coerced);
      case SMALLINT, INTEGER, BIGINT -> out.number(((Number) coerced).longValue());
      case REAL -> out.real((Float) coerced);
      case DOUBLE -> out.real((Double) coerced);
      case DECIMAL -> out.bytes(unscaled(column, (BigDecimal) coerced));
      case CHAR -> out.text(padded(column, text(column, (String) coerced)));
      case VARCHAR, JSON -> out.text(text(column, (String) coerced));
      case VARBINARY -> out.bytes(binary(column, (byte[]) coerced));
      case DATE -> out.number(((LocalDate) coerced).toEpochDay());
      case TIME -> out.number(((LocalTime) coerced).toNanoOfDay() / 1_000);
      case TIMESTAMP -> out.number(micros((LocalDateTime) coerced));
      case TIMESTAMP_TZ -> out.number(micros(((OffsetDateTime) coerced).toLocalDateTime()));
      case UUID -> out.raw(uuid((UUID) coerced));
      case VECTOR -> out.vector((float[]) coerced);
      case HALFVEC -> out.halves((float[]) coerced);
      case INT8VEC -> out.raw(Coercion.signedBytes((float[]) coerced));
      case BIT -> out.raw(BitText.pack((boolean[]) coerced));
      case SPARSEVEC -> out.sparse((SparseVector) coerced);
      case NULL -> throw place.error("42804", "a value in a column that has only NULL");
    }
  }

  private byte[] unscaled(RowLayout.Field column, BigDecimal value) throws SessionException {
    BigDecimal scaled = value.setScale(column.scale(), RoundingMode.HALF_UP);
    if (column.precision() > 0 && scaled.precision() > column.precision()) {
      throw place.error(
          "22003",
          "the number does not fit DECIMAL(" + column.precision() + ", " + column.scale() + ")");
    }
    return scaled.unscaledValue().toByteArray();
  }

  /// Blanks behind the column's length are left out, as SQL wants it.
  private String text(RowLayout.Field column, String value) throws SessionException {
    int limit = column.precision();
    if (limit == 0 || value.length() <= limit) {
      return value;
    }
    int length = value.codePointCount(0, value.length());
    if (length <= limit) {
      return value;
    }
    int end = value.offsetByCodePoints(0, limit);
    if (!value.substring(end).isBlank()) {
      throw place.error("22001", "expected at most " + limit + " characters, found " + length);
    }
    return value.substring(0, end);
  }

  private static String padded(RowLayout.Field column, String value) {
    int missing = column.precision() - value.codePointCount(0, value.length());
    return missing > 0 ? value + " ".repeat(missing) : value;
  }

  private byte[] binary(RowLayout.Field column, byte[] value) throws SessionException {
    if (column.precision() > 0 && value.length > column.precision()) {
      throw place.error(
          "22001", "expected at most " + column.precision() + " bytes, found " + value.length);
    }
    return value;
  }

  private static long micros(LocalDateTime time) {
    return time.toLocalDate().toEpochDay() * 86_400_000_000L
        + time.toLocalTime().toNanoOfDay() / 1_000;
  }

  private static byte[] uuid(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}

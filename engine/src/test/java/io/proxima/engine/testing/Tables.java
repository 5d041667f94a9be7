package io.proxima.engine.testing;

import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowBatchBuilder;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tables for tests, and random rows of any table.
public final class Tables {
  /// The dimension of the vectors in [#everyType].
  public static final int DIM = 3;

  private static final String[] TEXTS = {"", "a", "zz", "é", "\u0000", "\uFF5E", "\uD83D\uDE00"};

  private Tables() {}

  /// A table `public.docs` with these columns and the key at these positions.
  public static TableDef of(List<ColumnDef> columns, Integer... key) {
    return new TableDef(7, new TableName("public", "docs"), 3, columns, List.of(key), Map.of());
  }

  /// A column of each type, once NOT NULL and once nullable, with a `BIGINT` key at position 0.
  public static TableDef everyType() {
    List<ColumnDef> columns = new ArrayList<>();
    columns.add(new ColumnDef(1, "id", ColumnType.of(TypeKind.BIGINT), false));
    for (TypeKind kind : TypeKind.values()) {
      String name = "c_" + kind.name().toLowerCase(java.util.Locale.ROOT);
      columns.add(new ColumnDef(columns.size() + 1, name, type(kind), false));
      columns.add(new ColumnDef(columns.size() + 1, name + " or null", type(kind), true));
    }
    return of(columns, 0);
  }

  /// A type of some kind, with small limits.
  public static ColumnType type(TypeKind kind) {
    return switch (kind) {
      case DECIMAL -> new ColumnType(kind, 9, 2);
      case CHAR, VARCHAR, VARBINARY -> ColumnType.of(kind, 4);
      case VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> ColumnType.of(kind, DIM);
      default -> ColumnType.of(kind);
    };
  }

  /// Random rows that a table takes.
  public static RowBatch rows(RandomGenerator random, TableDef table, int count) {
    RowBatchBuilder rows = new RowBatchBuilder(table, count);
    for (int row = 0; row < count; row++) {
      for (int i = 0; i < table.columns().size(); i++) {
        ColumnDef column = table.columns().get(i);
        boolean isNull = column.nullable() && random.nextInt(3) == 0;
        rows.append(i, isNull ? null : value(random, column.type()));
      }
    }
    return rows.build();
  }

  /// A random value of a type, often one at the edge.
  public static Object value(RandomGenerator random, ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> random.nextLong(2);
      case SMALLINT -> edge(random, Short.MIN_VALUE, Short.MAX_VALUE);
      case INTEGER, DATE -> edge(random, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case BIGINT, TIMESTAMP, TIMESTAMP_TZ -> edge(random, Long.MIN_VALUE, Long.MAX_VALUE);
      case TIME -> edge(random, 0, 86_399_999_999L);
      case REAL -> (double) (float) number(random);
      case DOUBLE -> number(random);
      case DECIMAL -> decimal(random, type);
      case CHAR -> pad(text(random, type.size()), type.size());
      case VARCHAR -> text(random, type.size());
      case VARBINARY -> bytes(random, type.size());
      case JSON -> "{\"size\": " + random.nextInt() + ", \"text\": [\"ä😀\"]}";
      case UUID -> new UUID(random.nextLong(), random.nextLong());
      case VECTOR -> Vectors.any(random, 1, type.size())[0];
      case HALFVEC -> Vectors.halves(random, type.size());
      case INT8VEC -> Vectors.whole(random, type.size());
      case BIT -> BitVector.ofPositive(Vectors.gaussian(random, 1, type.size())[0]);
      case SPARSEVEC -> SparseVector.ofDense(Vectors.duplicates(random, 1, type.size())[0]);
    };
  }

  /// The same values and NULLs.
  public static List<List<@Nullable Object>> values(RowBatch rows) {
    List<List<@Nullable Object>> all = new ArrayList<>();
    for (int row = 0; row < rows.rowCount(); row++) {
      List<@Nullable Object> values = new ArrayList<>();
      for (int i = 0; i < rows.columns().size(); i++) {
        values.add(rows.column(i).isNull(row) ? null : comparable(rows.column(i).valueAt(row)));
      }
      all.add(values);
    }
    return all;
  }

  /// A value as [#values] gives it.
  public static @Nullable Object comparable(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case byte[] bytes -> java.util.HexFormat.of().formatHex(bytes);
      case float[] floats -> java.util.Arrays.toString(floats);
      default -> value;
    };
  }

  private static long edge(RandomGenerator random, long low, long high) {
    return switch (random.nextInt(5)) {
      case 0 -> low;
      case 1 -> high;
      case 2 -> Math.clamp(random.nextLong(-3, 4), low, high);
      default -> low + Math.floorMod(random.nextLong(), Math.max(1, high - low));
    };
  }

  private static double number(RandomGenerator random) {
    double[] odd = {
      0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e30
    };
    return random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextGaussian();
  }

  private static BigDecimal decimal(RandomGenerator random, ColumnType type) {
    long limit = Math.powExact(10L, Math.min(18, type.size() == 0 ? 18 : type.size())) - 1;
    return BigDecimal.valueOf(edge(random, -limit, limit), type.scale());
  }

  private static String text(RandomGenerator random, int size) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      String more = TEXTS[random.nextInt(TEXTS.length)];
      int length = text.codePointCount(0, text.length()) + more.codePointCount(0, more.length());
      text.append(size == 0 || length <= size ? more : "");
    }
    return text.toString();
  }

  private static String pad(String text, int size) {
    return text + " ".repeat(size - text.codePointCount(0, text.length()));
  }

  private static byte[] bytes(RandomGenerator random, int size) {
    byte[] bytes = new byte[random.nextInt(size + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) - 1);
    }
    return bytes;
  }
}

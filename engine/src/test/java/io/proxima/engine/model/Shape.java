package io.proxima.engine.model;

import io.proxima.engine.row.Predicate;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The columns of a table of the model, and random rows, conditions and query vectors for it.
///
/// Components of vectors are small multiples of a quarter, so that every sum of products of them is
/// exact and a distance has the same bits however it is computed.
enum Shape {
  /// A whole number is the key.
  NUMBERED(
      List.of(0),
      column("id", TypeKind.BIGINT, false),
      column("v", TypeKind.BIGINT, true),
      column("t", TypeKind.VARCHAR, true),
      vector(TypeKind.VECTOR, 3, true)),
  /// A text and a number are the key, and no vector is NULL.
  NAMED(
      List.of(0, 1),
      column("t", TypeKind.VARCHAR, false),
      column("id", TypeKind.INTEGER, false),
      column("d", TypeKind.DOUBLE, true),
      vector(TypeKind.VECTOR, 8, false),
      column("v", TypeKind.BIGINT, true)),
  /// There is no key.
  KEYLESS(
      List.of(),
      column("id", TypeKind.BIGINT, false),
      column("v", TypeKind.BIGINT, true),
      column("t", TypeKind.VARCHAR, true),
      vector(TypeKind.VECTOR, 2, true)),
  /// The key comes last, the vectors have half precision.
  HALVES(
      List.of(3),
      vector(TypeKind.HALFVEC, 5, true),
      column("v", TypeKind.INTEGER, true),
      column("t", TypeKind.VARCHAR, true),
      column("id", TypeKind.INTEGER, false));

  /// The keys of a table are so few that they collide.
  static final int KEYS = 125;

  private static final String[] TEXTS = {"", "a", "ab", "b", "é", "zz\u0000z", "zz"};

  private final List<Integer> key;
  private final List<ColumnDef> columns;

  Shape(List<Integer> key, ColumnDef... columns) {
    this.key = key;
    List<ColumnDef> numbered = new ArrayList<>();
    for (ColumnDef column : columns) {
      numbered.add(
          new ColumnDef(numbered.size() + 1, column.name(), column.type(), column.nullable()));
    }
    this.columns = numbered;
  }

  private static ColumnDef column(String name, TypeKind kind, boolean nullable) {
    return new ColumnDef(0, name, ColumnType.of(kind), nullable);
  }

  private static ColumnDef vector(TypeKind kind, int dim, boolean nullable) {
    return new ColumnDef(0, "e", ColumnType.of(kind, dim), nullable);
  }

  TableDef definition(String name) {
    return new TableDef(0, new TableName("public", name), 1, columns, key, Map.of());
  }

  /// A random value of a column that is no `id`.
  static @Nullable Object value(RandomGenerator random, ColumnDef column) {
    if (column.nullable() && random.nextInt(6) == 0) {
      return null;
    }
    return switch (column.name()) {
      case "v" -> random.nextLong(10);
      case "t" -> TEXTS[random.nextInt(TEXTS.length)];
      case "d" -> random.nextInt(8) == 0 ? Double.NaN : random.nextInt(-4, 5) / 4.0;
      case "e" -> vector(random, column.type().size());
      default -> addedValue(random, column);
    };
  }

  /// A column that no table is created with, under a number that makes its name unique.
  static ColumnDef added(RandomGenerator random, int number) {
    TypeKind kind = random.nextBoolean() ? TypeKind.BIGINT : TypeKind.VARCHAR;
    return new ColumnDef(0, "x" + number, ColumnType.of(kind), random.nextBoolean());
  }

  /// Whether a column can go.
  static boolean isSpare(TableDef table, ColumnDef column) {
    boolean isNeeded = column.name().equals("id") || column.name().equals("e");
    return !isNeeded && !table.key().contains(table.position(column.name()));
  }

  private static Object addedValue(RandomGenerator random, ColumnDef column) {
    return column.type().kind() == TypeKind.BIGINT
        ? (Object) random.nextLong(10)
        : TEXTS[random.nextInt(TEXTS.length)];
  }

  static float[] vector(RandomGenerator random, int dim) {
    float[] vector = new float[dim];
    boolean isZero = random.nextInt(16) == 0;
    for (int i = 0; i < dim && !isZero; i++) {
      vector[i] = random.nextInt(-8, 9) / 4f;
    }
    return vector;
  }

  /// A random condition on the columns that are no vectors.
  static Predicate condition(RandomGenerator random, TableDef table, int depth) {
    int kind = random.nextInt(depth < 2 ? 6 : 4);
    if (kind == 0) {
      return Predicate.TRUE;
    }
    if (kind > 3) {
      List<Predicate> terms =
          IntStream.range(0, random.nextInt(1, 4))
              .mapToObj(_ -> condition(random, table, depth + 1))
              .toList();
      return kind == 4 ? new Predicate.And(terms) : new Predicate.Or(terms);
    }
    int column = random.nextInt(table.columns().size());
    ColumnDef definition = table.columns().get(column);
    if (kind == 1 || definition.name().equals("e")) {
      return new Predicate.IsNull(column, random.nextBoolean());
    }
    if (kind == 2) {
      Predicate.Operator[] operators = Predicate.Operator.values();
      return new Predicate.Compare(
          column, operators[random.nextInt(operators.length)], operand(random, definition));
    }
    Set<Object> values = new HashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      values.add(operand(random, definition));
    }
    return new Predicate.In(column, values);
  }

  private static Object operand(RandomGenerator random, ColumnDef column) {
    if (column.name().equals("id")) {
      return random.nextLong(KEYS);
    }
    Object value = value(random, new ColumnDef(column.id(), column.name(), column.type(), false));
    if (value == null) {
      throw new IllegalStateException(column.name());
    }
    return value;
  }
}

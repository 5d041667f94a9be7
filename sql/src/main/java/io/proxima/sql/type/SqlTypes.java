package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.vector.BitVector;
import io.proxima.engine.vector.SparseVector;
import io.proxima.grammar.ast.VectorKind;
import io.proxima.grammar.ast.VectorTypes;
import java.lang.reflect.Type;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Makes all SQL types, vectors and JSON among them.
///
/// - **Threads:** thread-safe.
public final class SqlTypes extends JavaTypeFactoryImpl implements VectorTypes {
  /// The one maker of types: equal types are one object.
  public static final SqlTypes INSTANCE = new SqlTypes();

  private SqlTypes() {
    super(new ProximaTypes());
  }

  /// `VECTOR(dim)`.
  public RelDataType vector(int dim, boolean nullable) {
    return vector(ColumnType.vector(dim), nullable);
  }

  /// A vector type of any kind.
  public RelDataType vector(ColumnType type, boolean nullable) {
    return canonize(new VectorType(createSqlType(SqlTypeName.REAL), type, nullable));
  }

  /// `JSON`.
  public RelDataType json(boolean nullable) {
    return canonize(new JsonType(getTypeSystem(), nullable));
  }

  @Override
  public RelDataType vectorType(OptionalInt dim, VectorKind kind) {
    TypeKind type = kindOf(kind);
    if (dim.isEmpty()) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED, type + " without a dimension is not offered yet");
    }
    int most = ColumnType.maxDim(type);
    if (dim.getAsInt() < 1 || dim.getAsInt() > most) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          type + " takes 1 to " + most + " dimensions, got " + dim.getAsInt());
    }
    return vector(ColumnType.of(type, dim.getAsInt()), false);
  }

  private static TypeKind kindOf(VectorKind kind) {
    return switch (kind) {
      case FLOAT32 -> TypeKind.VECTOR;
      case FLOAT16 -> TypeKind.HALFVEC;
      case INT8 -> TypeKind.INT8VEC;
      case BIT -> TypeKind.BIT;
      case SPARSE -> TypeKind.SPARSEVEC;
    };
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    return switch (type) {
      case VectorType vector -> vector(vector.column(), nullable);
      case JsonType _ -> json(nullable);
      default -> super.createTypeWithNullability(type, nullable);
    };
  }

  @Override
  public RelDataType enforceTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof VectorType || type instanceof JsonType
        ? createTypeWithNullability(type, nullable)
        : super.enforceTypeWithNullability(type, nullable);
  }

  /// All texts are UTF-8, JSON anyway.
  @Override
  public RelDataType createTypeWithCharsetAndCollation(
      RelDataType type, Charset charset, SqlCollation collation) {
    return type instanceof JsonType
        ? type
        : super.createTypeWithCharsetAndCollation(type, charset, collation);
  }

  @Override
  public RelDataType copyType(RelDataType type) {
    return type instanceof VectorType || type instanceof JsonType ? type : super.copyType(type);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite answers null where no common type exists
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mapping) {
    @Nullable VectorType vector = null;
    boolean nullable = false;
    for (RelDataType type : types) {
      if (type instanceof VectorType next) {
        ColumnType common = vector == null ? next.column() : common(vector, next);
        if (common == null) {
          return null;
        }
        vector = (VectorType) vector(common, false);
      }
      nullable |= type.isNullable();
    }
    if (vector == null) {
      return areJson(types) ? json(nullable) : super.leastRestrictive(types, mapping);
    }
    boolean mixed =
        types.stream()
            .anyMatch(
                type -> !(type instanceof VectorType) && type.getSqlTypeName() != SqlTypeName.NULL);
    return mixed ? null : vector(vector.column(), nullable);
  }

  /// The type that holds the vectors of both, or null: dense ones of different elements meet as
  /// floats.
  public static @Nullable ColumnType common(VectorType left, VectorType right) {
    if (left.column().equals(right.column())) {
      return left.column();
    }
    return left.isDense() && right.isDense() && left.dim() == right.dim()
        ? ColumnType.vector(left.dim())
        : null;
  }

  private static boolean areJson(List<RelDataType> types) {
    return types.stream().anyMatch(JsonType.class::isInstance)
        && types.stream()
            .allMatch(
                type -> type instanceof JsonType || type.getSqlTypeName() == SqlTypeName.NULL);
  }

  /// What generated code holds values as: times are microseconds, which take a `long`.
  @Override
  public Type getJavaClass(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ARRAY ->
          type instanceof VectorType vector ? javaClass(vector) : super.getJavaClass(type);
      case TIME,
          TIME_TZ,
          TIME_WITH_LOCAL_TIME_ZONE,
          TIMESTAMP,
          TIMESTAMP_TZ,
          TIMESTAMP_WITH_LOCAL_TIME_ZONE ->
          type.isNullable() ? Long.class : long.class;
      case UUID -> UUID.class;
      default -> super.getJavaClass(type);
    };
  }

  private static Type javaClass(VectorType type) {
    return switch (type.kind()) {
      case BIT -> BitVector.class;
      case SPARSEVEC -> SparseVector.class;
      default -> VectorValue.class;
    };
  }
}

package io.proxima.sql.type;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
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
import org.apache.calcite.sql.type.SqlTypeMappingRule;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Makes all SQL types, vectors among them.
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
    return canonize(new VectorType(createSqlType(SqlTypeName.REAL), dim, nullable));
  }

  @Override
  public RelDataType vectorType(OptionalInt dim, VectorKind kind) {
    if (kind != VectorKind.FLOAT32 || dim.isEmpty()) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          (dim.isEmpty() ? "VECTOR without a dimension" : "a vector of " + kind)
              + " is not offered yet");
    }
    if (dim.getAsInt() < 1 || dim.getAsInt() > ColumnType.MAX_DIM) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER,
          "VECTOR takes 1 to " + ColumnType.MAX_DIM + " dimensions, got " + dim.getAsInt());
    }
    return vector(dim.getAsInt(), false);
  }

  @Override
  public Charset getDefaultCharset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public RelDataType createTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof VectorType vector
        ? vector(vector.dim(), nullable)
        : super.createTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType enforceTypeWithNullability(RelDataType type, boolean nullable) {
    return type instanceof VectorType
        ? createTypeWithNullability(type, nullable)
        : super.enforceTypeWithNullability(type, nullable);
  }

  @Override
  public RelDataType copyType(RelDataType type) {
    return type instanceof VectorType ? type : super.copyType(type);
  }

  @Override
  @SuppressWarnings("NullAway") // Calcite answers null where no common type exists
  public @Nullable RelDataType leastRestrictive(
      List<RelDataType> types, SqlTypeMappingRule mapping) {
    @Nullable VectorType vector = null;
    boolean nullable = false;
    for (RelDataType type : types) {
      if (type instanceof VectorType next) {
        if (vector != null && vector.dim() != next.dim()) {
          return null;
        }
        vector = next;
      }
      nullable |= type.isNullable();
    }
    if (vector == null) {
      return super.leastRestrictive(types, mapping);
    }
    boolean mixed =
        types.stream()
            .anyMatch(
                type -> !(type instanceof VectorType) && type.getSqlTypeName() != SqlTypeName.NULL);
    return mixed ? null : vector(vector.dim(), nullable);
  }

  /// What generated code holds values as: times are microseconds, which take a `long`.
  @Override
  public Type getJavaClass(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case ARRAY -> type instanceof VectorType ? VectorValue.class : super.getJavaClass(type);
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
}

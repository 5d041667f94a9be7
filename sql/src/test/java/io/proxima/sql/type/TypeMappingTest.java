package io.proxima.sql.type;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.SqlTypeName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TypeMappingTest {
  @ParameterizedTest
  @EnumSource(TypeKind.class)
  void everyTypeComesBack(TypeKind kind) {
    ColumnType type =
        switch (kind) {
          case CHAR, VARCHAR, VARBINARY, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC ->
              ColumnType.of(kind, 12);
          case DECIMAL -> new ColumnType(kind, 38, 10);
          default -> ColumnType.of(kind);
        };
    for (boolean nullable : new boolean[] {true, false}) {
      RelDataType sql = TypeMapping.toSql(type, nullable);
      assertThat(sql.isNullable()).isEqualTo(nullable);
      assertThat(TypeMapping.toColumn(sql)).isEqualTo(type);
    }
  }

  @Test
  void unlimitedTypesStayUnlimited() {
    for (TypeKind kind : List.of(TypeKind.VARCHAR, TypeKind.VARBINARY)) {
      RelDataType sql = TypeMapping.toSql(ColumnType.of(kind), true);
      assertThat(TypeMapping.toColumn(sql)).isEqualTo(ColumnType.of(kind));
    }
  }

  @Test
  void vectorsMeetOnlyInOneDimension() {
    SqlTypes types = SqlTypes.INSTANCE;
    RelDataType three = types.vector(3, false);
    assertThat(types.leastRestrictive(List.of(three, types.vector(3, true))))
        .isEqualTo(types.vector(3, true));
    assertThat(types.leastRestrictive(List.of(three, types.createSqlType(SqlTypeName.NULL))))
        .isEqualTo(types.vector(3, true));
    assertThat(types.leastRestrictive(List.of(three, types.vector(4, false)))).isNull();
    assertThat(types.leastRestrictive(List.of(three, types.createSqlType(SqlTypeName.INTEGER))))
        .isNull();
  }
}

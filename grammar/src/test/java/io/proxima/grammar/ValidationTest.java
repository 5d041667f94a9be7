package io.proxima.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// That trees with folded names and our conformance are understood by Calcite's validator.
final class ValidationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT Year, count(*) AS count FROM Docs GROUP BY 1 ORDER BY 2 DESC",
        "SELECT year + 1 AS later, max(id) FROM docs GROUP BY later",
        "SELECT id % 2, upper('x'), current_date FROM docs WHERE year != 3 OFFSET 1 LIMIT 2",
        "SELECT v <-> v AS distance FROM docs ORDER BY distance LIMIT 5",
        "SELECT year(date '2026-01-01'), extract(year from date '2026-01-01')",
        "SELECT coalesce(id, 1), \"id\" FROM docs AS d WHERE d.ID IN (1, 2)"
      })
  void namesAreFoundWhateverTheirCase(String sql) throws SqlParseException {
    SqlValidator validator = validator();
    assertThat(validator.validate(ProximaParser.parse(sql))).isNotNull();
  }

  @Test
  void quotedNamesKeepTheirCase() {
    assertThatThrownBy(() -> validator().validate(ProximaParser.parse("SELECT \"ID\" FROM docs")))
        .isInstanceOf(CalciteContextException.class)
        .hasMessageContaining("line 1, column 8");
  }

  private static SqlValidator validator() {
    JavaTypeFactoryImpl types = new JavaTypeFactoryImpl(RelDataTypeSystem.DEFAULT);
    CalciteSchema schema = CalciteSchema.createRootSchema(false, false);
    schema.add("docs", new Docs());
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "true");
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(
            schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
    SqlOperatorTable operators =
        SqlOperatorTables.chain(
            SqlStdOperatorTable.instance(), SqlOperatorTables.of(DistanceOperators.ALL));
    return SqlValidatorUtil.newValidator(
        operators,
        catalog,
        types,
        SqlValidator.Config.DEFAULT.withConformance(ProximaParser.CONFORMANCE));
  }

  private static final class Docs extends AbstractTable {
    @Override
    public RelDataType getRowType(RelDataTypeFactory types) {
      return types
          .builder()
          .add("id", SqlTypeName.INTEGER)
          .add("year", SqlTypeName.INTEGER)
          .add("v", types.createArrayType(types.createSqlType(SqlTypeName.REAL), -1))
          .build();
    }
  }
}

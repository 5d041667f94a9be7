package io.proxima.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import java.util.List;
import org.apache.calcite.plan.RelOptUtil;

/// A catalog of two tables, and short ways to compile against it.
final class Fixture {
  static final SqlCompiler COMPILER = new SqlCompiler();

  static final Catalog CATALOG =
      Catalog.empty()
          .with(
              table(
                  1,
                  """
                  CREATE TABLE docs (
                    id VARCHAR PRIMARY KEY, category VARCHAR(20), year INTEGER, title_v VECTOR(3),
                    body_v VECTOR(3) NOT NULL, seen TIMESTAMP, price DECIMAL(10, 2))\
                  """))
          .with(table(2, "CREATE TABLE queries (id BIGINT PRIMARY KEY, v VECTOR(8))"));

  private Fixture() {}

  static TableDef table(int id, String sql) {
    Statement.Define define =
        (Statement.Define) COMPILER.compile(sql, Catalog.empty(), Catalog.DEFAULT_SCHEMA);
    return ((Definition.CreateTable) define.definitions().getFirst()).table().withId(id);
  }

  static Statement compile(String sql) {
    return COMPILER.compile(sql, CATALOG, Catalog.DEFAULT_SCHEMA);
  }

  static Statement.Query query(String sql) {
    return (Statement.Query) compile(sql);
  }

  static Statement.Modify modify(String sql) {
    return (Statement.Modify) compile(sql);
  }

  static String tree(String sql) {
    return switch (compile(sql)) {
      case Statement.Query query -> RelOptUtil.toString(query.root().project());
      case Statement.Modify modify -> RelOptUtil.toString(modify.source().project());
      default -> throw new IllegalArgumentException(sql);
    };
  }

  static List<String> parameterTypes(String sql) {
    return compile(sql).parameters().stream().map(p -> p.type().toString()).toList();
  }

  static List<ColumnDef> columns(String createTable) {
    return table(7, createTable).columns();
  }

  static ColumnType type(String sqlType) {
    return columns("CREATE TABLE t (c " + sqlType + ")").getFirst().type();
  }

  static ProximaException error(String sql) {
    ProximaException error = catchThrowableOfType(ProximaException.class, () -> compile(sql));
    assertThat(error).as(sql).isNotNull();
    return error;
  }

  /// The statement fails with that code at the place where `§` stands.
  static ProximaException fails(ErrorCode code, String marked) {
    String sql = marked.replace("§", "");
    ProximaException error = error(sql);
    assertThat(error.code()).as(sql + ": " + error.getMessage()).isEqualTo(code);
    assertThat(error.position()).as(sql).isEqualTo(marked.indexOf('§') + 1);
    return error;
  }
}

package io.proxima.sql;

import static io.proxima.sql.Fixture.fails;
import static io.proxima.sql.Fixture.parameterTypes;
import static io.proxima.sql.Fixture.query;
import static io.proxima.sql.Fixture.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorQueryTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT body_v <=> ? FROM docs",
        "SELECT id FROM docs WHERE body_v <-> ? < 0.8",
        "SELECT id FROM docs ORDER BY body_v <#> ? LIMIT 10",
        "SELECT id, ? <+> body_v AS distance FROM docs ORDER BY distance LIMIT 10",
        "SELECT id FROM docs ORDER BY 1 - (body_v <=> ?) DESC LIMIT 10",
        "SELECT id FROM docs ORDER BY VECTOR_DISTANCE(body_v, ?, COSINE) LIMIT 10",
        "SELECT id FROM docs ORDER BY LEAST(body_v <=> ?, 1.5) LIMIT 10",
        "SELECT similarity(body_v, ?, dot) FROM docs",
        "SELECT min(l2_distance(body_v, ?)) FROM docs",
        "SELECT id FROM docs WHERE body_v = ?",
        "SELECT body_v + ? FROM docs",
        "SELECT * FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10))",
        "SELECT l2_norm(?::vector(3))",
        "SELECT l2_norm(CAST(? AS VECTOR(3)))",
        "SELECT a.id FROM docs a JOIN docs b ON a.body_v <-> ? < 1",
        "SELECT COALESCE(body_v, ?) FROM docs",
        "SELECT COALESCE(?, body_v) <-> '[1,2,3]' FROM docs",
        "SELECT CASE year WHEN 1 THEN ? ELSE body_v END FROM docs",
      })
  void parameterTakesTheTypeOfTheOtherSide(String sql) {
    assertThat(parameterTypes(sql)).containsExactly("VECTOR(3)");
  }

  @Test
  void parametersKeepTheOrderOfTheText() {
    assertThat(
            parameterTypes(
                "SELECT id FROM docs WHERE year > ? AND body_v <-> ? < ? AND category = ?"
                    + " ORDER BY 0.7 * (title_v <=> ?) + 0.3 * (body_v <=> ?) LIMIT ? OFFSET ?"))
        .containsExactly(
            "INTEGER",
            "VECTOR(3)",
            "DOUBLE",
            "VARCHAR",
            "VECTOR(3)",
            "VECTOR(3)",
            "INTEGER",
            "INTEGER");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "l2_distance(body_v, title_v) @ <->($4, $3)",
        "negative_inner_product(body_v, title_v) @ <#>($4, $3)",
        "inner_product(body_v, title_v) @ -(<#>($4, $3))",
        "cosine_distance(body_v, title_v) @ <=>($4, $3)",
        "L1_DISTANCE(body_v, title_v) @ <+>($4, $3)",
        "VECTOR_DISTANCE(body_v, title_v, DOT) @ <#>($4, $3)",
        "VECTOR_DISTANCE(body_v, title_v, euclidean) @ <->($4, $3)",
        "VECTOR_DISTANCE(body_v, title_v, MANHATTAN) @ <+>($4, $3)",
        "VECTOR_DISTANCE(body_v, title_v, EUCLIDEAN_SQUARED) @ L2_SQUARED_DISTANCE($4, $3)",
        "similarity(body_v, title_v, COSINE) @ -(1.0E0, <=>($4, $3))",
        "similarity(body_v, title_v, MANHATTAN) @ /(1.0E0, +(1.0E0, <+>($4, $3)))",
        "body_v + title_v @ VECTOR_ADD($4, $3)",
        "body_v - '[1,2,3]' @ VECTOR_SUBTRACT($4, TO_VECTOR(_UTF-8'[1,2,3]', 3))",
        "ARRAY[1, 2, 3] * body_v @ VECTOR_MULTIPLY(TO_VECTOR(ARRAY(1, 2, 3), 3), $4)",
        "body_v || title_v @ VECTOR_CONCAT($4, $3)",
        "CAST(body_v AS VARCHAR) @ VECTOR_TO_TEXT($4, 0)",
        "l2_norm(body_v) @ VECTOR_NORM($4)",
      })
  void everySpellingBecomesTheOneOperator(String expression, String operator) {
    assertThat(tree("SELECT " + expression + " AS x FROM docs")).contains("x=[" + operator + "]");
  }

  @Test
  void resultsKeepTheirDimensions() {
    assertThat(
            query(
                    "SELECT body_v, body_v || title_v, subvector(body_v, 2, 2),"
                        + " l2_normalize(title_v), '[1,2]'::vector(2), CASE WHEN year > 1 THEN"
                        + " body_v ELSE title_v END, vector_dims(body_v), vector_norm(body_v) FROM"
                        + " docs")
                .columns())
        .extracting(column -> column.type().toString())
        .containsExactly(
            "VECTOR(3)",
            "VECTOR(6)",
            "VECTOR(2)",
            "VECTOR(3)",
            "VECTOR(2)",
            "VECTOR(3)",
            "INTEGER",
            "DOUBLE");
  }

  @Test
  void setsKeepVectors() {
    assertThat(query("SELECT body_v FROM docs UNION SELECT title_v FROM docs").columns())
        .extracting(column -> column.type().toString())
        .containsExactly("VECTOR(3)");
    assertThat(query("SELECT DISTINCT title_v FROM docs").columns().getFirst().type().size())
        .isEqualTo(3);
  }

  @Test
  void nullsComeLastUnlessAsked() {
    assertThat(tree("SELECT id FROM docs ORDER BY year DESC")).contains("DESC-nulls-last");
    assertThat(tree("SELECT id FROM docs ORDER BY title_v <-> ? NULLS FIRST"))
        .contains("ASC-nulls-first");
  }

  @Test
  void otherDimensionsFailWhenPrepared() {
    assertThat(fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §body_v <-> v FROM docs, queries"))
        .hasMessage("different vector dimensions: VECTOR(3) and VECTOR(8)");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT id FROM docs ORDER BY §body_v <=> '[1,2]' LIMIT 1");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT id FROM docs WHERE body_v = §'[1,2]'");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §body_v = v FROM docs, queries");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §body_v + v FROM docs, queries");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §body_v <-> ?::vector(4) FROM docs");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §'[1,2,3]'::vector(4)");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §ARRAY[1,2]::vector(3)");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT §body_v::vector(2) FROM docs");
  }

  @Test
  void wrongTextFailsWhenPrepared() {
    fails(ErrorCode.INVALID_TEXT, "SELECT body_v <-> §'1,2,3' FROM docs");
    fails(ErrorCode.INVALID_TEXT, "SELECT §'[1,x]'::vector(2)");
    fails(ErrorCode.NON_FINITE_VECTOR, "SELECT body_v <-> §'[1,NaN,3]' FROM docs");
    fails(ErrorCode.DIMENSION_MISMATCH, "SELECT body_v <-> §'[]' FROM docs");
  }

  @Test
  void otherOperandsAreRefused() {
    fails(ErrorCode.UNDEFINED_FUNCTION, "SELECT §body_v <-> id FROM docs");
    fails(ErrorCode.UNDEFINED_FUNCTION, "SELECT §year <-> year FROM docs");
    fails(ErrorCode.UNDEFINED_FUNCTION, "SELECT §l2_distance(body_v) FROM docs");
    fails(ErrorCode.TYPE_MISMATCH, "SELECT §? <-> ?");
    fails(ErrorCode.TYPE_MISMATCH, "SELECT TO_VECTOR(§year, 3) FROM docs");
    fails(ErrorCode.INVALID_PARAMETER, "SELECT §subvector(body_v, 2, 3) FROM docs");
    fails(ErrorCode.INVALID_PARAMETER, "SELECT vector_distance(body_v, ?, §chebyshev) FROM docs");
  }

  @Test
  void searchGivesTheTableAndItsDistances() {
    Statement.Query query =
        query("SELECT * FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10)) AS r");
    assertThat(query.columns())
        .extracting(Statement.OutputColumn::label)
        .containsExactly(
            "id",
            "category",
            "year",
            "title_v",
            "body_v",
            "seen",
            "price",
            "distance",
            "similarity");
    assertThat(query.columns().subList(7, 9))
        .extracting(column -> column.type().toString())
        .containsExactly("DOUBLE", "DOUBLE");
  }

  @Test
  void searchIsTheQueryItStandsFor() {
    assertThat(
            tree(
                "SELECT * FROM TABLE(VECTOR_SEARCH((SELECT id, body_v FROM docs WHERE year > 2020),"
                    + " DESCRIPTOR(body_v), ?, 10))"))
        .isEqualToNormalizingWhitespace(
            """
            LogicalProject(id=[$0], body_v=[$1], distance=[$2], similarity=[-(1.0E0, $2)])
              LogicalSort(sort0=[$2], dir0=[ASC], fetch=[10])
                LogicalProject(id=[$0], body_v=[$4], distance=[<=>($4, ?0)])
                  LogicalFilter(condition=[>($2, 2020)])
                    LogicalTableScan(table=[[public, docs]])
            """);
  }

  @Test
  void searchTakesNamedArguments() {
    String sql =
        "SELECT id FROM TABLE(VECTOR_SEARCH(TOP_K => ?, COLUMN_TO_QUERY => ?, SEARCH_TABLE => TABLE"
            + " docs, COLUMN_TO_SEARCH => DESCRIPTOR(title_v), CONFIG => MAP['metric', 'euclidean',"
            + " 'max_distance', '0.5', 'exact', 'true']))";
    assertThat(parameterTypes(sql)).isEqualTo(List.of("INTEGER", "VECTOR(3)"));
    assertThat(tree(sql)).contains("<->($3, ?1)", "<=(<->($3, ?1), 0.5E0)", "fetch=[?0]");
  }

  @Test
  void searchRefusesWrongArguments() {
    String knn = "SELECT * FROM TABLE(KNN(TABLE docs, ";
    fails(ErrorCode.UNDEFINED_COLUMN, knn + "DESCRIPTOR(§nope), ?, 10))");
    fails(ErrorCode.INVALID_PARAMETER, knn + "§body_v, ?, 10))");
    fails(ErrorCode.INVALID_PARAMETER, knn + "DESCRIPTOR(body_v), ?, §0))");
    fails(ErrorCode.UNDEFINED_OBJECT, knn + "DESCRIPTOR(body_v), ?, 1, MAP['efsearch', §'9']))");
    fails(ErrorCode.INVALID_PARAMETER, knn + "DESCRIPTOR(body_v), ?, 1, MAP['probes', §'9.5']))");
    fails(
        ErrorCode.INVALID_PARAMETER,
        knn + "DESCRIPTOR(body_v), ?, 1, MAP['ef_search', §'1000001']))");
    fails(ErrorCode.INVALID_PARAMETER, knn + "DESCRIPTOR(body_v), ?, 1, MAP['exact', §'no']))");
    fails(
        ErrorCode.DIMENSION_MISMATCH,
        "SELECT * FROM TABLE(§KNN(TABLE docs, DESCRIPTOR(body_v), '[1]', 1))");
    fails(ErrorCode.UNDEFINED_TABLE, "SELECT * FROM TABLE(KNN(TABLE §nope, DESCRIPTOR(v), ?, 1))");
  }
}

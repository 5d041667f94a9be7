package io.proxima.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/// Orders and conditions on functions of a distance have the answers that they have where the
/// planner cannot see the function, down to ties of distances that rounding makes equal.
@Seeded
class DistanceFunctionPropertyTest {
  private static final int ROWS = 300;
  private static final List<String> DISTANCES =
      List.of(
          "(v <-> '[1,2]')",
          "(v <#> '[1,2]')",
          "(v <=> '[1,2]')",
          "(v <+> '[1,2]')",
          "inner_product('[1,2]', v)",
          "similarity(v, '[1,2]', COSINE)",
          "similarity(v, '[1,2]', EUCLIDEAN)",
          "vector_distance(v, '[1,2]', EUCLIDEAN_SQUARED)");
  private static final List<String> CONSTANTS =
      List.of("1", "2", "0.3", "-0.7", "1e-7", "-1e9", "1e16", "3e-200", "(2 - 5)");

  private static Sql sql;

  /// Vectors that differ in the last bits beside some that are equal, missing or zero.
  @BeforeAll
  static void load(RandomGenerator random) {
    sql = new Sql();
    sql.run("CREATE TABLE docs (id INTEGER PRIMARY KEY, year INTEGER, v VECTOR(2))");
    for (int i = 0; i < ROWS; i++) {
      float[] vector = {
        random.nextInt(3) + random.nextInt(3) * Math.ulp(4f), random.nextInt(3) - random.nextInt(2)
      };
      sql.run(
          "INSERT INTO docs VALUES (?, ?, ?)",
          (long) (i * 97 % ROWS),
          (long) random.nextInt(4),
          random.nextInt(12) == 0 ? null : vector);
    }
  }

  @AfterAll
  static void close() {
    sql.close();
  }

  private static <T> T one(List<T> list, RandomGenerator random) {
    return list.get(random.nextInt(list.size()));
  }

  private static String function(RandomGenerator random) {
    String function = one(DISTANCES, random);
    for (int depth = random.nextInt(4); depth > 0; depth--) {
      String c = one(CONSTANTS, random);
      function =
          switch (random.nextInt(14)) {
            case 0 -> "-(" + function + ")";
            case 1, 2 -> "(" + function + " + " + c + ")";
            case 3 -> "(" + c + " - " + function + ")";
            case 4, 5 -> "(" + function + " * " + c + ")";
            case 6 -> "(" + function + " / " + c + ")";
            case 7 -> "(" + c + " / (1 + " + function + "))";
            case 8 -> "sqrt(" + function + ")";
            case 9 -> "power(" + function + ", " + one(List.of("2", "0.25", "1.5"), random) + ")";
            case 10 -> "exp(-" + function + ")";
            case 11 -> "ln(1 + " + function + ")";
            case 12 -> "log10(" + function + ")";
            default -> "CAST(" + function + " AS REAL)";
          };
    }
    return function;
  }

  /// The same, as something that the planner knows nothing about.
  private static String hidden(String function) {
    return "CASE WHEN id >= 0 THEN " + function + " END";
  }

  private static List<List<String>> answer(String text) {
    try {
      return sql.query(text);
    } catch (RuntimeException e) {
      return List.of(List.of(String.valueOf(e.getMessage())));
    }
  }

  @RepeatedTest(400)
  void anOrderIsTheSameByEveryPlan(RandomGenerator random) {
    String function = function(random);
    String where = random.nextInt(3) == 0 ? " WHERE year > " + random.nextInt(3) : "";
    String tail =
        (random.nextBoolean() ? " DESC" : "")
            + one(List.of("", "", ", year", ", year DESC, id DESC", ", id"), random)
            + " LIMIT "
            + random.nextInt(30)
            + (random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(20) : "");
    String select = "SELECT id, year FROM docs" + where + " ORDER BY ";
    assertThat(answer(select + function + tail))
        .as(select + function + tail)
        .isEqualTo(answer(select + hidden(function) + tail));
  }

  @RepeatedTest(400)
  void aConditionIsTheSameByEveryPlan(RandomGenerator random) {
    String function = function(random);
    String bound = boundNear(function, random);
    String operator = one(List.of("<", "<=", ">", ">="), random);
    boolean mirrored = random.nextBoolean();
    String select = "SELECT id FROM docs WHERE ";
    List<List<String>> found =
        new ArrayList<>(answer(select + compare(function, operator, bound, mirrored)));
    found.sort((a, b) -> String.valueOf(a).compareTo(String.valueOf(b)));
    List<List<String>> expected =
        new ArrayList<>(answer(select + compare(hidden(function), operator, bound, mirrored)));
    expected.sort((a, b) -> String.valueOf(a).compareTo(String.valueOf(b)));
    assertThat(found).as(select + function + operator + bound + mirrored).isEqualTo(expected);
  }

  private static String compare(String left, String operator, String right, boolean mirrored) {
    return mirrored ? right + " " + operator + " " + left : left + " " + operator + " " + right;
  }

  /// A value that some row has, or one beside.
  private static String boundNear(String function, RandomGenerator random) {
    List<List<String>> values =
        answer("SELECT " + function + " FROM docs WHERE id = " + random.nextInt(ROWS));
    String value = values.getFirst().getFirst();
    boolean isNumber = value != null && value.matches("-?[0-9.]+(E-?[0-9]+)?");
    String number = isNumber ? "CAST('" + value + "' AS DOUBLE)" : "0.5E0";
    return random.nextBoolean() ? number : "(" + number + " + 1e-9)";
  }

  @Test
  void functionsOfADistanceAreSearched() {
    for (String order :
        List.of(
            "-(v <-> '[1,2]') DESC",
            "1 - (v <=> '[1,2]') DESC",
            "(2 - (v <=> '[1,2]')) / 2 DESC",
            "0.5 * (v <-> '[1,2]') + 3",
            "sqrt(v <-> '[1,2]')",
            "power(v <-> '[1,2]', 2)",
            "1 / (1 + (v <-> '[1,2]')) DESC",
            "exp(v <=> '[1,2]')",
            "ln(1 + (v <-> '[1,2]'))",
            "CAST(v <=> '[1,2]' AS REAL)",
            "inner_product(v, '[1,2]') DESC",
            "similarity(v, '[1,2]', MANHATTAN) DESC",
            "vector_distance(v, '[1,2]', EUCLIDEAN_SQUARED)",
            "v <-> '[1,2]', year DESC")) {
      assertThat(sql.explain("SELECT id FROM docs ORDER BY " + order + " LIMIT 5"))
          .as(order)
          .contains("Knn public.docs");
    }
    assertThat(sql.explain("SELECT id FROM docs WHERE 1 - (v <=> ?) > 0.8"))
        .contains("Range public.docs by COSINE of v to ?1 while ((1 - distance) > 0.8)");
  }

  @Test
  void whatMayFailOrTurnIsNotSearched() {
    for (String order :
        List.of(
            "1 - (v <=> '[1,2]')",
            "1 / (v <-> '[1,2]') DESC",
            "1 / (1 + (v <#> '[1,2]')) DESC",
            "sqrt(2 - (v <-> '[1,2]')) DESC",
            "exp(v <-> '[1,2]')",
            "ln(v <-> '[1,2]')",
            "CAST(v <-> '[1,2]' AS REAL)",
            "power(v <#> '[1,2]', 2)",
            "abs(v <#> '[1,2]')",
            "? * (v <-> '[1,2]')",
            "(v <-> '[1,2]') + (v <=> '[1,2]')",
            "1 - (v <=> '[1,2]') DESC NULLS FIRST")) {
      assertThat(sql.explain("SELECT id FROM docs ORDER BY " + order + " LIMIT 5"))
          .as(order)
          .contains("Scan public.docs");
    }
  }
}

package io.proxima.tck;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Random conditions, sources and vectors over the tables of [MetamorphicTest]. Everything it
/// writes is valid and no value of it can overflow or divide by zero.
final class RandomSql {
  static final int DIM = 3;
  static final List<String> OPERATORS = List.of("<->", "<#>", "<=>", "<+>");

  private static final List<String> COMPARISONS = List.of("=", "<>", "<", "<=", ">", ">=");
  private static final List<String> WHOLE = List.of("t.id", "t.a", "t.b");
  private static final List<String> WORDS = List.of("", "a", "ab", "b", "ä", "Z", "a%", "abc");
  private static final List<String> PATTERNS = List.of("a%", "%b", "_b%", "%", "", "a_c", "Z");

  private final SplittableRandom random;
  private final boolean hasSubQueries;

  RandomSql(SplittableRandom random, boolean hasSubQueries) {
    this.random = random;
    this.hasSubQueries = hasSubQueries;
  }

  <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /// What stands behind FROM; `t` is always in it.
  String source() {
    return switch (below(8)) {
      case 0 -> "t JOIN u ON t.a = u.c";
      case 1 -> "t LEFT JOIN u ON t.a = u.c";
      case 2 -> "t LEFT JOIN u ON t.a = u.c AND u.id > " + below(10);
      case 3 -> "t JOIN u ON t.id = u.id AND t.s = u.word";
      case 4 -> "(SELECT * FROM t WHERE " + condition(1) + ") AS t";
      default -> "t";
    };
  }

  /// A condition on `t`, with up to 2^`depth` parts.
  String condition(int depth) {
    if (depth > 0 && below(4) > 0) {
      return switch (below(5)) {
        case 0, 1 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
        case 2, 3 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
        default -> "NOT (" + condition(depth - 1) + ")";
      };
    }
    return part();
  }

  private String part() {
    return switch (below(15)) {
      case 0, 1, 2 -> whole() + " " + one(COMPARISONS) + " " + whole();
      case 3 -> one(WHOLE) + " " + one(COMPARISONS) + " " + number();
      case 4 -> whole() + not() + "BETWEEN " + number() + " AND " + number();
      case 5 -> one(WHOLE) + not() + "IN (" + number() + ", " + number() + nullNow() + ")";
      case 6 -> "t.s " + one(COMPARISONS) + " '" + one(WORDS) + "'";
      case 7 -> "t.s" + not() + "LIKE '" + one(PATTERNS) + "'";
      case 8 ->
          one(List.of("t.a", "t.s", "t.d", "t.f", "t.v"))
              + one(List.of(" IS NULL", " IS NOT NULL"));
      case 9 -> one(List.of("t.f", "NOT t.f", "t.f IS TRUE", "t.f IS NOT FALSE", "t.f IS NULL"));
      case 10 -> real() + " " + one(COMPARISONS) + " " + (below(40) / 8.0 - 2);
      case 11 -> "CASE WHEN " + part() + " THEN " + part() + " ELSE " + part() + " END";
      case 12 -> distance() + " " + one(List.of("<", "<=")) + " " + below(24) / 4.0;
      case 13 -> hasSubQueries ? subQuery() : part();
      default -> distance() + " " + one(COMPARISONS) + " " + (below(24) / 4.0 - 1);
    };
  }

  private String subQuery() {
    return switch (below(3)) {
      case 0 -> one(WHOLE) + not() + "IN (SELECT x." + one(List.of("c", "id")) + " FROM u AS x)";
      case 1 -> "EXISTS (SELECT 1 FROM u AS x WHERE x.c = t.a AND x.id > " + number() + ")";
      default -> one(WHOLE) + " > (SELECT MIN(x.c) FROM u AS x)";
    };
  }

  private String not() {
    return below(3) == 0 ? " NOT " : " ";
  }

  private String nullNow() {
    return below(4) == 0 ? ", NULL" : "";
  }

  private String number() {
    return Integer.toString(below(14) - 2);
  }

  private String whole() {
    return switch (below(6)) {
      case 0 -> number();
      case 1 -> "(" + one(WHOLE) + one(List.of(" + ", " - ", " * ")) + one(WHOLE) + ")";
      case 2 -> "COALESCE(t.a, " + number() + ")";
      case 3 -> "ABS(" + one(WHOLE) + ")";
      default -> one(WHOLE);
    };
  }

  private String real() {
    return switch (below(3)) {
      case 0 -> "(t.d + t.a)";
      case 1 -> "-t.d";
      default -> "t.d";
    };
  }

  private String distance() {
    return one(List.of("t.v ", "t.w ")) + one(OPERATORS) + " '" + vector() + "'";
  }

  /// A function that only rises or only falls with a distance, for the most part.
  String function(String distance) {
    String function = distance;
    for (int depth = below(3); depth > 0; depth--) {
      String c = one(List.of("2", "0.3", "-1.5", "1e15", "-3e-20"));
      function =
          switch (below(9)) {
            case 0 -> "-(" + function + ")";
            case 1 -> "(" + c + " - " + function + ")";
            case 2 -> "(" + function + " + " + c + ")";
            case 3 -> "(" + function + " * " + c + ")";
            case 4 -> "(" + function + " / " + c + ")";
            case 5 -> "(1 / (1e17 + " + function + "))";
            case 6 -> "LN(1e17 + " + function + ")";
            case 7 -> "POWER(" + function + ", 2)";
            default -> "CAST(" + function + " AS REAL)";
          };
    }
    return function;
  }

  /// A vector of few different values, so that ties and zero vectors happen.
  String vector() {
    return IntStream.range(0, DIM)
        .mapToObj(i -> Double.toString((below(9) - 4) / 2.0))
        .collect(Collectors.joining(",", "[", "]"));
  }
}

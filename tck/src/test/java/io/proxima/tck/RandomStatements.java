package io.proxima.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// Statements on two small tables, valid and invalid ones, that repeat their shapes with other
/// literals.
record RandomStatements(RandomGenerator random) {
  static final List<String> TABLES =
      List.of(
          "CREATE TABLE docs (id BIGINT PRIMARY KEY, name VARCHAR(12), code CHAR(4), year INTEGER,"
              + " small SMALLINT, price DECIMAL(8, 2), score DOUBLE, ratio REAL, born DATE,"
              + " moment TIMESTAMP, ok BOOLEAN, uid UUID, body VARCHAR, v VECTOR(3), w VECTOR(2))",
          "CREATE TABLE tags (doc BIGINT NOT NULL, tag VARCHAR NOT NULL, weight INTEGER)");

  private static final List<String> COLUMNS =
      List.of(
          "id", "name", "code", "year", "small", "price", "score", "ratio", "born", "moment", "ok",
          "uid", "body", "v", "w");
  private static final List<String> OPERATORS = List.of("=", "<>", "<", "<=", ">", ">=");

  String next() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2 -> select("");
      case 3, 4 -> nearest();
      case 5 -> joined();
      case 6 -> grouped();
      case 7 -> "SELECT id, name FROM docs WHERE id = " + number() + some(" AND " + condition(""));
      case 8 -> union();
      case 9, 10 -> insert();
      case 11 -> "UPDATE docs SET year = " + number() + ", name = " + text() + where("");
      case 12 -> "DELETE FROM docs" + where("");
      default -> odd();
    };
  }

  String insert() {
    return switch (random.nextInt(4)) {
      case 0 -> "INSERT INTO docs (id, name, code, year) VALUES (" + row() + "), (" + row() + ")";
      case 1 ->
          "INSERT INTO docs (id, price, score, born, v) VALUES ("
              + pick("", "-")
              + number()
              + ", "
              + value()
              + ", "
              + value()
              + ", "
              + pick(date(), date(), text())
              + ", "
              + pick(vector(3), vector(3), vector(2), text())
              + ")";
      case 2 ->
          "INSERT INTO docs (id, ok, uid, body, small, ratio) VALUES (1"
              + random.nextInt(1000)
              + ", "
              + pick("TRUE", "'f'", "NULL", text())
              + ", "
              + pick(uuid(), uuid(), text())
              + ", "
              + text()
              + ", "
              + value()
              + ", "
              + value()
              + ")";
      default -> "INSERT INTO tags VALUES (" + number() + ", " + text() + ", " + value() + ")";
    };
  }

  private String row() {
    return number()
        + ", "
        + pick(number(), text(), "0.5")
        + ", "
        + text()
        + ", "
        + pick(number(), number(), "1.25");
  }

  private String select(String end) {
    return "SELECT "
        + pick("*", "id, name", "id, year + 1 AS next, 'x' AS x", "id, 1.5, name || 'a'")
        + " FROM docs"
        + where("")
        + some(" ORDER BY id" + some(" DESC") + limit())
        + end;
  }

  private String nearest() {
    String distance = pick("v <-> ", "v <=> ", "v <#> ", "v <+> ", "w <-> ");
    String query = pick(vector(3), vector(3), vector(3), vector(2), "'[1,x]'", "'[]'");
    String call =
        pick(distance + query, distance + query, "l2_distance(v, " + query + ")")
            + pick("", "", "", " * 2");
    return switch (random.nextInt(5)) {
      case 0 -> "SELECT id FROM docs" + where("") + " ORDER BY " + call + ", id" + limit();
      case 1 -> "SELECT id, " + call + " AS d FROM docs" + where("") + " ORDER BY d, id" + limit();
      case 2 ->
          "SELECT id, "
              + call
              + " FROM docs ORDER BY "
              + pick(call, distance + vector(3))
              + ", id"
              + limit();
      case 3 -> "SELECT id FROM docs WHERE " + call + " < " + value() + " ORDER BY id";
      default ->
          "SELECT DISTINCT "
              + call
              + " AS d FROM docs ORDER BY "
              + pick(call, "d", distance + vector(3));
    };
  }

  private String joined() {
    return "SELECT d.id, t.tag FROM docs d JOIN tags t ON d.id = t.doc"
        + some(" AND t.weight " + operator() + " " + value())
        + where("d.")
        + some(" ORDER BY d.id, t.tag");
  }

  private String grouped() {
    String having = some(" HAVING count(*) > " + random.nextInt(3));
    return pick(
        "SELECT year, count(*) AS n, max(price) FROM docs" + where("") + " GROUP BY year" + having,
        "SELECT year > 2001 AS late, count(*) FROM docs" + where("") + " GROUP BY year > 2001",
        "SELECT name FROM docs WHERE year IN (SELECT weight FROM tags WHERE tag = " + text() + ")",
        "SELECT count(*) FROM docs" + where(""),
        "SELECT DISTINCT year, " + number() + " FROM docs ORDER BY 1, 2");
  }

  private String union() {
    return "SELECT id, name FROM docs"
        + where("")
        + pick(" UNION ", " UNION ALL ", " EXCEPT ", " INTERSECT ")
        + "SELECT doc, tag FROM tags WHERE weight "
        + operator()
        + " "
        + value()
        + some(" ORDER BY 1, 2");
  }

  private String odd() {
    return pick(
        "SELECT " + value() + ", " + text() + ", CAST(" + value() + " AS VARCHAR(5))",
        "SELECT * FROM (VALUES (" + value() + ", " + text() + ")) AS t(a, b)",
        "WITH x AS (SELECT id, year FROM docs"
            + where("")
            + ") SELECT * FROM x WHERE year > "
            + number(),
        "SELECT id FROM docs WHERE born = DATE '2001-02-0" + (1 + random.nextInt(9)) + "'",
        "SELECT id FROM docs WHERE moment > TIMESTAMP '2001-01-01 00:00:00' + INTERVAL '"
            + random.nextInt(99)
            + "' DAY",
        "SELECT id FROM docs WHERE nothing = " + value(),
        "SELECT id FROM docs WHERE name LIKE " + text(),
        "SELECT id FROM docs WHERE year = " + value() + " OR " + text() + " = name",
        "SELECT id FROM docs ORDER BY " + (1 + random.nextInt(2)),
        "SELECT id FROM docs WHERE (year, small) = (" + number() + ", " + number() + ")",
        "SELECT id FROM docs WHERE EXISTS (SELECT 1 FROM tags WHERE doc = id AND weight = "
            + value()
            + ")");
  }

  private String where(String prefix) {
    return switch (random.nextInt(4)) {
      case 0 -> "";
      case 1 -> " WHERE " + condition(prefix);
      case 2 ->
          " WHERE " + condition(prefix) + pick(" AND ", " OR ", " AND NOT ") + condition(prefix);
      default ->
          " WHERE "
              + condition(prefix)
              + " AND ("
              + condition(prefix)
              + " OR "
              + condition(prefix)
              + ")";
    };
  }

  private String condition(String prefix) {
    String column = prefix + COLUMNS.get(random.nextInt(COLUMNS.size()));
    String any = fitting(column);
    return switch (random.nextInt(7)) {
      case 0 -> column + " IN (" + any + ", " + fitting(column) + ", " + fitting(column) + ")";
      case 1 -> column + " NOT IN (" + any + ", " + fitting(column) + ")";
      case 2 -> column + " BETWEEN " + any + " AND " + fitting(column);
      case 3 -> any + " " + operator() + " " + column;
      case 4 -> column + " IS " + some("NOT ") + "DISTINCT FROM " + any;
      case 5 -> column + " IS " + some("NOT ") + "NULL";
      default -> column + " " + operator() + " " + pick("", "", "", "-") + any;
    };
  }

  /// A literal of the type of a column, most of the time.
  private String fitting(String column) {
    if (random.nextInt(6) == 0) {
      return pick(value(), text(), date(), vector(3), uuid());
    }
    return switch (column.substring(column.indexOf('.') + 1)) {
      case "id", "year", "small" -> number();
      case "price", "score", "ratio" -> value();
      case "born" -> pick(date(), "DATE " + date());
      case "moment" -> pick("'2001-01-01 12:00:00'", "TIMESTAMP '2001-01-02 00:00:00'", date());
      case "ok" -> pick("TRUE", "FALSE", "'true'");
      case "uid" -> uuid();
      case "v" -> vector(3);
      case "w" -> vector(2);
      default -> text();
    };
  }

  private String operator() {
    return OPERATORS.get(random.nextInt(OPERATORS.size()));
  }

  private String limit() {
    return pick(
        "",
        " LIMIT " + random.nextInt(8),
        " LIMIT " + random.nextInt(8) + " OFFSET " + random.nextInt(4),
        " OFFSET " + random.nextInt(4) + " ROWS FETCH NEXT " + random.nextInt(6) + " ROWS ONLY");
  }

  private String number() {
    return pick(
        Integer.toString(random.nextInt(12)),
        Integer.toString(random.nextInt(12)),
        Integer.toString(1995 + random.nextInt(12)),
        "007",
        "99999",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808");
  }

  private String value() {
    return pick(
        Integer.toString(random.nextInt(8)),
        Integer.toString(1998 + random.nextInt(6)),
        random.nextInt(8) + "." + random.nextInt(10),
        random.nextInt(8) + "." + (10 + random.nextInt(90)),
        "0.5",
        ".5",
        "2.",
        "1e0",
        "2.5E-1",
        "123456789.125",
        "12345678901234567890.5");
  }

  private String text() {
    return pick(
        "'a'",
        "'b'",
        "'ab'",
        "'ab '",
        "'abc'",
        "''",
        "' '",
        "'it''s'",
        "'Ä'",
        "'abcd'",
        "'abcde'",
        "'a longer text than fits'",
        "'5'",
        "'%'",
        "'[1,2,3]'");
  }

  private String date() {
    return pick("'2001-02-03'", "'2001-02-04'", "'1999-12-31'", "'2001-02-30'", "'yesterday'");
  }

  private String uuid() {
    return "'00000000-0000-0000-0000-00000000000" + random.nextInt(6) + pick("'", "'", "'", "x'");
  }

  private String vector(int dim) {
    StringBuilder text = new StringBuilder("'[");
    for (int i = 0; i < dim; i++) {
      text.append(i == 0 ? "" : ",").append(random.nextInt(4)).append(pick("", ".5", ".25"));
    }
    return text.append("]'").toString();
  }

  /// Now and then in another spelling.
  String respelled(String sql) {
    return switch (random.nextInt(6)) {
      case 0 -> sql.replace("SELECT", "select").replace(" FROM", "\n  from");
      case 1 -> sql.replace(" WHERE ", " /* where */ WHERE ");
      case 2 -> "-- a comment 'x'\n" + sql;
      case 3 -> sql.contains("'") ? sql : sql.toUpperCase(Locale.ROOT);
      default -> sql;
    };
  }

  private String some(String text) {
    return random.nextBoolean() ? text : "";
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  List<String> rows() {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      rows.add(
          "INSERT INTO docs VALUES (%d, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
              .formatted(
                  i,
                  pick("'a'", "'b'", "'ab'", "'ab '", "'abc'", "NULL", "'it''s'", "''"),
                  pick("'a'", "'ab'", "'abcd'", "NULL"),
                  pick("NULL", Integer.toString(1995 + random.nextInt(12))),
                  pick("NULL", Integer.toString(random.nextInt(12))),
                  pick("NULL", "1.50", "2", "0.5", "7.25"),
                  pick("NULL", "0.5", "2", "0.25", "7.1"),
                  pick("NULL", "0.5", "2", "0.25", "7.1"),
                  pick("NULL", "'2001-02-03'", "'2001-02-04'"),
                  pick("NULL", "'2001-01-01 12:00:00'", "'2001-02-03 00:00:00'"),
                  pick("NULL", "TRUE", "FALSE"),
                  "'00000000-0000-0000-0000-00000000000" + random.nextInt(6) + "'",
                  pick("NULL", "'a'", "'[1,2,3]'", "' '", "'5'"),
                  pick("NULL", vector(3), vector(3), vector(3), "'[0,0,0]'"),
                  pick("NULL", vector(2), vector(2))));
      rows.add(
          "INSERT INTO tags VALUES (%d, %s, %s)"
              .formatted(
                  random.nextInt(40),
                  pick("'a'", "'b'", "'abc'"),
                  pick("NULL", "1", "2", Integer.toString(1998 + random.nextInt(6)))));
    }
    return rows;
  }
}

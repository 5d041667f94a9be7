package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Statements that nobody would write: each is answered or refused with an SQLSTATE, none meets a
/// defect, none hangs, and the database goes on.
final class StatementFuzzTest {
  private static final int LIMIT_SECONDS = 10;
  private static final Pattern TOKEN =
      Pattern.compile(
          "'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_][A-Za-z_0-9.]*|[0-9.]+|\\s+|<->|<=>|<#>|<\\+>|::|.");

  private static final List<String> CORPUS =
      lines(
          """
          SELECT id, body_v <=> ? AS distance FROM docs WHERE category = 'x' AND year >= 2020 \
          ORDER BY distance LIMIT 10
          SELECT id FROM docs ORDER BY VECTOR_DISTANCE(body_v, ?, COSINE) FETCH FIRST 10 ROWS \
          ONLY
          SELECT id FROM docs ORDER BY body_v <=> '[1,2,3]' LIMIT 3 OFFSET 1
          SELECT id FROM docs WHERE body_v <-> '[1,2,3]' < 0.8
          SELECT * FROM TABLE(KNN(TABLE docs, DESCRIPTOR(body_v), ?, 10))
          SELECT id, distance FROM TABLE(VECTOR_SEARCH(TABLE docs, DESCRIPTOR(body_v), \
          '[1,0,0]', 3))
          SELECT id FROM docs ORDER BY 0.7 * (title_v <=> '[1,1,1]') + 0.3 * (body_v <=> \
          '[0,1,0]') LIMIT 10
          SELECT category, count(*), avg(year), min(score), max(price) FROM docs GROUP BY \
          category HAVING count(*) > 1 ORDER BY 2 DESC
          SELECT d.id, q.id FROM docs d JOIN queries q ON d.id = q.id WHERE q.n IN (1, 2, 3)
          SELECT d.id, q.n FROM docs d LEFT JOIN queries q ON d.id = q.id AND q.n > 1 ORDER \
          BY d.id
          SELECT id FROM docs WHERE year BETWEEN 2000 AND 2020 AND body IS NOT NULL OR NOT \
          flag
          SELECT id FROM docs WHERE body LIKE 'b%' ESCAPE '\\' OR category SIMILAR TO 'x+'
          SELECT CASE WHEN year > 2010 THEN 'new' ELSE 'old' END AS age, upper(category) || \
          '-' || lower(id) FROM docs
          SELECT CAST(year AS VARCHAR), CAST('12' AS INTEGER), CAST(price AS DECIMAL(12, 4)), \
          '[1,2,3]'::vector(3) FROM docs
          SELECT extract(YEAR FROM day), day + INTERVAL '1' DAY, at_time, made FROM docs \
          WHERE day > DATE '2020-01-01'
          SELECT coalesce(year, 0), nullif(category, 'x'), abs(score), round(price, 1), \
          floor(score), mod(year, 7), sqrt(score) FROM docs
          SELECT vector_dims(body_v), vector_norm(body_v), l2_normalize(body_v), \
          subvector(body_v, 1, 2), body_v + title_v, body_v * 2 FROM docs
          SELECT inner_product(body_v, title_v), l1_distance(body_v, '[1,1,1]'), \
          similarity(body_v, title_v, COSINE) FROM docs
          SELECT avg(body_v), sum(title_v), count(DISTINCT category) FROM docs
          SELECT id FROM docs UNION ALL SELECT id FROM queries UNION SELECT category FROM \
          docs ORDER BY 1
          SELECT id FROM docs INTERSECT SELECT id FROM queries
          SELECT id FROM docs EXCEPT SELECT id FROM queries
          WITH near AS (SELECT id, body_v <-> '[0,0,0]' AS d FROM docs ORDER BY d LIMIT 5) \
          SELECT count(*), min(d) FROM near
          SELECT id FROM docs WHERE id IN (SELECT id FROM queries WHERE n > 0) AND EXISTS \
          (SELECT 1 FROM queries q WHERE q.id = docs.id)
          SELECT (SELECT max(n) FROM queries) + 1, row_number() OVER (PARTITION BY category \
          ORDER BY year) FROM docs
          SELECT DISTINCT category FROM docs ORDER BY category DESC NULLS FIRST LIMIT ALL
          VALUES (1, 'a', TRUE, NULL), (2, 'b', FALSE, 1.5e3)
          INSERT INTO docs (id, category, year, body_v) VALUES ('n1', 'x', 2001, '[1,2,3]'), \
          ('n2', 'y', NULL, ARRAY[1, 2, 3])
          INSERT INTO queries SELECT id || 'q', 1, body_v FROM docs WHERE year > 2000
          INSERT INTO queries (id, n, v) VALUES (?, ?, ?)
          UPSERT INTO queries VALUES ('q1', 2, '[3,2,1]')
          UPDATE docs SET year = year + 1, body_v = body_v + '[1,1,1]', category = \
          upper(category) WHERE id <> 'a'
          UPDATE queries SET n = ? WHERE id = ?
          INSERT INTO queries VALUES ('a', 5, NULL) ON CONFLICT (id) DO UPDATE SET n = \
          queries.n + excluded.n RETURNING id, n
          INSERT INTO queries VALUES ('a', 5, NULL), ('c', 6, '[1,1,1]') ON CONFLICT DO NOTHING
          DELETE FROM queries WHERE n > 1 RETURNING id, v <-> '[1,0,0]' AS d
          UPDATE docs SET year = DEFAULT, price = year * 2 RETURNING *
          SELECT id, rank() OVER (ORDER BY score DESC), sum(year) OVER (PARTITION BY category \
          ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM docs
          SELECT id, lag(year) OVER (ORDER BY id), first_value(body_v) OVER (ORDER BY id) FROM docs
          SELECT grouping(category), category, year, count(*) FROM docs GROUP BY \
          ROLLUP(category, year)
          CREATE TABLE checked (id INTEGER PRIMARY KEY DEFAULT 1, n INTEGER CHECK (n > 0), \
          CONSTRAINT c CHECK (n < id))
          DELETE FROM queries WHERE n > 100 OR id LIKE '%zz%'
          DELETE FROM docs WHERE body_v <-> '[9,9,9]' < 0.1
          CREATE TABLE IF NOT EXISTS other (id BIGINT PRIMARY KEY, name VARCHAR(10) NOT NULL, \
          v VECTOR(4), p DECIMAL(10, 2)) WITH (storage = 'viper')
          CREATE TABLE fresh (a INTEGER, b CHAR(3), c TIMESTAMP WITH TIME ZONE, d UUID, \
          PRIMARY KEY (a, b))
          DROP TABLE IF EXISTS fresh
          DROP TABLE other
          TRUNCATE TABLE queries
          CREATE SCHEMA IF NOT EXISTS s
          CREATE INDEX i ON docs USING hnsw (body_v vector_cosine_ops) WITH (m = 16)
          ALTER TABLE docs ADD COLUMN extra INTEGER
          SET proxima.exact = on
          SET LOCAL proxima.statement_timeout = 100
          RESET proxima.exact
          SHOW ALL
          BEGIN
          COMMIT
          ROLLBACK TO SAVEPOINT s
          SAVEPOINT s
          EXPLAIN SELECT id FROM docs WHERE year > 1 ORDER BY body_v <=> '[1,2,3]' LIMIT 2
          EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1
          SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = \
          'public'
          SELECT * FROM proxima.settings WHERE name LIKE 'proxima.%'
          SELECT 1 / 0, 9223372036854775807 + 1, -(-2147483648), 1e400, 0.1 + 0.2
          SELECT substring('abc' FROM 2 FOR 1), position('b' IN 'abc'), trim(BOTH 'x' FROM \
          'xax'), char_length('é😀')
          SELECT X'0A', DATE '2020-02-30', TIME '25:00:00', TIMESTAMP '2020-01-01 00:00:00', \
          INTERVAL '1' YEAR
          GRANT SELECT ON docs TO joe
          COPY docs TO 'file'
          MERGE INTO docs USING queries q ON docs.id = q.id WHEN MATCHED THEN UPDATE SET year \
          = 1
          """);

  private static final List<String> ODD =
      words(
          """
          NULL  ''  '[1,2,3]'  '[]'  '[NaN,1,2]'  'x'  0  -1  1.5  1e308  1e-400
          99999999999999999999  9223372036854775807  -2147483648  TRUE  ?  *  ()  (  )  ,  ;
          ARRAY[]  ARRAY[1,2,3]  ROW(1,2)  MAP['a',1]  CAST(NULL AS INTEGER)
          DATE '2020-01-01'  TIMESTAMP '0001-01-01 00:00:00'  INTERVAL '5' DAY  X'00'  docs
          queries  id  body_v  year  NOT  AND  OR  IN  EXISTS  DISTINCT  ALL  ANY  OVER ()
          GROUP BY  ORDER BY  LIMIT  HAVING  UNION  JOIN  CROSS JOIN  NATURAL JOIN  LATERAL
          TABLE  FROM  WHERE  <=>  <->  <#>  <+>  <~>  <%>  ::  ||  ->  [1]  /*  --  '  "
          "ID"  `x`  $1  @  \\  \u0000  é  😀  \uD83D  count(*)  sum(  max(body_v)  avg(body_v)
          current_timestamp  rand()  FOR SYSTEM_TIME AS OF TIMESTAMP '2020-01-01 00:00:00'
          FETCH APPROX FIRST 3 ROWS ONLY  WITH TARGET ACCURACY 95  MATCH_RECOGNIZE  PIVOT
          TABLESAMPLE BERNOULLI(10)  CUBE(id)  WITHIN GROUP
          """);

  private static final List<String> LITERALS =
      words(
          """
          NULL  ''  '[1,2,3]'  '[1,2]'  '[0,0,0]'  'x'  '12'  '2020-01-01'  0  -1  1.5  1e308
          9223372036854775807  -2147483648  0.000001  99999999999999999999999  TRUE  ?
          ARRAY[1,2,3]  CAST(NULL AS INTEGER)  DATE '2020-01-01'  TIME '10:00:00'
          TIMESTAMP '0001-01-01 00:00:00'  INTERVAL '5' DAY  X'00'  ROW(1, 2)
          (SELECT max(n) FROM queries)  CAST(? AS VECTOR(3))
          """);

  private static final List<String> COLUMNS =
      words(
          """
          id  category  year  body  score  price  flag  day  at_time  made  title_v  body_v  n
          v  *  nothing
          """);

  private static final List<String> OPERATORS =
      words(
          """
          +  -  *  /  %  =  <>  <  >  <=  >=  <->  <=>  <#>  <+>  <~>  <%>  ||  AND  OR  LIKE
          IS DISTINCT FROM  IN  NOT IN
          """);

  private static final List<String> FUNCTIONS =
      words(
          """
          count  avg  min  max  sum  upper  lower  coalesce  nullif  abs  round  floor  mod
          sqrt  vector_dims  vector_norm  l2_normalize  subvector  inner_product  l1_distance
          similarity  l2_distance  cosine_distance  VECTOR_DISTANCE  KNN  substring  position
          trim  char_length  power  ln  exp  ceil  sign  replace  concat  greatest  least
          length  row_number  rank  stddev  any_value  every  listagg  first_value  lag
          grouping  cardinality  rand  log10  truncate  initcap  overlay  timestampadd
          last_day  dayofweek  current_date  hamming_distance
          """);

  private static final List<String> TYPES =
      words(
          """
          VARCHAR  INTEGER  BIGINT  SMALLINT  REAL  DOUBLE  BOOLEAN  DATE  TIME  TIMESTAMP
          UUID  VARBINARY  CHAR  DECIMAL  TIMESTAMP WITH TIME ZONE  VECTOR(3)  VECTOR  vector
          JSON  HALFVEC(3)  INTEGER ARRAY  INTERVAL DAY  TINYINT  ANY  ROW(a INTEGER)
          MULTISET  DECIMAL(40, 50)  VECTOR(0)  VARCHAR(0)  TIMESTAMP(9)  NUMERIC  FLOAT  CLOB
          GEOMETRY
          """);

  private static final List<String> WRAPS =
      words(
          """
          (%s)  NOT (%s)  -(%s)  CAST(%s AS VARCHAR)  CAST(%s AS INTEGER)
          CAST(%s AS VECTOR(3))  coalesce(%s, NULL)  (SELECT %s)  (SELECT %s FROM docs)
          EXISTS (SELECT %s)  count(%s)  sum(%s)  max(%s) OVER ()  CASE WHEN %s THEN 1 END
          (%s) IS NULL  (%s) IN (1, 'x', NULL)  ARRAY[%s]  abs(%s)  upper(%s)  (%s) = (%1$s)
          (%s) BETWEEN 1 AND 2  (%s)::vector(3)  ROW(%s)  (%s) <-> '[1,2,3]'  (%s) LIKE 'a%%'
          {fn abs(%s)}  (VALUES (%s))  DISTINCT %s  extract(DAY FROM %s)  (%s)[1]
          """);

  private Connection connection;

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  /// Two blanks are between them.
  private static List<String> words(String text) {
    return List.of(text.strip().split("  +|\n"));
  }

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    restore();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void restore() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
      statement.execute("RESET ALL");
      connection.setSchema("public");
      statement.execute("DROP TABLE IF EXISTS docs");
      statement.execute("DROP TABLE IF EXISTS queries");
      statement.execute(
          "CREATE TABLE docs (id VARCHAR PRIMARY KEY, category VARCHAR NOT NULL, year INTEGER,"
              + " body VARCHAR, score DOUBLE, price DECIMAL(10, 2), flag BOOLEAN, day DATE,"
              + " at_time TIME, made TIMESTAMP, title_v VECTOR(3), body_v VECTOR(3))");
      statement.execute("CREATE TABLE queries (id VARCHAR PRIMARY KEY, n INTEGER, v VECTOR(3))");
      statement.execute(
          "INSERT INTO docs VALUES"
              + " ('a', 'x', 2020, 'body', 0.5, 1.25, TRUE, DATE '2021-03-04', TIME '01:02:03',"
              + " TIMESTAMP '2021-03-04 05:06:07', '[1,0,0]', '[0,1,0]'),"
              + " ('b', 'y', 2010, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '[1,1,1]'),"
              + " ('c', 'x', NULL, 'böse', -1e10, -0.01, FALSE, DATE '1960-01-01', TIME '23:59:59',"
              + " TIMESTAMP '1960-01-01 00:00:00', '[0,0,0]', NULL)");
      statement.execute("INSERT INTO queries VALUES ('a', 1, '[1,0,0]'), ('z', 2, NULL)");
    }
  }

  @Test
  void statementsOfTheCorpusMeetNoDefect() throws SQLException {
    for (String sql : CORPUS) {
      run(sql, new Random(1));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0A000 | SELECT d.id FROM docs d LEFT JOIN queries q ON q.n IN (SELECT x.n FROM queries x WHERE x.id = d.id)
          0A000 | SELECT EXISTS (1, 2) FROM docs
          0A000 | VALUES (DATE '2020-01-01'), (2)
          0A000 | SELECT substring(X'00' FROM 2 FOR 1) FROM docs
          22P02 | SELECT * FROM docs WHERE UUID 'x' = UUID 'y'
          42804 | SELECT subvector(body_v, 1, '12') FROM docs
          42804 | SELECT subvector(body_v, 1, NULL) FROM docs
          42804 | SELECT table_name FROM information_schema.columns WHERE table_schema = INTERVAL '5' DAY
          """)
  void whatOnceWasADefectIsRefused(String state, String sql) {
    try (Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute(sql))
          .isInstanceOf(SQLException.class)
          .extracting(e -> ((SQLException) e).getSQLState())
          .isEqualTo(state);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rowsMixWholeNumbersAndFloatingOnes() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO docs (id, category, score) VALUES ('m', 'z', 1), ('n', 'z', 1.5e3),"
              + " ('o', 'z', 2.25), ('p', 'z', NULL), ('q', 'z', -1e0)");
      List<Object> scores = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery("SELECT score FROM docs WHERE category = 'z' ORDER BY id")) {
        while (rows.next()) {
          scores.add(rows.getObject(1));
        }
      }
      assertThat(scores).containsExactly(1.0, 1_500.0, 2.25, null, -1.0);
    }
  }

  @Test
  void twoThousandOddStatementsMeetNoDefect() throws SQLException {
    fuzz(2_000, 20_260_101);
  }

  /// As many as the property `fuzz.rounds` says, from the seed `fuzz.seed` on.
  @Test
  @Tag("long")
  void moreOddStatementsMeetNoDefect() throws SQLException {
    fuzz(Integer.getInteger("fuzz.rounds", 100_000), Long.getLong("fuzz.seed", 1L));
  }

  private void fuzz(int rounds, long seed) throws SQLException {
    List<List<String>> corpus = CORPUS.stream().map(StatementFuzzTest::tokens).toList();
    Random random = new Random(seed);
    for (int round = 1; round <= rounds; round++) {
      run(mutated(corpus, random), random);
      if (round % 100 == 0) {
        restore();
      }
    }
    restore();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM docs")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(3);
    }
  }

  private static List<String> tokens(String sql) {
    List<String> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(sql);
    while (matcher.find()) {
      tokens.add(matcher.group());
    }
    return tokens;
  }

  /// Mostly puts a word in the place of another of its kind, so that the statement can still be
  /// read.
  private static String mutated(List<List<String>> corpus, Random random) {
    List<String> tokens = new ArrayList<>(any(corpus, random));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes && !tokens.isEmpty(); i++) {
      int at = place(tokens, random);
      String token = tokens.get(at);
      switch (random.nextInt(16)) {
        case 0 -> tokens.remove(at);
        case 1 -> tokens.add(at, " " + any(ODD, random) + " ");
        case 2 -> tokens.addAll(at, any(corpus, random));
        case 3, 5, 6 -> wrap(tokens, at, random);
        case 4 -> tokens.set(at, " " + any(any(corpus, random), random) + " ");
        default -> tokens.set(at, likeIt(token, random));
      }
    }
    return String.join("", tokens);
  }

  /// The place of a token, rarely of a blank or a word of the grammar.
  private static int place(List<String> tokens, Random random) {
    int at = random.nextInt(tokens.size());
    for (int tries = 0; tries < 10; tries++) {
      String token = tokens.get(at);
      if (isOperand(token) || OPERATORS.contains(token) || FUNCTIONS.contains(token)) {
        break;
      }
      at = random.nextInt(tokens.size());
    }
    return at;
  }

  private static boolean isOperand(String token) {
    return COLUMNS.contains(token) || TYPES.contains(token) || token.matches("(?s)'.*|[0-9.]+|\\?");
  }

  private static void wrap(List<String> tokens, int at, Random random) {
    int to = Math.min(tokens.size(), at + 1 + (random.nextInt(3) == 0 ? random.nextInt(6) : 0));
    String inner = String.join("", tokens.subList(at, to));
    tokens.subList(at, to).clear();
    tokens.add(at, any(WRAPS, random).formatted(inner));
  }

  private static String likeIt(String token, Random random) {
    List<String> kind =
        token.isBlank()
            ? List.of(" ")
            : token.matches("'.*|[0-9.]+|\\?")
                ? LITERALS
                : OPERATORS.contains(token)
                    ? OPERATORS
                    : FUNCTIONS.contains(token)
                        ? FUNCTIONS
                        : TYPES.contains(token)
                            ? TYPES
                            : COLUMNS.contains(token)
                                ? COLUMNS
                                : random.nextBoolean() ? ODD : LITERALS;
    return any(kind, random);
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  /// Runs a statement and reads what it gives.
  private void run(String sql, Random random) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(LIMIT_SECONDS);
      ParameterMetaData parameters = statement.getParameterMetaData();
      for (int i = 1; i <= parameters.getParameterCount(); i++) {
        statement.setObject(i, value(random));
      }
      if (statement.execute()) {
        read(statement);
      }
    } catch (SQLException e) {
      assertThat(e.getSQLState()).as("%s%nfor %s", e, sql).isNotNull().hasSize(5);
      assertThat(e.getSQLState())
          .as("%s%n%s%nfor %s", e, e.getCause() == null ? "" : e.getCause().getCause(), sql)
          .isNotIn("XX000", "57P70", "08003", "53200");
    } catch (RuntimeException | Error e) {
      throw new AssertionError("for " + sql, e);
    }
  }

  private static Object value(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> 1;
      case 1 -> "x";
      case 2 -> null;
      case 3 -> 1.5;
      case 4 -> Long.MIN_VALUE;
      case 5 -> new float[] {1};
      default -> new float[] {1, 2, 3};
    };
  }

  private static void read(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.getResultSet()) {
      int columns = rows.getMetaData().getColumnCount();
      for (int row = 0; row < 50 && rows.next(); row++) {
        for (int i = 1; i <= columns; i++) {
          rows.getObject(i);
          rows.getString(i);
        }
      }
    }
  }
}

package io.proxima.server.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `COPY` of files of the server, through JDBC.
final class CopyTest {
  private static final String TABLE =
      "CREATE TABLE t (id INTEGER PRIMARY KEY, name VARCHAR(8), v VECTOR(2),"
          + " n INTEGER DEFAULT 7 CHECK (n > 0))";

  @TempDir Path folder;
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:;copyRoots=" + folder);
    statement = connection.createStatement();
    statement.execute(TABLE);
  }

  @AfterEach
  void close() throws SQLException, IOException {
    connection.close();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("left behind")
          .noneMatch(name -> name.endsWith(".part"));
    }
  }

  private void write(String name, String text) throws IOException {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private long copy(String sql) throws SQLException {
    return statement.executeLargeUpdate(sql);
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  private AbstractThrowableAssert<?, ?> fails(String sql, String state) {
    return assertThatThrownBy(() -> statement.execute(sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
  }

  /// Copies a text that is no good; nothing of it may stay.
  private AbstractThrowableAssert<?, ?> refused(String name, String text, String state)
      throws IOException, SQLException {
    return refused(name, text.getBytes(StandardCharsets.UTF_8), state);
  }

  private AbstractThrowableAssert<?, ?> refused(String name, byte[] bytes, String state)
      throws IOException, SQLException {
    write(name, bytes);
    AbstractThrowableAssert<?, ?> error = fails("COPY t FROM '" + name + "'", state);
    assertThat(rows("SELECT * FROM t")).isEmpty();
    return error;
  }

  @Test
  void aHeaderSaysWhichFieldBelongsWhere() throws SQLException, IOException {
    write("t.csv", "\uFEFFv,id,name\r\n\"[1,2]\",1,\"a,\"\"b\"\"\r\n\"\r\n,2,\r\n,3,\"\"\n");
    assertThat(copy("COPY t FROM 't.csv'")).isEqualTo(3);
    assertThat(rows("SELECT * FROM t ORDER BY id"))
        .containsExactly("1|a,\"b\"\r\n|[1,2]|7", "2|null|null|7", "3||null|7");
  }

  @Test
  void withoutAHeaderFieldsAreInTheOrderOfTheColumns() throws SQLException, IOException {
    write("t.txt", "1;'x;''y'\n2;\\N\n");
    assertThat(
            copy(
                "COPY t (id, name) FROM 't.txt'"
                    + " WITH (header = false, delimiter = ';', quote = '''', null = '\\N')"))
        .isEqualTo(2);
    assertThat(rows("SELECT id, name FROM t ORDER BY id")).containsExactly("1|x;'y", "2|null");
  }

  @Test
  void objectsAreReadByTheirKeys() throws SQLException, IOException {
    write(
        "t.jsonl",
        "{\"name\": \"\\u00e4\\n\\ud83d\\ude00\", \"v\": [1, 2.5e0], \"id\": 1}\n\n"
            + "{\"id\":2}\n {\"v\":\"[3,4]\",\"id\":3,\"name\":null} \r\n");
    assertThat(copy("COPY t FROM 't.jsonl'")).isEqualTo(3);
    assertThat(rows("SELECT * FROM t ORDER BY id"))
        .containsExactly("1|ä\n😀|[1,2.5]|7", "2|null|null|7", "3|null|[3,4]|7");
  }

  @Test
  void objectsWithinObjectsAreJson() throws SQLException, IOException {
    statement.execute("CREATE TABLE j (id INTEGER PRIMARY KEY, doc JSON)");
    String text =
        "{\"id\":1,\"doc\":{\"a\": [1, {}]}}\n{\"id\":2,\"doc\":[]}\n{\"id\":3,\"doc\":null}\n"
            + "{\"id\":4,\"doc\":\"7\"}\n";
    write("j.jsonl", text);
    assertThat(copy("COPY j FROM 'j.jsonl'")).isEqualTo(4);
    assertThat(rows("SELECT id, doc FROM j ORDER BY id"))
        .containsExactly("1|{\"a\": [1, {}]}", "2|[]", "3|null", "4|7");
    assertThat(copy("COPY j TO 'again.jsonl'")).isEqualTo(4);
    assertThat(read("again.jsonl")).isEqualTo(text);
  }

  @Test
  void tablesAndQueriesAreWritten() throws SQLException, IOException {
    statement.execute(
        "INSERT INTO t VALUES (1, 'a\"b,', '[1,0.5]', 1), (2, '', NULL, NULL), (3, NULL, NULL, 3)");
    assertThat(copy("COPY t TO 't.csv'")).isEqualTo(3);
    assertThat(read("t.csv"))
        .isEqualTo("id,name,v,n\n1,\"a\"\"b,\",\"[1,0.5]\",1\n2,\"\",,\n3,,,3\n");
    assertThat(copy("COPY t (v, id) TO 't.jsonl'")).isEqualTo(3);
    assertThat(read("t.jsonl"))
        .isEqualTo("{\"v\":[1,0.5],\"id\":1}\n{\"v\":null,\"id\":2}\n{\"v\":null,\"id\":3}\n");
    assertThat(
            copy(
                "COPY (SELECT name, SUM(n) AS s FROM t GROUP BY name ORDER BY 2 NULLS LAST)"
                    + " TO 'q.tsv' WITH (header = off, delimiter = '\\t', null = 'NULL')"))
        .isEqualTo(3);
    assertThat(read("q.tsv")).isEqualTo("\"a\"\"b,\"\t1\nNULL\t3\n\tNULL\n");
  }

  @Test
  void whatIsThereIsNotOverwrittenUnasked() throws SQLException, IOException {
    write("t.csv", "precious");
    fails("COPY t TO 't.csv'", "42P07").hasMessageContaining("exists already");
    assertThat(read("t.csv")).isEqualTo("precious");
    copy("COPY t TO 't.csv' WITH (overwrite = true)");
    assertThat(read("t.csv")).isEqualTo("id,name,v,n\n");
  }

  @Test
  void aQueryThatFailsLeavesNoFile() throws SQLException {
    statement.execute("INSERT INTO t VALUES (1, 'a', NULL, 1)");
    fails("COPY (SELECT 1 / (id - 1) AS x FROM t) TO 'x.csv'", "22012");
    fails("COPY (SELECT id, id FROM t) TO 'x.csv'", "42P16").hasMessageContaining("use AS");
    assertThat(folder.resolve("x.csv")).doesNotExist();
  }

  @Test
  void aBadRowIsNamedByItsPlaceAndEndsTheCopy() throws SQLException, IOException {
    String head = "id,name,v\n1,a,\n";
    refused("t.csv", head + "x,b,\n", "22P02")
        .hasMessageContaining("t.csv, line 3, column id: expected INTEGER, found 'x'");
    refused("t.csv", head + "2,b\n", "22P02")
        .hasMessageContaining("t.csv, line 3: expected 3 field(s), found 2");
    refused("t.csv", head + "2,\"b,\n\n", "22P02")
        .hasMessageContaining("line 3, column name: expected the closing quote");
    refused("t.csv", head + "2,\"b\"c,\n", "22P02")
        .hasMessageContaining("behind a quote, found 'c'");
    refused("t.csv", head + "2,b\"c,\n", "22P02").hasMessageContaining("found '\"'");
    refused("t.csv", head + "2,b\0c,\n", "22P02").hasMessageContaining("found '0x00'");
    refused("t.csv", head + "2,b,\"[1,NaN]\"\n", "22P71").hasMessageContaining("line 3, column v");
    refused("t.csv", head + "2,b,\"[1]\"\n", "22P70").hasMessageContaining("line 3, column v");
    refused("t.csv", head + "2,b,\n1,c,\n", "23505").hasMessageContaining("t.csv, line 4: ");
    refused("t.csv", head + "2,too long a name,\n", "22001")
        .hasMessageContaining("t.csv, line 3: ");
    refused("t.csv", head + ",b,\n", "23502").hasMessageContaining("t.csv, line 3: ");
    refused("t.csv", "id,n\n1,1\n2,0\n", "23514").hasMessageContaining("t.csv, line 3: ");
    refused("t.csv", "id,name\n1,\"a\nb\"\nx,\n", "22P02")
        .hasMessageContaining("line 4, column id");
  }

  @Test
  void aHeaderThatDoesNotFitIsSaid() throws SQLException, IOException {
    refused("t.csv", "1,a,b\n", "42703")
        .hasMessageContaining("expected names of the columns id, name, v, n, found '1'")
        .hasMessageContaining("header = false");
    refused("t.csv", "id,id\n", "22P02").hasMessageContaining("twice");
    refused("t.csv", "", "22P02").hasMessageContaining("expected a header");
    refused("t.csv", "id,\n", "22P02").hasMessageContaining("expected a header");
    write("t.csv", "id,name\n");
    fails("COPY t (id, v) FROM 't.csv'", "42703").hasMessageContaining("id, v, found 'name'");
    write("t.csv", "id\n");
    fails("COPY t (id, v) FROM 't.csv'", "22P02").hasMessageContaining("columns id, v, found [id]");
  }

  @Test
  void badObjectsAreNamedByTheirPlace() throws SQLException, IOException {
    String head = "{\"id\":1}\n";
    refused("t.jsonl", head + "{\"id\":2", "22P02")
        .hasMessageContaining("line 2: expected '}' at character 8, found the end of the line");
    refused("t.jsonl", head + "[2]", "22P02").hasMessageContaining("expected '{' at character 1");
    refused("t.jsonl", head + "{\"id\":2} {", "22P02").hasMessageContaining("the end of the line");
    refused("t.jsonl", head + "{\"id\":02}", "22P02").hasMessageContaining("expected a value");
    refused("t.jsonl", head + "{\"id\":nul}", "22P02").hasMessageContaining("expected a value");
    refused("t.jsonl", head + "{\"id\":2,\"name\":\"\\x\"}", "22P02")
        .hasMessageContaining("escape");
    refused("t.jsonl", head + "{\"id\":2,\"name\":\"\\u12\"}", "22P02").hasMessageContaining("\\u");
    refused("t.jsonl", head + "{\"id\":2,\"name\":\"a\tb\"}", "22P02")
        .hasMessageContaining("control");
    refused("t.jsonl", head + "{\"id\":2,\"name\":\"\\", "22P02").hasMessageContaining("closing");
    refused("t.jsonl", head + "{\"id\":2,\"name\":\"\\ud800\"}", "22P02")
        .hasMessageContaining("half");
    refused("t.jsonl", head + "{\"id\":2,\"name\":[1]}", "42804").hasMessageContaining("an array");
    refused("t.jsonl", head + "{\"id\":2,\"v\":{\"a\":1}}", "42804")
        .hasMessageContaining("an object");
    refused("t.jsonl", head + "{\"id\":2,\"v\":[1,null]}", "22P02")
        .hasMessageContaining("column v");
    refused("t.jsonl", head + "{\"id\":2,\"id\":3}", "22P02").hasMessageContaining("twice");
    refused("t.jsonl", head + "{\"id\":2,\"other\":3}", "42703").hasMessageContaining("line 2");
    refused("t.jsonl", head + "{\"id\":2,\"n\":3}", "42703").hasMessageContaining("line 2");
    refused("t.jsonl", head + "{\"id\":2,\"v\":" + "[".repeat(100_000) + "}", "22P02")
        .hasMessageContaining("within each other");
    refused("t.jsonl", head + "{\"id\":1}", "23505").hasMessageContaining("t.jsonl, line 2: ");
  }

  @Test
  void otherEncodingsAreRefused() throws SQLException, IOException {
    refused("t.csv", "id,name\n1,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1), "22P02")
        .hasMessageContaining("line 2, column name: expected UTF-8");
    refused("t.csv", "id,name\n1,a\n".getBytes(StandardCharsets.UTF_16), "22P02")
        .hasMessageContaining("UTF-16");
    refused(
            "t.jsonl",
            "{\"id\":1,\"name\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1),
            "22P02")
        .hasMessageContaining("line 1: expected UTF-8");
  }

  @Test
  void aFieldHasALimit() throws IOException, SQLException {
    byte[] text = new byte[TextBuffer.MAX_BYTES + 100];
    java.util.Arrays.fill(text, (byte) 'x');
    byte[] head = "id,name\n1,".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(head, 0, text, 0, head.length);
    refused("t.csv", text, "22001").hasMessageContaining("line 2, column name");
  }

  @Test
  void rowsAreCommittedInBatches() throws SQLException, IOException {
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 1; i <= 25; i++) {
      text.append(i == 25 ? 3 : i).append('\n');
    }
    write("t.csv", text.toString());
    fails("COPY t FROM 't.csv' WITH (batch_rows = 10)", "23505")
        .hasMessageContaining("line 26: ")
        .hasMessageContaining("(20 rows before are committed)");
    assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("20");
    statement.execute("TRUNCATE TABLE t");
    fails("COPY t FROM 't.csv' WITH (batch_rows = 0)", "23505")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("committed"));
    assertThat(rows("SELECT COUNT(*) FROM t")).containsExactly("0");
  }

  @Test
  void anOpenTransactionTakesAllOrNothing() throws SQLException, IOException {
    write("good.csv", "id\n1\n2\n");
    write("bad.csv", "id\n3\n1\n");
    statement.execute("BEGIN");
    statement.execute("INSERT INTO t (id) VALUES (9)");
    assertThat(copy("COPY t FROM 'good.csv'")).isEqualTo(2);
    fails("COPY t FROM 'bad.csv'", "23505");
    fails("COPY t FROM 'good.csv' WITH (batch_rows = 1)", "25000");
    copy("COPY t TO 'seen.csv'");
    assertThat(read("seen.csv")).hasLineCount(4);
    assertThat(rows("SELECT id FROM t ORDER BY id")).containsExactly("1", "2", "9");
    statement.execute("ROLLBACK");
    assertThat(rows("SELECT id FROM t")).isEmpty();
  }

  @Test
  void optionsAreChecked() throws SQLException, IOException {
    write("t.csv", "id\n1\n");
    for (String option :
        List.of(
            "format = 'xml'",
            "header = 3",
            "delimiter = ',,'",
            "delimiter = '\u00e4'",
            "quote = ','",
            "null = 'a,b'",
            "batch_rows = -1",
            "overwrite = true",
            "format = 'jsonl', header = true")) {
      fails("COPY t FROM 't.csv' WITH (" + option + ")", "22023");
    }
    fails("COPY t FROM 't.csv' WITH (hedaer = true)", "42704").hasMessageContaining("header");
    fails("COPY t FROM 't.csv' WITH (format = 'parquet')", "0A000");
    fails("COPY t FROM 't.csv' WITH (header = true, header = true)", "42601");
    fails("COPY t TO 'u.csv' WITH (batch_rows = 1)", "22023");
    fails("COPY nope FROM 't.csv'", "42P01");
    fails("COPY t (nope) FROM 't.csv'", "42703");
    fails("COPY t (id, id) FROM 't.csv'", "42601");
    fails("COPY t FROM 'none.csv'", "42704").hasMessageContaining("there is no ");
    assertThat(rows("SELECT id FROM t")).isEmpty();
  }

  @Test
  void onlyFilesBelowTheRootsAreTouched() throws SQLException {
    fails("COPY t FROM '../t.csv'", "42501");
    fails("COPY t TO '/tmp/t.csv'", "42501");
    try (Connection none = DriverManager.getConnection("jdbc:proxima:mem:");
        Statement bare = none.createStatement()) {
      bare.execute(TABLE);
      assertThatThrownBy(() -> bare.execute("COPY t FROM 't.csv'"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
          .hasMessageContaining("no copyRoots configured")
          .hasMessageContaining("\\copy");
    }
    assertThatThrownBy(
            () -> DriverManager.getConnection("jdbc:proxima:mem:;copyRoots=" + folder + "/none"))
        .hasMessageContaining("cannot hold files to copy");
  }

  @Test
  void connectionsOfADatabaseShareTheRoots() throws SQLException {
    String url = "jdbc:proxima:mem:shared";
    try (Connection first = DriverManager.getConnection(url + ";copyRoots=" + folder);
        Connection second = DriverManager.getConnection(url)) {
      assertThat(second.isReadOnly()).isEqualTo(first.isReadOnly());
      assertThatThrownBy(() -> DriverManager.getConnection(url + ";copyRoots=/"))
          .hasMessageContaining("copyRoots");
    }
  }

  @Test
  void aReadOnlySessionWritesNoRowsButFiles() throws SQLException, IOException {
    write("t.csv", "id\n1\n");
    connection.setReadOnly(true);
    fails("COPY t FROM 't.csv'", "25006");
    assertThat(copy("COPY t TO 'out.csv'")).isZero();
  }

  @Test
  void aTimeLimitEndsACopy() throws SQLException, IOException {
    StringBuilder text = new StringBuilder("id\n");
    for (int i = 0; i < 300_000; i++) {
      text.append(i).append('\n');
    }
    write("t.csv", text.toString());
    statement.execute("SET proxima.statement_timeout = '20ms'");
    fails("COPY t FROM 't.csv'", "57P70");
    statement.execute("RESET ALL");
    assertThat(rows("SELECT COUNT(*) FROM t")).isNotEqualTo(List.of("300000"));
  }
}

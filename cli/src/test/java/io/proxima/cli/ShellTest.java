package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The shell, driven by texts.
final class ShellTest {
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  private Connection connection;
  private Shell shell;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    shell = new Shell(connection, out.stream, err.stream);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private String run(String script) {
    assertThat(shell.run(script)).as(() -> script + ": " + err.take()).isTrue();
    return out.take();
  }

  private String fail(String script) {
    assertThat(shell.run(script)).as(script).isFalse();
    return err.take();
  }

  @Test
  void rowsArePrintedAsATable() {
    assertThat(
            run(
                """
                create table t (id int primary key, name varchar, v vector(6));
                insert into t values (1, 'one', '[1,0,0.5,0,0,0]'), (20, null, null);
                select id, name, v, v <-> '[1,0,0.5,0,0,0]' as d from t order by id;
                """))
        .isEqualTo(
            """
            ok
            ok, 2 rows
            id │ name │ v                │    d
            ───┼──────┼──────────────────┼─────
             1 │ one  │ [1, 0, … 6 dims] │  0.0
            20 │ NULL │ NULL             │ NULL
            (2 rows)
            """);
  }

  @Test
  void statementsSpanLinesAndShareThem() {
    assertThat(run("select -- a;\n 1\n as x; select 'b;' as y;"))
        .isEqualTo("x\n─\n1\n(1 row)\ny\n──\nb;\n(1 row)\n");
  }

  @Test
  void anErrorShowsItsCodeAndPlace() {
    run("create table t (id int primary key)");
    assertThat(fail("select idd from t"))
        .startsWith("error 42703: Column 'idd' not found")
        .endsWith("\n  select idd from t\n         ^\n");
    assertThat(fail("\n\nselect id,\n  nope\nfrom t;")).contains("\nline 4:   nope\n          ^\n");
    assertThat(fail("select 1/0")).isEqualTo("error 22012: division by zero\n");
    assertThat(fail("select 1;\nselect 1/0"))
        .isEqualTo("error 22012: division by zero\n  in the statement of line 2\n");
  }

  @Test
  void aMistypedStatementIsASyntaxErrorAtItsPlace() {
    assertThat(fail("selec 1"))
        .isEqualTo(
            """
            error 42601: Syntax error: no statement begins like this
              selec 1
              ^
            """);
    assertThat(fail("select (1")).startsWith("error 42601: Statement ends too early");
  }

  @Test
  void theFirstFailureEndsAScript() {
    assertThat(
            fail(
                "create table t (id int primary key); insert into t values (1), (1);"
                    + " insert into t values (2);"))
        .startsWith("error 23505: ");
    out.take();
    assertThat(run("select count(*) as n from t")).contains("\n0\n");
  }

  @Test
  void commandsRunBetweenStatements() {
    assertThat(
            run(
                "\\d\ncreate table t (id int, v vector(3) not null, n decimal(5,2),"
                    + " s varchar(9), primary key (id));\n\\d\n\\d t\n\\d PUBLIC.T;\n"))
        .isEqualTo(
            """
            there are no tables yet
            ok
            public.t (table)
              id                       INTEGER NOT NULL
              v                        VECTOR(3) NOT NULL
              n                        DECIMAL(5, 2)
              s                        VARCHAR(9)
              PRIMARY KEY (id)
              id                       INTEGER NOT NULL
              v                        VECTOR(3) NOT NULL
              n                        DECIMAL(5, 2)
              s                        VARCHAR(9)
              PRIMARY KEY (id)
            """);
    assertThat(run("\\dS")).contains("public.t (table)", "proxima.settings");
    assertThat(fail("\\d nope\nselect 1;")).isEqualTo("there is no table nope\n");
    assertThat(fail("\\frob")).contains("no command \\frob");
    assertThat(run("\\?")).contains("\\timing");
  }

  @Test
  void namesWithWildcardsMatchThemselvesOnly() {
    run("create table a_b (id int); create table axb (ix int);");
    assertThat(run("\\d a_b")).contains("id").doesNotContain("ix");
  }

  @Test
  void timesAreShownOnRequest() {
    assertThat(run("\\timing\nselect 1;\n\\timing\nselect 1;"))
        .containsPattern("time: \\d+\\.\\d{3} ms\ntimes are off\n")
        .endsWith("(1 row)\n");
  }

  @Test
  void rowsCanBePrintedAsLines() {
    assertThat(run("\\x\nselect '" + "x".repeat(300) + "' as text, 1 as number;"))
        .isEqualTo(
            "rows as lines are on\n── row 1\ntext   │ "
                + "x".repeat(300)
                + "\nnumber │ 1\n(1 row)\n");
  }

  @Test
  void aCommandToLeaveEndsTheScript() {
    assertThat(run("select 1 as x;\n\\q\nselect nope;")).endsWith("(1 row)\n");
    assertThat(shell.isDone()).isTrue();
  }

  @Test
  void nonsenseIsAnErrorAndNothingElse() {
    for (String nonsense :
        new String[] {
          "🙂",
          "'",
          "\"",
          ")",
          "select '",
          "/* ",
          "select \u0000",
          "\\",
          "create",
          "%",
          "select ?",
          "insert into nope values (1)",
          "select * from nope",
          "(((((((("
        }) {
      shell.run(nonsense);
      assertThat(err.take()).as(nonsense).doesNotContain("XX000", "Exception");
    }
    assertThat(run("select 1 as x")).isEqualTo("x\n─\n1\n(1 row)\n");
  }
}

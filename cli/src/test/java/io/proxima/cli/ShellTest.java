package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shell, driven by texts.
final class ShellTest {
  private final Printed out = new Printed();
  private final Printed err = new Printed();
  @TempDir Path folder;
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
  void vectorsOfAllKindsArePrinted() {
    assertThat(
            run(
                "create table k (h halfvec(4), i vector(4, int8), b bit(40), s sparsevec(9));\n"
                    + "insert into k values ('[1,2,3,4]', '[-1,2,3,4]', '"
                    + "10".repeat(20)
                    + "', '{2:1.5}/9');\n\\d k\n\\x\nselect * from k;"))
        .contains("HALFVEC(4)\n", "INT8VEC(4)\n", "BIT(40)\n", "SPARSEVEC(9)\n")
        .contains(
            "h │ [1, 2, … 4 dims]\n",
            "i │ [-1, 2, … 4 dims]\n",
            "b │ " + "10".repeat(20) + "\n",
            "s │ {2:1.5}/9\n");
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
  void aTableIsShownWithItsIndexesAndForeignKeys() {
    assertThat(
            run(
                "create table p (id int, part int, primary key (part, id));\n"
                    + "create table c (a int unique, b int references c (a) on delete set null,"
                    + " foreign key (b, a) references p (id, part) on delete cascade);\n"
                    + "create index by_b on c (b desc, a);\n\\d c\n"))
        .isEqualTo(
            """
            ok
            ok
            ok
              a                        INTEGER
              b                        INTEGER
              UNIQUE INDEX c_a_key (a)
              INDEX by_b (b DESC, a)
              INDEX c_b_a_fkey (a, b)
              INDEX c_b_fkey (b)
              FOREIGN KEY c_b_fkey (b) REFERENCES public.c (a) ON DELETE SET NULL
              FOREIGN KEY c_b_a_fkey (a, b) REFERENCES public.p (part, id) ON DELETE CASCADE
            """);
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
  void filesAreCopiedBothWays() throws IOException {
    Path file = folder.resolve("t.csv");
    run("create table t (id int primary key, v vector(2), n int default 5);");
    Files.writeString(file, "id,v\n1,\"[1,2]\"\n2,\n");
    assertThat(run("\\copy t from '" + file + "'")).isEqualTo("ok, 2 rows\n");
    assertThat(run("\\copy t to '" + folder + "/out.jsonl'")).isEqualTo("ok, 2 rows\n");
    assertThat(folder.resolve("out.jsonl"))
        .hasContent("{\"id\":1,\"v\":[1,2],\"n\":5}\n{\"id\":2,\"v\":null,\"n\":5}\n");
    assertThat(run("\\copy (select ')' as p, (1) as q) to '" + folder + "/q.csv'"))
        .isEqualTo("ok, 1 row\n");
    assertThat(folder.resolve("q.csv")).hasContent("p,q\n),1\n");
    assertThat(err.take()).isEmpty();
  }

  @Test
  void aCopyThatFailsSaysWhereAndLeavesNothing() throws IOException {
    Path file = folder.resolve("t.csv");
    run("create table t (id int primary key, name varchar(3) not null);");
    Files.writeString(file, "id,name\n1,a\n2,b\n3,long\n");
    assertThat(fail("\\copy t from '" + file + "'"))
        .isEqualTo(
            "error 22001: "
                + file
                + ", line 4: column name: expected at most 3 characters,"
                + " found 4\n");
    assertThat(fail("\\copy t from '" + file + "' with (batch_rows = 2)"))
        .contains("line 4", "(2 rows before are committed)");
    assertThat(run("select count(*) as n from t")).contains("\n2\n");
    assertThat(fail("\\copy t frm 'x'")).contains("error 42601: ", "\\copy t frm 'x'\n          ^");
    assertThat(fail("\\copy t from 'x' with (nope = 1)")).startsWith("error 42704: ");
    assertThat(fail("\\copy t from '" + folder + "/none'")).contains("there is no ");
    assertThat(fail("\\copy nope from '" + file + "'")).startsWith("error 4");
  }

  @Test
  void aCopyBelongsToTheTransactionThatIsOpen() throws IOException {
    Path file = folder.resolve("t.csv");
    run("create table t (id int primary key); begin; insert into t values (9);");
    Files.writeString(file, "id\n1\n2\n");
    run("\\copy t from '" + file + "'");
    assertThat(fail("\\copy t from '" + file + "'")).startsWith("error 23505: ");
    assertThat(fail("\\copy t from '" + file + "' with (batch_rows = 1)"))
        .startsWith("error 25000: ");
    assertThat(run("select count(*) as n from t")).contains("\n3\n");
    run("rollback;");
    assertThat(run("select count(*) as n from t")).contains("\n0\n");
  }

  @Test
  void filesAreIncluded() throws IOException {
    Path inner = folder.resolve("inner.sql");
    Files.writeString(inner, "select 1 as x;\nselect nope;");
    Path endless = folder.resolve("endless.sql");
    Files.writeString(endless, "\\i " + endless);
    assertThat(fail("\\i " + inner)).contains("error 42703: ", "line 2: ", "in file " + inner);
    assertThat(fail("\\i " + endless)).contains("16 deep");
    assertThat(fail("\\i /nowhere.sql")).isEqualTo("there is no file /nowhere.sql\n");
  }

  @Test
  void schemasAreListed() {
    assertThat(run("create schema s; \n\\dn\n\\l")).contains("public\n", "\ns\n");
  }

  @Test
  void thePagerWaitsForATerminal() {
    assertThat(run("\\pager on\nselect 1 as x;"))
        .isEqualTo("the pager is on, but this is no terminal\nx\n─\n1\n(1 row)\n");
    assertThat(fail("\\pager maybe")).contains("on or off");
  }

  @Test
  void theMarkStandsBelowThePlaceBehindTabsAndWideCharacters() {
    assertThat(fail("select\t'日本', nope")).endsWith("\n  select '日本', nope\n                 ^\n");
    assertThat(fail("select 1,\n\tnope\n;")).endsWith("\nline 2:  nope\n         ^\n");
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

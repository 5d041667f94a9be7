package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Usage and exit codes.
final class MainTest {
  private static final String MEMORY = "jdbc:proxima:mem:";

  @TempDir Path directory;

  private final Printed out = new Printed();
  private final Printed err = new Printed();

  private int run(String... args) {
    return new Main(out.stream, err.stream).run(List.of(args));
  }

  @Test
  void helpAndVersionEndWell() {
    assertThat(run()).isEqualTo(Main.OK);
    assertThat(out.take()).contains("usage: proxima COMMAND", "exit codes");
    assertThat(run("help")).isEqualTo(Main.OK);
    assertThat(run("sql", "--help")).isEqualTo(Main.OK);
    assertThat(run("version")).isEqualTo(Main.OK);
    assertThat(out.take()).contains("Proxima ", " on Java ");
    assertThat(err.take()).isEmpty();
  }

  @Test
  void wrongUsageSaysWhatIsWrongInOneLine() {
    wrong("there is no command frob", "frob");
    wrong("demo takes one directory", "demo", "a", "b");
    wrong("is there already", "demo", directory.toString());
    wrong("sql needs a URL", "sql");
    wrong("not -z", "sql", MEMORY, "-z");
    wrong("not other", "sql", MEMORY, "other");
    wrong("-c needs a value", "sql", MEMORY, "-c");
    wrong("there is no file /nowhere/x.sql", "sql", MEMORY, "-f", "/nowhere/x.sql");
    wrong("begin with jdbc:proxima:", "sql", "jdbc:other:x");
    wrong("./proxima bench", "bench");
    wrong("check takes the directory", "check", "--deep");
    wrong("check takes the directory", "check", "--other");
  }

  @Test
  void aCheckFindsDamageAndNothingElse() throws IOException {
    String database = directory.resolve("db").toString();
    assertThat(run("check", database)).isEqualTo(Main.FAILED);
    assertThat(err.take()).contains("there is no database in");
    assertThat(run("sql", database, "-c", "CREATE TABLE t (id INTEGER)")).isEqualTo(Main.OK);
    out.take();
    assertThat(run("check", "--deep", database)).isEqualTo(Main.OK);
    assertThat(out.take()).isEqualTo("1 log file and 0 segments checked, no damage\n");
    Path log = directory.resolve("db/log/000001.wal");
    byte[] bytes = Files.readAllBytes(log);
    bytes[700] ^= 1;
    bytes[300] ^= 1;
    Files.write(log, bytes);
    assertThat(run("check", "jdbc:proxima:file:" + database)).isEqualTo(Main.FAILED);
    assertThat(out.take())
        .startsWith("damage: log/000001.wal")
        .endsWith("1 log file and 0 segments checked, 1 damage\n")
        .hasLineCount(2);
    assertThat(err.take()).isEmpty();
  }

  private void wrong(String problem, String... args) {
    assertThat(run(args)).as(problem).isEqualTo(Main.USAGE);
    assertThat(err.take()).startsWith("proxima: ").contains(problem).hasLineCount(1);
  }

  @Test
  void statementsAndFilesRunInOrder() throws IOException {
    Path file = directory.resolve("fill.sql");
    Files.writeString(file, "-- two rows\ninsert into t values\n (1),\n (2);\n\\d t\n");
    assertThat(
            run(
                "sql",
                directory.resolve("db").toString(),
                "-c",
                "create table t (id int primary key)",
                "-f",
                file.toString(),
                "-c",
                "select sum(id) as s from t"))
        .isEqualTo(Main.OK);
    assertThat(out.take()).startsWith("ok\nok, 2 rows\n  id ").endsWith("s\n─\n3\n(1 row)\n");
    assertThat(run("sql", "jdbc:proxima:file:" + directory.resolve("db"), "-c", "select * from t"))
        .isEqualTo(Main.OK);
    assertThat(out.take()).endsWith("(2 rows)\n");
  }

  @Test
  void aStatementThatFailsEndsTheRunWithOne() {
    assertThat(run("sql", MEMORY, "-c", "select nope", "-c", "select 1")).isEqualTo(Main.FAILED);
    assertThat(err.take()).startsWith("error 42703: ");
    assertThat(out.take()).isEmpty();
    assertThat(run("sql", "jdbc:proxima:mem:;nope=1", "-c", "select 1")).isEqualTo(Main.FAILED);
    assertThat(err.take()).contains("nope").hasLineCount(1);
  }

  @Test
  void programsGetRowsAndNothingElse() {
    String script =
        "create table t (id int, v vector(5)); insert into t values (1, '[1,2,3,4,5]');"
            + " select * from t; select 'x' as y";
    assertThat(run("sql", MEMORY, "--json", "-c", script)).isEqualTo(Main.OK);
    assertThat(out.take()).isEqualTo("{\"id\":1,\"v\":[1,2,3,4,5]}\n{\"y\":\"x\"}\n");
    assertThat(run("sql", MEMORY, "--csv", "-c", script)).isEqualTo(Main.OK);
    assertThat(out.take()).isEqualTo("id,v\n1,\"[1,2,3,4,5]\"\ny\nx\n");
    assertThat(run("sql", MEMORY, "--format", "table", "-c", "select 1 as x")).isEqualTo(Main.OK);
    assertThat(out.take()).isEqualTo("x\n─\n1\n(1 row)\n");
    wrong("there is no format xml; there are table, csv, json", "sql", MEMORY, "--format", "xml");
  }

  @Test
  void withoutATerminalNoTextIsCut() {
    assertThat(run("sql", MEMORY, "-c", "select '" + "x".repeat(500) + "' as a, 1 as b"))
        .isEqualTo(Main.OK);
    assertThat(out.take()).contains("x".repeat(500) + " │ 1\n").doesNotContain("…", "\u001b");
  }

  @Test
  void aBrokenPipeEndsTheRunQuietly() {
    PrintStream broken =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            });
    for (String format : RowFormat.names()) {
      int code =
          new Main(broken, err.stream)
              .run(List.of("sql", MEMORY, "--format", format, "-c", "select 1; select nope"));
      assertThat(code).as(format).isEqualTo(Main.BROKEN_PIPE);
      assertThat(err.take()).as(format).isEmpty();
    }
  }

  @Test
  void standardInputIsReadToItsEnd() throws SQLException, IOException {
    ByteArrayInputStream in =
        new ByteArrayInputStream(
            "select 'ä' as x;\n\\timing\n-- end\nselect 2 as y".getBytes(StandardCharsets.UTF_8));
    assertThat(SqlCommand.of(List.of(MEMORY)).run(in, out.stream, err.stream)).isEqualTo(Main.OK);
    assertThat(out.take()).startsWith("x\n─\nä\n(1 row)\ntimes are on\ny\n─\n2\n(1 row)\ntime: ");
  }
}

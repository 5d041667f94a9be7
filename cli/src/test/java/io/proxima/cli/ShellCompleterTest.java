package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ShellCompleterTest {
  private Connection connection;
  private ShellCompleter completer;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:proxima:mem:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE papers (id INTEGER, title VARCHAR, embedding VECTOR(2))");
      statement.execute("CREATE TABLE people (name VARCHAR)");
      statement.execute("CREATE SCHEMA old");
      statement.execute("CREATE TABLE old.archive (year INTEGER)");
    }
    completer = new ShellCompleter(new CatalogNames(connection));
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  /// What is offered for a line at the mark `|`.
  private List<String> offered(String marked) throws Exception {
    int cursor = marked.indexOf('|');
    String text = marked.replace("|", "");
    ParsedLine line = new StatementParser().parse(text, cursor, Parser.ParseContext.COMPLETE);
    List<Candidate> candidates = new ArrayList<>();
    try (DumbTerminal terminal =
        new DumbTerminal(
            new java.io.ByteArrayInputStream(new byte[0]), new java.io.ByteArrayOutputStream())) {
      LineReader reader = LineReaderBuilder.builder().terminal(terminal).build();
      completer.complete(reader, line, candidates);
    }
    return candidates.stream().map(Candidate::value).toList();
  }

  @Test
  void tablesAreOfferedBehindTheWordsThatTakeThem() throws Exception {
    assertThat(offered("select * from p|"))
        .contains("papers", "people", "proxima.", "public.")
        .allMatch(name -> name.startsWith("p"));
    assertThat(offered("SELECT * FROM papers JOIN PEO|")).containsExactly("people");
    assertThat(offered("insert into pap|")).containsExactly("papers");
    assertThat(offered("update old.|")).containsExactly("old.", "old.archive");
    assertThat(offered("select * from |")).contains("papers", "people", "old.archive", "old.");
  }

  @Test
  void columnsAreThoseOfTheTablesThatTheStatementNames() throws Exception {
    assertThat(offered("select tit| from papers")).containsExactly("title");
    assertThat(offered("select nam| from papers")).isEmpty();
    assertThat(offered("select papers.|"))
        .containsExactly("papers.embedding", "papers.id", "papers.title");
    assertThat(offered("select p.e| from papers p")).containsExactly("p.embedding");
    assertThat(offered("select count(na|) from people")).containsExactly("count(name");
    assertThat(offered("select year| from old.archive")).containsExactly("year");
  }

  @Test
  void wordsComeInTheCaseThatIsTyped() throws Exception {
    assertThat(offered("sel|")).containsExactly("select");
    assertThat(offered("SEL|")).containsExactly("SELECT");
    assertThat(offered("select 1 un|")).containsExactly("union");
  }

  @Test
  void settingsAreOfferedBehindSet() throws Exception {
    assertThat(offered("set proxima.statement_t|")).containsExactly("proxima.statement_timeout");
    assertThat(offered("SHOW proxima.du|")).containsExactly("proxima.durability");
  }

  @Test
  void commandsAreOfferedBehindABackslash() throws Exception {
    assertThat(offered("\\d|")).containsExactly("\\d", "\\dS", "\\dn");
    assertThat(offered("\\d pe|")).containsExactly("people");
    assertThat(offered("\\format c|")).containsExactly("csv");
    assertThat(offered("\\copy pa|")).containsExactly("papers");
    assertThat(offered("\\copy papers f|")).containsExactly("from");
    assertThat(offered("\\pager o|")).containsExactly("off", "on");
  }

  @Test
  void aClosedConnectionOffersWordsOnly() throws Exception {
    connection.close();
    assertThat(offered("select * from p|")).isEmpty();
    assertThat(offered("sel|")).containsExactly("select");
  }
}

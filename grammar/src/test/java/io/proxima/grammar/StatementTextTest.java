package io.proxima.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatementTextTest {
  private static StatementText text(String sql) {
    return Objects.requireNonNull(StatementText.of(sql));
  }

  private static String shown(String sql) {
    return StatementText.shown(text(sql).key());
  }

  private static List<String> values(String sql) {
    StatementText text = text(sql);
    return text.literals().stream().map(text::value).toList();
  }

  @Test
  void spaceCommentsAndCaseDoNotCount() {
    String plain = "select a from t where b = ?";
    assertThat(shown("  SELECT a\n\tFROM t -- all of 'it'\r\n WHERE b = 5 ")).isEqualTo(plain);
    assertThat(shown("select/**/a /* ? */ from t // x\nwhere b = 7")).isEqualTo(plain);
    assertThat(shown("Select A From T Where B = 'x'")).isEqualTo(plain);
  }

  @Test
  void spaceAroundSignsDoesNotCount() {
    String plain = "select f(a, ?), b.c from t where(a + ?) in(?, ?) and d <= ? or e =- ?";
    assertThat(shown("SELECT f(a,1),b.c FROM t WHERE (a+1)IN(1,2)AND d<='x' OR e=-2"))
        .isEqualTo(plain);
    assertThat(
            shown(
                "SELECT f( a , 1 ) , b . c FROM t WHERE ( a + 1 ) IN ( 1, 2 ) AND d <= 'x' OR e =-"
                    + " 2"))
        .isEqualTo(plain);
    assertThat(text("SELECT a - - 1").key()).isNotEqualTo(text("SELECT a --1\n1").key());
    assertThat(text("SELECT a < > b").key()).isNotEqualTo(text("SELECT a <> b").key());
  }

  @Test
  void whatIsQuotedStaysAsItIs() {
    assertThat(shown("SELECT \"A  b\"\"C\" FROM \"T--x\""))
        .isEqualTo("select \"A  b\"\"C\" from \"T--x\"");
    assertThat(values("SELECT 'A  b''C', '--', '/*'")).containsExactly("A  b'C", "--", "/*");
  }

  @Test
  void literalsAreTakenOut() {
    assertThat(values("SELECT 1, 2.50, .5, 'x', 3e-2, t1.c2, $1 FROM t"))
        .containsExactly("1", "2.50", ".5", "x", "3e-2");
    assertThat(text("SELECT 1, 2.50, .5, 'x', 3e-2, 7.").literals())
        .extracting(StatementText.Literal::scale)
        .containsExactly(0, 2, 1, 0, -1, -1);
  }

  @Test
  void numbersAndStringsAreToldApart() {
    assertThat(text("SELECT 1").key()).isNotEqualTo(text("SELECT '1'").key());
    assertThat(text("SELECT ?").key()).isNotEqualTo(text("SELECT 1").key());
  }

  @Test
  void parametersAreCounted() {
    assertThat(text("SELECT ? FROM t WHERE a = ? AND b = '?' AND \"?\" = 1").parameterCount())
        .isEqualTo(2);
  }

  /// `/***/` opens a comment that the parser sees closed only by the next `*/`.
  @Test
  void commentsEndWhereTheParserEndsThem() {
    assertThat(shown("SELECT 1 /***/ + 2 */ FROM t")).isEqualTo("select ? from t");
    assertThat(shown("SELECT 1 /**/ + 2")).isEqualTo("select ? + ?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT /*+ hint */ 1",
        "SELECT x'AB'",
        "SELECT N'a'",
        "SELECT U&'a'",
        "SELECT e'a\\'b'",
        "SELECT 'open",
        "SELECT \"open",
        "SELECT 1 /* open",
        "SELECT 1a",
        "SELECT 1.2.3",
        "SELECT `a`",
        "SELECT \u0001"
      })
  void whatOnlyTheParserUnderstandsHasNoKey(String sql) {
    assertThat(StatementText.of(sql)).isNull();
  }
}

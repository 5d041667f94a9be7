package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScriptTest {
  private static List<String> texts(String script) {
    return Script.parts(script).stream().map(Script.Part::text).toList();
  }

  @Test
  void semicolonsInQuotesAndCommentsEndNothing() {
    assertThat(texts("select ';' ; -- a; b\nselect \"x;y\" /* ; */ from t;\n\n;select 'it''s;'"))
        .containsExactly("select ';'", "select \"x;y\" /* ; */ from t", "select 'it''s;'");
  }

  @Test
  void commandsEndWithTheirLineAndNeedNoSemicolon() {
    assertThat(texts("\\d\nselect 1;\\timing\n\\d papers ;\nselect '\n\\d\n'"))
        .containsExactly("\\d", "select 1", "\\timing", "\\d papers", "select '\n\\d\n'");
  }

  @Test
  void partsKnowTheirLine() {
    assertThat(Script.parts("-- a\n\nselect\n1; select 2;\n/* b\n */ \\d\nselect 3"))
        .containsExactly(
            new Script.Part("select\n1", 3),
            new Script.Part("select 2", 4),
            new Script.Part("\\d", 6),
            new Script.Part("select 3", 7));
  }

  @Test
  void aTextIsCompleteWhenNothingFollowsTheLastSemicolon() {
    assertThat(
            List.of("select 1;", "select 1; -- done\n", " \n", "\\d", "select 1;\n\\d t", "-- x"))
        .allMatch(Script::isComplete);
    assertThat(List.of("select 1", "select 1; select", "select ';", "/* a", "select 1; /* a"))
        .noneMatch(Script::isComplete);
  }

  @Test
  void theFirstWordIsFoundBehindComments() {
    assertThat(Script.firstWord("-- x\n /* y */ insert into t")).isEqualTo("INSERT");
    assertThat(Script.firstWord("(select 1)")).isEmpty();
  }
}

package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ScriptTest {
  @Test
  void semicolonsInQuotesAndCommentsEndNothing() {
    assertThat(
            Script.statements(
                "select ';' ; -- a; b\nselect \"x;y\" /* ; */ from t;\n\n;select 'it''s;'"))
        .containsExactly("select ';'", "-- a; b\nselect \"x;y\" /* ; */ from t", "select 'it''s;'");
  }

  @Test
  void aTextIsCompleteWhenNothingFollowsTheLastSemicolon() {
    assertThat(Script.isComplete("select 1")).isFalse();
    assertThat(Script.isComplete("select 1;")).isTrue();
    assertThat(Script.isComplete("select 1; -- done\n")).isTrue();
    assertThat(Script.isComplete("select 1; select")).isFalse();
    assertThat(Script.isComplete("select ';")).isFalse();
    assertThat(Script.isComplete(" \n")).isTrue();
  }
}

package io.proxima.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonPathTest {
  private static final JsonValue DOC =
      JsonText.parse(
          """
          {"a": {"b": 1, "c": [10, 20, 30], "x y": true}, "n": null, "t": "text",
           "o": [{"k": 1, "s": "en"}, {"k": 2, "s": "de"}, {"k": "2"}, 7], "$": 5}
          """);

  private static String find(String path) {
    return JsonText.format(new JsonValue.Array(JsonPath.parse(path).find(DOC)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '|',
      value = {
        "$.a.b ~ [1]",
        "lax $ . a . b ~ [1]",
        "$.a.c ~ [[10,20,30]]",
        "$.a.c[*] ~ [10,20,30]",
        "$.a.c[0] ~ [10]",
        "$.a.c[last] ~ [30]",
        "$.a.c[last - 1] ~ [20]",
        "$.a.c[-1] ~ [30]",
        "$.a.c[1 to last] ~ [20,30]",
        "$.a.c[1 to 0] ~ []",
        "$.a.c[5] ~ []",
        "$.a.c[last-7] ~ []",
        "$.a.\"x y\" ~ [true]",
        "$['a'][\"x y\"] ~ [true]",
        "$.a.* ~ [1,[10,20,30],true]",
        "$.none.b ~ []",
        "$.n ~ [null]",
        "$.n.b ~ []",
        "$.t[0] ~ [\"text\"]",
        "$.o.k ~ [1,2,\"2\"]",
        "$.o[?(@.k == 2)].s ~ [\"de\"]",
        "$.o[?@.k == 2].s ~ [\"de\"]",
        "$.o ? (@.k >= 1 && @.s != \"en\").s ~ [\"de\"]",
        "$.o ? (@.s == 'en' || @.k == \"2\").k ~ [1,\"2\"]",
        "$.o ? (!exists(@.s)) ~ [{\"k\":\"2\"},7]",
        "$.o ? (@.s) .k ~ [1,2]",
        "$.o ? (@.s starts with \"d\").k ~ [2]",
        "$.o ? (@ == 7) ~ [7]",
        "$.a ? (@.c > 25).b ~ [1]",
        "$.a ? (@.c > $.a.b).b ~ [1]",
        "$.a.c ? (@ < 25 && !(@ == 10)) ~ [20]",
        "$ ? (@.n == null).t ~ [\"text\"]",
        "$ ? (@.t != null).t ~ [\"text\"]",
        "$ ? (@.t > 1).t ~ []",
        "$.a ? (@.b == 1.0).b ~ [1]"
      })
  void pathsLeadToValues(String path, String expected) {
    assertThat(find(path)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | character 1: expected '$', found the end",
        "a.b | character 1: expected '$'",
        "$. | character 3: expected the name of a member",
        "$.a b | character 5: expected '.', '[', '?' or the end",
        "$[ | character 3: expected a number",
        "$[1 | character 4: expected ']'",
        "$[99999999999] | character 3: expected a number of up to 9 digits",
        "$['a] | character 6: expected '''",
        "$[?(@.a ==)] | character 11: expected '@', '$' or a literal",
        "$ ? (1) | character 7: expected a comparison",
        "$ ? (@.a starts \"x\") | character 17: expected with",
        "$ ? (@.a | character 9: expected ')'"
      })
  void whatIsNoPathIsRefusedWithItsPlace(String path, String message) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SYNTAX_ERROR))
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "strict $.a",
    "$..a",
    "$.a.size()",
    "$ ? (@.a like_regex \"(a*)*b\")",
    "$[?(@.a =~ /(a*)*b/)]"
  })
  void whatIsNotOfferedSaysSo(String path) {
    assertThatThrownBy(() -> JsonPath.parse(path))
        .isInstanceOfSatisfying(
            ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED));
  }

  @Test
  void deepAndEndlessPathsAreRefused() {
    assertThatThrownBy(() -> JsonPath.parse("$ ? " + "(".repeat(5_000)))
        .hasMessageContaining("at most 64");
    assertThatThrownBy(() -> JsonPath.parse("$" + ".a".repeat(10_000)))
        .hasMessageContaining("at most 10000 characters");
    JsonValue many = JsonText.parse("[" + "1,".repeat(20_000) + "1]");
    assertThatThrownBy(() -> JsonPath.parse("$ ? ($[*] == 2)").find(many))
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER))
        .hasMessageContaining("steps");
  }

  @Test
  void numbersBeyondReasonAreAnError() {
    assertThatThrownBy(() -> JsonPath.parse("$ ? (@ > 1)").find(JsonText.parse("1e999999999")))
        .isInstanceOfSatisfying(
            ProximaException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMERIC_OUT_OF_RANGE));
  }
}

package io.proxima.engine.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private static void isRefused(String text, String message) {
    for (Runnable reading :
        new Runnable[] {() -> JsonText.parse(text), () -> JsonText.check(text)}) {
      assertThatThrownBy(reading::run)
          .isInstanceOfSatisfying(
              ProximaException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_JSON))
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.5e-10",
        "1E+9",
        "\"\"",
        "[]",
        "{}",
        "{\"a\":[1,{\"b\":null}],\"c\":\"d\"}",
        "[[],[[]],{}]",
        "\"/\\\"\\b\\f\\n\\r\\tä\""
      })
  void whatIsReadIsWrittenWithoutBlanks(String text) {
    JsonText.check(text);
    String blank = " \t\r\n" + text + " ";
    assertThat(JsonText.format(JsonText.parse(blank))).isEqualTo(text);
  }

  @Test
  void escapesStandForCharacters() {
    assertThat(JsonText.parse("\"\\u00e4\\ud83d\\ude00\\u0000\\/\""))
        .isEqualTo(new JsonValue.Text("ä😀\0/"));
    assertThat(JsonText.format(new JsonValue.Text("\0\u001f😀\ud83d")))
        .isEqualTo("\"\\u0000\\u001f😀\\ud83d\"");
  }

  @Test
  void ofMembersWithOneNameTheLastCounts() {
    assertThat(JsonText.format(JsonText.parse("{\"a\":1,\"b\":2,\"a\":3}")))
        .isEqualTo("{\"a\":3,\"b\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | character 1: expected a value, found the end",
        "nul | character 1: expected a value, found 'n'",
        "nulls | character 5: expected the end of the JSON text, found 's'",
        "01 | character 2: expected the end",
        "- | character 2: expected a digit, found the end",
        "1. | character 3: expected a digit",
        ".5 | character 1: expected a value, found '.'",
        "1e | character 3: expected a digit",
        "+1 | character 1: expected a value",
        "NaN | character 1: expected a value",
        "[1,] | character 4: expected a value, found ']'",
        "[1 2] | character 4: expected ']', found '2'",
        "[1 | character 3: expected ']', found the end",
        "{\"a\" 1} | character 6: expected ':', found '1'",
        "{\"a\":1,} | character 8: expected the name of a member",
        "{a:1} | character 2: expected the name of a member",
        "'a' | character 1: expected a value",
        "\"a | character 3: expected the end of a text",
        "\"\\x\" | character 3: expected one of",
        "\"\\u12g4\" | character 6: expected four hexadecimal digits, found 'g'",
        "[1] [2] | character 5: expected the end",
        "/* c */ 1 | character 1: expected a value",
        "\ufeff1 | character 1: expected a value"
      })
  void whatIsNotJsonIsRefusedWithItsPlace(String text, String message) {
    isRefused(text, message);
  }

  @Test
  void controlCharactersInTextsAreRefused() {
    isRefused("\"a\nb\"", "character 3: expected the end of a text");
    isRefused("\"a\0b\"", "character 3: expected the end of a text");
  }

  @Test
  void depthAndLengthAreBounded() {
    int most = JsonText.MAX_DEPTH;
    JsonText.check("[".repeat(most) + "]".repeat(most));
    isRefused("[".repeat(most + 1) + "]".repeat(most + 1), "at most 512");
    isRefused("{\"a\":".repeat(1_000_000), "at most 512");
    isRefused(" ".repeat(JsonText.MAX_LENGTH) + "1", "up to 10000000 characters, got 10000001");
  }
}

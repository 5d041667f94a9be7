package io.proxima.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static final Table TABLE =
      new Table(
          "log",
          "Log \"sync\"",
          List.of("writers", "per second"),
          List.of(List.of("1", 1234.56), List.of("64", 9.876)),
          "a note");

  @Test
  void markdownIsAlignedAndRounded() {
    assertThat(TABLE.toMarkdown())
        .isEqualTo(
            """
            ## Log "sync"

            | writers | per second |
            | ------- | ---------: |
            | 1       |      1,235 |
            | 64      |       9.88 |

            a note
            """);
  }

  @Test
  void jsonKeepsFullNumbersAndEscapesText() {
    assertThat(TABLE.toJson())
        .isEqualTo(
            """
            {"name": "log", "title": "Log \\"sync\\"", "note": "a note", "rows": [
                {"writers": "1", "per second": 1234.56},
                {"writers": "64", "per second": 9.876}]}\
            """);
    assertThat(Table.json("a\n\\")).isEqualTo("\"a\\u000a\\\\\"");
  }

  @Test
  void aRowOfAnotherLengthIsRefused() {
    assertThatThrownBy(
            () -> new Table("t", "t", List.of("a", "b"), List.of(List.of("only one")), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void quantilesComeFromSortedTimes() {
    Sampled times = new Sampled(new long[] {5_000, 1_000, 3_000});

    assertThat(times.medianMicros()).isEqualTo(3);
    assertThat(times.quantile(0)).isEqualTo(1_000);
    assertThat(times.quantile(1)).isEqualTo(5_000);
  }
}

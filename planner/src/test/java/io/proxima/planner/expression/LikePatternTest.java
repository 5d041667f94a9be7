package io.proxima.planner.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.testing.Seeded;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class LikePatternTest {
  @Test
  @Seeded
  void matchesWhatTheSameRegularExpressionMatches(RandomGenerator random) {
    int hits = 0;
    for (int i = 0; i < 20_000; i++) {
      String pattern = random(random, "ab%_", 8);
      String text = random(random, "ab", 10);
      String regex = pattern.replace("%", ".*").replace("_", ".");
      boolean expected = Pattern.matches(regex, text);
      assertThat(LikePattern.of(pattern, "").matches(text))
          .as("%s LIKE %s", text, pattern)
          .isEqualTo(expected);
      hits += expected ? 1 : 0;
    }
    assertThat(hits).isGreaterThan(1000);
  }

  @Test
  void longSegmentsAreFound() {
    String segment = "ab_".repeat(30);
    String pattern = "%" + segment + "%c";
    assertThat(LikePattern.of(pattern, "").matches("xxab" + "abz".repeat(30) + "c")).isTrue();
    assertThat(LikePattern.of(pattern, "").matches("xxab" + "abz".repeat(29) + "c")).isFalse();
  }

  @Test
  void hostilePatternsTakeLinearTime() {
    String pattern = "%a".repeat(30) + "%b";
    String text = "a".repeat(20_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> assertThat(LikePattern.of(pattern, "").matches(text)).isFalse());
  }

  private static String random(RandomGenerator random, String letters, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}

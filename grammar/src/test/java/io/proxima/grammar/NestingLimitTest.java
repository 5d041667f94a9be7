package io.proxima.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.stream.Stream;
import org.apache.calcite.sql.parser.SqlParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class NestingLimitTest {

  @Test
  void whatIsWithinTheLimitsParses() {
    assertThatCode(
            () -> {
              ProximaParser.parse("SELECT " + nested("(", "1", ")", 250));
              ProximaParser.parse("SELECT 1" + " + 1".repeat(250));
              ProximaParser.parse(
                  "SELECT 1 FROM t WHERE a = 0" + " OR a = 1 AND b = 2".repeat(250));
              ProximaParser.parse("SELECT 1 FROM t WHERE a IN (1" + ", 1".repeat(9_999) + ")");
              ProximaParser.parse("INSERT INTO t VALUES (1)" + ", (1 + 2)".repeat(9_999));
              ProximaParser.parse("SELECT 1" + " UNION ALL SELECT 1".repeat(250));
              ProximaParser.parse(
                  "SELECT 1 FROM t0" + " JOIN t ON t.a = t0.a AND t.b = 1".repeat(100));
            })
        .doesNotThrowAnyException();
  }

  static Stream<String> bombs() {
    return Stream.of(
        "SELECT " + nested("(", "1", ")", 10_000),
        "SELECT " + "(".repeat(100_000),
        "SELECT " + "[".repeat(100_000),
        "SELECT 1" + " + 1".repeat(100_000),
        "SELECT " + "NOT ".repeat(100_000) + "a",
        "SELECT " + "- ".repeat(100_000) + "1",
        "SELECT " + nested("CASE WHEN a THEN ", "1", " END", 10_000),
        "SELECT a" + " LIKE a AND a OR a".repeat(10_000),
        "SELECT a" + "::int".repeat(10_000),
        "SELECT a" + "[1]".repeat(10_000),
        "SELECT a" + " IS NULL".repeat(10_000),
        "SELECT CAST(a AS INT" + " ARRAY".repeat(10_000) + ")",
        "SELECT CAST(a AS " + nested("MAP<INT, ", "INT", ">", 10_000) + ")",
        "SELECT 1 FROM t WHERE a IN (1" + ", 1".repeat(1_000_000) + ")",
        "SELECT 1 FROM t WHERE a = 0" + " OR a = 1".repeat(100_000),
        "SELECT 1" + " UNION ALL SELECT 1".repeat(100_000),
        "SELECT 1 FROM t" + " JOIN t ON TRUE".repeat(20_000),
        "SELECT 1 FROM t" + ", t".repeat(9_000),
        "SELECT " + nested("f(", "1", ")", 10_000),
        "SELECT " + nested("(SELECT ", "1", ")", 10_000),
        "SELECT " + nested("ARRAY[", "1", "]", 10_000),
        "SELECT f(x" + " -> x".repeat(10_000) + ")",
        "SELECT 1 FROM " + nested("(SELECT * FROM ", "t", ")", 10_000));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void whatNestsTooDeeplyIsRefusedOnASmallStack(String sql) throws InterruptedException {
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                ProximaParser.parse(sql);
              } catch (Throwable e) {
                thrown[0] = e;
              }
            },
            "small",
            512 << 10);
    thread.start();
    thread.join();
    assertThat(thrown[0]).isInstanceOf(SqlParseException.class);
    assertThat(thrown[0]).hasMessageNotContaining("this thread's stack");
    assertThat(((SqlParseException) thrown[0]).getPos().getLineNum()).isEqualTo(1);
  }

  @Test
  void positionIsThatOfTheTokenThatPassesTheLimit() {
    assertThatThrownBy(() -> ProximaParser.parse("SELECT\n" + "(".repeat(300)))
        .isInstanceOfSatisfying(
            SqlParseException.class,
            e -> {
              assertThat(e).hasMessageContaining("more than 256 parentheses");
              assertThat(e.getPos().getLineNum()).isEqualTo(2);
              assertThat(e.getPos().getColumnNum()).isEqualTo(257);
            });
  }

  private static String nested(String open, String core, String close, int times) {
    return String.join("", Collections.nCopies(times, open)) + core + close.repeat(times);
  }
}

package io.proxima.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

final class ResultTableTest {
  private static String print(String sql, int width) throws SQLException {
    Printed out = new Printed();
    try (Connection connection = DriverManager.getConnection("jdbc:proxima:mem:");
        ResultSet rows = connection.createStatement().executeQuery(sql)) {
      long count = ResultTable.print(rows, out.stream, width);
      return out.take() + count;
    }
  }

  @Test
  void linesFitTheWidthAndTextsGiveWayBeforeVectors() throws SQLException {
    String text = "long words ".repeat(20);
    String printed =
        print(
            "select 7 as id, '%s' as a, '%s' as b, '[1,2,3,4,5,6]'::vector(6) as v, 0.25e0 as d"
                .formatted(text, text),
            80);
    assertThat(printed.lines().limit(3))
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(80));
    assertThat(printed).contains(" 7 │ long words", "…", "[1, 2, … 6 dims]", "0.250000");
  }

  @Test
  void moreColumnsThanFitKeepTheirNumbers() throws SQLException {
    assertThat(print("select 1234567890 as a, 1234567890 as b, 'abcdefghijkl' as c", 20))
        .contains("1234567890 │ 1234567890 │ abcdefg…");
  }

  @Test
  void noRowsStillShowTheColumns() throws SQLException {
    assertThat(print("select 1 as a from (values (1)) as t(x) where x > 1", 80))
        .isEqualTo("a\n─\n0");
  }

  @Test
  void controlCharactersAndWideOnesKeepTheTableStraight() throws SQLException {
    assertThat(print("values ('a\tb\nc\u001b[2J', 'x'), ('日本', 'y')", 80))
        .isEqualTo(
            """
            column1   │ column2
            ──────────┼────────
            a b c [2J │ x
            日本      │ y
            2\
            """);
  }

  @Test
  void valuesAreReadable() {
    assertThat(ResultTable.text(null)).isEqualTo("NULL");
    assertThat(ResultTable.text(1.0)).isEqualTo("1.0");
    assertThat(ResultTable.text(1e-7)).isEqualTo("1.0E-7");
    assertThat(ResultTable.text(Double.NaN)).isEqualTo("NaN");
    assertThat(ResultTable.text(new byte[] {1, (byte) 0xab})).isEqualTo("0x01ab");
    assertThat(ResultTable.text(new float[] {1, 0.123456f, -2})).isEqualTo("[1, 0.123, -2]");
    assertThat(ResultTable.text(new float[384])).isEqualTo("[0, 0, … 384 dims]");
  }

  @Test
  void longResultsArePrintedPageByPage() throws SQLException {
    String ten = "(values (0),(1),(2),(3),(4),(5),(6),(7),(8),(9))";
    String printed =
        print(
            "select a.x * 1000 + b.x * 100 + c.x * 10 + d.x as n from "
                + "%1$s as a(x), %1$s as b(x), %1$s as c(x), %1$s as d(x) order by n"
                    .formatted(ten),
            80);
    assertThat(printed.lines().filter(line -> line.matches(" *[0-9]+"))).hasSize(10_001);
    assertThat(printed).endsWith("9999\n10000");
  }
}

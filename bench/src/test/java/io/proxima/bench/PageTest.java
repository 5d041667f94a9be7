package io.proxima.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.bench.contest.Build;
import io.proxima.bench.contest.Curve;
import io.proxima.bench.contest.Spread;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
  private static Curve.Point point(double recall, double speed) {
    Spread spread = new Spread(speed, speed - 1, speed + 1);
    return new Curve.Point(
        "M <16>", "ef 7", new Build(1, 2, 3, false), recall, 0.8, spread, spread, 1, 2, 3, 1);
  }

  private static final Chart CHART =
      new Chart(
          "set & data",
          List.of(
              new Curve("ours", List.of(point(0.9, 8_000), point(0.99, 4_000))),
              new Curve("theirs", List.of(point(0.95, 2_000)))));

  @Test
  void allPointsAreOnThePage() {
    String html = new Page("machine", List.of(), List.of(CHART)).toHtml();
    assertThat(html.split("<circle ", -1)).hasSize(4);
    assertThat(html)
        .contains("ours, M &lt;16&gt;, ef 7: 0.9900 at 4000 QPS")
        .contains("theirs, M &lt;16&gt;, ef 7: 0.9500 at 2000 QPS")
        .contains("<h2>set &amp; data</h2>")
        .doesNotContain("NaN")
        .doesNotContain("<script")
        .doesNotContain("http");
  }

  @Test
  void higherRecallIsFartherRightAndHigherSpeedFartherUp() {
    String html = new Page("machine", List.of(), List.of(CHART)).toHtml();
    String path = html.substring(html.indexOf("<path d=\"M") + 10);
    String[] numbers = path.substring(0, path.indexOf('"')).split("[ L]");
    assertThat(Double.parseDouble(numbers[2])).isGreaterThan(Double.parseDouble(numbers[0]));
    assertThat(Double.parseDouble(numbers[3])).isGreaterThan(Double.parseDouble(numbers[1]));
  }

  @Test
  void pointsAreInTheJsonWithAllTheirFigures() {
    assertThat(CHART.toJson())
        .contains("\"system\": \"ours\"")
        .contains("\"recall\": 0.99")
        .contains("\"qps\": 4000.0")
        .contains("\"qpsMin\": 3999.0");
  }

  @Test
  void ratiosAreToTheFasterOfThePeersInJava() {
    Curve ours = new Curve("Proxima IVF", List.of(point(0.95, 9_000)));
    Curve lucene = new Curve("Lucene", List.of(point(0.95, 2_000)));
    Curve jvector = new Curve("JVector", List.of(point(0.95, 3_000)));
    Curve other = new Curve("hnswlib", List.of(point(0.95, 8_000)));
    List<Curve> all = List.of(ours, lucene, jvector, other);
    assertThat(PeersPart.ratio(ours, all, 0.95)).isEqualTo(3.0);
    assertThat(PeersPart.ratio(ours, all, 0.99)).isEqualTo("");
  }
}

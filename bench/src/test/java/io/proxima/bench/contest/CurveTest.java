package io.proxima.bench.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurveTest {
  private static final Build BUILD = new Build(1, 2, 3, false);

  private static Curve curve(double... recallAndSpeed) {
    List<Curve.Point> points = new ArrayList<>();
    for (int i = 0; i < recallAndSpeed.length; i += 2) {
      Spread speed = new Spread(recallAndSpeed[i + 1], 1, 1e9);
      points.add(new Curve.Point("", "", BUILD, recallAndSpeed[i], 0, speed, speed, 1, 2, 3, 1));
    }
    return new Curve("s", points);
  }

  @Test
  void speedBetweenTwoPointsIsOnTheLogarithmicLine() {
    Curve curve = curve(0.9, 10_000, 1.0, 100);
    assertThat(curve.speedAt(0.95)).hasValueCloseTo(1_000.0, within(1e-6));
    assertThat(curve.speedAt(0.9)).hasValueCloseTo(10_000.0, within(1e-6));
    assertThat(curve.speedAt(1.0)).hasValueCloseTo(100.0, within(1e-6));
  }

  @Test
  void pointsThatAreBeatenDoNotBendTheLine() {
    Curve curve = curve(0.93, 50, 1.0, 100, 0.9, 10_000);
    assertThat(curve.best()).extracting(Curve.Point::recall).containsExactly(0.9, 1.0);
    assertThat(curve.speedAt(0.95)).hasValueCloseTo(1_000.0, within(1e-6));
  }

  @Test
  void ofPointsWithTheSameRecallTheFastestCounts() {
    assertThat(curve(0.95, 10, 0.95, 30, 0.95, 20).speedAt(0.95)).hasValue(30);
  }

  @Test
  void aCurveAboveTheRecallCountsWithItsLowestPointAndOneBelowNotAtAll() {
    Curve curve = curve(0.97, 500, 0.99, 100);
    assertThat(curve.speedAt(0.9)).hasValue(500);
    assertThat(curve.speedAt(0.995)).isEmpty();
    assertThat(curve.reaching(0.98))
        .hasValueSatisfying(p -> assertThat(p.recall()).isEqualTo(0.99));
  }

  @Test
  void quantilesLieBetweenTheNearestValues() {
    double[] values = {4, 1, 3, 2, 5};
    assertThat(Quantile.of(values, 0)).isEqualTo(1);
    assertThat(Quantile.of(values, 0.5)).isEqualTo(3);
    assertThat(Quantile.of(values, 0.05)).isCloseTo(1.2, within(1e-12));
    assertThat(Quantile.of(values, 1)).isEqualTo(5);
    assertThat(Spread.of(new double[] {1, 2, 3, 10})).isEqualTo(new Spread(2.5, 1, 10));
  }

  @Test
  void windowsAreSteadyWhenTheLastThreeAreWithinThreePercent() {
    assertThat(Turns.isSteady(new double[] {100, 102}, 2)).isFalse();
    assertThat(Turns.isSteady(new double[] {50, 100, 102, 101}, 4)).isTrue();
    assertThat(Turns.isSteady(new double[] {50, 100, 104, 101}, 4)).isFalse();
  }

  @Test
  void settingsAroundTheRecallsThatCountAreChosen() {
    Contest.Ready ready = new Contest.Ready(new NoContestant(), BUILD);
    List<Contest.Tried> tried = new ArrayList<>();
    for (double recall :
        new double[] {0.5, 0.7, 0.88, 0.91, 0.93, 0.96, 0.97, 0.98, 0.992, 0.999}) {
      tried.add(new Contest.Tried(ready, new Setting("", () -> null), recall, 1 / recall));
    }
    tried.add(new Contest.Tried(ready, new Setting("beaten", () -> null), 0.9, 0.1));
    assertThat(Contest.worthy(tried))
        .extracting(Contest.Tried::recall)
        .containsExactly(0.88, 0.91, 0.93, 0.96, 0.98, 0.992, 0.999);
  }

  private record NoContestant() implements Contestant {
    @Override
    public String system() {
      return "";
    }

    @Override
    public String variant() {
      return "";
    }

    @Override
    public Build build() {
      return BUILD;
    }

    @Override
    public List<Setting> settings() {
      return List.of();
    }

    @Override
    public void close() {}
  }
}

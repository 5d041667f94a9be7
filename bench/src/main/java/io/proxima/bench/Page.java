package io.proxima.bench;

import io.proxima.bench.contest.Curve;
import java.util.List;
import java.util.Locale;

/// The results as one HTML page that needs nothing else: tables, and curves of recall and speed.
///
/// - **Threads:** immutable.
record Page(String machine, List<Table> tables, List<Chart> charts) {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 420;
  private static final int LEFT = 70;
  private static final int BOTTOM = 40;
  private static final int TOP = 12;
  private static final int RIGHT = 12;
  private static final double[] RECALLS = {0.85, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 0.9995};
  private static final List<String> COLOURS =
      List.of("#c1272d", "#1f5fa8", "#2e7d32", "#8e44ad", "#b9770e", "#16808c", "#555555");

  private static final String STYLE =
      """
      body { font: 15px/1.45 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; color: #222 }
      table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto }
      th, td { border-bottom: 1px solid #ddd; padding: .25em .6em; text-align: right; white-space: nowrap }
      th:first-child, td:first-child { text-align: left }
      p.note { color: #555; max-width: 55em }
      svg text { font: 12px system-ui, sans-serif; fill: #444 }
      """;

  Page {
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
  }

  /// The text of the file.
  String toHtml() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head>");
    html.append("<meta charset=\"utf-8\"><title>Proxima benchmark</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head><body>\n<h1>Proxima benchmark</h1>\n<p>")
        .append(escaped(machine))
        .append("</p>\n");
    for (Chart chart : charts) {
      html.append("<h2>").append(escaped(chart.title())).append("</h2>\n");
      appendChart(html, chart);
      appendPoints(html, chart);
    }
    for (Table table : tables) {
      html.append("<h2>").append(escaped(table.title())).append("</h2>\n<table>\n");
      appendRow(html, "th", table.columns());
      table.rows().forEach(row -> appendRow(html, "td", row.stream().map(Table::shown).toList()));
      html.append("</table>\n<p class=\"note\">").append(escaped(table.note())).append("</p>\n");
    }
    return html.append("</body></html>\n").toString();
  }

  private static void appendRow(StringBuilder html, String cell, List<String> values) {
    html.append("<tr>");
    for (String value : values) {
      html.append(tag(cell, value));
    }
    html.append("</tr>\n");
  }

  private static String tag(String name, String value) {
    return "<" + name + ">" + escaped(value) + "</" + name + ">";
  }

  private static void appendPoints(StringBuilder html, Chart chart) {
    html.append("<details><summary>All points</summary><table>\n");
    appendRow(
        html,
        "th",
        List.of(
            "system",
            "index",
            "setting",
            "recall@10",
            "5th %",
            "QPS",
            "min",
            "max",
            "2 threads",
            "p50 µs",
            "p95 µs",
            "p99 µs"));
    for (Curve curve : chart.curves()) {
      for (Curve.Point point : curve.points()) {
        appendRow(
            html,
            "td",
            List.of(
                curve.system(),
                point.variant(),
                point.setting(),
                String.format(Locale.ROOT, "%.4f", point.recall()),
                Table.shown(point.lowRecall()),
                Table.shown(point.alone().median()),
                Table.shown(point.alone().min()),
                Table.shown(point.alone().max()),
                Table.shown(point.paired().median()),
                Table.shown(point.p50()),
                Table.shown(point.p95()),
                Table.shown(point.p99())));
      }
    }
    html.append("</table></details>\n");
  }

  private static void appendChart(StringBuilder html, Chart chart) {
    Scale scale = Scale.of(chart);
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">%n",
            WIDTH,
            HEIGHT,
            WIDTH,
            HEIGHT));
    for (double recall : RECALLS) {
      double x = scale.x(recall);
      line(html, x, TOP, x, HEIGHT - BOTTOM);
      text(html, x, HEIGHT - BOTTOM + 16, "middle", Double.toString(recall));
    }
    for (double speed = 1; speed <= 1e7; speed *= 10) {
      for (double factor : new double[] {1, 2, 5}) {
        double value = factor * speed;
        if (value >= scale.slowest && value <= scale.fastest) {
          line(html, LEFT, scale.y(value), WIDTH - RIGHT, scale.y(value));
          text(html, LEFT - 6, scale.y(value) + 4, "end", Table.shown(value));
        }
      }
    }
    text(html, (LEFT + WIDTH) / 2.0, HEIGHT - 6, "middle", "recall@10");
    text(html, LEFT - 6, TOP + 4, "end", "QPS");
    for (int i = 0; i < chart.curves().size(); i++) {
      appendCurve(html, chart.curves().get(i), COLOURS.get(i % COLOURS.size()), scale, i);
    }
    html.append("</svg>\n");
  }

  private static void appendCurve(
      StringBuilder html, Curve curve, String colour, Scale scale, int index) {
    StringBuilder path = new StringBuilder();
    for (Curve.Point point : curve.best()) {
      path.append(path.isEmpty() ? "M" : "L")
          .append(
              String.format(
                  Locale.ROOT,
                  "%.1f %.1f",
                  scale.x(point.recall()),
                  scale.y(point.alone().median())));
    }
    html.append(
        String.format(
            Locale.ROOT,
            "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
            path,
            colour));
    for (Curve.Point point : curve.points()) {
      html.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"><title>%s, %s, %s: %.4f at"
                  + " %.0f QPS</title></circle>%n",
              scale.x(point.recall()),
              scale.y(point.alone().median()),
              colour,
              escaped(curve.system()),
              escaped(point.variant()),
              escaped(point.setting()),
              point.recall(),
              point.alone().median()));
    }
    double y = HEIGHT - BOTTOM - 14.0 - 18 * index;
    html.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%.1f\" width=\"14\" height=\"4\" fill=\"%s\"/>%n",
            LEFT + 12,
            y - 5,
            colour));
    text(html, LEFT + 32.0, y, "start", curve.system());
  }

  private static void line(StringBuilder html, double x1, double y1, double x2, double y2) {
    html.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e4e4e4\"/>%n",
            x1,
            y1,
            x2,
            y2));
  }

  private static void text(StringBuilder html, double x, double y, String anchor, String text) {
    html.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n",
            x,
            y,
            anchor,
            escaped(text)));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// Where things stand: recall by the logarithm of what is missed, speed by its own.
  private record Scale(double slowest, double fastest) {
    private static final double LEAST_MISSED = 0.0004;
    private static final double MOST_MISSED = 0.16;

    static Scale of(Chart chart) {
      double[] speeds =
          chart.curves().stream()
              .flatMap(curve -> curve.points().stream())
              .mapToDouble(point -> point.alone().median())
              .sorted()
              .toArray();
      return speeds.length == 0
          ? new Scale(1, 10)
          : new Scale(speeds[0] / 1.3, speeds[speeds.length - 1] * 1.3);
    }

    double x(double recall) {
      double missed = Math.clamp(1 - recall, LEAST_MISSED, MOST_MISSED);
      double share = Math.log(MOST_MISSED / missed) / Math.log(MOST_MISSED / LEAST_MISSED);
      return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    double y(double speed) {
      double share = Math.log(speed / slowest) / Math.log(fastest / slowest);
      return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }
  }
}

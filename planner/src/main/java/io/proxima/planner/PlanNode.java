package io.proxima.planner;

import io.proxima.engine.query.ReadWork;
import io.proxima.engine.query.SearchWay;
import io.proxima.planner.exec.Measure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One operator of a plan as EXPLAIN shows it, with its inputs.
///
/// `facts` are what else is known before it runs, by the names they have in JSON: texts, numbers,
/// lists of texts, and null. `unused` are the vector indexes that a search could have used but does
/// not; each is a line below the operator. `measure` is there if executions are measured, and grows
/// with them.
public record PlanNode(
    String line,
    Map<String, @Nullable Object> facts,
    List<UnusedIndexes.Unused> unused,
    @Nullable Measure measure,
    List<PlanNode> inputs) {
  private static final double NANOS_PER_MILLI = 1e6;

  /// Milliseconds as EXPLAIN writes them.
  static double millis(long nanos) {
    return Math.round(nanos / 1e3) / 1e3;
  }

  /// One operator a line, inputs indented below it.
  public String text() {
    StringBuilder text = new StringBuilder();
    append(text, 0);
    return text.toString();
  }

  private void append(StringBuilder text, int depth) {
    text.append("  ".repeat(depth)).append(line);
    if (measure != null) {
      text.append(' ').append(measured(measure));
    }
    text.append('\n');
    for (UnusedIndexes.Unused each : unused) {
      text.append("  ".repeat(depth + 1))
          .append("index ")
          .append(each.index())
          .append(" not used: ")
          .append(each.reason())
          .append('\n');
    }
    inputs.forEach(input -> input.append(text, depth + 1));
  }

  private String measured(Measure measure) {
    return String.format(
            Locale.ROOT,
            "(rows=%d, batches=%d, time=%.3f ms",
            measure.rows(),
            measure.batches(),
            measure.nanos() / NANOS_PER_MILLI)
        + measure.work().map(this::described).orElse("")
        + measure.recall().map(recall -> ", recall=" + digits(recall)).orElse("")
        + ")";
  }

  private static String digits(double share) {
    return String.format(Locale.ROOT, "%.4f", share);
  }

  /// Of the rows that were looked at, how many passed the filter.
  private Optional<Double> selectivity(ReadWork work) {
    return work.ways().isEmpty() || work.rowsVisited() == 0 || facts.get("filter") == null
        ? Optional.empty()
        : Optional.of(work.rowsPassed() / (double) work.rowsVisited());
  }

  private static String described(List<SearchWay> ways) {
    return ways.stream()
        .map(way ->
            way.strategy()
                + " of "
                + way.sources()
                + (way.reason().isEmpty() ? "" : " (" + way.reason() + ")"))
        .collect(Collectors.joining(", ", ", search=", ""));
  }

  private String described(ReadWork work) {
    return ", visited="
        + work.rowsVisited()
        + ", filtered out="
        + (work.rowsVisited() - work.rowsPassed())
        + (work.distancesEstimated() == 0 && work.distancesExact() == 0
            ? ""
            : ", distances=" + work.distancesEstimated() + ", exact=" + work.distancesExact())
        + (work.indexes().isEmpty() ? "" : ", index=" + String.join(", ", work.indexes()))
        + (work.ways().isEmpty() ? "" : described(work.ways()))
        + selectivity(work)
            .map(found ->
                ", selectivity="
                    + digits(found)
                    + (facts.get("selectivity") instanceof Double estimated
                        ? " (estimated " + digits(estimated) + ")"
                        : ""))
            .orElse("");
  }

  /// The same as a tree of maps and lists.
  Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("operator", line.contains(" ") ? line.substring(0, line.indexOf(' ')) : line);
    json.put("description", line);
    json.putAll(facts);
    if (!unused.isEmpty()) {
      List<Object> reasons = new ArrayList<>();
      unused.forEach(each -> reasons.add(Map.of("index", each.index(), "reason", each.reason())));
      json.put("indexes_not_used", reasons);
    }
    if (measure != null) {
      json.put("rows", measure.rows());
      json.put("batches", measure.batches());
      json.put("millis", millis(measure.nanos()));
      measure.work().ifPresent(work -> put(json, work));
      measure.recall().ifPresent(recall -> json.put("recall", recall));
    }
    List<Object> below = new ArrayList<>();
    inputs.forEach(input -> below.add(input.json()));
    json.put("inputs", below);
    return json;
  }

  private void put(Map<String, @Nullable Object> json, ReadWork work) {
    json.put("rows_visited", work.rowsVisited());
    json.put("rows_filtered_out", work.rowsVisited() - work.rowsPassed());
    json.put("distances_estimated", work.distancesEstimated());
    json.put("distances_exact", work.distancesExact());
    if (!work.indexes().isEmpty()) {
      json.put("indexes", List.copyOf(work.indexes()));
    }
    if (!work.ways().isEmpty()) {
      List<Object> ways = new ArrayList<>();
      for (SearchWay way : work.ways()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("strategy", way.strategy());
        one.put("sources", way.sources());
        if (!way.reason().isEmpty()) {
          one.put("reason", way.reason());
        }
        ways.add(one);
      }
      json.put("search", ways);
    }
    selectivity(work).ifPresent(found -> json.put("selectivity_found", found));
  }
}

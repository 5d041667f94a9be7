package io.proxima.planner;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What EXPLAIN answers: a plan and, if it was run, how long that took.
///
/// As JSON it is an object with the member `plan`, a tree of operators, and with ANALYZE `planning`
/// and `execution`. Each operator has
///
/// | name | value |
/// |---|---|
/// | `operator`, `description` | its name; its line in the text form |
/// | `table`, `index`, `metric`, `k`, `filter`, … | of a way to rows: see `AccessFacts` |
/// | `estimated_rows` | what the planner took it to give |
/// | `rows`, `batches`, `millis` | with ANALYZE: what came out, and the time with all inputs |
/// | `rows_visited`, `rows_filtered_out` | of a way to rows: what the engine looked at, and left out |
/// | `distances_estimated`, `distances_exact` | how many distances it computed, in `float` and exactly |
/// | `indexes_not_used` | of a search: vector indexes of its column with the reason (`index`, `reason`) |
/// | `search` | of a search: how many sources of rows were searched how (`strategy`, `sources`, `reason`) |
/// | `selectivity_found` | of a search with a filter: the share of the rows looked at that pass it |
/// | `recall` | with RECALL, of a search: the share of the exact answer that it found |
/// | `inputs` | the operators it reads |
public record Explanation(PlanNode plan, Optional<Run> run) {
  /// How long a measured statement took, and the most memory it held at a time. It is always
  /// planned anew.
  ///
  /// - **Unit:** nanoseconds, bytes.
  public record Run(long planningNanos, long executionNanos, long peakBytes) {}

  /// One operator a line.
  public String text() {
    return plan.text()
        + run.map(each ->
                String.format(
                    Locale.ROOT,
                    "Planning time=%.3f ms (not from the plan cache), execution time=%.3f ms,"
                        + " memory=%d bytes\n",
                    PlanNode.millis(each.planningNanos),
                    PlanNode.millis(each.executionNanos),
                    each.peakBytes))
            .orElse("");
  }

  /// One document.
  public String json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("plan", plan.json());
    run.ifPresent(each -> {
      Map<String, Object> planning = new LinkedHashMap<>();
      planning.put("millis", PlanNode.millis(each.planningNanos));
      planning.put("cached", false);
      json.put("planning", planning);
      Map<String, Object> execution = new LinkedHashMap<>();
      execution.put("millis", PlanNode.millis(each.executionNanos));
      execution.put("memory_bytes", each.peakBytes);
      json.put("execution", execution);
    });
    return Json.of(json);
  }
}

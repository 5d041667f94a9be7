package io.proxima.planner;

import io.proxima.engine.schema.TableDef;
import io.proxima.planner.cost.Selectivity;
import io.proxima.planner.exec.Access;
import io.proxima.planner.exec.Condition;
import io.proxima.planner.exec.RowLimit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What EXPLAIN in JSON says about a way to rows.
///
/// | name | of | value |
/// |---|---|---|
/// | `table` | all | the name with its schema |
/// | `index` | tables | null: there are none yet |
/// | `column`, `metric`, `query` | `Knn`, `Range` | the vector column, the metric, the vector |
/// | `k` | `Knn` | how many rows are looked for, rows to skip included |
/// | `bound`, `limit` | `Range` | the distance with its comparison; how many rows at most, or null |
/// | `keys` | `PointGet` | the values of each column of the key |
/// | `filter` | tables | the condition the engine decides, or null |
/// | `filter_strategy` | tables | when it is decided: `while scanning`, `before distances`, `after the key` |
/// | `selectivity` | tables | the part of the rows it is taken to keep |
/// | `as_of` | tables | the time or the number of the commit behind `FOR SYSTEM_TIME AS OF`, if there is one |
/// | `columns` | all | what is read of each row |
final class AccessFacts {
  private final Map<String, @Nullable Object> facts = new LinkedHashMap<>();

  private AccessFacts() {}

  static Map<String, @Nullable Object> of(Access access) {
    AccessFacts facts = new AccessFacts();
    facts.add(access);
    return facts.facts;
  }

  private void add(Access access) {
    switch (access) {
      case Access.Past past -> {
        add(past.access());
        facts.put("as_of", past.moment().text());
      }
      case Access.Scan scan -> table(scan.table(), scan.filter(), "while scanning", scan.columns());
      case Access.Knn knn -> {
        near(knn.table(), knn.nearness());
        facts.put("k", knn.limit().toString());
        table(knn.table(), knn.filter(), "before distances", knn.columns());
      }
      case Access.Range range -> {
        near(range.table(), range.nearness());
        facts.put("bound", range.bound().toString().strip());
        facts.put("limit", range.limit().equals(RowLimit.NONE) ? null : range.limit().toString());
        table(range.table(), range.filter(), "before distances", range.columns());
      }
      case Access.PointGet get -> {
        facts.put("keys", get.keys().stream().map(Object::toString).toList());
        table(get.table(), get.filter(), "after the key", get.columns());
      }
      case Access.SystemScan scan -> {
        facts.put("table", scan.view().name().toString());
        facts.put(
            "columns",
            scan.columns().stream().map(each -> scan.view().columns().get(each).name()).toList());
      }
    }
  }

  private void near(TableDef table, Access.Nearness nearness) {
    facts.put("column", table.columns().get(nearness.column()).name());
    facts.put("metric", nearness.metric().name());
    facts.put("query", nearness.query().text());
  }

  private void table(TableDef table, Condition filter, String strategy, List<Integer> columns) {
    boolean isFiltered = !filter.equals(Condition.TRUE);
    facts.put("table", table.name().toString());
    facts.put("index", null);
    facts.put("filter", isFiltered ? filter.describe(table) : null);
    facts.put("filter_strategy", isFiltered ? strategy : null);
    facts.put("selectivity", Selectivity.of(filter));
    facts.put("columns", columns.stream().map(each -> Access.nameOf(table, each)).toList());
  }
}

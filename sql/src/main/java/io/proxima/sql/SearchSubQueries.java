package io.proxima.sql;

import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.function.VectorOperators;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.RelFactories;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.logical.LogicalCorrelate;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.Util;

/// Keeps a nearest-neighbour query a query over one table while its sub-queries become joins.
///
/// A query vector that is a scalar sub-query is computed first, and the search runs behind a
/// `Correlate` for its one row. A search whose filter has sub-queries, so that it will be a join,
/// gets the primary key, by which ties are ordered, as the last keys of its order.
final class SearchSubQueries {
  private SearchSubQueries() {}

  /// The tree with its sub-queries still in its expressions, except for query vectors.
  static RelNode prepare(RelNode rel) {
    if (rel instanceof Sort sort && isByDistance(sort)) {
      return hoist(withTies(sort));
    }
    if (rel instanceof Filter && !vectors(rel).isEmpty()) {
      return hoist(rel);
    }
    List<RelNode> inputs = rel.getInputs().stream().map(SearchSubQueries::prepare).toList();
    RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    return substitute(same instanceof Join join ? JoinSubQueries.out(join) : same, Map.of());
  }

  /// The operator with values in the place of some sub-queries; the others are prepared.
  private static RelNode substitute(RelNode rel, Map<RexSubQuery, RexNode> values) {
    return rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexNode value = values.get(subQuery);
            return value == null ? subQuery.clone(prepare(subQuery.rel)) : value;
          }
        });
  }

  private static boolean isByDistance(Sort sort) {
    return sort.fetch != null
        && sort.getInput() instanceof Project project
        && sort.getCollation().getFieldCollations().stream()
            .anyMatch(
                key -> SubQueries.hasDistance(project.getProjects().get(key.getFieldIndex())));
  }

  // Ties

  private static RelNode withTies(Sort sort) {
    Project project = (Project) sort.getInput();
    boolean filtered = false;
    RelNode source = project.getInput();
    while (source instanceof Filter filter) {
      filtered |= RexUtil.SubQueryFinder.containsSubQuery(filter);
      source = filter.getInput();
    }
    CatalogTable table =
        filtered && source instanceof TableScan scan
            ? scan.getTable().unwrap(CatalogTable.class)
            : null;
    return table == null ? sort : withKey(sort, project, table.def().key());
  }

  private static RelNode withKey(Sort sort, Project project, List<Integer> key) {
    RelBuilder builder = builder(sort).push(project.getInput());
    List<RexNode> outputs = new ArrayList<>(project.getProjects());
    List<String> names = new ArrayList<>(project.getRowType().getFieldNames());
    List<RelFieldCollation> order = new ArrayList<>(sort.getCollation().getFieldCollations());
    for (int column : key) {
      order.add(new RelFieldCollation(outputs.size()));
      outputs.add(builder.field(column));
      names.add("_tie_" + column);
    }
    builder.project(outputs, names, true, project.getVariablesSet());
    RelNode sorted =
        LogicalSort.create(builder.build(), RelCollations.of(order), sort.offset, sort.fetch);
    List<RelDataTypeField> wanted = project.getRowType().getFieldList();
    builder.push(sorted);
    return builder
        .project(
            builder.fields(ImmutableBitSet.range(wanted.size())),
            project.getRowType().getFieldNames())
        .build();
  }

  // Query vectors

  private static RelNode hoist(RelNode search) {
    Set<CorrelationId> own = new HashSet<>();
    Set<RexSubQuery> vectors = new LinkedHashSet<>();
    for (RelNode rel = search; isChain(rel); rel = rel.getInput(0)) {
      own.addAll(rel.getVariablesSet());
      vectors.addAll(vectors(rel));
    }
    vectors.removeIf(
        vector -> RelOptUtil.getVariablesUsed(vector.rel).stream().anyMatch(own::contains));
    Map<CorrelationId, RelNode> rows = new LinkedHashMap<>();
    Map<RexSubQuery, RexNode> values = new HashMap<>();
    for (RexSubQuery vector : vectors) {
      CorrelationId id = search.getCluster().createCorrel();
      RelNode row = oneRow(prepare(vector.rel));
      rows.put(id, row);
      RexBuilder rex = search.getCluster().getRexBuilder();
      values.put(vector, rex.makeFieldAccess(rex.makeCorrel(row.getRowType(), id), 0));
    }
    RelNode found = replaced(search, values);
    for (Map.Entry<CorrelationId, RelNode> row : rows.entrySet()) {
      found = behind(row.getValue(), row.getKey(), found);
    }
    return found;
  }

  /// What a scalar sub-query gives: NULL without a row, an error with several.
  private static RelNode oneRow(RelNode query) {
    RelBuilder builder = builder(query).push(query);
    return builder
        .aggregate(
            builder.groupKey(),
            builder.aggregateCall(SqlStdOperatorTable.SINGLE_VALUE, builder.field(0)))
        .build();
  }

  /// The rows found with the row of a query vector at hand, and nothing else.
  private static RelNode behind(RelNode row, CorrelationId id, RelNode found) {
    RelNode joined =
        LogicalCorrelate.create(
            row, found, List.of(), id, ImmutableBitSet.of(0), JoinRelType.INNER);
    RelBuilder builder = builder(found).push(joined);
    return builder.project(Util.skip(builder.fields()), found.getRowType().getFieldNames()).build();
  }

  private static boolean isChain(RelNode rel) {
    return rel instanceof Sort || rel instanceof Project || rel instanceof Filter;
  }

  private static RelNode replaced(RelNode rel, Map<RexSubQuery, RexNode> values) {
    return isChain(rel)
        ? substitute(
            rel.copy(rel.getTraitSet(), List.of(replaced(rel.getInput(0), values))), values)
        : prepare(rel);
  }

  /// The scalar sub-queries that a distance is measured to.
  private static Set<RexSubQuery> vectors(RelNode rel) {
    Set<RexSubQuery> vectors = new LinkedHashSet<>();
    rel.accept(
        new RexShuttle() {
          @Override
          public RexNode visitCall(RexCall call) {
            if (VectorOperators.isDistance(call.getOperator())) {
              for (RexNode operand : call.getOperands()) {
                if (operand instanceof RexSubQuery vector
                    && operand.getKind() == SqlKind.SCALAR_QUERY) {
                  vectors.add(vector);
                }
              }
            }
            return super.visitCall(call);
          }
        });
    return vectors;
  }

  private static RelBuilder builder(RelNode rel) {
    return RelFactories.LOGICAL_BUILDER.create(rel.getCluster(), null);
  }
}

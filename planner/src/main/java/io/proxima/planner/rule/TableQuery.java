package io.proxima.planner.rule;

import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.Access;
import io.proxima.planner.exec.Condition;
import io.proxima.planner.exec.Operand;
import io.proxima.planner.exec.RowLimit;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.rel.AccessRel;
import io.proxima.planner.rel.BatchRel;
import io.proxima.planner.rel.FilterRel;
import io.proxima.planner.rel.LimitRel;
import io.proxima.planner.rel.ProjectRel;
import io.proxima.planner.rel.RexText;
import io.proxima.planner.rel.SortRel;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.type.SqlTypes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelCollation;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.rex.RexVisitorImpl;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// A query over one table: columns computed from the rows that pass a condition, perhaps ordered
/// and limited. Finds the access that does most of it and puts the rest above.
final class TableQuery {
  private final RelOptCluster cluster;
  private final TableScan scan;
  private final CatalogTable catalogTable;
  private final TableDef table;
  private final TableCondition condition;
  private final List<RexNode> projects;
  private final RelDataType rowType;

  TableQuery(
      TableScan scan, CatalogTable table, @Nullable Filter filter, @Nullable Project project) {
    this.cluster = scan.getCluster();
    this.scan = scan;
    this.catalogTable = table;
    this.table = table.def();
    this.condition =
        TableCondition.of(
            this.table, filter == null ? null : filter.getCondition(), cluster.getRexBuilder());
    this.projects =
        project == null
            ? List.copyOf(cluster.getRexBuilder().identityProjects(scan.getRowType()))
            : List.copyOf(project.getProjects());
    this.rowType = project == null ? scan.getRowType() : project.getRowType();
  }

  /// The rows in no order.
  RelNode unordered() {
    return assemble(access(), projects, rowType);
  }

  /// The rows in the order of `sort`, or null if nothing is special about it.
  @Nullable RelNode ordered(Sort sort) {
    List<RelFieldCollation> keys = sort.getCollation().getFieldCollations();
    if (keys.isEmpty() || keys.stream().noneMatch(this::isByDistance)) {
      return null;
    }
    DistanceFunction function = condition.keys() == null ? nearestFirst(keys.getFirst()) : null;
    if (function == null) {
      return tiesByKey(sort, access());
    }
    boolean isWhole = function.isExact() && areTies(keys.subList(1, keys.size()));
    Source nearest = isWhole ? nearest(sort, function) : nearestWithTies(sort, function);
    if (nearest == null || !isWhole) {
      return tiesByKey(sort, nearest == null ? access() : nearest);
    }
    RelNode rel = assemble(nearest, projects, rowType);
    return sort.offset == null
        ? rel
        : new LimitRel(rel.getTraitSet(), rel, sort.offset, sort.fetch);
  }

  private boolean isByDistance(RelFieldCollation key) {
    return DistanceCall.isWithin(projects.get(key.getFieldIndex()));
  }

  /// What gives the rows: an access still without its columns, and the distance it computes.
  private record Source(
      Function<List<Integer>, Access> access,
      @Nullable DistanceCall distance,
      @Nullable RexNode distanceCall,
      List<RexNode> residual) {}

  private Source access() {
    List<List<Operand>> keys = condition.keys();
    TableCondition.Within within = condition.within();
    if (keys != null) {
      Condition rest = condition.filterBesidesKeys();
      return new Source(
          columns -> new Access.PointGet(table, keys, columns, rest), null, null, allResidual());
    }
    if (within != null) {
      return range(within, RowLimit.NONE);
    }
    Condition filter = condition.filter();
    return new Source(
        columns -> new Access.Scan(table, columns, filter), null, null, condition.residual());
  }

  private Source range(TableCondition.Within within, RowLimit limit) {
    Access.Nearness nearness = nearness(within.distance());
    Condition filter = condition.filter();
    return new Source(
        columns -> new Access.Range(table, nearness, within.bound(), limit, columns, filter),
        within.distance(),
        within.call(),
        condition.residual());
  }

  private Access.Nearness nearness(DistanceCall distance) {
    return new Access.Nearness(
        distance.column(), distance.metric(), RexText.operand(distance.query()));
  }

  /// The residual condition with the distance bound, which the access does not decide.
  private List<RexNode> allResidual() {
    TableCondition.Within within = condition.within();
    if (within == null) {
      return condition.residual();
    }
    List<RexNode> all = new ArrayList<>(condition.residual());
    all.add(within.term());
    return all;
  }

  /// The function of a distance that a key of the order is, if that order is nearest first.
  private @Nullable DistanceFunction nearestFirst(RelFieldCollation key) {
    DistanceFunction function = DistanceFunction.ofOrder(projects.get(key.getFieldIndex()));
    return function == null
            || function.isRising() == key.getDirection().isDescending()
            || key.nullDirection == RelFieldCollation.NullDirection.FIRST
            || !condition.residual().isEmpty()
        ? null
        : function;
  }

  /// A search that gives just the rows wanted in their order, or null if that is another question.
  private @Nullable Source nearest(Sort sort, DistanceFunction function) {
    RowLimit limit = BatchRel.limit(sort.fetch, sort.offset);
    TableCondition.Within within = condition.within();
    if (within != null) {
      return within.distance().equals(function.distance()) ? range(within, limit) : null;
    }
    return sort.fetch == null ? null : knn(function, limit, null);
  }

  /// A search that gives the rows wanted and those that tie with the last of them, to be put in
  /// order and cut above, or null if that is another question.
  private @Nullable Source nearestWithTies(Sort sort, DistanceFunction function) {
    if (sort.fetch == null || condition.within() != null) {
      return null;
    }
    RexNode key = function.key();
    Access.Ties ties =
        new Access.Ties(ExpressionCompiler.compile(key), RexText.of(key, List.of("distance")));
    return knn(function, BatchRel.limit(sort.fetch, sort.offset), ties);
  }

  private Source knn(DistanceFunction function, RowLimit limit, Access.@Nullable Ties ties) {
    Access.Nearness nearness = nearness(function.distance());
    Condition filter = condition.filter();
    return new Source(
        columns -> new Access.Knn(table, nearness, limit, ties, columns, filter),
        function.distance(),
        function.call(),
        List.of());
  }

  /// Whether keys order ties as the engine does: by the primary key.
  private boolean areTies(List<RelFieldCollation> keys) {
    for (int i = 0; i < keys.size(); i++) {
      if (i == table.key().size() && i > 0) {
        return true;
      }
      RexNode key = projects.get(keys.get(i).getFieldIndex());
      if (i >= table.key().size()
          || !(key instanceof RexInputRef column)
          || column.getIndex() != table.key().get(i)
          || keys.get(i).getDirection().isDescending()) {
        return false;
      }
    }
    return true;
  }

  /// An order by some distance that the engine does not give as it is: ties go by the key all the
  /// same.
  private RelNode tiesByKey(Sort sort, Source source) {
    RelDataType keyType = SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARBINARY);
    List<RexNode> withKey = new ArrayList<>(projects);
    withKey.add(new RexInputRef(catalogTable.keyPosition(), keyType));
    RelDataTypeFactory.Builder type = SqlTypes.INSTANCE.builder();
    type.addAll(rowType.getFieldList());
    type.add(CatalogTable.ROW_KEY, keyType);
    RelNode rows = assemble(source, withKey, type.build());
    List<RelFieldCollation> keys = new ArrayList<>(sort.getCollation().getFieldCollations());
    keys.add(new RelFieldCollation(projects.size()));
    RelCollation collation = RelCollations.of(keys);
    RelTraitSet traits = batch().replace(collation);
    RelNode sorted = new SortRel(traits, rows, collation, sort.offset, sort.fetch);
    List<RexNode> wanted = new ArrayList<>();
    for (RelDataTypeField field : rowType.getFieldList()) {
      wanted.add(new RexInputRef(field.getIndex(), field.getType()));
    }
    return new ProjectRel(batch(), sorted, wanted, rowType);
  }

  private RelTraitSet batch() {
    return cluster.traitSetOf(BatchRel.CONVENTION);
  }

  /// The access with just the columns that are needed, the residual filter and the projection.
  private RelNode assemble(Source source, List<RexNode> outputs, RelDataType outputType) {
    List<Integer> positions = new ArrayList<>(positions(source, outputs));
    RelDataTypeFactory.Builder type = SqlTypes.INSTANCE.builder();
    List<Integer> columns = new ArrayList<>();
    for (int position : positions) {
      int column = catalogTable.column(position);
      boolean isKey = column == ScanRequest.ROW_KEY;
      columns.add(column);
      RelDataType columnType =
          isKey
              ? SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARBINARY)
              : scan.getRowType().getFieldList().get(position).getType();
      type.add(isKey ? CatalogTable.ROW_KEY : Access.nameOf(table, column), columnType);
    }
    if (source.distanceCall() != null) {
      type.add("distance", source.distanceCall().getType());
    }
    RexShuttle toAccess = new ToAccess(positions, source.distance());
    RelDataType accessType = type.build();
    Access access = atMoment(source.access().apply(columns));
    RelNode rel = new AccessRel(cluster, batch(), accessType, access);
    if (!source.residual().isEmpty()) {
      List<RexNode> terms = toAccess.apply(source.residual());
      RexNode filter = RexUtil.composeConjunction(cluster.getRexBuilder(), terms);
      rel = new FilterRel(batch(), rel, filter);
    }
    List<RexNode> above = toAccess.apply(outputs);
    return RexUtil.isIdentity(above, accessType)
        ? rel
        : new ProjectRel(batch(), rel, above, outputType);
  }

  private Access atMoment(Access access) {
    return catalogTable
        .moment()
        .<Access>map(
            each -> new Access.Past(access, RexText.operand(each.value()), each.isSequence()))
        .orElse(access);
  }

  /// The positions of the columns needed: first those that are outputs as they are, in their order.
  private static Set<Integer> positions(Source source, List<RexNode> outputs) {
    Set<Integer> positions = new LinkedHashSet<>();
    for (RexNode output : outputs) {
      if (output instanceof RexInputRef column) {
        positions.add(column.getIndex());
      }
    }
    RexVisitorImpl<@Nullable Void> collector =
        new RexVisitorImpl<>(true) {
          @Override
          public @Nullable Void visitInputRef(RexInputRef column) {
            positions.add(column.getIndex());
            return null;
          }

          @Override
          public @Nullable Void visitCall(RexCall call) {
            boolean given =
                source.distance() != null && source.distance().equals(DistanceCall.of(call));
            return given ? null : super.visitCall(call);
          }
        };
    outputs.forEach(output -> output.accept(collector));
    source.residual().forEach(term -> term.accept(collector));
    return positions;
  }

  /// Rewrites expressions over the table's columns to those of the access.
  private static final class ToAccess extends RexShuttle {
    private final List<Integer> positions;
    private final @Nullable DistanceCall distance;

    ToAccess(List<Integer> positions, @Nullable DistanceCall distance) {
      this.positions = positions;
      this.distance = distance;
    }

    @Override
    public RexNode visitInputRef(RexInputRef column) {
      return new RexInputRef(positions.indexOf(column.getIndex()), column.getType());
    }

    @Override
    public RexNode visitCall(RexCall call) {
      return distance != null && distance.equals(DistanceCall.of(call))
          ? new RexInputRef(positions.size(), call.getType())
          : super.visitCall(call);
    }
  }
}

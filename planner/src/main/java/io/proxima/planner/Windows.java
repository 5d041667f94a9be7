package io.proxima.planner;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.planner.expression.OrderKey;
import io.proxima.planner.rel.AggregateRel;
import io.proxima.planner.rel.TwinAggregate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowBounds;
import org.apache.calcite.rex.RexWindowExclusion;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/// Brings window functions into the form that Calcite's generated code computes as we would: our
/// aggregates, our order, and an operator of their own.
final class Windows {
  private static final HepProgram SPLIT =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.PROJECT_TO_LOGICAL_PROJECT_AND_WINDOW)
          .build();

  private Windows() {}

  /// Whether there are window functions.
  static boolean isIn(RelNode rel) {
    return (rel instanceof Project project && project.containsOver())
        || rel.getInputs().stream().anyMatch(Windows::isIn);
  }

  /// The tree with its windows as operators.
  ///
  /// @throws ProximaException `UNSUPPORTED` for a form of window that is not offered
  static RelNode split(RelNode root) {
    if (!isIn(root)) {
      return root;
    }
    HepPlanner planner = new HepPlanner(SPLIT);
    planner.setRoot(adapt(root));
    return Normalizer.merge(planner.findBestExp());
  }

  /// Aggregations that Calcite's operator has to do, because one of their functions is not ours,
  /// with the others as twins of ours.
  static RelNode withTwins(RelNode rel) {
    List<RelNode> inputs = rel.getInputs().stream().map(Windows::withTwins).toList();
    RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    return same instanceof Aggregate aggregate && !AggregateRel.canDo(aggregate)
        ? aggregate.copy(
            aggregate.getTraitSet(),
            aggregate.getInput(),
            aggregate.getGroupSet(),
            aggregate.getGroupSets(),
            aggregate.getAggCallList().stream().map(call -> twin(aggregate, call)).toList())
        : same;
  }

  private static AggregateCall twin(Aggregate aggregate, AggregateCall call) {
    if (call.getArgList().size() != 1
        || (call.getAggregation().getKind() == SqlKind.COUNT && !call.isDistinct())) {
      return call;
    }
    RelDataType argument =
        aggregate
            .getInput()
            .getRowType()
            .getFieldList()
            .get(call.getArgList().getFirst())
            .getType();
    SqlAggFunction twin =
        TwinAggregate.of(call.getAggregation(), argument, call.getType(), call.isDistinct());
    return twin == null
        ? call
        : AggregateCall.create(
            call.getParserPosition(),
            twin,
            false,
            false,
            false,
            call.rexList,
            call.getArgList(),
            call.filterArg,
            call.distinctKeys,
            call.getCollation(),
            call.getType(),
            call.getName());
  }

  private static RelNode adapt(RelNode rel) {
    List<RelNode> inputs = rel.getInputs().stream().map(Windows::adapt).toList();
    RelNode same = inputs.equals(rel.getInputs()) ? rel : rel.copy(rel.getTraitSet(), inputs);
    return same instanceof Project project && project.containsOver()
        ? LogicalProject.create(
            project.getInput(),
            List.of(),
            new Adaptation(project.getCluster().getRexBuilder()).apply(project.getProjects()),
            project.getRowType(),
            Set.of())
        : same;
  }

  private static final class Adaptation extends RexShuttle {
    private final RexBuilder builder;
    private @Nullable RexOver current;

    Adaptation(RexBuilder builder) {
      this.builder = builder;
    }

    @Override
    public RexNode visitOver(RexOver over) {
      check(over);
      return switch (over.getKind()) {
        case PERCENT_RANK -> percentRank(over);
        case CUME_DIST -> cumeDist(over);
        case NTH_VALUE -> nth(over);
        case LAG, LEAD -> shifted(over);
        default -> plain(over);
      };
    }

    private RexNode plain(RexOver over) {
      current = over;
      RexOver visited = (RexOver) super.visitOver(over);
      return isDistance(over.getWindow()) ? byDistance(over, visited) : visited;
    }

    /// A frame of the rows within a distance, over a key that is a number and never NULL; rows
    /// without a key are a partition of their own.
    private RexNode byDistance(RexOver original, RexOver visited) {
      RexNode key = original.getWindow().orderKeys.getFirst().left;
      RexWindow window = visited.getWindow();
      List<RexNode> partitions = new ArrayList<>(window.partitionKeys);
      if (key.getType().isNullable()) {
        partitions.add(builder.makeCall(SqlStdOperatorTable.IS_NULL, key));
      }
      return builder.makeOver(
          visited.getType(),
          visited.getAggOperator(),
          visited.getOperands(),
          partitions,
          window.orderKeys,
          distance(window.getLowerBound(), key.getType()),
          distance(window.getUpperBound(), key.getType()),
          false,
          true,
          false,
          visited.isDistinct(),
          false);
    }

    private RexWindowBound distance(RexWindowBound bound, RelDataType key) {
      if (!hasOffset(bound)) {
        return bound;
      }
      if (!(bound.getOffset() instanceof RexLiteral literal)) {
        throw refused("RANGE with a distance that is no literal");
      }
      RexNode offset = distance(literal, key);
      return bound.isPreceding()
          ? RexWindowBounds.preceding(offset)
          : RexWindowBounds.following(offset);
    }

    private RexNode distance(RexLiteral literal, RelDataType key) {
      BigDecimal value = literal.getValueAs(BigDecimal.class);
      if (value == null) {
        throw refused("RANGE with a distance that is NULL");
      }
      if (SqlTypeUtil.isDatetime(key)) {
        if (!SqlTypeName.DAY_INTERVAL_TYPES.contains(literal.getTypeName())) {
          throw refused("RANGE with a distance of " + literal.getType());
        }
        BigDecimal micros = value.multiply(BigDecimal.valueOf(1000));
        return builder.makeExactLiteral(micros, type(SqlTypeName.BIGINT));
      }
      return SqlTypeUtil.isApproximateNumeric(key)
          ? builder.makeLiteral(value.doubleValue(), type(SqlTypeName.DOUBLE), true)
          : literal;
    }

    private RelDataType type(SqlTypeName name) {
      return builder.getTypeFactory().createSqlType(name);
    }

    /// The order key of a frame of the rows within a distance.
    private RexNode number(RexNode key) {
      RexNode number =
          SqlTypeUtil.isDatetime(key.getType())
              ? builder.makeCall(OrderKey.NUMBER, key)
              : SqlTypeUtil.isApproximateNumeric(key.getType())
                  ? builder.makeCast(
                      builder
                          .getTypeFactory()
                          .createTypeWithNullability(
                              type(SqlTypeName.DOUBLE), key.getType().isNullable()),
                      key)
                  : key;
      return number.getType().isNullable()
          ? builder.makeCall(
              SqlStdOperatorTable.COALESCE, number, builder.makeZeroLiteral(number.getType()))
          : number;
    }

    /// `LAG` and `LEAD` with a default of the type of the value. Calcite takes them as never NULL
    /// then, but a value may be.
    private RexNode shifted(RexOver over) {
      if (over.getOperands().size() < 3) {
        return plain(over);
      }
      RelDataType type =
          builder
              .getTypeFactory()
              .createTypeWithNullability(over.getOperands().getFirst().getType(), true);
      List<RexNode> operands = new ArrayList<>(over.getOperands());
      operands.set(2, builder.makeAbstractCast(type, over.getOperands().get(2), false));
      RexWindow window = over.getWindow();
      RexNode nullable =
          builder.makeOver(
              type,
              over.getAggOperator(),
              operands,
              window.partitionKeys,
              window.orderKeys,
              window.getLowerBound(),
              window.getUpperBound(),
              window.isRows(),
              true,
              false,
              false,
              false);
      return builder.makeAbstractCast(over.getType(), plain((RexOver) nullable), false);
    }

    /// `NTH_VALUE` looks into the frame, which may be too short for it.
    private RexNode nth(RexOver over) {
      RexWindow window = over.getWindow();
      if (!window.getLowerBound().isUnboundedPreceding()) {
        throw refused("NTH_VALUE in a frame that does not start with the partition");
      }
      RexNode rows =
          over(
              over,
              SqlStdOperatorTable.COUNT,
              window.getLowerBound(),
              window.getUpperBound(),
              window.isRows());
      return builder.makeCall(
          SqlStdOperatorTable.CASE,
          builder.makeCall(
              SqlStdOperatorTable.GREATER_THAN_OR_EQUAL, rows, over.getOperands().get(1)),
          plain(over),
          builder.makeNullLiteral(over.getType()));
    }

    /// `(rank - 1) / (rows - 1)`, 0 for a single row.
    private RexNode percentRank(RexOver over) {
      RexNode rank =
          real(
              over(
                  over,
                  SqlStdOperatorTable.RANK,
                  over.getWindow().getLowerBound(),
                  over.getWindow().getUpperBound(),
                  over.getWindow().isRows()));
      RexNode rows = real(count(over, RexWindowBounds.UNBOUNDED_FOLLOWING));
      RexNode one = builder.makeApproxLiteral(BigDecimal.ONE);
      RexNode others = builder.makeCall(SqlStdOperatorTable.MINUS, rows, one);
      return builder.makeCall(
          SqlStdOperatorTable.CASE,
          builder.makeCall(SqlStdOperatorTable.EQUALS, rows, one),
          builder.makeApproxLiteral(BigDecimal.ZERO),
          builder.makeCall(
              SqlStdOperatorTable.DIVIDE,
              builder.makeCall(SqlStdOperatorTable.MINUS, rank, one),
              others));
    }

    /// The rows up to the last peer of this one, divided by all.
    private RexNode cumeDist(RexOver over) {
      return builder.makeCall(
          SqlStdOperatorTable.DIVIDE,
          real(count(over, RexWindowBounds.CURRENT_ROW)),
          real(count(over, RexWindowBounds.UNBOUNDED_FOLLOWING)));
    }

    private RexNode count(RexOver over, RexWindowBound upper) {
      return over(
          over, SqlStdOperatorTable.COUNT, RexWindowBounds.UNBOUNDED_PRECEDING, upper, false);
    }

    private RexNode over(
        RexOver like,
        SqlAggFunction function,
        RexWindowBound lower,
        RexWindowBound upper,
        boolean rows) {
      RexWindow window = like.getWindow();
      RexNode over =
          builder.makeOver(
              type(SqlTypeName.BIGINT),
              function,
              List.of(),
              window.partitionKeys,
              window.orderKeys,
              lower,
              upper,
              rows,
              true,
              false,
              false,
              false);
      return plain((RexOver) over);
    }

    private RexNode real(RexNode count) {
      return builder.makeCast(builder.getTypeFactory().createSqlType(SqlTypeName.DOUBLE), count);
    }

    private static void check(RexOver over) {
      RexWindow window = over.getWindow();
      if (over.ignoreNulls()) {
        throw refused("IGNORE NULLS in a window function");
      }
      if (window.getExclude() != RexWindowExclusion.EXCLUDE_NO_OTHER) {
        throw refused("EXCLUDE in a window frame");
      }
      if (isDistance(window)) {
        RelDataType key = window.orderKeys.getFirst().left.getType();
        if (SqlTypeUtil.isDecimal(key)
            || (!SqlTypeUtil.isNumeric(key) && !SqlTypeUtil.isDatetime(key))) {
          throw refused("RANGE with a distance over a key of type " + key);
        }
        if (key.isNullable()
            && (window.getLowerBound().isUnbounded() || window.getUpperBound().isUnbounded())) {
          throw refused("RANGE with a distance and UNBOUNDED over a key that may be NULL");
        }
      }
    }

    /// Whether the frame is the rows whose key is within a distance.
    private static boolean isDistance(RexWindow window) {
      return !window.isRows()
          && (hasOffset(window.getLowerBound()) || hasOffset(window.getUpperBound()));
    }

    private static boolean hasOffset(RexWindowBound bound) {
      return !bound.isUnbounded() && !bound.isCurrentRow();
    }

    private static ProximaException refused(String what) {
      return new ProximaException(ErrorCode.UNSUPPORTED, what + " is not offered");
    }

    @Override
    public SqlAggFunction visitOverAggFunction(SqlAggFunction function) {
      RexOver over = current;
      if (over == null || over.getOperands().isEmpty()) {
        return function;
      }
      if (function.getKind() == SqlKind.COUNT && !over.isDistinct()) {
        return function;
      }
      SqlAggFunction twin =
          TwinAggregate.of(
              function, over.getOperands().getFirst().getType(), over.getType(), over.isDistinct());
      if (twin == null && over.isDistinct()) {
        throw refused(function.getName() + "(DISTINCT …) OVER");
      }
      return twin == null ? function : twin;
    }

    @Override
    protected List<RexFieldCollation> visitFieldCollations(
        List<RexFieldCollation> keys, boolean @Nullable [] update) {
      boolean byDistance = current != null && isDistance(current.getWindow());
      List<RexFieldCollation> visited = new ArrayList<>();
      for (RexFieldCollation key : keys) {
        if (byDistance) {
          visited.add(nearby(key));
          update(update);
          continue;
        }
        RexNode adapted = ordered(key.left);
        if (adapted.equals(key.left)) {
          visited.add(key);
        } else {
          visited.add(new RexFieldCollation(adapted, Set.copyOf(key.right)));
          update(update);
        }
      }
      return visited;
    }

    private static void update(boolean @Nullable [] update) {
      if (update != null) {
        update[0] = true;
      }
    }

    /// A key for distances, always ascending: Calcite does not turn the distances with the order.
    private RexFieldCollation nearby(RexFieldCollation key) {
      RexNode number = number(key.left);
      return new RexFieldCollation(
          key.getDirection().isDescending()
              ? builder.makeCall(SqlStdOperatorTable.UNARY_MINUS, number)
              : number,
          Set.of());
    }

    /// What Java orders as we order `key`.
    private RexNode ordered(RexNode key) {
      return switch (key.getType().getSqlTypeName()) {
        case CHAR, VARCHAR, UUID, ARRAY -> builder.makeCall(OrderKey.OPERATOR, key);
        default -> key;
      };
    }
  }
}

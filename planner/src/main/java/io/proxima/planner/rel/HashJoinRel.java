package io.proxima.planner.rel;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import io.proxima.planner.exec.HashJoinOperator;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.Conversion;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.ExpressionCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptCost;
import org.apache.calcite.plan.RelOptPlanner;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/// A join through a hash table of the right input.
public final class HashJoinRel extends Join implements BatchRel {
  /// A join of inputs of our convention.
  public HashJoinRel(
      RelTraitSet traits, RelNode left, RelNode right, RexNode condition, JoinRelType joinType) {
    super(left.getCluster(), traits, List.of(), left, right, condition, Set.of(), joinType);
  }

  @Override
  public Join copy(
      RelTraitSet traits,
      RexNode newCondition,
      RelNode left,
      RelNode right,
      JoinRelType newType,
      boolean semiJoinDone) {
    return new HashJoinRel(traits, left, right, newCondition, newType);
  }

  @Override
  public RelOptCost computeSelfCost(RelOptPlanner planner, RelMetadataQuery query) {
    double rows =
        query.getRowCount(getLeft()) + 2 * query.getRowCount(getRight()) + query.getRowCount(this);
    return planner.getCostFactory().makeCost(rows, 0, 0);
  }

  @Override
  public Operator compile() {
    List<HashJoinOperator.Key> keys = new ArrayList<>();
    List<RexNode> residual = new ArrayList<>();
    for (RexNode term : RelOptUtil.conjunctions(getCondition())) {
      HashJoinOperator.Key key = key(term);
      if (key == null) {
        residual.add(term);
      } else {
        keys.add(key);
      }
    }
    RexNode rest = RexUtil.composeConjunction(getCluster().getRexBuilder(), residual, true);
    return new HashJoinOperator(
        compileInput(0),
        compileInput(1),
        kind(getJoinType()),
        keys,
        rest == null ? null : ExpressionCompiler.compile(rest));
  }

  static HashJoinOperator.Kind kind(JoinRelType type) {
    return switch (type) {
      case INNER -> HashJoinOperator.Kind.INNER;
      case LEFT -> HashJoinOperator.Kind.LEFT;
      case RIGHT -> HashJoinOperator.Kind.RIGHT;
      case FULL -> HashJoinOperator.Kind.FULL;
      case SEMI -> HashJoinOperator.Kind.SEMI;
      case ANTI -> HashJoinOperator.Kind.ANTI;
      default ->
          throw new ProximaException(
              ErrorCode.UNSUPPORTED, "a join of type " + type + " is not offered");
    };
  }

  private HashJoinOperator.@Nullable Key key(RexNode term) {
    boolean same = term.getKind() == SqlKind.IS_NOT_DISTINCT_FROM;
    if (!(term instanceof RexCall call) || (term.getKind() != SqlKind.EQUALS && !same)) {
      return null;
    }
    int split = getLeft().getRowType().getFieldCount();
    if (!(call.getOperands().get(0) instanceof RexInputRef a)
        || !(call.getOperands().get(1) instanceof RexInputRef b)
        || (a.getIndex() < split) == (b.getIndex() < split)) {
      return null;
    }
    RexInputRef left = a.getIndex() < split ? a : b;
    RexInputRef right = a.getIndex() < split ? b : a;
    Expression l = ExpressionCompiler.compile(left);
    Expression r =
        ExpressionCompiler.compile(new RexInputRef(right.getIndex() - split, right.getType()));
    ColumnType common = common(l.type(), r.type());
    return common == null
        ? null
        : new HashJoinOperator.Key(adapt(l, common), adapt(r, common), same);
  }

  private static Expression adapt(Expression expression, ColumnType common) {
    return expression.type().kind() == common.kind() && common.kind() != TypeKind.DECIMAL
        ? expression
        : Conversion.of(expression, common);
  }

  /// The type in which equal values are equal objects, or null if there is none.
  private static @Nullable ColumnType common(ColumnType left, ColumnType right) {
    TypeKind a = left.kind();
    TypeKind b = right.kind();
    if (a == b) {
      boolean sized = a == TypeKind.CHAR || a == TypeKind.DECIMAL;
      return sized && !left.equals(right) ? null : left;
    }
    if (isWhole(a) && isWhole(b)) {
      return ColumnType.of(TypeKind.BIGINT);
    }
    if (isSmall(a) && isSmall(b)) {
      return ColumnType.of(TypeKind.DOUBLE);
    }
    return null;
  }

  private static boolean isWhole(TypeKind kind) {
    return kind == TypeKind.BIGINT || kind == TypeKind.INTEGER || kind == TypeKind.SMALLINT;
  }

  /// Numbers that a double holds exactly.
  private static boolean isSmall(TypeKind kind) {
    return kind == TypeKind.INTEGER
        || kind == TypeKind.SMALLINT
        || kind == TypeKind.REAL
        || kind == TypeKind.DOUBLE;
  }

  @Override
  public String describe() {
    List<String> names = new ArrayList<>(getLeft().getRowType().getFieldNames());
    names.addAll(getRight().getRowType().getFieldNames());
    return "HashJoin " + getJoinType().lowerName + " on " + RexText.of(getCondition(), names);
  }
}

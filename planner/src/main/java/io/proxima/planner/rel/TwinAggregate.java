package io.proxima.planner.rel;

import io.proxima.engine.schema.ColumnType;
import io.proxima.planner.exec.AggregateFunction;
import io.proxima.planner.exec.TwinAccumulator;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.sql.type.SqlTypes;
import java.lang.reflect.Type;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.enumerable.AggAddContext;
import org.apache.calcite.adapter.enumerable.AggContext;
import org.apache.calcite.adapter.enumerable.AggImplementor;
import org.apache.calcite.adapter.enumerable.AggResetContext;
import org.apache.calcite.adapter.enumerable.AggResultContext;
import org.apache.calcite.linq4j.tree.Expression;
import org.apache.calcite.linq4j.tree.Expressions;
import org.apache.calcite.linq4j.tree.Primitive;
import org.apache.calcite.linq4j.tree.Statement;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.FunctionParameter;
import org.apache.calcite.schema.ImplementableAggFunction;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandMetadata;
import org.apache.calcite.sql.validate.SqlUserDefinedAggFunction;
import org.apache.calcite.util.Optionality;
import org.jspecify.annotations.Nullable;

/// One of our aggregate functions in a form that generated code can call, so that sums, means and
/// extremes are the same whoever computes them.
///
/// - **Threads:** immutable.
public record TwinAggregate(
    AggregateFunction function,
    ColumnType argument,
    RelDataType type,
    ColumnType held,
    boolean distinct)
    implements ImplementableAggFunction, AggImplementor {

  /// The twin of a function of ours, or null if we have none.
  public static @Nullable SqlAggFunction of(
      SqlAggFunction original, RelDataType argument, RelDataType type, boolean distinct) {
    AggregateFunction ours = AggregateRel.function(original);
    return ours == null || ours == AggregateFunction.GROUPING
        ? null
        : new TwinAggregate(
                ours,
                ExpressionCompiler.typeOf(argument),
                type,
                ExpressionCompiler.typeOf(type),
                distinct)
            .operator(original);
  }

  /// The function under the name of `original`.
  private SqlAggFunction operator(SqlAggFunction original) {
    SqlOperandMetadata operands =
        OperandTypes.operandMetadata(List.of(), types -> List.of(), i -> "arg" + i, i -> true);
    return new SqlUserDefinedAggFunction(
        new SqlIdentifier(original.getName(), SqlParserPos.ZERO),
        SqlKind.OTHER_FUNCTION,
        ReturnTypes.explicit(type),
        InferTypes.ANY_NULLABLE,
        operands,
        this,
        false,
        false,
        Optionality.FORBIDDEN);
  }

  @Override
  public AggImplementor getImplementor(boolean windowContext) {
    return this;
  }

  @Override
  public RelDataType getReturnType(RelDataTypeFactory types) {
    return type;
  }

  @Override
  public List<FunctionParameter> getParameters() {
    return List.of();
  }

  @Override
  public List<Type> getStateType(AggContext call) {
    return List.of(TwinAccumulator.class);
  }

  @Override
  public void implementReset(AggContext call, AggResetContext reset) {
    Expression empty =
        Expressions.call(
            TwinAccumulator.class,
            "of",
            DataContext.ROOT,
            Expressions.constant(function.name()),
            Expressions.constant(argument.kind().name()),
            Expressions.constant(argument.size()),
            Expressions.constant(argument.scale()),
            Expressions.constant(held.kind().name()),
            Expressions.constant(held.size()),
            Expressions.constant(held.scale()),
            Expressions.constant(distinct));
    reset
        .currentBlock()
        .add(Expressions.statement(Expressions.assign(reset.accumulator().getFirst(), empty)));
  }

  @Override
  public void implementAdd(AggContext call, AggAddContext add) {
    Expression value = add.arguments().getFirst();
    Statement added =
        Expressions.statement(
            Expressions.call(
                add.accumulator().getFirst(),
                "add",
                Expressions.convert_(Expressions.box(value), Object.class)));
    RexNode filter = add.rexFilterArgument();
    if (filter == null) {
      add.currentBlock().add(added);
    } else {
      Expression passes = add.rowTranslator().translateList(List.of(filter)).getFirst();
      add.currentBlock().add(Expressions.ifThen(passes, added));
    }
  }

  @Override
  public Expression implementResult(AggContext call, AggResultContext result) {
    Type java = SqlTypes.INSTANCE.getJavaClass(type);
    boolean filled = Primitive.is(java);
    Expression value =
        Expressions.call(result.accumulator().getFirst(), filled ? "filled" : "result");
    Expression boxed = Expressions.convert_(value, Primitive.box(java));
    return filled ? Expressions.unbox(boxed) : boxed;
  }
}

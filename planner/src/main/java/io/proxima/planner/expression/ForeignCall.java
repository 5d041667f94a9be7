package io.proxima.planner.expression;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnType;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.VectorType;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.DataContext;
import org.apache.calcite.adapter.java.JavaTypeFactory;
import org.apache.calcite.linq4j.QueryProvider;
import org.apache.calcite.linq4j.function.Function1;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexExecutorImpl;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/// A call of a function that we have not, computed by the code that Calcite generates for it. The
/// arguments are ours.
///
/// - **Cost:** some milliseconds when the plan is made.
record ForeignCall(
    ColumnType type,
    List<Expression> arguments,
    Function1<DataContext, @Nullable Object @Nullable []> code)
    implements Expression {
  private static final RexBuilder BUILDER = new RexBuilder(SqlTypes.INSTANCE);

  /// The call, or null if Calcite has no code for it, or none that knows our values.
  static @Nullable Expression of(RexCall call, ColumnType type) {
    List<Expression> arguments = new ArrayList<>();
    List<RexNode> operands = new ArrayList<>();
    RelDataTypeFactory.Builder row = SqlTypes.INSTANCE.builder();
    for (RexNode operand : call.getOperands()) {
      if (operand instanceof RexLiteral) {
        operands.add(operand);
      } else {
        operands.add(new RexInputRef(arguments.size(), operand.getType()));
        row.add("a" + arguments.size(), operand.getType());
        arguments.add(ExpressionCompiler.compile(operand));
      }
    }
    boolean known =
        isKnown(call.getType()) && operands.stream().allMatch(o -> isKnown(o.getType()));
    return known
        ? compiled(type, arguments, call.clone(call.getType(), operands), row.build())
        : null;
  }

  /// Whether Calcite's functions take values of a type as we hold them; times they count in
  /// milliseconds.
  private static boolean isKnown(RelDataType type) {
    return switch (type.getSqlTypeName()) {
      case DATE, SYMBOL, ANY, NULL -> true;
      default ->
          !(type instanceof VectorType)
              && !SqlTypeUtil.isDatetime(type)
              && !SqlTypeUtil.isInterval(type);
    };
  }

  private static @Nullable Expression compiled(
      ColumnType type, List<Expression> arguments, RexNode call, RelDataType row) {
    try {
      return new ForeignCall(
          type,
          List.copyOf(arguments),
          RexExecutorImpl.getExecutable(BUILDER, List.of(call), row).getFunction());
    } catch (RuntimeException | AssertionError e) {
      return null;
    }
  }

  @Override
  public Cells evaluate(Rows rows) {
    List<Cells> cells = arguments.stream().map(argument -> argument.evaluate(rows)).toList();
    boolean constant = cells.stream().allMatch(Cells::isConstant);
    int rowCount = constant ? 1 : rows.rowCount();
    ColumnBuilder builder = new ColumnBuilder(type, rowCount);
    Row row = new Row(new Object[arguments.size()]);
    for (int i = 0; i < rowCount; i++) {
      for (int position = 0; position < row.values.length; position++) {
        Cells cell = cells.get(position);
        row.values[position] =
            cell.isNull(i) ? null : ValueForm.toJava(cell.at(i), arguments.get(position).type());
      }
      builder.add(result(row));
    }
    return constant ? Cells.constant(builder.build()) : Cells.of(builder.build());
  }

  private @Nullable Object result(Row row) {
    try {
      @Nullable Object @Nullable [] results = code.apply(row);
      Object result = results == null ? null : results[0];
      return result == null ? null : fit(ValueForm.toEngine(result, type));
    } catch (ProximaException e) {
      throw e;
    } catch (RuntimeException e) {
      throw GeneratedCode.translated(e);
    }
  }

  /// The result within the limits of its type.
  private Object fit(Object result) {
    if (result instanceof Double real && real.isNaN()) {
      throw new ProximaException(
          ErrorCode.INVALID_PARAMETER, "a function has no value for its operands");
    }
    return Conversion.value(result, type, type);
  }

  /// One row of arguments, as the generated code asks for it.
  private record Row(@Nullable Object[] values) implements DataContext {
    @Override
    public Object get(String name) {
      if (name.equals("inputRecord")) {
        return values;
      }
      throw new ProximaException(
          ErrorCode.UNSUPPORTED, "a function that needs " + name + " is not offered");
    }

    @Override
    public @Nullable SchemaPlus getRootSchema() {
      return null;
    }

    @Override
    public JavaTypeFactory getTypeFactory() {
      return SqlTypes.INSTANCE;
    }

    @Override
    public QueryProvider getQueryProvider() {
      throw new UnsupportedOperationException("a function reads no tables");
    }
  }
}

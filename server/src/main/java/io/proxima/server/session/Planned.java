package io.proxima.server.session;

import io.proxima.client.ParameterColumn;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowLayout;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.ModifyPlan;
import io.proxima.planner.Plan;
import io.proxima.planner.QueryPlan;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A statement that was compiled and, if it reads or writes rows, planned for one state of the
/// catalog and one schema.
record Planned(
    Statement statement,
    Optional<Plan> plan,
    List<ResultColumn> columns,
    long catalogGeneration,
    String schema) {

  /// Whether it can run on a catalog as it is.
  boolean fits(long generation, String currentSchema) {
    return catalogGeneration == generation && schema.equals(currentSchema);
  }

  QueryPlan queryPlan() {
    return (QueryPlan) plan.orElseThrow();
  }

  ModifyPlan modifyPlan() {
    return (ModifyPlan) plan.orElseThrow();
  }

  /// What each `?` takes.
  List<ParameterColumn> parameters() {
    return statement.parameters().stream().map(Planned::parameter).toList();
  }

  private static ParameterColumn parameter(Statement.Parameter parameter) {
    return new ParameterColumn(
        ClientValues.typeOf(parameter.type()),
        parameter.type().size(),
        parameter.type().scale(),
        parameter.nullable());
  }

  /// How a client encodes rows for it; null if it cannot.
  @Nullable RowLayout layout() {
    return statement instanceof Statement.Modify modify && modify.block().isPresent()
        ? layout(modify.table(), modify.kind(), modify.block().get())
        : null;
  }

  private static RowLayout layout(
      TableDef table, Statement.Modify.Kind kind, Statement.ParameterRow row) {
    List<RowLayout.Field> fields = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDef column = table.columns().get(i);
      fields.add(
          new RowLayout.Field(
              column.name(),
              ClientValues.typeOf(column.type()),
              column.type().size(),
              column.type().scale(),
              column.nullable(),
              row.parameterOfColumn().get(i)));
    }
    return new RowLayout(table.version(), kind.name().toLowerCase(Locale.ROOT), fields);
  }

  /// The columns of a query as the client is told.
  static List<ResultColumn> columns(List<Statement.OutputColumn> columns) {
    return columns.stream()
        .map(column ->
            new ResultColumn(
                column.label(),
                column.schema(),
                column.table(),
                column.name(),
                ClientValues.typeOf(column.type()),
                column.type().size(),
                column.type().scale(),
                column.nullable()))
        .toList();
  }
}

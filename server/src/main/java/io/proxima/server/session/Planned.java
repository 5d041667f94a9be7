package io.proxima.server.session;

import io.proxima.client.ParameterColumn;
import io.proxima.client.ResultColumn;
import io.proxima.client.RowLayout;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.PlanCache;
import io.proxima.planner.Planner;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A statement that was compiled and, if it reads or writes rows, planned: what all sessions that
/// run it share.
///
/// - **Threads:** immutable.
record Planned(
    Task task,
    List<Statement.Parameter> types,
    List<ResultColumn> columns,
    List<ParameterColumn> parameters,
    @Nullable RowLayout layout,
    SearchMode search) {
  /// Plans a checked statement; only what reads or writes rows may serve another time.
  static PlanCache.Made<Planned> of(Statement statement, Planner planner) {
    return switch (statement) {
      case Statement.Query query ->
          made(new Task.Read(planner.plan(query)), statement, columns(query.columns()));
      case Statement.Modify modify ->
          made(
              new Task.Change(planner.plan(modify), modify.kind(), modify.table(), modify.block()),
              statement,
              modify.returning().map(each -> columns(each.columns())).orElse(List.of()));
      case Statement.Define define -> made(new Task.Other(define), statement, List.of());
      case Statement.AddColumn add -> made(new Task.Other(add), statement, List.of());
      case Statement.AddCheck add -> made(new Task.Other(add), statement, List.of());
      case Statement.Show show -> made(new Task.Other(show), statement, TextRows.SETTINGS);
      case Statement.Control control -> made(new Task.Other(control), statement, List.of());
      case Statement.CopyFrom copy -> made(new Task.Import(copy), statement, List.of());
      case Statement.CopyTo copy ->
          made(
              new Task.Export(
                  planner.plan(copy.query()),
                  columns(copy.query().columns()),
                  copy.file(),
                  copy.options()),
              statement,
              List.of());
      case Statement.Explain explain -> made(new Task.Other(explain), statement, TextRows.PLAN);
    };
  }

  private static PlanCache.Made<Planned> made(
      Task task, Statement statement, List<ResultColumn> columns) {
    Planned planned =
        new Planned(
            task,
            statement.parameters(),
            columns,
            statement.parameters().stream().map(Planned::parameter).toList(),
            layout(statement),
            statement.search());
    return new PlanCache.Made<>(planned, task instanceof Task.Read || task instanceof Task.Change);
  }

  private static ParameterColumn parameter(Statement.Parameter parameter) {
    return new ParameterColumn(
        ClientValues.typeOf(parameter.type()),
        parameter.type().size(),
        parameter.type().scale(),
        parameter.nullable());
  }

  /// How a client encodes rows for it; null if it cannot.
  private static @Nullable RowLayout layout(Statement statement) {
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
  private static List<ResultColumn> columns(List<Statement.OutputColumn> columns) {
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
                column.nullable(),
                column.identity()))
        .toList();
  }
}

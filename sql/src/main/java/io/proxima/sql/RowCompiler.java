package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.grammar.ast.SqlOnConflict;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// Compiles expressions over rows that a statement has at hand: those of `RETURNING` over the row
/// that was written, those of `ON CONFLICT` over the row that is there and the one that is not
/// inserted.
final class RowCompiler {
  private static final String EXCLUDED = "excluded";

  private final Compilation compilation;
  private final TableDef table;
  private final SqlIdentifier alias;

  /// Expressions may name the table by `alias`.
  RowCompiler(Compilation compilation, TableDef table, SqlIdentifier alias) {
    this.compilation = compilation;
    this.table = table;
    this.alias = alias;
  }

  /// A checked query over the rows at hand. It is translated once all of the statement is checked.
  record Checked(SqlNode validated, boolean hasStar, SqlParserPos place, String clause) {}

  Checked returning(SqlNodeList items) {
    HiddenColumns.refuse(items, "RETURNING");
    SqlParserPos place = items.getParserPosition();
    SqlNode prepared = compilation.prepare(select(items, from(alias, place), place));
    boolean hasStar = QueryCompiler.hasStar(prepared);
    return new Checked(compilation.validator().validate(prepared), hasStar, place, "RETURNING");
  }

  Statement.Returning returning(Checked checked) {
    RelRoot root = compilation.convert(checked.validated);
    return new Statement.Returning(
        expressions(root.project(), checked),
        new QueryCompiler(compilation).columns(checked.validated, root, checked.hasStar));
  }

  /// The conditions of the table over the columns of a row.
  List<RexNode> checks() {
    if (table.checks().isEmpty()) {
      return List.of();
    }
    SqlParserPos place = alias.getParserPosition();
    List<SqlNode> conditions =
        table.checks().stream().map(check -> Compilation.stored(check.condition())).toList();
    SqlNode prepared =
        compilation.prepare(select(new SqlNodeList(conditions, place), from(alias, place), place));
    SqlNode validated = compilation.validator().validate(prepared);
    RelNode rows = compilation.convert(validated).project();
    for (RelDataTypeField field : rows.getRowType().getFieldList()) {
      if (field.getType().getSqlTypeName() != SqlTypeName.BOOLEAN) {
        throw Located.at(
            place,
            ErrorCode.TYPE_MISMATCH,
            "CHECK takes a condition, got a value of type " + field.getType());
      }
    }
    return expressions(rows, new Checked(validated, false, place, "CHECK"));
  }

  /// What stands in columns to which nothing is written.
  List<RexNode> defaults(List<Integer> positions) {
    if (positions.isEmpty()) {
      return List.of();
    }
    SqlParserPos place = alias.getParserPosition();
    RelNode rel = defaultRow(positions).project();
    List<RexNode> expressions =
        List.copyOf(rel.getCluster().getRexBuilder().identityProjects(rel.getRowType()));
    RelNode below = rel;
    while (below instanceof Project project && !project.containsOver()) {
      expressions = RelOptUtil.pushPastProject(expressions, project);
      below = project.getInput();
    }
    if (!(below instanceof Values constant) || constant.getTuples().size() != 1) {
      throw NotOffered.at(place, "a sub-query, aggregate or window in DEFAULT");
    }
    return new RexShuttle() {
      @Override
      public RexNode visitInputRef(RexInputRef column) {
        return constant.getTuples().getFirst().get(column.getIndex());
      }
    }.apply(expressions);
  }

  /// One row of what stands in columns to which nothing is written.
  RelRoot defaultRow(List<Integer> positions) {
    SqlParserPos place = alias.getParserPosition();
    List<SqlNode> values =
        positions.stream().map(position -> ModifyCompiler.byDefault(table, position)).toList();
    SqlNode row = SqlStdOperatorTable.ROW.createCall(place, values);
    SqlNode prepared = compilation.prepare(SqlStdOperatorTable.VALUES.createCall(place, row));
    RelDataTypeFactory.Builder target = SqlTypes.INSTANCE.builder();
    for (int position : positions) {
      ColumnDef column = table.columns().get(position);
      target.add(column.name(), TypeMapping.toSql(column.type(), column.nullable()));
    }
    return compilation.convert(compilation.validator().validateRows(prepared, target.build()));
  }

  /// The whole new row, and then whether it is written.
  Checked update(SqlOnConflict conflict) {
    SqlParserPos place = conflict.getParserPosition();
    List<SqlNode> row = new ArrayList<>();
    for (ColumnDef column : table.columns()) {
      row.add(new SqlIdentifier(List.of(alias.getSimple(), column.name()), place));
    }
    Set<Integer> set = new HashSet<>();
    for (int i = 0; i < conflict.columns().size(); i++) {
      SqlIdentifier name = new SqlIdentifier(conflict.columns().get(i), place);
      HiddenColumns.refuse(name, "ON CONFLICT");
      HiddenColumns.refuse(conflict.values().get(i), "ON CONFLICT");
      int position = TableColumns.position(table, name);
      if (!set.add(position)) {
        throw ModifyCompiler.twice(name);
      }
      SqlNode value = conflict.values().get(i);
      if (IdentityColumn.isNumbered(table, position, value)) {
        throw NotOffered.at(value.getParserPosition(), "a new number in ON CONFLICT DO UPDATE");
      }
      IdentityColumn.requireWritable(table, position, value);
      row.set(position, ModifyCompiler.value(table, position, qualified(value)));
    }
    SqlNode where = conflict.where();
    row.add(where == null ? SqlLiteral.createBoolean(true, place) : qualified(where));
    SqlNode both =
        new SqlJoin(
            place,
            from(alias, place),
            SqlLiteral.createBoolean(false, place),
            JoinType.CROSS.symbol(place),
            from(new SqlIdentifier(EXCLUDED, place), place),
            JoinConditionType.NONE.symbol(place),
            null);
    SqlNode prepared = compilation.prepare(select(new SqlNodeList(row, place), both, place));
    RelDataTypeFactory.Builder target = SqlTypes.INSTANCE.builder();
    for (ColumnDef column : table.columns()) {
      target.add(column.name(), TypeMapping.toSql(column.type(), column.nullable()));
    }
    target.add("_condition", SqlTypes.INSTANCE.createSqlType(SqlTypeName.BOOLEAN));
    return new Checked(
        compilation.validator().validateRows(prepared, target.build()),
        false,
        place,
        "ON CONFLICT DO UPDATE");
  }

  Statement.Conflict update(Checked checked) {
    RelNode rows = compilation.convert(checked.validated).project();
    int width = table.columns().size();
    SqlTypeName condition = rows.getRowType().getFieldList().get(width).getType().getSqlTypeName();
    if (condition != SqlTypeName.BOOLEAN && condition != SqlTypeName.NULL) {
      throw Located.at(
          checked.place,
          ErrorCode.TYPE_MISMATCH,
          "WHERE of ON CONFLICT takes a condition, got a value of type " + condition);
    }
    ModifyCompiler.checkTypes(table, rows, checked.validated);
    List<RexNode> expressions = expressions(rows, checked);
    return new Statement.Conflict(
        expressions.subList(0, width), expressions.subList(width, width + 1));
  }

  /// Checks that the key of `ON CONFLICT` is that of the table.
  void checkKey(SqlOnConflict conflict) {
    List<String> key = table.keyNames();
    List<String> given = conflict.key();
    boolean isKey = given.size() == key.size() && new HashSet<>(given).equals(new HashSet<>(key));
    if (given.isEmpty() ? key.isEmpty() && !conflict.isDoNothing() : !isKey) {
      throw Located.at(
          conflict.getParserPosition(),
          ErrorCode.INVALID_DEFINITION,
          "ON CONFLICT takes the primary key of table "
              + table.name()
              + (key.isEmpty() ? ", which has none" : ", which is " + key)
              + (given.isEmpty() ? "" : ", got " + given));
    }
  }

  private SqlNode from(SqlIdentifier name, SqlParserPos place) {
    SqlIdentifier full = new SqlIdentifier(compilation.plain(table), place);
    return SqlStdOperatorTable.AS.createCall(place, full, name);
  }

  private static SqlNode select(SqlNodeList items, SqlNode from, SqlParserPos place) {
    return new SqlSelect(
        place, null, items, from, null, null, null, null, null, null, null, null, null);
  }

  /// A column without a table is that of the row that is there.
  private SqlNode qualified(SqlNode expression) {
    SqlNode changed =
        expression.accept(
            new SqlShuttle() {
              @Override
              public @Nullable SqlNode visit(SqlIdentifier name) {
                return name.isSimple() && table.position(name.getSimple()) >= 0
                    ? new SqlIdentifier(
                        List.of(alias.getSimple(), name.getSimple()), name.getParserPosition())
                    : name;
              }
            });
    return changed == null ? expression : changed;
  }

  /// What a tree computes from the rows at hand alone.
  private static List<RexNode> expressions(RelNode rel, Checked checked) {
    RelNode below = rel;
    List<RexNode> expressions =
        List.copyOf(rel.getCluster().getRexBuilder().identityProjects(rel.getRowType()));
    while (below instanceof Project project && !project.containsOver()) {
      expressions = RelOptUtil.pushPastProject(expressions, project);
      below = project.getInput();
    }
    if (!isAtHand(below)) {
      throw NotOffered.at(checked.place, "a sub-query, aggregate or window in " + checked.clause);
    }
    return expressions;
  }

  private static boolean isAtHand(RelNode rel) {
    return rel instanceof TableScan
        || (rel instanceof Join join
            && join.getJoinType() == JoinRelType.INNER
            && join.getCondition().isAlwaysTrue()
            && join.getInputs().stream().allMatch(TableScan.class::isInstance));
  }
}

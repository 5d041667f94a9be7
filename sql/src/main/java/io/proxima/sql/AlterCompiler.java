package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TableOptions;
import io.proxima.engine.schema.ViewDef;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.SqlAlterTable;
import io.proxima.grammar.ast.SqlConstraint;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// Compiles `ALTER TABLE` to the next version of the table, of which nothing that is in the catalog
/// is broken.
final class AlterCompiler {
  private final Compilation compilation;

  AlterCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement compile(SqlAlterTable alter) {
    if (alter.ifExists() && compilation.existing(alter.table()) == null) {
      return new Statement.Define(List.of());
    }
    TableDef table = compilation.target(alter.table());
    return switch (alter.change()) {
      case SqlAlterTable.AddColumn add -> add(table, add);
      case SqlAlterTable.DropColumn drop -> drop(table, drop);
      case SqlAlterTable.RenameColumn rename -> renameColumn(table, rename);
      case SqlAlterTable.RenameTable rename -> rename(table, rename.newName());
      case SqlAlterTable.SetOptions set -> setOptions(table, alter, set);
      case SqlAlterTable.ResetOptions reset -> resetOptions(table, reset);
      case SqlAlterTable.AddConstraint add -> addConstraint(table, add.constraint());
      case SqlAlterTable.DropConstraint drop -> dropConstraint(table, drop.constraint());
    };
  }

  private Statement addConstraint(TableDef table, SqlConstraint constraint) {
    return switch (constraint.kind()) {
      case CHECK -> addCheck(table, constraint);
      case UNIQUE -> new KeyCompiler(compilation).addUnique(table, constraint);
      case PRIMARY_KEY,
          FOREIGN_KEY,
          NOT_NULL,
          NULL,
          DEFAULT,
          IDENTITY_ALWAYS,
          IDENTITY_BY_DEFAULT ->
          throw NotOffered.at(
              constraint.getParserPosition(), "ALTER TABLE … ADD " + constraint.kind().words());
    };
  }

  private Statement addCheck(TableDef table, SqlConstraint constraint) {
    CheckDef check =
        DefineCompiler.check(constraint, table.name(), KeyCompiler.constraintNames(table));
    List<CheckDef> checks = new ArrayList<>(table.checks());
    checks.add(check);
    TableDef with = Alteration.of(table).withChecks(checks);
    SqlParserPos place = constraint.getParserPosition();
    Catalog next = next(table, with, place);
    new DefineCompiler(compilation).checkExpressions(with, next, place);
    return new Statement.AddCheck(table, with, violations(table, check, place));
  }

  /// The query for a row of which the condition is false.
  private Statement.Query violations(TableDef table, CheckDef check, SqlParserPos place) {
    SqlIdentifier alias = new SqlIdentifier(table.name().name(), place);
    SqlNode rows = new SqlIdentifier(compilation.plain(table), place);
    SqlNode select =
        new SqlSelect(
            place,
            null,
            SqlNodeList.of(SqlLiteral.createExactNumeric("1", place)),
            SqlStdOperatorTable.AS.createCall(place, rows, alias),
            SqlStdOperatorTable.NOT.createCall(place, Compilation.stored(check.condition())),
            null,
            null,
            null,
            null,
            null,
            null,
            SqlLiteral.createExactNumeric("1", place),
            null);
    return new QueryCompiler(compilation).compile(select);
  }

  private Statement dropConstraint(TableDef table, SqlIdentifier constraint) {
    String name = constraint.getSimple();
    SqlParserPos place = constraint.getParserPosition();
    List<CheckDef> checks = new ArrayList<>(table.checks());
    if (checks.removeIf(check -> check.name().equals(name))) {
      return define(table, Alteration.of(table).withChecks(checks), place);
    }
    if (!table.keyName().isEmpty() && table.keyName().equals(name)) {
      throw NotOffered.at(place, "ALTER TABLE … DROP CONSTRAINT of a primary key");
    }
    Definition definition = new Definition.DropConstraint(table.name(), name);
    Located.at(place, () -> compilation.catalog().apply(definition));
    return new Statement.Define(List.of(definition));
  }

  private Statement add(TableDef table, SqlAlterTable.AddColumn add) {
    String name = add.column().name();
    SqlParserPos place = add.column().getParserPosition();
    if (table.position(name) >= 0) {
      if (add.ifNotExists()) {
        return new Statement.Define(List.of());
      }
      throw Located.at(
          place,
          ErrorCode.DUPLICATE_OBJECT,
          "table " + table.name() + " has a column " + name + " already");
    }
    for (SqlConstraint constraint : add.column().constraints()) {
      switch (constraint.kind()) {
        case NOT_NULL, NULL, DEFAULT -> {
          // Read with the column.
        }
        case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT, PRIMARY_KEY, UNIQUE, CHECK, FOREIGN_KEY ->
            throw NotOffered.at(
                constraint.getParserPosition(),
                constraint.kind().words() + " of a column that is added");
      }
    }
    requireViews(
        table,
        place,
        used -> used.mayCapture(name),
        "names " + name + ", which would mean the new column of table " + table.name());
    ColumnDef column = DefineCompiler.column(add.column(), 0, false);
    TableDef with = Located.at(place, () -> Alteration.of(table).addColumn(column, ""));
    Catalog next = next(table, with, place);
    new DefineCompiler(compilation).checkExpressions(with, next, place);
    return new Statement.AddColumn(table, column, value(with, next, place));
  }

  /// What computes the default of the last column.
  private Optional<Statement.Query> value(TableDef table, Catalog next, SqlParserPos place) {
    int position = table.columns().size() - 1;
    ColumnDef column = table.columns().get(position);
    if (!column.hasDefault()) {
      return Optional.empty();
    }
    SqlIdentifier alias = new SqlIdentifier(table.name().name(), place);
    RelRoot root =
        new RowCompiler(compilation.on(next), table, alias).defaultRow(List.of(position));
    RelDataType type = root.project().getRowType().getFieldList().getFirst().getType();
    return Optional.of(
        new Statement.Query(
            root,
            List.of(
                new Statement.OutputColumn(
                    column.name(), "", "", "", TypeMapping.toColumn(type), true)),
            List.of(),
            SearchMode.UNSAID));
  }

  private Statement drop(TableDef table, SqlAlterTable.DropColumn drop) {
    String name = drop.column().getSimple();
    SqlParserPos place = drop.column().getParserPosition();
    if (table.position(name) < 0 && drop.ifExists()) {
      return new Statement.Define(List.of());
    }
    TableColumns.position(table, drop.column());
    for (CheckDef check : table.checks()) {
      if (NamesUsed.ofExpression(check.condition()).mayRead(name)) {
        throw dependent(place, table, name, "constraint " + check.name());
      }
    }
    TableDef without = Located.at(place, () -> Alteration.of(table).dropColumn(name));
    requireViews(
        table, place, used -> used.mayRead(name), "reads column " + name + " of " + table.name());
    return define(table, without, place);
  }

  private Statement renameColumn(TableDef table, SqlAlterTable.RenameColumn rename) {
    String name = rename.column().getSimple();
    String newName = rename.newName().getSimple();
    SqlParserPos place = rename.newName().getParserPosition();
    TableColumns.position(table, rename.column());
    DefineCompiler.requireFree(newName, rename.newName());
    if (table.position(newName) >= 0) {
      throw Located.at(
          place,
          ErrorCode.DUPLICATE_OBJECT,
          "table " + table.name() + " has a column " + newName + " already");
    }
    requireViews(
        table,
        place,
        used -> used.mayRead(name) || used.mayCapture(newName),
        "names column " + name + " or " + newName + " of " + table.name());
    List<CheckDef> checks =
        checks(
            table,
            old ->
                old.names.getLast().equals(name)
                    ? old.setName(old.names.size() - 1, newName)
                    : old);
    return define(
        table,
        Located.at(place, () -> Alteration.of(table).renameColumn(name, newName, checks)),
        place);
  }

  private Statement rename(TableDef table, SqlIdentifier newName) {
    TableName name = new TableName(table.name().schema(), newName.getSimple());
    List<CheckDef> checks =
        checks(
            table,
            old -> {
              int qualifier = old.names.size() - 2;
              return qualifier >= 0 && old.names.get(qualifier).equals(table.name().name())
                  ? old.setName(qualifier, name.name())
                  : old;
            });
    SqlParserPos place = newName.getParserPosition();
    return define(table, Located.at(place, () -> Alteration.of(table).rename(name, checks)), place);
  }

  /// The conditions of the table with other names in them.
  private static List<CheckDef> checks(TableDef table, UnaryOperator<SqlIdentifier> renaming) {
    List<CheckDef> checks = new ArrayList<>();
    for (CheckDef check : table.checks()) {
      SqlNode changed =
          Compilation.stored(check.condition())
              .accept(
                  new SqlShuttle() {
                    @Override
                    public @Nullable SqlNode visit(SqlIdentifier name) {
                      return renaming.apply(name);
                    }
                  });
      checks.add(
          changed == null ? check : new CheckDef(check.name(), ProximaParser.toSql(changed)));
    }
    return checks;
  }

  private Statement setOptions(TableDef table, SqlAlterTable alter, SqlAlterTable.SetOptions set) {
    Map<String, String> options = OptionCompiler.options(set.options());
    OptionCompiler.check(options, table.columns(), set.options());
    return define(
        table,
        Alteration.of(table).withOptions(TableOptions.changed(table.options(), options, List.of())),
        alter.getParserPosition());
  }

  private Statement resetOptions(TableDef table, SqlAlterTable.ResetOptions reset) {
    reset
        .list()
        .forEach(name -> OptionCompiler.requireKnown(((SqlIdentifier) name).getSimple(), name));
    return define(
        table,
        Alteration.of(table)
            .withOptions(TableOptions.changed(table.options(), Map.of(), reset.names())),
        reset.list().getParserPosition());
  }

  private Statement define(TableDef before, TableDef table, SqlParserPos place) {
    Catalog next = next(before, table, place);
    new DefineCompiler(compilation).checkExpressions(table, next, place);
    return new Statement.Define(List.of(new Definition.AlterTable(before.name(), table)));
  }

  private Catalog next(TableDef before, TableDef table, SqlParserPos place) {
    return Located.at(
        place, () -> compilation.catalog().apply(new Definition.AlterTable(before.name(), table)));
  }

  private void requireViews(
      TableDef table, SqlParserPos place, Predicate<NamesUsed> isHurt, String reason) {
    for (ViewDef view : compilation.catalog().usersOf(table.name())) {
      if (isHurt.test(NamesUsed.ofQuery(view.query()))) {
        throw Located.at(place, ErrorCode.DEPENDENT_OBJECTS, "view " + view.name() + " " + reason);
      }
    }
  }

  private static RuntimeException dependent(
      SqlParserPos place, TableDef table, String column, String user) {
    return Located.at(
        place,
        ErrorCode.DEPENDENT_OBJECTS,
        "column " + column + " of table " + table.name() + " is used by " + user);
  }
}

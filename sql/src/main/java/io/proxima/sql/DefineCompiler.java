package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.ObjectKind;
import io.proxima.grammar.ast.SqlColumnDef;
import io.proxima.grammar.ast.SqlConstraint;
import io.proxima.grammar.ast.SqlCreateSchema;
import io.proxima.grammar.ast.SqlCreateTable;
import io.proxima.grammar.ast.SqlCreateView;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlTruncateTable;
import io.proxima.sql.type.Assignment;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Compiles `CREATE`, `DROP` and `TRUNCATE` to ready definitions.
final class DefineCompiler {
  private static final Set<String> ENGINE_COLUMNS =
      Set.of("_row_key", "_created_at", "_updated_at", "_expires_at");

  private final Compilation compilation;

  DefineCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement.Define createTable(SqlCreateTable create) {
    if (create.getReplace()) {
      throw NotOffered.at(create.getParserPosition(), "CREATE OR REPLACE TABLE");
    }
    TableName name = fresh(create.name());
    if (create.ifNotExists() && compilation.catalog().has(name)) {
      return new Statement.Define(List.of());
    }
    requireFree(name, create.name());
    List<Integer> key = key(create);
    List<ColumnDef> columns = columns(create, key);
    String keyName = keyName(create, name);
    Map<String, String> options = OptionCompiler.options(create.options());
    OptionCompiler.check(options, columns, create.options());
    TableDef plain =
        new TableDef(0, name, 1, columns, key, options, checks(create, name, keyName), keyName);
    TableDef table = new KeyCompiler(compilation).withKeys(create, plain);
    checkExpressions(
        table,
        compilation.catalog().apply(new Definition.CreateTable(table)),
        create.name().getParserPosition());
    return define(new Definition.CreateTable(table));
  }

  Statement.Define createView(SqlCreateView create) {
    if (create.getReplace() && create.ifNotExists()) {
      throw Located.at(
          create.getParserPosition(),
          ErrorCode.SYNTAX_ERROR,
          "CREATE OR REPLACE VIEW takes no IF NOT EXISTS");
    }
    TableName name = fresh(create.name());
    if (create.ifNotExists() && compilation.catalog().has(name)) {
      return new Statement.Define(List.of());
    }
    if (!create.getReplace() || compilation.catalog().view(name) == null) {
      requireFree(name, create.name());
    }
    Definition definition = new ViewCompiler(compilation).create(create, name);
    check(definition, create.name());
    return define(definition);
  }

  /// The full name of what is to be made.
  private TableName fresh(SqlIdentifier given) {
    TableName name = compilation.full(given);
    Compilation.refuseSystem(name, given);
    checkSchema(name.schema(), given);
    return name;
  }

  private void requireFree(TableName name, SqlNode place) {
    if (compilation.catalog().has(name)) {
      String kind = compilation.catalog().table(name) != null ? "table " : "view ";
      throw Located.at(
          place.getParserPosition(), ErrorCode.DUPLICATE_OBJECT, kind + name + " exists already");
    }
  }

  /// The name of the primary key, empty without one.
  private static String keyName(SqlCreateTable create, TableName table) {
    for (SqlConstraint constraint : create.constraints()) {
      if (constraint.kind() == SqlConstraint.Kind.PRIMARY_KEY) {
        String given = constraint.name();
        return given == null ? TableDef.keyName(table) : given;
      }
    }
    return "";
  }

  private static List<CheckDef> checks(SqlCreateTable create, TableName table, String keyName) {
    List<CheckDef> checks = new ArrayList<>();
    Set<String> names = new HashSet<>(Set.of(keyName));
    for (SqlConstraint constraint : create.constraints()) {
      if (constraint.kind() == SqlConstraint.Kind.CHECK) {
        checks.add(check(constraint, table, names));
      }
    }
    return checks;
  }

  /// A condition of a table, of which `names` are the constraints it has; the new one goes there.
  static CheckDef check(SqlConstraint constraint, TableName table, Set<String> names) {
    SqlNode condition = constraint.expression();
    if (condition == null) {
      throw new IllegalArgumentException("a check without a condition");
    }
    String column = String.join("_", constraint.columns());
    String plain = table.name() + (column.isEmpty() ? "" : "_" + column) + "_check";
    String given = constraint.name();
    String name = given == null ? plain : given;
    for (int i = 1; given == null && names.contains(name); i++) {
      name = plain + i;
    }
    if (!names.add(name)) {
      throw wrong(constraint, "two constraints are named " + name);
    }
    return new CheckDef(name, storedText(condition));
  }

  /// The text of an expression as the catalog keeps it.
  private static String storedText(SqlNode expression) {
    expression.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlDynamicParam parameter) {
            throw wrong(parameter, "a definition takes no parameters");
          }

          @Override
          public @Nullable Void visit(SqlCall call) {
            if (call.isA(SqlKind.QUERY)) {
              throw NotOffered.at(call.getParserPosition(), "a sub-query in a definition");
            }
            return super.visit(call);
          }
        });
    return ProximaParser.toSql(expression);
  }

  /// Compiles what the table would compute, so that no row is the first to meet an error.
  void checkExpressions(TableDef table, Catalog catalog, SqlParserPos place) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      if (table.columns().get(i).hasDefault()) {
        positions.add(i);
      }
    }
    if (positions.isEmpty() && table.checks().isEmpty()) {
      return;
    }
    Compilation with = compilation.on(catalog);
    SqlIdentifier alias = new SqlIdentifier(table.name().name(), place);
    RowCompiler compiler = new RowCompiler(with, table, alias);
    compiler.checks();
    List<RexNode> defaults = compiler.defaults(positions);
    for (int i = 0; i < positions.size(); i++) {
      ColumnDef column = table.columns().get(positions.get(i));
      RelDataType type = defaults.get(i).getType();
      if (type.getSqlTypeName() != SqlTypeName.NULL
          && !Assignment.isPossible(TypeMapping.toColumn(type), column.type())) {
        throw Located.at(
            place,
            ErrorCode.TYPE_MISMATCH,
            "column "
                + column.name()
                + " is of type "
                + column.type()
                + ", its default of type "
                + TypeMapping.toColumn(type));
      }
    }
  }

  Statement.Define drop(SqlDropObject drop) {
    return switch (drop.kind()) {
      case TABLE, VIEW -> dropRelation(drop);
      case SCHEMA -> dropSchema(drop);
      case INDEX -> new KeyCompiler(compilation).dropIndex(drop);
      case COLUMN, USER, ROLE -> throw NotOffered.statement(drop);
    };
  }

  Statement.Define truncate(SqlTruncateTable truncate) {
    return define(new Definition.TruncateTable(compilation.target(truncate.name()).name()));
  }

  Statement.Define createSchema(SqlCreateSchema create) {
    String name = schemaName(create.name());
    if (create.getReplace()) {
      throw NotOffered.at(create.getParserPosition(), "CREATE OR REPLACE SCHEMA");
    }
    if (!compilation.catalog().schemas().contains(name)) {
      return define(new Definition.CreateSchema(name));
    }
    if (create.ifNotExists()) {
      return new Statement.Define(List.of());
    }
    throw Located.at(
        create.name().getParserPosition(),
        ErrorCode.DUPLICATE_OBJECT,
        "schema " + name + " exists already");
  }

  private Statement.Define dropRelation(SqlDropObject drop) {
    TableName found = compilation.existing(drop.name());
    if (found == null && drop.ifExists()) {
      return new Statement.Define(List.of());
    }
    TableName name = found == null ? compilation.full(drop.name()) : found;
    boolean isView = drop.kind() == ObjectKind.VIEW;
    Definition plain = isView ? new Definition.DropView(name) : new Definition.DropTable(name);
    boolean isUsed = found != null && isUsed(name);
    boolean isOther = found != null && isView != (compilation.catalog().view(name) != null);
    Definition definition =
        drop.isCascade() && isUsed && !isOther ? new Definition.DropCascade(name) : plain;
    check(definition, drop.name());
    return define(definition);
  }

  private boolean isUsed(TableName name) {
    TableDef table = compilation.catalog().table(name);
    return !compilation.catalog().usersOf(name).isEmpty()
        || (table != null && !compilation.catalog().referrersOf(table).isEmpty());
  }

  /// Refuses a change that the catalog would refuse, at its place in the text.
  private void check(Definition definition, SqlIdentifier place) {
    Compilation.refuseSystem(compilation.full(place), place);
    Located.at(place.getParserPosition(), () -> compilation.catalog().apply(definition));
  }

  private Statement.Define dropSchema(SqlDropObject drop) {
    String name = schemaName(drop.name());
    if (!compilation.catalog().schemas().contains(name)) {
      if (drop.ifExists()) {
        return new Statement.Define(List.of());
      }
      throw unknownSchema(name, drop.name());
    }
    if (name.equals(Catalog.DEFAULT_SCHEMA)) {
      throw Located.at(
          drop.name().getParserPosition(),
          ErrorCode.READ_ONLY,
          "schema " + name + " belongs to the database and cannot be dropped");
    }
    boolean isEmpty =
        compilation.catalog().tables().stream()
                .noneMatch(table -> table.name().schema().equals(name))
            && compilation.catalog().views().stream()
                .noneMatch(view -> view.name().schema().equals(name));
    if (isEmpty) {
      return define(new Definition.DropSchema(name));
    }
    if (drop.isCascade()) {
      throw NotOffered.at(
          drop.getParserPosition(), "DROP SCHEMA … CASCADE of a schema that is not empty");
    }
    throw Located.at(
        drop.name().getParserPosition(),
        ErrorCode.INVALID_DEFINITION,
        "schema " + name + " still holds tables or views");
  }

  private static Statement.Define define(Definition definition) {
    return new Statement.Define(List.of(definition));
  }

  private static String schemaName(SqlIdentifier name) {
    if (!name.isSimple()) {
      throw Located.at(
          name.getParserPosition(),
          ErrorCode.SYNTAX_ERROR,
          "the name of a schema has one part, got " + name);
    }
    Compilation.refuseSystem(new TableName(name.getSimple(), ""), name);
    return name.getSimple();
  }

  private void checkSchema(String schema, SqlNode place) {
    if (!compilation.catalog().schemas().contains(schema)) {
      throw unknownSchema(schema, place);
    }
  }

  private RuntimeException unknownSchema(String schema, SqlNode place) {
    return Located.at(
        place.getParserPosition(),
        ErrorCode.UNDEFINED_OBJECT,
        "there is no schema named "
            + schema
            + NearNames.hint(schema, compilation.catalog().schemas()));
  }

  /// The positions of the columns of the primary key.
  private static List<Integer> key(SqlCreateTable create) {
    List<String> names = create.columns().stream().map(SqlColumnDef::name).toList();
    List<Integer> key = new ArrayList<>();
    boolean found = false;
    for (SqlConstraint constraint : create.constraints()) {
      switch (constraint.kind()) {
        case NOT_NULL,
            NULL,
            DEFAULT,
            CHECK,
            IDENTITY_ALWAYS,
            IDENTITY_BY_DEFAULT,
            UNIQUE,
            FOREIGN_KEY -> {
          // Read with the column or the table.
        }
        case PRIMARY_KEY -> {
          if (found) {
            throw wrong(constraint, "a table has one primary key");
          }
          found = true;
          constraint.columns().forEach(column -> key.add(position(constraint, names, column)));
        }
      }
    }
    if (new HashSet<>(key).size() < key.size()) {
      throw wrong(create, "the primary key names a column twice");
    }
    return key;
  }

  private static int position(SqlConstraint constraint, List<String> names, String column) {
    int position = names.indexOf(column);
    if (position < 0) {
      throw Located.at(
          constraint.getParserPosition(),
          ErrorCode.UNDEFINED_COLUMN,
          "the primary key names "
              + column
              + ", which is no column of the table"
              + NearNames.hint(column, names));
    }
    return position;
  }

  private static List<ColumnDef> columns(SqlCreateTable create, List<Integer> key) {
    List<ColumnDef> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (SqlColumnDef column : create.columns()) {
      int position = columns.size();
      if (!names.add(column.name())) {
        throw wrong(column, "the table has two columns named " + column.name());
      }
      columns.add(column(column, position + 1, key.contains(position)));
    }
    if (columns.isEmpty()) {
      throw wrong(create, "a table has at least one column");
    }
    return columns;
  }

  /// Refuses to call a column as the engine calls its own.
  static void requireFree(String column, SqlNode place) {
    if (ENGINE_COLUMNS.contains(column)) {
      throw wrong(place, "the name " + column + " belongs to the engine");
    }
  }

  static ColumnDef column(SqlColumnDef column, int id, boolean isKey) {
    requireFree(column.name(), column);
    ColumnType type = ColumnTypes.of(column.type());
    if (isKey && !type.kind().canBeKey()) {
      throw wrong(column, "a column of type " + type + " cannot be part of the primary key");
    }
    boolean says = column.constraints().stream().anyMatch(c -> c.kind() == SqlConstraint.Kind.NULL);
    Optional<IdentityDef> identity = identity(column);
    boolean notNull = column.isNotNull() || isKey || identity.isPresent();
    if (says && notNull) {
      throw wrong(column, "column " + column.name() + " is NULL and NOT NULL");
    }
    SqlNode value = column.defaultValue();
    return new ColumnDef(
        id,
        column.name(),
        type,
        !notNull,
        value == null || SqlUtil.isNullLiteral(value, false) ? "" : storedText(value),
        identity);
  }

  private static Optional<IdentityDef> identity(SqlColumnDef column) {
    return column.constraints().stream()
        .filter(each ->
            each.kind() == SqlConstraint.Kind.IDENTITY_ALWAYS
                || each.kind() == SqlConstraint.Kind.IDENTITY_BY_DEFAULT)
        .findFirst()
        .map(IdentityColumn::of);
  }

  private static RuntimeException wrong(SqlNode place, String message) {
    return Located.at(place.getParserPosition(), ErrorCode.INVALID_DEFINITION, message);
  }
}

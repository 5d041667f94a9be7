package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.grammar.ast.SqlInsertion;
import io.proxima.grammar.ast.SqlOnConflict;
import io.proxima.sql.Statement.Modify.Kind;
import io.proxima.sql.catalog.CatalogSchema;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.function.VectorSyntax;
import io.proxima.sql.type.Assignment;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.SqlUtil;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/// Compiles `INSERT`, `UPSERT`, `UPDATE` and `DELETE`: each becomes the query for the rows it
/// writes.
final class ModifyCompiler {
  private final Compilation compilation;

  ModifyCompiler(Compilation compilation) {
    this.compilation = compilation;
  }

  Statement.Modify insert(
      SqlInsert insert, @Nullable SqlOnConflict onConflict, @Nullable SqlNodeList returning) {
    if (insert.isUpsert() && onConflict != null) {
      throw Located.at(
          onConflict.getParserPosition(),
          ErrorCode.SYNTAX_ERROR,
          "UPSERT replaces rows, ON CONFLICT belongs to INSERT");
    }
    SqlIdentifier name = (SqlIdentifier) insert.getTargetTable();
    TableDef table = compilation.target(name);
    SqlInsert whole = withDefaults(table, insert);
    boolean writesExpiry = writesExpiry(whole.getTargetColumnList(), onConflict);
    TableDef written = writesExpiry ? HiddenColumns.withExpiry(table) : table;
    List<Integer> targets = targets(written, whole);
    SqlNode given = values(written, targets, whole.getSource());
    Statement.Numbered numbered = IdentityColumn.numbered(table, targets, whole);
    SqlNode source = compilation.prepare(given);
    checkCount(source, targets.size());
    SqlNode validated = compilation.validator().validateRows(source, rowType(written, targets));
    RowCompiler rowCompiler = new RowCompiler(compilation, table, last(name));
    RowCompiler.@Nullable Checked conflict = conflict(rowCompiler, onConflict);
    RowCompiler.@Nullable Checked returned =
        returning == null ? null : rowCompiler.returning(returning);
    List<Statement.Parameter> parameters = parameters(validated, conflict, returned);
    Optional<Statement.ParameterRow> block =
        onConflict == null && returning == null && !writesExpiry && isPlain(table, targets)
            ? parameterRow(table, targets, source, parameters.size())
            : Optional.empty();
    RelRoot rows = compilation.convert(validated);
    int width = rows.project().getRowType().getFieldCount();
    if (width != targets.size()) {
      throw count(insert.getSource(), targets.size(), width);
    }
    RelRoot wide = RelRoot.of(widen(written, targets, rows.project(), rowCompiler), SqlKind.SELECT);
    checkTypes(written, wide.rel, insert.getSource());
    return new Statement.Modify(
        insert.isUpsert() ? Kind.UPSERT : Kind.INSERT,
        table,
        wide,
        parameters,
        block,
        onConflict == null
            ? Optional.empty()
            : Optional.of(
                conflict == null
                    ? new Statement.Conflict(List.of(), List.of())
                    : rowCompiler.update(conflict)),
        Optional.ofNullable(returned).map(rowCompiler::returning),
        rowCompiler.checks(),
        numbered,
        writesExpiry,
        compilation.search());
  }

  private static boolean writesExpiry(
      @Nullable SqlNodeList columns, @Nullable SqlOnConflict onConflict) {
    boolean writesExpiry = columns != null && HiddenColumns.haveExpiry(columns);
    if (writesExpiry && onConflict != null) {
      throw NotOffered.at(onConflict.getParserPosition(), "ON CONFLICT with _expires_at");
    }
    return writesExpiry;
  }

  /// `DEFAULT VALUES` as a row in which `DEFAULT` is written for each column.
  private static SqlInsert withDefaults(TableDef table, SqlInsert insert) {
    if (!(insert instanceof SqlInsertion insertion) || !insertion.isDefaultValues()) {
      return insert;
    }
    SqlParserPos place = insert.getSource().getParserPosition();
    if (insert.getTargetColumnList() != null) {
      throw Located.at(
          place, ErrorCode.SYNTAX_ERROR, "DEFAULT VALUES takes no list of columns before it");
    }
    List<SqlNode> defaults =
        Collections.nCopies(table.columns().size(), SqlStdOperatorTable.DEFAULT.createCall(place));
    SqlNode row = SqlStdOperatorTable.ROW.createCall(place, defaults);
    insert.setOperand(2, SqlStdOperatorTable.VALUES.createCall(place, row));
    return insert;
  }

  /// Whether nothing is to be computed for a row or from it.
  private static boolean isPlain(TableDef table, List<Integer> targets) {
    int identity = table.identityColumn();
    return table.checks().isEmpty()
        && missingDefaults(table, targets).isEmpty()
        && (identity < 0 || targets.contains(identity));
  }

  /// The columns that are not written and have a default.
  private static List<Integer> missingDefaults(TableDef table, List<Integer> targets) {
    List<Integer> missing = new ArrayList<>(all(table));
    missing.removeAll(targets);
    missing.removeIf(position -> !table.columns().get(position).hasDefault());
    return missing;
  }

  private static RowCompiler.@Nullable Checked conflict(
      RowCompiler rowCompiler, @Nullable SqlOnConflict onConflict) {
    if (onConflict == null) {
      return null;
    }
    rowCompiler.checkKey(onConflict);
    return onConflict.isDoNothing() ? null : rowCompiler.update(onConflict);
  }

  private List<Statement.Parameter> parameters(
      SqlNode source, RowCompiler.@Nullable Checked... others) {
    List<SqlNode> all = new ArrayList<>(List.of(source));
    for (RowCompiler.@Nullable Checked other : others) {
      if (other != null) {
        all.add(other.validated());
      }
    }
    return compilation.parameters(true, all.toArray(SqlNode[]::new));
  }

  Statement.Modify update(SqlUpdate update, @Nullable SqlNodeList returning) {
    SqlIdentifier name = (SqlIdentifier) update.getTargetTable();
    TableDef table = compilation.target(name);
    SqlIdentifier alias = update.getAlias() == null ? last(name) : update.getAlias();
    SqlNodeList columns = update.getTargetColumnList();
    boolean writesExpiry = HiddenColumns.haveExpiry(columns);
    TableDef written = writesExpiry ? HiddenColumns.withExpiry(table) : table;
    List<SqlNode> row = new ArrayList<>();
    for (ColumnDef column : written.columns()) {
      row.add(reference(alias, column.name()));
    }
    Statement.Numbered numbered = Statement.Numbered.NONE;
    Set<Integer> set = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      int position = TableColumns.position(written, (SqlIdentifier) columns.get(i));
      if (!set.add(position)) {
        throw twice(columns.get(i));
      }
      SqlNode value = update.getSourceExpressionList().get(i);
      if (IdentityColumn.isNumbered(table, position, value)) {
        numbered = Statement.Numbered.ALL;
      } else {
        IdentityColumn.requireWritable(written, position, value);
      }
      row.set(position, value(written, position, value));
    }
    row.add(reference(alias, CatalogTable.ROW_KEY));
    SqlNode select = select(table, alias, row, update.getCondition());
    RowCompiler rowCompiler = new RowCompiler(compilation, table, alias);
    return changed(Kind.UPDATE, table, select, rowCompiler, returning, numbered, writesExpiry);
  }

  Statement.Modify delete(SqlDelete delete, @Nullable SqlNodeList returning) {
    SqlIdentifier name = (SqlIdentifier) delete.getTargetTable();
    TableDef table = compilation.target(name);
    SqlIdentifier alias = delete.getAlias() == null ? last(name) : delete.getAlias();
    List<SqlNode> row = new ArrayList<>();
    if (returning != null) {
      table.columns().forEach(column -> row.add(reference(alias, column.name())));
    }
    row.add(reference(alias, CatalogTable.ROW_KEY));
    SqlNode select = select(table, alias, row, delete.getCondition());
    RowCompiler rowCompiler = new RowCompiler(compilation, table, alias);
    return changed(
        Kind.DELETE, table, select, rowCompiler, returning, Statement.Numbered.NONE, false);
  }

  private Statement.Modify changed(
      Kind kind,
      TableDef table,
      SqlNode select,
      RowCompiler rowCompiler,
      @Nullable SqlNodeList returning,
      Statement.Numbered numbered,
      boolean writesExpiry) {
    TableDef written = writesExpiry ? HiddenColumns.withExpiry(table) : table;
    SqlNode source = compilation.prepare(select);
    RelDataTypeFactory.Builder target = SqlTypes.INSTANCE.builder();
    if (kind == Kind.UPDATE || returning != null) {
      target.addAll(rowType(written, all(written)).getFieldList());
    }
    target.add(CatalogTable.ROW_KEY, SqlTypes.INSTANCE.createSqlType(SqlTypeName.VARBINARY));
    SqlNode validated = compilation.validator().validateRows(source, target.build());
    RowCompiler.@Nullable Checked returned =
        returning == null ? null : rowCompiler.returning(returning);
    List<Statement.Parameter> parameters = parameters(validated, returned);
    RelRoot root = compilation.convert(validated);
    if (kind == Kind.UPDATE) {
      checkTypes(written, root.project(), select);
    }
    return new Statement.Modify(
        kind,
        table,
        root,
        parameters,
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(returned).map(rowCompiler::returning),
        kind == Kind.UPDATE ? rowCompiler.checks() : List.of(),
        numbered,
        writesExpiry,
        compilation.search().or(SearchMode.EXACT)); // no row is to be passed over unsaid
  }

  private static SqlNode select(
      TableDef table, SqlIdentifier alias, List<SqlNode> row, @Nullable SqlNode where) {
    SqlParserPos place = alias.getParserPosition();
    SqlNode keyed =
        new SqlIdentifier(
            List.of(CatalogSchema.KEYED, table.name().schema(), table.name().name()), place);
    SqlNode from = SqlStdOperatorTable.AS.createCall(place, keyed, alias);
    return new SqlSelect(
        place,
        null,
        new SqlNodeList(row, place),
        from,
        where,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static SqlIdentifier last(SqlIdentifier name) {
    return name.getComponent(name.names.size() - 1);
  }

  private static SqlNode reference(SqlIdentifier alias, String column) {
    return new SqlIdentifier(List.of(alias.getSimple(), column), alias.getParserPosition());
  }

  private static List<Integer> all(TableDef table) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      positions.add(i);
    }
    return positions;
  }

  private static List<Integer> targets(TableDef table, SqlInsert insert) {
    SqlNodeList names = insert.getTargetColumnList();
    if (names == null) {
      return all(table);
    }
    List<Integer> targets = new ArrayList<>();
    for (SqlNode name : names) {
      int position = TableColumns.position(table, (SqlIdentifier) name);
      if (targets.contains(position)) {
        throw twice(name);
      }
      targets.add(position);
    }
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnDef column = table.columns().get(i);
      boolean isFilled = column.nullable() || column.hasDefault() || column.identity().isPresent();
      if (!isFilled && !targets.contains(i)) {
        throw notNull(table, i, names);
      }
    }
    return targets;
  }

  /// `VALUES` with each cell ready for its column; any other source as it is.
  private static SqlNode values(TableDef table, List<Integer> targets, SqlNode source) {
    if (source.getKind() != SqlKind.VALUES) {
      return source;
    }
    List<SqlNode> given = ((SqlCall) source).getOperandList();
    for (SqlNode row : given) {
      if (cells(row).size() != targets.size()) {
        throw count(row, targets.size(), cells(row).size());
      }
    }
    List<SqlNode> rows = new ArrayList<>();
    for (SqlNode row : given) {
      List<SqlNode> cells = cells(row);
      List<SqlNode> ready = new ArrayList<>();
      for (int i = 0; i < cells.size(); i++) {
        int column = i;
        SqlNode value = value(table, targets.get(i), cells.get(i));
        // A column of texts alone stays so: constant rows need no expression for each cell.
        boolean isText =
            isText(cells.get(i))
                && given.stream()
                    .map(other -> cells(other).get(column))
                    .allMatch(ModifyCompiler::isText);
        ready.add(isText ? cells.get(i) : value);
      }
      rows.add(SqlStdOperatorTable.ROW.createCall(row.getParserPosition(), ready));
    }
    return SqlStdOperatorTable.VALUES.createCall(source.getParserPosition(), rows);
  }

  static List<SqlNode> cells(SqlNode row) {
    return row.getKind() == SqlKind.ROW ? ((SqlCall) row).getOperandList() : List.of(row);
  }

  /// A value written to a column, as an expression of the column's type where a text or an array
  /// stands for one.
  static SqlNode value(TableDef table, int position, SqlNode value) {
    ColumnDef column = table.columns().get(position);
    SqlParserPos place = value.getParserPosition();
    boolean isDefault = value.getKind() == SqlKind.DEFAULT;
    if (isDefault && HiddenColumns.isExpiry(column)) {
      throw NotOffered.at(place, "DEFAULT for " + column.name());
    }
    if (isDefault && column.hasDefault()) {
      return byDefault(table, position);
    }
    if (isDefault && column.identity().isPresent()) {
      return SqlLiteral.createNull(place);
    }
    if (isDefault || SqlUtil.isNullLiteral(value, false)) {
      if (!column.nullable()) {
        throw notNull(table, position, value);
      }
      return isDefault ? SqlLiteral.createNull(place) : value;
    }
    if (value.getKind() == SqlKind.ARRAY_VALUE_CONSTRUCTOR && column.type().kind().isVector()) {
      return VectorSyntax.toVector(value, column.type());
    }
    if (!isText(value)) {
      return value;
    }
    ColumnType text = ColumnType.of(TypeKind.VARCHAR);
    try {
      String given = ((SqlLiteral) value).getValueAs(String.class);
      Assignment.convert(given, text, column.type(), place(table, position));
    } catch (ProximaException e) {
      throw Located.at(place, e);
    }
    return typed(value, column.type());
  }

  /// What stands in a column that has a default, to which nothing is written.
  static SqlNode byDefault(TableDef table, int position) {
    return value(table, position, Compilation.stored(table.columns().get(position).defaultValue()));
  }

  private static boolean isText(SqlNode value) {
    return value instanceof SqlLiteral literal
        && SqlTypeName.CHAR_TYPES.contains(literal.getTypeName());
  }

  /// A text literal as a value of the type, so that it can stand in one column with parameters.
  private static SqlNode typed(SqlNode text, ColumnType type) {
    SqlParserPos place = text.getParserPosition();
    SqlTypeName name = literalType(type);
    if (type.kind().isVector()) {
      return VectorSyntax.toVector(text, type);
    }
    if (name == null) {
      return text;
    }
    SqlBasicTypeNameSpec spec =
        type.kind() == TypeKind.DECIMAL
            ? new SqlBasicTypeNameSpec(name, type.size(), type.scale(), place)
            : new SqlBasicTypeNameSpec(name, place);
    return SqlStdOperatorTable.CAST.createCall(place, text, new SqlDataTypeSpec(spec, place));
  }

  /// As what type a text literal is written to a column, if not as a text.
  private static @Nullable SqlTypeName literalType(ColumnType type) {
    return switch (type.kind()) {
      case DATE -> SqlTypeName.DATE;
      case TIME -> SqlTypeName.TIME;
      case TIMESTAMP -> SqlTypeName.TIMESTAMP;
      case UUID -> SqlTypeName.UUID;
      case BOOLEAN -> SqlTypeName.BOOLEAN;
      case SMALLINT, INTEGER, BIGINT -> SqlTypeName.BIGINT;
      case REAL, DOUBLE -> SqlTypeName.DOUBLE;
      case DECIMAL -> SqlTypeName.DECIMAL;
      case TIMESTAMP_TZ -> SqlTypeName.TIMESTAMP_TZ;
      case CHAR, VARCHAR, VARBINARY, JSON, VECTOR, HALFVEC, INT8VEC, BIT, SPARSEVEC -> null;
    };
  }

  private static void checkCount(SqlNode source, int wanted) {
    SqlNode query = source instanceof SqlOrderBy ordered ? ordered.query : source;
    if (query instanceof SqlSelect select
        && select.getSelectList().stream().noneMatch(ModifyCompiler::isStar)
        && select.getSelectList().size() != wanted) {
      throw count(query, wanted, select.getSelectList().size());
    }
  }

  private static boolean isStar(SqlNode item) {
    return item instanceof SqlIdentifier identifier && identifier.isStar();
  }

  private static RelDataType rowType(TableDef table, List<Integer> targets) {
    RelDataTypeFactory.Builder row = SqlTypes.INSTANCE.builder();
    for (int position : targets) {
      ColumnDef column = table.columns().get(position);
      boolean nullable = column.nullable() || column.identity().isPresent();
      row.add(column.name(), TypeMapping.toSql(column.type(), nullable));
    }
    return row.build();
  }

  /// The rows in the order of the table, defaults or NULL in the columns that got nothing.
  private static RelNode widen(
      TableDef table, List<Integer> targets, RelNode given, RowCompiler rowCompiler) {
    if (targets.equals(all(table))) {
      return given;
    }
    RexBuilder rex = given.getCluster().getRexBuilder();
    List<Integer> missing = missingDefaults(table, targets);
    List<RexNode> defaults = rowCompiler.defaults(missing);
    List<RexNode> row = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      int from = targets.indexOf(i);
      RelDataType type = TypeMapping.toSql(table.columns().get(i).type(), true);
      row.add(
          missing.contains(i)
              ? defaults.get(missing.indexOf(i))
              : from < 0 ? rex.makeNullLiteral(type) : rex.makeInputRef(given, from));
    }
    List<String> names = table.columns().stream().map(ColumnDef::name).toList();
    return LogicalProject.create(given, List.of(), row, names, Set.of());
  }

  static void checkTypes(TableDef table, RelNode rows, SqlNode source) {
    List<RelDataTypeField> fields = rows.getRowType().getFieldList();
    for (int i = 0; i < table.columns().size(); i++) {
      ColumnType to = table.columns().get(i).type();
      RelDataType from = fields.get(i).getType();
      if (from.getSqlTypeName() == SqlTypeName.NULL) {
        continue;
      }
      ColumnType given = TypeMapping.toColumn(from);
      if (to.kind().isVector() && given.kind().isVector() && given.size() != to.size()) {
        throw Located.at(
            source.getParserPosition(),
            ErrorCode.DIMENSION_MISMATCH,
            place(table, i) + " has dimension " + to.size() + ", got " + given.size());
      }
      if (!Assignment.isPossible(given, to)) {
        throw Located.at(
            source.getParserPosition(),
            ErrorCode.TYPE_MISMATCH,
            place(table, i) + " is of type " + to + ", got a value of type " + given);
      }
    }
  }

  private static Optional<Statement.ParameterRow> parameterRow(
      TableDef table, List<Integer> targets, SqlNode source, int parameterCount) {
    if (!(source instanceof SqlBasicCall values)
        || source.getKind() != SqlKind.VALUES
        || values.operandCount() != 1
        || parameterCount != targets.size()) {
      return Optional.empty();
    }
    List<Integer> parameters = new ArrayList<>(Collections.nCopies(table.columns().size(), -1));
    List<SqlNode> cells = cells(values.operand(0));
    for (int i = 0; i < cells.size(); i++) {
      if (!(cells.get(i) instanceof SqlDynamicParam parameter)) {
        return Optional.empty();
      }
      parameters.set(targets.get(i), parameter.getIndex());
    }
    return Optional.of(new Statement.ParameterRow(parameters));
  }

  private static String place(TableDef table, int position) {
    return "column " + table.columns().get(position).name() + " of table " + table.name();
  }

  private static RuntimeException notNull(TableDef table, int position, SqlNode place) {
    return Located.at(
        place.getParserPosition(),
        ErrorCode.NOT_NULL,
        place(table, position) + " is NOT NULL, got no value");
  }

  static RuntimeException twice(SqlNode column) {
    return Located.at(
        column.getParserPosition(), ErrorCode.SYNTAX_ERROR, "column " + column + " is named twice");
  }

  private static RuntimeException count(SqlNode place, int wanted, int given) {
    return Located.at(
        place.getParserPosition(),
        ErrorCode.SYNTAX_ERROR,
        "INSERT names " + wanted + " columns and gives " + given + " values");
  }
}

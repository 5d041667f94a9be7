package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.schema.ViewDef;
import io.proxima.grammar.ProximaParser;
import io.proxima.sql.catalog.CatalogSchema;
import io.proxima.sql.catalog.SystemViews;
import io.proxima.sql.function.VectorSyntax;
import io.proxima.sql.type.Located;
import io.proxima.sql.type.SqlTypes;
import io.proxima.sql.type.TypeMapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.calcite.plan.ConventionTraitDef;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.volcano.VolcanoPlanner;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelCollationTraitDef;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.util.SqlShuttle;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;
import org.jspecify.annotations.Nullable;

/// What the compilation of one statement has at hand.
///
/// - **Threads:** one thread, one statement.
final class Compilation {
  private static final int MAX_EXPANSIONS = 1_000;

  private static final SqlToRelConverter.Config CONFIG =
      SqlToRelConverter.config()
          .withTrimUnusedFields(false)
          .withExpand(false)
          .withInSubQueryThreshold(Integer.MAX_VALUE);

  private final CatalogSchema schema;
  private final String currentSchema;
  private final CalciteCatalogReader reader;
  private final Validator validator;
  private final @Nullable LiteralParameters lifting;
  private final Set<TableDef> tables = new LinkedHashSet<>();
  private final AtomicInteger expansions;
  private final Set<ViewDef> views = new LinkedHashSet<>();
  private boolean reliesOnAll;
  private boolean readsPast;
  private SearchMode search = SearchMode.UNSAID;

  Compilation(CatalogSchema schema, String currentSchema, @Nullable LiteralParameters lifting) {
    this(schema, currentSchema, lifting, new AtomicInteger());
  }

  private Compilation(
      CatalogSchema schema,
      String currentSchema,
      @Nullable LiteralParameters lifting,
      AtomicInteger expansions) {
    this.expansions = expansions;
    this.lifting = lifting;
    this.schema = schema;
    this.currentSchema = currentSchema;
    this.reader = schema.reader(currentSchema);
    this.validator = new Validator(reader);
  }

  /// The same compilation on another catalog.
  Compilation on(Catalog catalog) {
    return new Compilation(new CatalogSchema(catalog), currentSchema, null);
  }

  Catalog catalog() {
    return schema.catalog();
  }

  Validator validator() {
    return validator;
  }

  /// A compilation beside this one, as of a statement of its own, in which unqualified names mean
  /// `schemaName`.
  Compilation beside(String schemaName) {
    return new Compilation(schema, schemaName, null);
  }

  /// The full name of a table without its hidden columns.
  List<String> plain(TableDef table) {
    return schema.plain(table.name());
  }

  String currentSchema() {
    return currentSchema;
  }

  /// An expression out of a definition, with no place in the text of the statement.
  static SqlNode stored(String text) {
    return stored(text, ProximaParser::parseExpression);
  }

  private static SqlNode storedQuery(String text) {
    return stored(text, ProximaParser::parse);
  }

  private static SqlNode stored(String text, Reading reading) {
    try {
      return SqlNode.clone(reading.read(text));
    } catch (SqlParseException e) {
      throw new ProximaException(
          ErrorCode.INTERNAL, "the catalog holds SQL that cannot be read: " + text, e);
    }
  }

  @FunctionalInterface
  private interface Reading {
    SqlNode read(String text) throws SqlParseException;
  }

  /// The tree as the validator takes it.
  SqlNode prepare(SqlNode query) {
    NotOffered.check(query);
    search = search.and(FetchWords.takeFrom(query));
    if (schema.isTimed()) {
      HiddenColumns.refuseNaturalJoin(query);
    }
    SqlNode prepared = query;
    PastSyntax past = new PastSyntax(this);
    VectorSyntax vectors = new VectorSyntax();
    for (SqlShuttle step : List.of(past, new ValuesLiterals(), new ZonedLiterals(), vectors)) {
      SqlNode changed = prepared.accept(step);
      prepared = changed == null ? prepared : changed;
    }
    readsPast |= past.hasFound();
    search = search.and(vectors.search());
    return prepared;
  }

  /// What the trees that were prepared say about their searches.
  SearchMode search() {
    return search;
  }

  /// What the statement relies on, as far as it was compiled.
  Footprint footprint() {
    return new Footprint(
        catalog().generation(), List.copyOf(tables), List.copyOf(views), reliesOnAll);
  }

  /// Says that the statement holds for this catalog only.
  void relyOnAll() {
    reliesOnAll = true;
  }

  /// The relational tree of a checked query, in a cluster of its own. Its planner knows conventions
  /// and collations and has no rules yet.
  RelRoot convert(SqlNode validated) {
    VolcanoPlanner planner = new VolcanoPlanner();
    planner.addRelTraitDef(ConventionTraitDef.INSTANCE);
    planner.addRelTraitDef(RelCollationTraitDef.INSTANCE);
    // Constants are computed by the plan. Calcite would compile a class for each, and round
    // differently.
    planner.setExecutor((rex, constants, reduced) -> reduced.addAll(constants));
    RelOptCluster cluster = RelOptCluster.create(planner, new RexBuilder(SqlTypes.INSTANCE));
    cluster.setMetadataQuerySupplier(MetadataHandlers.INSTANCE::query);
    RelRoot root = convert(validated, cluster);
    RelNode rel = readsPast ? root.rel.accept(new PastTables()) : root.rel;
    return root.withRel(SubQueries.flatten(rel));
  }

  private RelRoot convert(SqlNode validated, RelOptCluster cluster) {
    TablesUsed used = TablesUsed.of(validated, validator);
    tables.addAll(used.tables());
    views.addAll(used.views());
    reliesOnAll |= used.hasOthers();
    if (lifting != null) {
      lifting.replace(validated, validator);
    }
    return new SqlToRelConverter(
            (type, text, path, viewPath) -> expand(cluster, type, viewPath),
            validator,
            reader,
            cluster,
            StandardConvertletTable.INSTANCE,
            CONFIG)
        .convertQuery(validated, false, true);
  }

  /// The text of a view as a part of this query.
  private RelRoot expand(RelOptCluster cluster, RelDataType type, @Nullable List<String> path) {
    List<String> name = Objects.requireNonNull(path);
    ViewDef view = Objects.requireNonNull(catalog().view(new TableName(name.get(0), name.get(1))));
    SqlNode query = storedQuery(view.query());
    Compilation inside =
        new Compilation(schema.timed(HiddenColumns.areIn(query)), view.schema(), null, expansions);
    if (expansions.incrementAndGet() > MAX_EXPANSIONS) {
      throw new ProximaException(
          ErrorCode.UNSUPPORTED,
          "a query that names more than "
              + MAX_EXPANSIONS
              + " views, itself or through views, is not offered");
    }
    SqlNode validated = inside.validator.validate(inside.prepare(query));
    requireSame(view, TablesUsed.of(validated, inside.validator).names());
    RelRoot root = inside.convert(validated, cluster);
    readsPast |= inside.readsPast;
    search = search.and(inside.search);
    tables.addAll(inside.tables);
    views.addAll(inside.views);
    reliesOnAll |= inside.reliesOnAll;
    return RelRoot.of(RelOptUtil.createCastRel(root.project(), type, true), root.kind);
  }

  /// Refuses a view whose names mean something else since a table of its schema hides another.
  private static void requireSame(ViewDef view, List<TableName> uses) {
    if (!uses.equals(view.uses())) {
      throw new ProximaException(
          ErrorCode.INVALID_DEFINITION,
          "view "
              + view.name()
              + " was made over "
              + view.uses()
              + ", and its names mean "
              + uses
              + " now; replace it");
    }
  }

  /// What the parameters of checked trees take. A text may be longer than what it is compared with,
  /// and a number have more digits; one that is written or cast is rounded.
  List<Statement.Parameter> parameters(boolean isWrite, SqlNode... validated) {
    TreeMap<Integer, SqlDynamicParam> found = new TreeMap<>();
    Set<Integer> rounded = new HashSet<>();
    for (SqlNode node : validated) {
      node.accept(
          new SqlBasicVisitor<@Nullable Void>() {
            @Override
            public @Nullable Void visit(SqlCall call) {
              boolean isTarget =
                  switch (call.getKind()) {
                    case CAST -> true;
                    case ROW, SELECT, AS -> isWrite;
                    default -> false;
                  };
              if (isTarget) {
                parametersOf(call).forEach(parameter -> rounded.add(parameter.getIndex()));
              }
              return super.visit(call);
            }

            @Override
            public @Nullable Void visit(SqlDynamicParam parameter) {
              found.put(parameter.getIndex(), parameter);
              return null;
            }
          });
    }
    List<Statement.Parameter> parameters = new ArrayList<>();
    for (SqlDynamicParam parameter : found.values()) {
      RelDataType type = validator.getValidatedNodeTypeIfKnown(parameter);
      if (type == null || type.getSqlTypeName() == SqlTypeName.UNKNOWN) {
        throw Located.at(
            parameter.getParserPosition(),
            ErrorCode.TYPE_MISMATCH,
            "the type of a parameter is not known here; write CAST(? AS type)");
      }
      ColumnType column = TypeMapping.toColumn(type);
      boolean isLimited =
          column.kind() == TypeKind.DECIMAL ? rounded.contains(parameter.getIndex()) : isWrite;
      parameters.add(new Statement.Parameter(isLimited ? column : unlimited(column), true));
    }
    return parameters;
  }

  private static List<SqlDynamicParam> parametersOf(SqlCall call) {
    List<SqlNode> operands =
        call instanceof SqlSelect select ? select.getSelectList() : call.getOperandList();
    return operands.stream()
        .filter(SqlDynamicParam.class::isInstance)
        .map(SqlDynamicParam.class::cast)
        .toList();
  }

  private static ColumnType unlimited(ColumnType type) {
    return switch (type.kind()) {
      case VARCHAR, VARBINARY, DECIMAL -> ColumnType.of(type.kind());
      default -> type;
    };
  }

  /// What table or view a name means, or null.
  @Nullable TableName existing(SqlIdentifier name) {
    TableName full = full(name);
    TableName fallback = new TableName(Catalog.DEFAULT_SCHEMA, full.name());
    return catalog().has(full)
        ? full
        : name.isSimple() && catalog().has(fallback) ? fallback : null;
  }

  /// The table that a statement changes.
  TableDef target(SqlIdentifier name) {
    TableName existing = existing(name);
    TableDef table = existing == null ? null : catalog().table(existing);
    if (table != null) {
      tables.add(table);
      return table;
    }
    refuseSystem(full(name), name);
    if (existing != null) {
      throw Located.at(
          name.getParserPosition(),
          ErrorCode.WRONG_OBJECT,
          name + " is a view; only the rows of tables can be changed");
    }
    throw Located.at(
        name.getParserPosition(), ErrorCode.UNDEFINED_TABLE, "Table '" + name + "' not found");
  }

  /// A name with its schema, which is the current one if it names none.
  TableName full(SqlIdentifier name) {
    if (name.names.size() > 2) {
      throw Located.at(
          name.getParserPosition(),
          ErrorCode.SYNTAX_ERROR,
          "the name of a table has at most two parts, got " + name);
    }
    return name.isSimple()
        ? new TableName(currentSchema, name.getSimple())
        : new TableName(name.names.get(0), name.names.get(1));
  }

  /// Refuses to change what the database fills itself.
  static void refuseSystem(TableName name, SqlNode place) {
    if (SystemViews.isSystemSchema(name.schema())) {
      throw Located.at(
          place.getParserPosition(),
          ErrorCode.READ_ONLY,
          "schema " + name.schema() + " belongs to the database and cannot be changed");
    }
  }
}

package io.proxima.sql.catalog;

import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import io.proxima.sql.type.SqlTypes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.apache.calcite.config.CalciteConnectionConfig;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.jspecify.annotations.Nullable;

/// One catalog of the engine, with the system views, as the validator looks names up in it; with or
/// without the hidden columns of the tables.
///
/// - **Threads:** thread-safe.
public final class CatalogSchema {
  /// The schema in which each table has the column [CatalogTable#ROW_KEY]; users cannot name it.
  public static final String KEYED = "$keyed";

  /// The schema in which no table has hidden columns, where tables have them; users cannot name it.
  public static final String PLAIN = "$plain";

  private static final CalciteConnectionConfig CONFIG =
      new CalciteConnectionConfigImpl(new Properties());

  private final Catalog catalog;
  private final CalciteSchema root;
  private final boolean timed;
  private volatile @Nullable CatalogSchema other;

  /// Reads the whole catalog once; tables are without their hidden columns.
  public CatalogSchema(Catalog catalog) {
    this(catalog, false);
  }

  private CatalogSchema(Catalog catalog, boolean timed) {
    this.catalog = catalog;
    this.timed = timed;
    this.root = CalciteSchema.createRootSchema(false, false);
    CalciteSchema keyed = root.add(KEYED, new AbstractSchema());
    Map<String, TableSchema> schemas = tables(catalog, timed, false);
    for (ViewDef view : catalog.views()) {
      TableSchema schema = Objects.requireNonNull(schemas.get(view.name().schema()));
      schema.tables.put(view.name().name(), new CatalogView(view));
    }
    schemas.forEach((name, schema) -> root.add(name, schema));
    tables(catalog, timed, true).forEach(keyed::add);
    if (timed) {
      CalciteSchema plain = root.add(PLAIN, new AbstractSchema());
      tables(catalog, false, false).forEach(plain::add);
    }
    systemViews().forEach((name, schema) -> root.add(name, schema));
  }

  /// The catalog of the engine.
  public Catalog catalog() {
    return catalog;
  }

  /// Whether the tables have their hidden columns.
  public boolean isTimed() {
    return timed;
  }

  /// The full name of a table without its hidden columns.
  public List<String> plain(TableName table) {
    return timed
        ? List.of(PLAIN, table.schema(), table.name())
        : List.of(table.schema(), table.name());
  }

  /// The same catalog, whose tables have their hidden columns or do not.
  public CatalogSchema timed(boolean wanted) {
    if (wanted == timed) {
      return this;
    }
    CatalogSchema known = other;
    if (known == null) {
      known = new CatalogSchema(catalog, wanted);
      known.other = this;
      other = known;
    }
    return known;
  }

  /// Looks up unqualified names in `currentSchema`, then in `public`.
  public CalciteCatalogReader reader(String currentSchema) {
    Set<List<String>> paths = new LinkedHashSet<>();
    paths.add(List.of(currentSchema));
    paths.add(List.of(Catalog.DEFAULT_SCHEMA));
    paths.add(List.of());
    return new Reader(root, List.copyOf(paths));
  }

  private static Map<String, TableSchema> tables(Catalog catalog, boolean timed, boolean keyed) {
    Map<String, TableSchema> schemas = new HashMap<>();
    catalog.schemas().forEach(name -> schemas.put(name, new TableSchema(new HashMap<>())));
    for (TableDef table : catalog.tables()) {
      schemas
          .computeIfAbsent(table.name().schema(), name -> new TableSchema(new HashMap<>()))
          .tables
          .put(table.name().name(), new CatalogTable(table, timed, keyed));
    }
    return schemas;
  }

  private static Map<String, TableSchema> systemViews() {
    Map<String, TableSchema> schemas = new HashMap<>();
    for (SystemView view : SystemViews.ALL) {
      schemas
          .computeIfAbsent(view.name().schema(), name -> new TableSchema(new HashMap<>()))
          .tables
          .put(view.name().name(), new SystemTable(view));
    }
    return schemas;
  }

  private static final class TableSchema extends AbstractSchema {
    private final Map<String, Table> tables;

    TableSchema(Map<String, Table> tables) {
      this.tables = tables;
    }

    @Override
    protected Map<String, Table> getTableMap() {
      return tables;
    }
  }

  private static final class Reader extends CalciteCatalogReader {
    Reader(CalciteSchema root, List<List<String>> paths) {
      super(root, SqlNameMatchers.withCaseSensitive(true), paths, SqlTypes.INSTANCE, CONFIG);
    }
  }
}

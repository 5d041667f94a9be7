package io.proxima.sql;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.catalog.CatalogView;
import io.proxima.sql.catalog.SystemTable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/// Collects the tables and views that a checked tree names.
final class TablesUsed extends SqlBasicVisitor<@Nullable Void> {
  private final Validator validator;
  private final Set<TableDef> tables = new LinkedHashSet<>();
  private final Set<ViewDef> views = new LinkedHashSet<>();
  private boolean hasOthers;

  private TablesUsed(Validator validator) {
    this.validator = validator;
  }

  /// What a tree names that `validator` has checked.
  static TablesUsed of(SqlNode validated, Validator validator) {
    TablesUsed used = new TablesUsed(validator);
    validated.accept(used);
    return used;
  }

  Set<TableDef> tables() {
    return tables;
  }

  Set<ViewDef> views() {
    return views;
  }

  /// Whether it names what is neither table, view nor system view.
  boolean hasOthers() {
    return hasOthers;
  }

  /// The names of the tables and views, tables first.
  List<TableName> names() {
    return Stream.concat(tables.stream().map(TableDef::name), views.stream().map(ViewDef::name))
        .toList();
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    SqlValidatorNamespace namespace = validator.getNamespace(name);
    SqlValidatorTable table = namespace == null ? null : namespace.getTable();
    if (table != null) {
      CatalogTable known = table.unwrap(CatalogTable.class);
      CatalogView view = table.unwrap(CatalogView.class);
      if (known != null) {
        tables.add(known.def());
      } else if (view != null) {
        views.add(view.def());
      } else if (table.unwrap(SystemTable.class) == null) {
        hasOthers = true;
      }
    }
    return null;
  }
}

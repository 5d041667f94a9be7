package io.proxima.sql;

import io.proxima.engine.schema.TableDef;
import io.proxima.sql.catalog.CatalogTable;
import io.proxima.sql.catalog.SystemTable;
import java.util.Set;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.apache.calcite.sql.validate.SqlValidatorNamespace;
import org.apache.calcite.sql.validate.SqlValidatorTable;
import org.jspecify.annotations.Nullable;

/// Collects the tables that a checked tree names.
final class TablesUsed extends SqlBasicVisitor<@Nullable Void> {
  private final Validator validator;
  private final Set<TableDef> tables;
  private boolean hasOthers;

  private TablesUsed(Validator validator, Set<TableDef> tables) {
    this.validator = validator;
    this.tables = tables;
  }

  /// Whether these are all that the tree names.
  static boolean add(SqlNode validated, Validator validator, Set<TableDef> tables) {
    TablesUsed used = new TablesUsed(validator, tables);
    validated.accept(used);
    return !used.hasOthers;
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    SqlValidatorNamespace namespace = validator.getNamespace(name);
    SqlValidatorTable table = namespace == null ? null : namespace.getTable();
    if (table != null) {
      CatalogTable known = table.unwrap(CatalogTable.class);
      if (known != null) {
        tables.add(known.def());
      } else if (table.unwrap(SystemTable.class) == null) {
        hasOthers = true;
      }
    }
    return null;
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.sql.type.Located;
import java.util.List;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;

/// Finds the columns of a table that a statement names.
final class TableColumns {
  private TableColumns() {}

  /// The position of a column, whose name may stand behind that of the table.
  static int position(TableDef table, SqlIdentifier column) {
    return position(table, column.names.getLast(), column);
  }

  /// The position of a column that is named at a place in the text.
  static int position(TableDef table, String name, SqlNode place) {
    int position = table.position(name);
    if (position < 0) {
      List<String> known = table.columns().stream().map(ColumnDef::name).toList();
      throw Located.at(
          place.getParserPosition(),
          ErrorCode.UNDEFINED_COLUMN,
          "table " + table.name() + " has no column " + name + NearNames.hint(name, known));
    }
    return position;
  }
}

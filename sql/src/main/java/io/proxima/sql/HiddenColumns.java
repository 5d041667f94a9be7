package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.row.RowTime;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TypeKind;
import io.proxima.sql.type.Located;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Finds out whether a statement names one of the columns that every table has and no star gives.
/// The tables of all other statements do not have them.
final class HiddenColumns extends SqlBasicVisitor<@Nullable Void> {
  /// Their names.
  static final Set<String> NAMES =
      Arrays.stream(RowTime.values()).map(RowTime::column).collect(Collectors.toUnmodifiableSet());

  private boolean found;
  private @Nullable SqlNode naturalJoin;

  private HiddenColumns() {}

  /// Whether a tree as the parser gives it names one.
  static boolean areIn(SqlNode statement) {
    HiddenColumns visitor = new HiddenColumns();
    statement.accept(visitor);
    return visitor.found;
  }

  /// Refuses to join by all columns of one name, where tables have hidden ones.
  static void refuseNaturalJoin(SqlNode query) {
    HiddenColumns visitor = new HiddenColumns();
    query.accept(visitor);
    if (visitor.naturalJoin != null) {
      throw NotOffered.at(
          visitor.naturalJoin.getParserPosition(),
          "NATURAL JOIN in a statement that names one of " + NAMES.stream().sorted().toList());
    }
  }

  /// What the table is to a statement that writes `_expires_at`: it has one column more, the last.
  static TableDef withExpiry(TableDef table) {
    List<ColumnDef> columns = new ArrayList<>();
    for (ColumnDef column : table.columns()) {
      columns.add(
          new ColumnDef(
              columns.size() + 1,
              column.name(),
              column.type(),
              column.nullable(),
              column.defaultValue(),
              column.identity()));
    }
    columns.add(
        new ColumnDef(
            columns.size() + 1, RowTime.EXPIRES.column(), ColumnType.of(TypeKind.TIMESTAMP), true));
    return new TableDef(table.id(), table.name(), table.version(), columns, table.key(), Map.of());
  }

  /// Whether a statement may write these columns, of which `_expires_at` is one.
  static boolean haveExpiry(SqlNodeList columns) {
    boolean found = false;
    for (SqlNode column : columns) {
      String name = ((SqlIdentifier) column).names.getLast();
      found |= name.equals(RowTime.EXPIRES.column());
      if (NAMES.contains(name) && !name.equals(RowTime.EXPIRES.column())) {
        throw Located.at(
            column.getParserPosition(),
            ErrorCode.GENERATED_ALWAYS,
            "column " + name + " is kept by the database and cannot be written");
      }
    }
    return found;
  }

  /// Whether a column of a table is the one that `withExpiry` added.
  static boolean isExpiry(ColumnDef column) {
    return column.name().equals(RowTime.EXPIRES.column());
  }

  /// Refuses to name one where only the columns of a row are at hand.
  static void refuse(SqlNode node, String clause) {
    if (areIn(node)) {
      throw NotOffered.at(
          node.getParserPosition(), "one of " + NAMES.stream().sorted().toList() + " in " + clause);
    }
  }

  @Override
  public @Nullable Void visit(SqlIdentifier name) {
    found |= NAMES.contains(name.names.getLast());
    return null;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlJoin join && join.isNatural()) {
      naturalJoin = join;
    }
    return super.visit(call);
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.grammar.ast.SqlConstraint;
import io.proxima.grammar.ast.SqlInsertion;
import io.proxima.sql.type.Located;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/// What statements may write to an identity column, and where the database writes a number.
final class IdentityColumn {
  private IdentityColumn() {}

  /// What a column definition says of its numbers.
  static IdentityDef of(SqlConstraint constraint) {
    SqlConstraint.Numbers numbers = constraint.numbers();
    long increment = number(numbers.increment(), 1);
    if (increment == 0) {
      throw Located.at(
          constraint.getParserPosition(),
          ErrorCode.INVALID_PARAMETER,
          "INCREMENT BY takes another number than 0");
    }
    return new IdentityDef(
        constraint.kind() == SqlConstraint.Kind.IDENTITY_ALWAYS,
        number(numbers.start(), 1),
        increment);
  }

  private static long number(@Nullable SqlLiteral literal, long otherwise) {
    if (literal == null) {
      return otherwise;
    }
    try {
      return literal.getValueAs(BigDecimal.class).longValueExact();
    } catch (ArithmeticException e) {
      throw Located.at(
          literal.getParserPosition(),
          ErrorCode.INVALID_PARAMETER,
          "an identity column takes whole numbers of type BIGINT, got " + literal);
    }
  }

  /// Whether a value for that column is left to the database.
  static boolean isNumbered(TableDef table, int position, SqlNode value) {
    return value.getKind() == SqlKind.DEFAULT && position == table.identityColumn();
  }

  /// Which rows of an insert the database numbers.
  ///
  /// @param targets the columns that get values, in their order
  static Statement.Numbered numbered(TableDef table, List<Integer> targets, SqlInsert insert) {
    int identity = table.identityColumn();
    boolean isOverriding = insert instanceof SqlInsertion insertion && insertion.isOverriding();
    if (isOverriding && identity < 0) {
      throw Located.at(
          insert.getParserPosition(),
          ErrorCode.INVALID_DEFINITION,
          "OVERRIDING SYSTEM VALUE: table " + table.name() + " has no identity column");
    }
    int cell = targets.indexOf(identity);
    if (identity < 0 || cell < 0) {
      return identity < 0 ? Statement.Numbered.NONE : Statement.Numbered.ALL;
    }
    if (insert.getSource().getKind() != SqlKind.VALUES) {
      if (!isOverriding) {
        requireWritable(table, identity, insert.getSource());
      }
      return Statement.Numbered.NONE;
    }
    List<SqlNode> rows = ((SqlCall) insert.getSource()).getOperandList();
    Set<Integer> numbered = new HashSet<>();
    for (int i = 0; i < rows.size(); i++) {
      SqlNode value = ModifyCompiler.cells(rows.get(i)).get(cell);
      if (value.getKind() == SqlKind.DEFAULT) {
        numbered.add(i);
      } else if (!isOverriding) {
        requireWritable(table, identity, value);
      }
    }
    return numbered.size() == rows.size()
        ? Statement.Numbered.ALL
        : new Statement.Numbered(false, numbered);
  }

  /// Refuses a value for a column that only the database fills.
  static void requireWritable(TableDef table, int position, SqlNode value) {
    ColumnDef column = table.columns().get(position);
    if (column.identity().isPresent() && column.identity().get().always()) {
      throw Located.at(
          value.getParserPosition(),
          ErrorCode.GENERATED_ALWAYS,
          "column "
              + column.name()
              + " of table "
              + table.name()
              + " is GENERATED ALWAYS AS IDENTITY and takes DEFAULT only");
    }
  }
}

package io.proxima.sql;

import java.util.Objects;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlCharStringLiteral;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.util.NlsString;

/// A literal of the parse tree that knows which one of the text it is. The validator takes it for
/// the literal it is.
sealed interface MarkedLiteral {
  /// Its position among the literals of the text.
  int literal();

  /// A number.
  final class Numeric extends SqlNumericLiteral implements MarkedLiteral {
    private final int literal;

    Numeric(SqlNumericLiteral number, int literal, SqlParserPos pos) {
      super(number.bigDecimalValue(), number.getPrec(), number.getScale(), number.isExact(), pos);
      this.literal = literal;
    }

    @Override
    public int literal() {
      return literal;
    }

    @Override
    public SqlNumericLiteral clone(SqlParserPos pos) {
      return new Numeric(this, literal, pos);
    }
  }

  /// A text.
  final class Text extends SqlCharStringLiteral implements MarkedLiteral {
    private final int literal;
    private final boolean isCell;

    Text(SqlCharStringLiteral text, int literal, boolean isCell, SqlParserPos pos) {
      super(text.getValueAs(NlsString.class), pos);
      this.literal = literal;
      this.isCell = isCell;
    }

    @Override
    public int literal() {
      return literal;
    }

    @Override
    public SqlCharStringLiteral clone(SqlParserPos pos) {
      return new Text(this, literal, isCell, pos);
    }

    /// In a cell its length is not part of its type.
    @Override
    public RelDataType createSqlType(RelDataTypeFactory types) {
      return isCell
          ? types.createTypeWithCharsetAndCollation(
              types.createSqlType(SqlTypeName.VARCHAR),
              Objects.requireNonNull(types.getDefaultCharset()),
              SqlCollation.COERCIBLE)
          : super.createSqlType(types);
    }
  }
}

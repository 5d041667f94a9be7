package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.schema.TableName;
import io.proxima.sql.catalog.SystemViews;
import io.proxima.sql.function.SequenceFunction;
import io.proxima.sql.type.Located;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlSnapshot;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/// Makes what follows `FOR SYSTEM_TIME AS OF` a time for the validator: a whole number, or anything
/// cast to one, is the number of a commit; all else is cast to a time.
final class PastSyntax extends SqlShuttle {
  private static final int MICROS = 6;

  private final Compilation compilation;
  private boolean found;

  PastSyntax(Compilation compilation) {
    this.compilation = compilation;
  }

  /// Whether there was such a clause in what was visited.
  boolean hasFound() {
    return found;
  }

  @Override
  public @Nullable SqlNode visit(SqlCall call) {
    if (!(call instanceof SqlSnapshot snapshot)) {
      return super.visit(call);
    }
    found = true;
    requireTable(snapshot.getTableRef());
    SqlNode period = snapshot.getPeriod();
    SqlNode time = isNumber(period) ? SequenceFunction.INSTANCE.around(period) : time(period);
    return new SqlSnapshot(snapshot.getParserPosition(), snapshot.getTableRef(), time);
  }

  private void requireTable(SqlNode table) {
    SqlParserPos place = table.getParserPosition();
    if (!(table instanceof SqlIdentifier name)) {
      throw NotOffered.at(place, "FOR SYSTEM_TIME AS OF behind anything but a table");
    }
    TableName existing = compilation.existing(name);
    if (existing == null && !SystemViews.isSystemSchema(compilation.full(name).schema())) {
      throw Located.at(place, ErrorCode.UNDEFINED_TABLE, "Table '" + name + "' not found");
    }
    if (existing == null || compilation.catalog().table(existing) == null) {
      throw NotOffered.at(place, "FOR SYSTEM_TIME AS OF of a view");
    }
  }

  private static boolean isNumber(SqlNode period) {
    if (period instanceof SqlNumericLiteral number) {
      return number.isInteger();
    }
    return period.getKind() == SqlKind.CAST
        && ((SqlCall) period).operand(1) instanceof SqlDataTypeSpec type
        && type.getTypeNameSpec() instanceof SqlBasicTypeNameSpec spec
        && isWhole(spec.getTypeName().getSimple());
  }

  private static boolean isWhole(String type) {
    SqlTypeName name = SqlTypeName.get(type);
    return name != null && SqlTypeName.INT_TYPES.contains(name);
  }

  private static SqlNode time(SqlNode value) {
    SqlParserPos place = value.getParserPosition();
    SqlBasicTypeNameSpec type = new SqlBasicTypeNameSpec(SqlTypeName.TIMESTAMP, MICROS, place);
    return SqlStdOperatorTable.CAST.createCall(place, value, new SqlDataTypeSpec(type, place));
  }
}

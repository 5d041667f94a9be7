package io.proxima.sql;

import io.proxima.engine.error.ProximaException;
import io.proxima.sql.type.DateTimeText;
import io.proxima.sql.type.Located;
import java.util.regex.Pattern;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUnknownLiteral;
import org.apache.calcite.sql.util.SqlShuttle;

/// Writes `TIMESTAMP WITH TIME ZONE '…+02:00'`, which Calcite takes with the name of a zone only,
/// at the same moment of UTC.
final class ZonedLiterals extends SqlShuttle {
  private static final String TYPE = "TIMESTAMP WITH TIME ZONE";
  private static final Pattern WITHOUT_NAME = Pattern.compile("[-+0-9:. TZtz]+");

  @Override
  public SqlNode visit(SqlLiteral literal) {
    if (!(literal instanceof SqlUnknownLiteral unknown) || !unknown.tag.equals(TYPE)) {
      return literal;
    }
    String text = unknown.getValue();
    if (!WITHOUT_NAME.matcher(text).matches()) {
      return literal;
    }
    try {
      long micros = DateTimeText.timestampTz(text, "a literal");
      return SqlLiteral.createUnknown(
          TYPE, DateTimeText.formatTimestamp(micros) + " UTC", literal.getParserPosition());
    } catch (ProximaException e) {
      throw Located.at(literal.getParserPosition(), e);
    }
  }
}

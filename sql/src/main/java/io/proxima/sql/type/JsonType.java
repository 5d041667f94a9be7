package io.proxima.sql.type;

import java.io.Serial;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.calcite.rel.type.RelDataTypeSystem;
import org.apache.calcite.sql.SqlCollation;
import org.apache.calcite.sql.type.BasicSqlType;
import org.apache.calcite.sql.type.SqlTypeName;

/// `JSON`: a text that is known to be JSON. Where no rule speaks of it, it is a `VARCHAR`.
///
/// - **Threads:** immutable.
final class JsonType extends BasicSqlType {
  @Serial private static final long serialVersionUID = 1L;

  JsonType(RelDataTypeSystem system, boolean nullable) {
    super(system, SqlTypeName.VARCHAR, nullable);
    computeDigest();
  }

  @Override
  public Charset getCharset() {
    return StandardCharsets.UTF_8;
  }

  @Override
  public SqlCollation getCollation() {
    return SqlCollation.IMPLICIT;
  }

  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append("JSON");
  }
}

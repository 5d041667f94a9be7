package io.proxima.sql.type;

import java.io.Serial;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.ArraySqlType;

/// `VECTOR(dim)`: an array of `REAL` with its length in the type.
///
/// - **Threads:** immutable.
public final class VectorType extends ArraySqlType {
  @Serial private static final long serialVersionUID = 1L;

  private final int dim;

  VectorType(RelDataType element, int dim, boolean nullable) {
    super(element, nullable);
    this.dim = dim;
    computeDigest();
  }

  /// The number of dimensions.
  public int dim() {
    return dim;
  }

  @Override
  public int getPrecision() {
    return dim;
  }

  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append("VECTOR(").append(dim).append(')');
  }
}

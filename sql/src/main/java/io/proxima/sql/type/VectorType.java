package io.proxima.sql.type;

import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TypeKind;
import java.io.Serial;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.type.ArraySqlType;

/// `VECTOR(dim)` and the other kinds of vectors: to the standard's functions an array of `REAL`,
/// with its kind and length in the type.
///
/// - **Threads:** immutable.
public final class VectorType extends ArraySqlType {
  @Serial private static final long serialVersionUID = 1L;

  private final transient ColumnType column;

  VectorType(RelDataType element, ColumnType column, boolean nullable) {
    super(element, nullable);
    this.column = column;
    computeDigest();
  }

  /// How the engine holds it.
  public ColumnType column() {
    return column;
  }

  /// The kind of vector.
  public TypeKind kind() {
    return column.kind();
  }

  /// The number of dimensions.
  public int dim() {
    return column.size();
  }

  /// Whether all its components are kept, as numbers.
  public boolean isDense() {
    return kind().layout() == TypeKind.Layout.VECTOR;
  }

  @Override
  public int getPrecision() {
    return column.size();
  }

  @Override
  protected void generateTypeString(StringBuilder text, boolean withDetail) {
    text.append(column);
  }
}

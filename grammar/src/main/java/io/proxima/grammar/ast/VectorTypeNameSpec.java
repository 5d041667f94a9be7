package io.proxima.grammar.ast;

import java.util.OptionalInt;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlTypeNameSpec;
import org.apache.calcite.sql.SqlWriter;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.util.Litmus;

/// A vector type as written: `VECTOR(n, kind)` and its other spellings `HALFVEC(n)`, `INT8VEC(n)`,
/// `BIT(n)`, `SPARSEVEC(n)`.
///
/// The range of the dimension is not checked here.
public final class VectorTypeNameSpec extends SqlTypeNameSpec {

  /// The dimension of a type written without one.
  public static final int ANY_DIM = -1;

  private final int dim;
  private final VectorKind kind;

  public VectorTypeNameSpec(int dim, VectorKind kind, SqlParserPos pos) {
    super(new SqlIdentifier(spelling(kind), pos), pos);
    this.dim = dim;
    this.kind = kind;
  }

  /// The dimension, empty if none was written.
  public OptionalInt dim() {
    return dim == ANY_DIM ? OptionalInt.empty() : OptionalInt.of(dim);
  }

  /// What the elements are.
  public VectorKind kind() {
    return kind;
  }

  /// Asks the validator's type factory, which must be a [VectorTypes].
  @Override
  public RelDataType deriveType(SqlValidator validator) {
    if (validator.getTypeFactory() instanceof VectorTypes types) {
      return types.vectorType(dim(), kind);
    }
    throw new IllegalStateException("type factory knows no vectors");
  }

  private static String spelling(VectorKind kind) {
    return switch (kind) {
      case FLOAT32, INT8 -> "VECTOR";
      case FLOAT16 -> "HALFVEC";
      case BIT -> "BIT";
      case SPARSE -> "SPARSEVEC";
    };
  }

  @Override
  public void unparse(SqlWriter writer, int leftPrec, int rightPrec) {
    writer.keyword(spelling(kind));
    if (dim == ANY_DIM) {
      return;
    }
    SqlWriter.Frame frame = writer.startList("(", ")");
    writer.sep(",");
    writer.print(dim);
    if (kind == VectorKind.INT8) {
      writer.sep(",", true);
      writer.keyword(kind.name());
    }
    writer.endList(frame);
  }

  @Override
  public boolean equalsDeep(SqlTypeNameSpec spec, Litmus litmus) {
    return (spec instanceof VectorTypeNameSpec that && that.dim == dim && that.kind == kind)
        ? litmus.succeed()
        : litmus.fail("{} != {}", this, spec);
  }
}

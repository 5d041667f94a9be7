package io.proxima.grammar.ast;

import java.util.Locale;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.parser.SqlParserPos;

/// What the elements of a vector type are.
public enum VectorKind {
  FLOAT32,
  FLOAT16,
  INT8,
  BIT,
  SPARSE;

  /// The kind written as the second argument of `VECTOR(n, kind)`.
  ///
  /// @throws CalciteContextException if there is no dense kind of that name
  public static VectorKind named(SqlIdentifier name) {
    return switch (name.getSimple().toUpperCase(Locale.ROOT)) {
      case "FLOAT32" -> FLOAT32;
      case "FLOAT16" -> FLOAT16;
      case "INT8" -> INT8;
      case "BIT" -> BIT;
      default ->
          throw error(
              name.getParserPosition(),
              "Unknown vector element '"
                  + name.getSimple()
                  + "': expected FLOAT32, FLOAT16, INT8 or BIT");
    };
  }

  private static CalciteContextException error(SqlParserPos pos, String message) {
    return new CalciteContextException(
        message,
        new IllegalArgumentException(message),
        pos.getLineNum(),
        pos.getColumnNum(),
        pos.getEndLineNum(),
        pos.getEndColumnNum());
  }
}

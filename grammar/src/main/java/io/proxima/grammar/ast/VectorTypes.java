package io.proxima.grammar.ast;

import java.util.OptionalInt;
import org.apache.calcite.rel.type.RelDataType;

/// A type factory that knows vectors; what a vector type's name asks when its type is derived.
public interface VectorTypes {

  /// The vector type of that dimension (any, if empty) and kind, not nullable.
  RelDataType vectorType(OptionalInt dim, VectorKind kind);
}

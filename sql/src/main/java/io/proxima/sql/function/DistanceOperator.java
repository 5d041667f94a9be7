package io.proxima.sql.function;

import io.proxima.engine.vector.Metric;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.ReturnTypes;

/// A distance between two vectors, such as `<->`; looser than `+`, tighter than comparison.
///
/// All spellings of a distance (`l2_distance(a, b)`, `VECTOR_DISTANCE(a, b, EUCLIDEAN)`) become one
/// of these operators before validation, so plans know no other.
public final class DistanceOperator extends SqlBinaryOperator {
  private static final int PRECEDENCE = 36;
  private final Metric metric;

  DistanceOperator(String symbol, Metric metric) {
    super(
        symbol,
        SqlKind.OTHER,
        PRECEDENCE,
        true,
        // NULL comes of NULL, and a zero vector has no cosine.
        ReturnTypes.DOUBLE_FORCE_NULLABLE,
        VectorOperands::widest,
        VectorOperands.SAME_DIM);
    this.metric = metric;
  }

  /// What the engine calls this distance.
  public Metric metric() {
    return metric;
  }
}

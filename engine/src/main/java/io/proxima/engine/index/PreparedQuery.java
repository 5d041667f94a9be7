package io.proxima.engine.index;

import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.quant.Space;
import java.util.ArrayList;
import java.util.List;

/// A query for all the places it is asked at: it is coded once for each space that is met.
///
/// - **Owns:** keeps the vector, which must not be changed.
/// - **Threads:** one thread.
public final class PreparedQuery {
  private final float[] vector;
  private final List<Coded> coded = new ArrayList<>(1);

  private record Coded(Space space, CodedQuery query) {}

  /// A query by a vector.
  ///
  /// @param vector `float[dim]`
  public PreparedQuery(float[] vector) {
    this.vector = vector;
  }

  /// The vector.
  public float[] vector() {
    return vector;
  }

  /// The query in a space of its dimension.
  public CodedQuery in(Space space) {
    for (Coded known : coded) {
      if (known.space.isSame(space)) {
        return known.query;
      }
    }
    CodedQuery query = new CodedQuery(space, vector);
    coded.add(new Coded(space, query));
    return query;
  }
}

package io.proxima.engine.row;

import io.proxima.engine.vector.Balls;

/// Runs of rows whose vectors in one column are near each other: run `i` has the ords from
/// `firstOrds[i]` up to `firstOrds[i + 1]`, and its vectors are in ball `i`. Together they are all
/// rows of a source.
///
/// - **Shape:** `firstOrds` is `int[balls.count() + 1]`; not to be changed.
/// - **Threads:** immutable.
public record Clusters(int[] firstOrds, Balls balls) {
  /// Checks that there is an end for each run.
  public Clusters {
    if (firstOrds.length != balls.count() + 1) {
      throw new IllegalArgumentException(balls.count() + " balls, " + firstOrds.length + " ords");
    }
  }
}

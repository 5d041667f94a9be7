package io.proxima.engine.segment;

import io.proxima.engine.epoch.Epoch;

/// The order of the rows of a segment that is to be written: by the lists of an epoch, those
/// without a vector last.
///
/// - **Shape:** `sizes` is the number of rows of each list of the epoch; kept.
public record ListOrder(Epoch epoch, int[] sizes) {
  /// Checks that there is a size for each list.
  public ListOrder {
    if (sizes.length != epoch.listCount()) {
      throw new IllegalArgumentException(
          sizes.length + " sizes for " + epoch.listCount() + " lists");
    }
  }
}

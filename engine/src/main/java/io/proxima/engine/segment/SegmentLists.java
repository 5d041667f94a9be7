package io.proxima.engine.segment;

/// In which order the rows of a segment stand: those of `numbers[i]`, a list of the epoch with the
/// number `epoch`, have the ords from `firstOrds[i]` up to `firstOrds[i + 1]`; rows without a
/// vector are behind the last list.
///
/// - **Shape:** `numbers` ascend; no list is empty. `firstOrds` has one more. `radii[i]` is a
///   distance that no row of the list exceeds from the centre that the epoch has for it, both in
///   the epoch's form.
/// - **Threads:** immutable; the arrays must not be changed.
///
/// @param columnId the column whose vectors are meant
/// @param residuals the sum of these distances over all rows
public record SegmentLists(
    long epoch, int columnId, int[] numbers, int[] firstOrds, double[] radii, double residuals) {
  /// The number of lists that have rows.
  public int count() {
    return numbers.length;
  }

  /// The number of rows with a vector.
  public int vectorCount() {
    return firstOrds[numbers.length];
  }
}

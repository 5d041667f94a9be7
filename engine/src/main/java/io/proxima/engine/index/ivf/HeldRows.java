package io.proxima.engine.index.ivf;

import java.util.Arrays;

/// The rows that a search holds when it has looked at their codes: where they are, their estimates
/// by signs and by all bits, and how far these may be off.
///
/// - **Threads:** one thread.
final class HeldRows {
  private int size;
  private int[] ords = new int[256];
  private int[] lists = new int[256];
  private float[] coarse = new float[256];
  private float[] coarseErrors = new float[256];
  private float[] estimates = new float[256];
  private float[] errors = new float[256];

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /// Adds a row; its estimates follow.
  void add(int ord, int list) {
    if (size == ords.length) {
      grow();
    }
    ords[size] = ord;
    lists[size++] = list;
  }

  private void grow() {
    ords = Arrays.copyOf(ords, 2 * size);
    lists = Arrays.copyOf(lists, 2 * size);
    coarse = Arrays.copyOf(coarse, 2 * size);
    coarseErrors = Arrays.copyOf(coarseErrors, 2 * size);
    estimates = Arrays.copyOf(estimates, 2 * size);
    errors = Arrays.copyOf(errors, 2 * size);
  }

  /// The estimate by signs of the row that was added last.
  void bySigns(float estimate, float error) {
    coarse[size - 1] = estimate;
    coarseErrors[size - 1] = error;
  }

  /// The estimate by all bits of the row that was added last.
  void byBits(float estimate, float error) {
    estimates[size - 1] = estimate;
    errors[size - 1] = error;
  }

  int ord(int index) {
    return ords[index];
  }

  int list(int index) {
    return lists[index];
  }

  float estimate(int index) {
    return estimates[index];
  }

  float error(int index) {
    return errors[index];
  }

  /// How many times as large the errors would have to be for a row not to be given up that is to be
  /// found within `limit`.
  float needed(int index, float limit) {
    return Math.max(
        needed(coarse[index] - limit, coarseErrors[index]),
        needed(estimates[index] - limit, errors[index]));
  }

  private static float needed(float above, float error) {
    return above > 0 ? above / error : 0;
  }
}

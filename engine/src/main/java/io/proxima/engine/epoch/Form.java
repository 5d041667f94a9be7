package io.proxima.engine.epoch;

import io.proxima.engine.vector.Distances;
import org.jspecify.annotations.Nullable;

/// In which form vectors are compared with centres.
public enum Form {
  /// As they are.
  RAW(0),
  /// At length 1, for searches by angle; zero vectors stay zero vectors.
  UNIT(1);

  private final int number;

  Form(int number) {
    this.number = number;
  }

  /// What files hold.
  int number() {
    return number;
  }

  /// The form of that number, or null.
  static @Nullable Form of(int number) {
    return switch (number) {
      case 0 -> RAW;
      case 1 -> UNIT;
      default -> null;
    };
  }

  /// Brings `count` vectors of `dim` floats, row-major, into this form.
  public void apply(float[] rows, int count, int dim) {
    if (this == RAW) {
      return;
    }
    for (int row = 0; row < count; row++) {
      double squared = Distances.squaredNorm(rows, row * dim, dim);
      double factor = squared > 0 ? 1 / Math.sqrt(squared) : 0;
      for (int i = row * dim; i < (row + 1) * dim; i++) {
        rows[i] = (float) (rows[i] * factor);
      }
    }
  }
}

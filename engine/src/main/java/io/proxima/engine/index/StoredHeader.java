package io.proxima.engine.index;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.vector.Metric;

/// What the headers of all indexes in files have in common.
public final class StoredHeader {
  private StoredHeader() {}

  /// The number of a metric: 0 L2, 1 inner product, 2 cosine.
  public static int numberOf(Metric metric) {
    return switch (metric) {
      case L2 -> 0;
      case INNER_PRODUCT -> 1;
      case COSINE -> 2;
      case L1, HAMMING, JACCARD -> throw new IllegalArgumentException("no codes for " + metric);
    };
  }

  /// The metric with a number.
  ///
  /// @param name names the file in errors
  /// @throws ProximaException `CORRUPT_FILE` if there is none
  public static Metric metric(String name, int number) {
    return switch (number) {
      case 0 -> Metric.L2;
      case 1 -> Metric.INNER_PRODUCT;
      case 2 -> Metric.COSINE;
      default -> throw corrupt(name, "has no sound header: there is no metric " + number);
    };
  }

  /// The error of a file that is no index, or a damaged one.
  public static ProximaException corrupt(String name, String what) {
    return new ProximaException(ErrorCode.CORRUPT_FILE, "file " + name + " " + what);
  }
}

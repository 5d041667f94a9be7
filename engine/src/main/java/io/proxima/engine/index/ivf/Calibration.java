package io.proxima.engine.index.ivf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// How far a search has to go for a share of the nearest rows, as rows of the index itself showed.
///
/// As 16 times three floats: a share of the nearest rows, ascending; and for it, with a confidence
/// of 95 %, the largest [ListRanking#apartness] of a list with such rows, and the standard
/// deviations by which estimates of these rows are off. The last ones are infinite.
///
/// - **Threads:** immutable.
record Calibration(float[] recalls, float[] reaches, float[] deviations) {
  static final long BYTES = 192;

  private static final float[] RECALLS = {
    0.7f, 0.8f, 0.86f, 0.9f, 0.93f, 0.95f, 0.965f, 0.979f, 0.986f, 0.99f, 0.993f, 0.9955f, 0.997f,
    0.9985f, 0.9995f, 1
  };

  /// Of the rows that may be missed, how many are so because their lists are not looked at.
  private static final double MISSED_BY_LISTS = 0.7;

  /// The same of codes; a row that they would miss by the last limit is often met by a wider one,
  /// so that about a quarter of it comes true.
  private static final double MISSED_BY_CODES = 0.8;

  private static final double CONFIDENCE = 1.645;
  private static final float LEAST_DEVIATIONS = 0.5f;
  private static final float MOST_DEVIATIONS = 4;

  /// All lists for any share.
  static Calibration all() {
    float[] reaches = new float[RECALLS.length];
    Arrays.fill(reaches, Float.POSITIVE_INFINITY);
    return new Calibration(RECALLS, reaches, reaches);
  }

  /// By how the nearest rows of some queries were found.
  static Calibration of(List<Calibrator.Found> found) {
    return found.size() < 2
        ? all()
        : new Calibration(
            RECALLS,
            reaches(found.stream().map(Calibrator.Found::apart).toArray(float[][]::new)),
            reaches(found.stream().map(Calibrator.Found::deviations).toArray(float[][]::new)));
  }

  private static float[] reaches(float[][] values) {
    int total = 0;
    for (float[] ofQuery : values) {
      Arrays.sort(ofQuery);
      total += ofQuery.length;
    }
    float[] sorted = new float[total];
    int at = 0;
    for (float[] ofQuery : values) {
      System.arraycopy(ofQuery, 0, sorted, at, ofQuery.length);
      at += ofQuery.length;
    }
    Arrays.sort(sorted);
    float[] reaches = new float[RECALLS.length];
    Arrays.fill(reaches, Float.POSITIVE_INFINITY);
    for (int i = 0; i < reaches.length - 1 && total > 0; i++) {
      reaches[i] = reach(values, sorted, RECALLS[i]);
    }
    return reaches;
  }

  /// The least reach with such a share.
  private static float reach(float[][] values, float[] sorted, float recall) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (recallFromBelow(values, sorted[middle]) >= recall) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return sorted[low];
  }

  private static double recallFromBelow(float[][] values, float reach) {
    double sum = 0;
    double squares = 0;
    for (float[] ofQuery : values) {
      int found = Arrays.binarySearch(ofQuery, reach);
      int in = found < 0 ? -found - 1 : found + 1;
      while (in < ofQuery.length && ofQuery[in] <= reach) {
        in++;
      }
      double recall = ofQuery.length == 0 ? 1 : in / (double) ofQuery.length;
      sum += recall;
      squares += recall * recall;
    }
    int count = values.length;
    double mean = sum / count;
    double variance = Math.max(0, (squares - sum * mean) / (count - 1));
    return mean - CONFIDENCE * Math.sqrt(variance / count);
  }

  /// The apartness of lists to be looked at for that share of the nearest rows.
  float reach(double recall) {
    return reaches[entry(1 - MISSED_BY_LISTS * (1 - recall))];
  }

  /// The standard deviations by which estimates may be off for that share.
  float deviations(double recall) {
    float found = deviations[entry(1 - MISSED_BY_CODES * (1 - recall))];
    return found >= LEAST_DEVIATIONS ? Math.min(found, MOST_DEVIATIONS) : LEAST_DEVIATIONS;
  }

  private int entry(double wanted) {
    int entry = 0;
    while (entry < recalls.length - 1 && !(recalls[entry] >= wanted)) {
      entry++;
    }
    return entry;
  }

  void write(MemorySegment target, long at) {
    for (int i = 0; i < recalls.length; i++) {
      target.set(IvfLayout.FLOAT, at + 12L * i, recalls[i]);
      target.set(IvfLayout.FLOAT, at + 12L * i + 4, reaches[i]);
      target.set(IvfLayout.FLOAT, at + 12L * i + 8, deviations[i]);
    }
  }

  static Calibration read(MemorySegment source, long at) {
    float[][] columns = new float[3][RECALLS.length];
    for (int i = 0; i < 3 * RECALLS.length; i++) {
      columns[i % 3][i / 3] = source.get(IvfLayout.FLOAT, at + 4L * i);
    }
    return new Calibration(columns[0], columns[1], columns[2]);
  }
}

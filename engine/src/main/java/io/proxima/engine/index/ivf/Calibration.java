package io.proxima.engine.index.ivf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// How far a search has to go for a share of the nearest rows, as rows of the index itself showed.
///
/// As 16 times three floats: the share of the nearest rows that are in lists in reach, from below
/// and with a confidence of 95 %, ascending; the largest [ListRanking#apartness] of such a list;
/// its largest [ListRanking#ratio]. The last ones are infinite.
///
/// - **Threads:** immutable.
record Calibration(float[] recalls, float[] reaches, float[] ratios) {
  static final long BYTES = 192;

  private static final float[] RECALLS = {
    0.5f, 0.65f, 0.8f, 0.86f, 0.9f, 0.93f, 0.95f, 0.965f, 0.979f, 0.986f, 0.99f, 0.993f, 0.995f,
    0.9965f, 0.9993f, 1
  };

  /// Of the rows that may be missed, how many are so because their lists are not looked at.
  private static final double MISSED_BY_LISTS = 0.7;

  private static final double CONFIDENCE = 1.645;

  /// All lists for any share.
  static Calibration all() {
    float[] reaches = new float[RECALLS.length];
    Arrays.fill(reaches, Float.POSITIVE_INFINITY);
    return new Calibration(RECALLS, reaches, reaches);
  }

  /// By where the nearest rows of some queries were.
  ///
  /// @param apart the apartness of the lists of each query; sorted by this
  /// @param ratios their ratios; sorted by this
  static Calibration of(float[][] apart, float[][] ratios) {
    return apart.length < 2 ? all() : new Calibration(RECALLS, reaches(apart), reaches(ratios));
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

  /// The apartness of lists to be looked at for that share of the nearest rows, if codes cause some
  /// misses, too.
  float reach(double recall) {
    return reaches[entry(recall)];
  }

  /// The ratio to be looked at.
  float ratio(double recall) {
    return ratios[entry(recall)];
  }

  private int entry(double recall) {
    double wanted = 1 - MISSED_BY_LISTS * (1 - recall);
    int entry = 0;
    while (entry < recalls.length - 1 && !(recalls[entry] >= wanted)) {
      entry++;
    }
    return entry;
  }

  /// The share that codes must not miss for that.
  static double codeRecall(double recall) {
    return 1 - (1 - MISSED_BY_LISTS) * (1 - recall);
  }

  void write(MemorySegment target, long at) {
    for (int i = 0; i < recalls.length; i++) {
      target.set(IvfLayout.FLOAT, at + 12L * i, recalls[i]);
      target.set(IvfLayout.FLOAT, at + 12L * i + 4, reaches[i]);
      target.set(IvfLayout.FLOAT, at + 12L * i + 8, ratios[i]);
    }
  }

  static Calibration read(MemorySegment source, long at) {
    float[] recalls = new float[RECALLS.length];
    float[] reaches = new float[RECALLS.length];
    float[] ratios = new float[RECALLS.length];
    for (int i = 0; i < recalls.length; i++) {
      recalls[i] = source.get(IvfLayout.FLOAT, at + 12L * i);
      reaches[i] = source.get(IvfLayout.FLOAT, at + 12L * i + 4);
      ratios[i] = source.get(IvfLayout.FLOAT, at + 12L * i + 8);
    }
    return new Calibration(recalls, reaches, ratios);
  }
}

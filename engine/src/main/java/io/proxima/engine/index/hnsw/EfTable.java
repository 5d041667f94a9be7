package io.proxima.engine.index.hnsw;

import java.lang.foreign.MemorySegment;

/// How many candidates a walk has to hold for a share of the nearest rows, as rows of the graph
/// itself showed.
///
/// As 16 times three numbers: f32, a share of the nearest rows, ascending; and for it, with a
/// confidence of 95 %, u32, the candidates for the 10 nearest, and u32, those for the 100 nearest;
/// 0 if that is more than were tried.
///
/// - **Threads:** immutable.
record EfTable(float[] recalls, int[] forTen, int[] forHundred) {
  static final long BYTES = 192;
  static final int FEW = 10;
  static final int MANY = 100;

  private static final int MOST = 1 << 24;

  /// Of the rows that may be missed, how many of those may be by which this was found out: queries
  /// need not be as rows are.
  private static final double MISSED = 0.5;

  private static final float[] RECALLS = {
    0.5f, 0.7f, 0.8f, 0.86f, 0.9f, 0.93f, 0.95f, 0.965f, 0.975f, 0.982f, 0.987f, 0.99f, 0.9925f,
    0.995f, 0.9975f, 0.999f
  };

  /// What is known of a graph that nothing was tried on: nothing is enough.
  static EfTable none() {
    return new EfTable(RECALLS, new int[RECALLS.length], new int[RECALLS.length]);
  }

  /// By the shares that numbers of candidates found.
  ///
  /// @param efs ascending
  static EfTable of(int[] efs, double[] ten, double[] hundred) {
    return new EfTable(RECALLS, least(efs, ten), least(efs, hundred));
  }

  private static int[] least(int[] efs, double[] recalls) {
    int[] least = new int[RECALLS.length];
    for (int i = 0; i < least.length; i++) {
      int at = 0;
      while (at < efs.length && recalls[at] < RECALLS[i]) {
        at++;
      }
      if (at == 0) {
        least[i] = efs[0];
      } else if (at < efs.length) {
        double part = (RECALLS[i] - recalls[at - 1]) / (recalls[at] - recalls[at - 1]);
        least[i] = (int) Math.ceil(efs[at - 1] + part * (efs[at] - efs[at - 1]));
      }
    }
    return least;
  }

  /// The candidates to hold for a share of the `k` nearest rows; 0 if no number is known to do.
  int candidates(double recall, int k) {
    int entry = 0;
    double wanted = 1 - MISSED * (1 - recall);
    while (entry < recalls.length - 1 && !(recalls[entry] >= wanted)) {
      entry++;
    }
    long few = forTen[entry];
    long many = forHundred[entry];
    if (k <= FEW) {
      return (int) few;
    }
    if (many == 0 || few == 0) {
      return 0;
    }
    if (k <= MANY) {
      return (int) (few + (many - few) * (k - FEW) / (MANY - FEW));
    }
    return (int) Math.min(MOST, many * k / MANY);
  }

  boolean isSound() {
    for (int i = 0; i < recalls.length; i++) {
      boolean sound =
          recalls[i] >= 0
              && recalls[i] <= 1
              && forTen[i] >= 0
              && forTen[i] <= MOST
              && forHundred[i] >= 0
              && forHundred[i] <= MOST;
      if (!sound) {
        return false;
      }
    }
    return true;
  }

  void write(MemorySegment target, long at) {
    for (int i = 0; i < recalls.length; i++) {
      target.set(HnswLayout.FLOAT, at + 12L * i, recalls[i]);
      target.set(HnswLayout.ANY_INT, at + 12L * i + 4, forTen[i]);
      target.set(HnswLayout.ANY_INT, at + 12L * i + 8, forHundred[i]);
    }
  }

  static EfTable read(MemorySegment source, long at) {
    int count = RECALLS.length;
    EfTable table = new EfTable(new float[count], new int[count], new int[count]);
    for (int i = 0; i < count; i++) {
      table.recalls[i] = source.get(HnswLayout.FLOAT, at + 12L * i);
      table.forTen[i] = source.get(HnswLayout.ANY_INT, at + 12L * i + 4);
      table.forHundred[i] = source.get(HnswLayout.ANY_INT, at + 12L * i + 8);
    }
    return table;
  }
}

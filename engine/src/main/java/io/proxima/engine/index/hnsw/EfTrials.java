package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Crew;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.task.Cancellation;
import java.util.Arrays;

/// Finds out by some of the rows how many candidates walks have to hold: each row is looked for as
/// if it were no part of the graph, with more and more candidates, and what is found is compared
/// with the nearest of all nodes, by the vectors themselves.
final class EfTrials {
  private static final int QUERIES = 256;
  private static final int GROUP = 16;
  private static final int CHUNK = 256;
  private static final double CONFIDENCE = 1.645;
  private static final int LEAST_NODES = 1_000;
  private static final int[] EFS = {
    10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448, 640, 900, 1280, 1800, 2560, 3600, 5120,
    7200, 10240
  };

  /// A walk at one node of so many takes longer than looking through all, by far.
  private static final int NODES_PER_CANDIDATE = 64;

  private final HnswIndex index;
  private final VectorRows rows;
  private final Crew crew;
  private final Cancellation cancellation;

  EfTrials(HnswIndex index, VectorRows rows, Crew crew, Cancellation cancellation) {
    this.index = index;
    this.rows = rows;
    this.crew = crew;
    this.cancellation = cancellation;
  }

  /// The shares of the 10 and of the 100 nearest that walks found, by query and number.
  private record Shares(double[][] ten, double[][] hundred) {}

  EfTable table() {
    int nodes = index.layout().nodes();
    if (nodes < LEAST_NODES) {
      return EfTable.none();
    }
    int most = 0;
    while (most < EFS.length && (most < 2 || EFS[most] <= nodes / NODES_PER_CANDIDATE)) {
      most++;
    }
    int[] efs = Arrays.copyOf(EFS, most);
    Shares shares = new Shares(new double[most][QUERIES], new double[most][QUERIES]);
    crew.run(
        QUERIES / GROUP,
        () -> {
          Walk walk = new Walk(index);
          VectorRows own = rows.own();
          return group -> tryGroup(walk, own, group, efs, shares);
        });
    return EfTable.of(efs, sure(shares.ten), sure(shares.hundred));
  }

  /// The means, less what they may be off.
  private static double[] sure(double[][] shares) {
    return Arrays.stream(shares).mapToDouble(EfTrials::sure).toArray();
  }

  private static double sure(double[] shares) {
    double mean = Arrays.stream(shares).average().orElse(0);
    double squares = Arrays.stream(shares).map(share -> (share - mean) * (share - mean)).sum();
    return mean - CONFIDENCE * Math.sqrt(squares / (shares.length - 1)) / Math.sqrt(shares.length);
  }

  private void tryGroup(Walk walk, VectorRows own, int group, int[] efs, Shares shares) {
    int nodes = index.layout().nodes();
    LeftOut[] asked = new LeftOut[GROUP];
    for (int i = 0; i < GROUP; i++) {
      int node = (int) ((2L * (group * GROUP + i) + 1) * nodes / (2 * QUERIES));
      asked[i] = new LeftOut(walk, own, node);
    }
    for (int from = 0; from < nodes; from += CHUNK) {
      cancellation.check();
      for (LeftOut row : asked) {
        row.compare(from, Math.min(nodes, from + CHUNK));
      }
    }
    for (int i = 0; i < GROUP; i++) {
      for (int ef = 0; ef < efs.length; ef++) {
        walk.go(asked[i].query(), efs[ef], asked[i].node(), cancellation);
        int query = group * GROUP + i;
        shares.ten[ef][query] = asked[i].found(EfTable.FEW);
        shares.hundred[ef][query] = asked[i].found(EfTable.MANY);
      }
    }
  }
}

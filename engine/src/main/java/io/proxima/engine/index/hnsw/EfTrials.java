package io.proxima.engine.index.hnsw;

import io.proxima.engine.index.Crew;
import io.proxima.engine.index.Survivors;
import io.proxima.engine.index.VectorRows;
import io.proxima.engine.quant.CodedQuery;
import io.proxima.engine.task.Cancellation;
import java.util.Arrays;

/// Finds out by some of the rows how many candidates walks have to hold: each row is looked for as
/// if it were no part of the graph, with more and more candidates, and what is found is compared
/// with the nearest of all nodes.
final class EfTrials {
  private static final int QUERIES = 256;
  private static final int GROUP = 16;
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
          return group -> tryGroup(walk, group, efs, shares);
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

  private void tryGroup(Walk walk, int group, int[] efs, Shares shares) {
    int nodes = index.layout().nodes();
    CodedQuery[] queries = new CodedQuery[GROUP];
    int[] own = new int[GROUP];
    float[] vector = new float[index.space().dim()];
    for (int i = 0; i < GROUP; i++) {
      own[i] = (int) ((2L * (group * GROUP + i) + 1) * nodes / (2 * QUERIES));
      rows.read(walk.records().ord(walk.records().at(own[i])), vector);
      queries[i] = new CodedQuery(index.space(), vector);
    }
    float[][] nearest = nearest(walk, queries, own);
    for (int i = 0; i < GROUP; i++) {
      for (int ef = 0; ef < efs.length; ef++) {
        walk.go(queries[i], efs[ef], own[i], cancellation);
        int query = group * GROUP + i;
        shares.ten[ef][query] = share(walk, nearest[i], EfTable.FEW);
        shares.hundred[ef][query] = share(walk, nearest[i], EfTable.MANY);
      }
    }
  }

  private static double share(Walk walk, float[] nearest, int k) {
    int found = 0;
    for (int i = 0; i < walk.size(); i++) {
      found += walk.distance(i) <= nearest[k - 1] ? 1 : 0;
    }
    return Math.min(k, found) / (double) k;
  }

  /// The distances of the nodes nearest to each of some queries, by all of them.
  private float[][] nearest(Walk walk, CodedQuery[] queries, int[] own) {
    int nodes = index.layout().nodes();
    int room = 2 * EfTable.MANY;
    long[][] best = new long[GROUP][room];
    int[] sizes = new int[GROUP];
    float[] limits = new float[GROUP];
    Arrays.fill(limits, Float.POSITIVE_INFINITY);
    for (int from = 0; from < nodes; from += 256) {
      cancellation.check();
      int to = Math.min(nodes, from + 256);
      for (int i = 0; i < GROUP; i++) {
        walk.begin(queries[i]);
        for (int node = from; node < to; node++) {
          float distance = walk.distanceOf(node);
          if (distance < limits[i] && node != own[i]) {
            best[i][sizes[i]++] = Survivors.entry(distance, node);
            if (sizes[i] == room) {
              Survivors.select(best[i], 0, room, EfTable.MANY);
              sizes[i] = EfTable.MANY;
              limits[i] = Survivors.estimate(best[i][EfTable.MANY - 1]);
            }
          }
        }
      }
    }
    float[][] nearest = new float[GROUP][EfTable.MANY];
    for (int i = 0; i < GROUP; i++) {
      Arrays.sort(best[i], 0, sizes[i]);
      for (int j = 0; j < EfTable.MANY; j++) {
        nearest[i][j] = j < sizes[i] ? Survivors.estimate(best[i][j]) : Float.POSITIVE_INFINITY;
      }
    }
    return nearest;
  }
}

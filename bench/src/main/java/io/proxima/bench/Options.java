package io.proxima.bench;

import io.proxima.bench.contest.Contest;
import io.proxima.bench.data.Datasets;
import java.util.List;

/// What was asked for on the command line.
///
/// @param data the sets for the parts that compare; empty for those that were fetched
/// @param isFull whether all graphs of the peers take part, not only some
record Options(boolean quick, List<String> data, boolean isFull) {
  Options {
    data = List.copyOf(data);
  }

  Contest.Effort effort() {
    return quick
        ? new Contest.Effort(3, 1, 150_000_000, 200)
        : new Contest.Effort(5, 3, 500_000_000, 500);
  }

  Grid grid() {
    return isFull ? Grid.all() : Grid.some();
  }

  /// The names of the sets to compare on.
  List<String> sets(Datasets sets) {
    if (data.isEmpty()) {
      return sets.names();
    }
    for (String name : data) {
      if (!Datasets.known().contains(name)) {
        throw new IllegalArgumentException(
            "no data set has the name " + name + "; there are " + Datasets.known());
      }
      if (!sets.isFetched(name)) {
        throw new IllegalArgumentException(name + " is not here: run bench/data/fetch " + name);
      }
    }
    return data;
  }
}

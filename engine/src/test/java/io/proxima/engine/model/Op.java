package io.proxima.engine.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One operation of a history: what kind, and the seed of everything else about it.
record Op(Kind kind, long seed) {
  /// What can be done, and how often it is in the mean.
  enum Kind {
    /// Starts a transaction in a slot.
    BEGIN(6),
    /// Commits it.
    COMMIT(5),
    /// Ends it, or releases a held snapshot.
    ROLLBACK(2),
    /// Remembers a place among the writes of a transaction.
    MARK(2),
    /// Returns to one.
    ROLLBACK_TO(2),
    /// Adds rows, in a transaction or alone, like the next three.
    INSERT(14),
    UPSERT(14),
    UPDATE(10),
    DELETE(10),
    /// Reads, in a transaction, in a held snapshot or as of now, like the next four.
    GET(8),
    SCAN(6),
    COUNT(4),
    NEAREST(8),
    RANGE(4),
    /// Holds a snapshot.
    HOLD(2),
    /// Reads a table as it was after an earlier commit.
    AS_OF(2),
    /// Opens a cursor and reads a part.
    OPEN_CURSOR(3),
    /// Reads the rest.
    FINISH_CURSOR(3),
    CREATE(1),
    DROP(1),
    TRUNCATE(1),
    /// Adds, drops or renames a column.
    ALTER(1),
    /// Moves the clock.
    TIME(2),
    /// Writes a table to a segment.
    FLUSH(3),
    /// Merges the segments of a table.
    COMPACT(2),
    /// Closes and opens the database.
    REOPEN(0),
    /// Kills it, at once.
    CRASH(0),
    /// Cuts the power at one of the next calls of the storage.
    CUT(0);

    private final int weight;

    Kind(int weight) {
      this.weight = weight;
    }
  }

  private static final List<Kind> ENDS =
      List.of(Kind.REOPEN, Kind.REOPEN, Kind.CRASH, Kind.CRASH, Kind.CUT);

  /// A history in which some kinds are left out and others are frequent; every `reopenEvery`-th
  /// operation ends a process in some way.
  static List<Op> history(long seed, int count, int reopenEvery) {
    RandomGenerator random = new SplittableRandom(seed);
    Map<Kind, Integer> weights = new EnumMap<>(Kind.class);
    int sum = 0;
    for (Kind kind : Kind.values()) {
      int factor = random.nextInt(4) == 0 ? 0 : random.nextInt(1, 5);
      int weight = kind == Kind.UPSERT ? Math.max(1, factor) : factor;
      weights.put(kind, weight * kind.weight);
      sum += weight * kind.weight;
    }
    List<Op> history = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Kind kind =
          i % reopenEvery == 0
              ? ENDS.get(random.nextInt(ENDS.size()))
              : drawn(weights, random.nextInt(sum));
      history.add(new Op(kind, random.nextLong()));
    }
    return history;
  }

  private static Kind drawn(Map<Kind, Integer> weights, int point) {
    int left = point;
    for (Map.Entry<Kind, Integer> each : weights.entrySet()) {
      left -= each.getValue();
      if (left < 0) {
        return each.getKey();
      }
    }
    throw new IllegalStateException();
  }

  RandomGenerator random() {
    return new SplittableRandom(seed);
  }
}

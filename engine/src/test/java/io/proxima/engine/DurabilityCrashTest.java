package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.schema.TableDef;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.txn.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a crash may take of commits of mixed durability: a suffix, and never more than each was
/// promised.
final class DurabilityCrashTest {
  private static final int COMMITS = 40;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCrashTakesASuffixAndNoMoreThanWasPromised(long seed) {
    Random random = new Random(seed);
    FaultStorage storage = new FaultStorage();
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = fixture.table("a", true);
      int synced = 0;
      int written = 0;
      for (int i = 1; i <= COMMITS; i++) {
        Durability durability = Durability.values()[random.nextInt(Durability.values().length)];
        try (Transaction transaction = fixture.engine.begin()) {
          transaction.insert(table, Fixture.rows(table, i, 10L * i));
          transaction.commit(durability);
        }
        synced = durability == Durability.SYNC ? i : synced;
        written = durability == Durability.MEMORY ? written : i;
        for (Variant variant : Variant.values()) {
          int left = survivors(storage.afterCrash(variant, random));
          assertThat(left)
              .as("seed %s, commit %s as %s, crash %s", seed, i, durability, variant)
              .isBetween(variant == Variant.ALL ? written : synced, i);
        }
      }
    }
  }

  /// How many commits a new process finds, all of them the first ones.
  private static int survivors(FaultStorage found) {
    try (Fixture fixture = Fixture.open(found)) {
      TableDef table = fixture.table("a");
      List<Long> ids = new ArrayList<>(fixture.content(table).keySet());
      for (int i = 0; i < ids.size(); i++) {
        assertThat(ids.get(i)).as("no hole").isEqualTo(i + 1);
      }
      return ids.size();
    }
  }
}

package io.proxima.engine;

import static io.proxima.engine.Fixture.content;
import static io.proxima.engine.Fixture.rows;
import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.row.Key;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Failpoints;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.txn.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random histories against a model in sorted maps, with clean closes and kills between them.
class RecoveryPropertyTest {
  private static final String[] NAMES = {"a", "b", "c"};
  private static final int IDS = 25;

  private final Map<String, TreeMap<Long, Long>> model = new HashMap<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatWasCommittedIsThereAfterEveryOpen(long seed) {
    Random random = new Random(seed);
    FaultStorage storage = new FaultStorage();
    for (int round = 0; round < 12; round++) {
      Fixture fixture = open(storage, random);
      for (String name : NAMES) {
        if (round == 0) {
          fixture.table(name, !name.equals("c"));
          model.put(name, new TreeMap<>());
        }
      }
      check(fixture.engine, seed, round);
      int steps = random.nextInt(20);
      for (int i = 0; i < steps; i++) {
        step(fixture, random);
      }
      check(fixture.engine, seed, round);
      if (random.nextBoolean()) {
        fixture.close();
        assertThat(storage.openHandles()).isZero();
      } else {
        FaultStorage next = storage.afterCrash(FaultStorage.Variant.SYNCED_ONLY, random);
        fixture.close();
        storage = next;
      }
    }
  }

  private static Fixture open(Storage storage, Random random) {
    long logFileBytes = random.nextBoolean() ? 4096 : 1 << 20;
    return new Fixture(storage, Fixture.settings(logFileBytes), Failpoints.NONE);
  }

  private void check(Engine engine, long seed, int round) {
    try (Snapshot snapshot = engine.snapshot()) {
      model.forEach((name, expected) -> {
        TableDef table =
            snapshot.catalog().table(new io.proxima.engine.schema.TableName("public", name));
        assertThat(table).isNotNull();
        assertThat(content(snapshot, table))
            .as("table %s, seed %d, round %d", name, seed, round)
            .isEqualTo(expected);
      });
    }
  }

  private void step(Fixture fixture, Random random) {
    if (random.nextInt(15) == 0) {
      String name = NAMES[random.nextInt(NAMES.length)];
      TableDef table = fixture.table(name);
      if (random.nextBoolean()) {
        fixture.engine.define(new Definition.TruncateTable(table.name()));
      } else {
        fixture.engine.define(new Definition.DropTable(table.name()));
        fixture.table(name, !name.equals("c"));
      }
      model.get(name).clear();
      return;
    }
    Map<String, TreeMap<Long, Long>> changed = new HashMap<>();
    model.forEach((name, rows) -> changed.put(name, new TreeMap<>(rows)));
    try (Transaction transaction = fixture.engine.begin()) {
      int operations = 1 + random.nextInt(5);
      for (int i = 0; i < operations; i++) {
        String name = NAMES[random.nextInt(NAMES.length)];
        int mark = transaction.mark();
        TreeMap<Long, Long> before = new TreeMap<>(changed.get(name));
        operate(transaction, fixture.table(name), changed.get(name), random);
        if (random.nextInt(6) == 0) {
          transaction.rollbackTo(mark);
          changed.put(name, before);
        }
        if (random.nextInt(3) == 0) {
          assertThat(content(transaction.snapshot(), fixture.table(name)))
              .isEqualTo(changed.get(name));
        }
      }
      if (random.nextInt(8) > 0) {
        transaction.commit(Durability.SYNC);
        model.putAll(changed);
      }
    }
  }

  private static void operate(
      Transaction transaction, TableDef table, TreeMap<Long, Long> rows, Random random) {
    TreeMap<Long, Long> coming = new TreeMap<>();
    int count = 1 + random.nextInt(6);
    boolean isKeyed = !table.key().isEmpty();
    for (int i = 0; i < count; i++) {
      long id = isKeyed ? random.nextInt(IDS) : random.nextLong(1L << 40);
      coming.put(id, random.nextLong(1000));
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        boolean isDuplicate = coming.keySet().stream().anyMatch(rows::containsKey);
        try {
          transaction.insert(table, rows(table, pairs(coming)));
          assertThat(isDuplicate).isFalse();
          rows.putAll(coming);
        } catch (ProximaException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.DUPLICATE_KEY);
          assertThat(isDuplicate).isTrue();
        }
      }
      case 1 -> {
        transaction.upsert(table, rows(table, pairs(coming)));
        rows.putAll(coming);
      }
      case 2 -> {
        List<Key> keys = someKeys(transaction, table, rows, random);
        List<Long> ids = idsOf(transaction, table, keys);
        TreeMap<Long, Long> replaced = new TreeMap<>();
        long[] pairs = new long[2 * ids.size()];
        for (int i = 0; i < ids.size(); i++) {
          pairs[2 * i] = ids.get(i);
          pairs[2 * i + 1] = random.nextLong(1000);
          replaced.put(pairs[2 * i], pairs[2 * i + 1]);
        }
        transaction.update(table, keys, rows(table, pairs));
        rows.putAll(replaced);
      }
      default -> {
        List<Key> keys = someKeys(transaction, table, rows, random);
        idsOf(transaction, table, keys).forEach(rows::remove);
        transaction.delete(table, keys);
      }
    }
  }

  private static List<Key> someKeys(
      Transaction transaction, TableDef table, TreeMap<Long, Long> rows, Random random) {
    List<Key> keys = new ArrayList<>();
    Fixture.rowKeys(transaction.snapshot(), table)
        .forEach((id, key) -> {
          assertThat(rows).containsKey(id);
          if (random.nextInt(3) == 0) {
            keys.add(key);
          }
        });
    return keys;
  }

  private static List<Long> idsOf(Transaction transaction, TableDef table, List<Key> keys) {
    Map<Key, Long> ids = new HashMap<>();
    Fixture.rowKeys(transaction.snapshot(), table).forEach((id, key) -> ids.put(key, id));
    return keys.stream().map(ids::get).toList();
  }

  private static long[] pairs(TreeMap<Long, Long> rows) {
    long[] pairs = new long[2 * rows.size()];
    int i = 0;
    for (Map.Entry<Long, Long> row : rows.entrySet()) {
      pairs[i++] = row.getKey();
      pairs[i++] = row.getValue();
    }
    return pairs;
  }
}

package io.proxima.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.IdentityDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import io.proxima.engine.testing.FaultStorage;
import io.proxima.engine.testing.FaultStorage.Fault;
import io.proxima.engine.testing.FaultStorage.Variant;
import io.proxima.engine.testing.Refusals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// No number of an identity column is given away twice, whatever happens in between.
class IdentityTest {
  private static final int ROUNDS = 40;

  private static TableDef definition(TypeKind kind, IdentityDef numbers) {
    return new TableDef(
        0,
        new TableName("public", "numbered"),
        1,
        List.of(new ColumnDef(1, "id", ColumnType.of(kind), false, "", Optional.of(numbers))),
        List.of(0),
        Map.of());
  }

  private static TableDef create(Fixture fixture, TypeKind kind, IdentityDef numbers) {
    fixture.engine.define(new Definition.CreateTable(definition(kind, numbers)));
    return fixture.table("numbered");
  }

  private static long take(Fixture fixture, TableDef table, int count) {
    try (Transaction transaction = fixture.engine.begin()) {
      return transaction.takeIdentity(table, count);
    }
  }

  @Test
  void numbersFollowTheDefinitionAndGoOnAfterAReopen() {
    FaultStorage storage = new FaultStorage();
    long last;
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = create(fixture, TypeKind.INTEGER, new IdentityDef(true, 100, -10));
      assertThat(take(fixture, table, 1)).isEqualTo(100);
      assertThat(take(fixture, table, 3)).isEqualTo(90);
      last = take(fixture, table, 1_000);
      assertThat(last).isEqualTo(60);
    }
    for (int open = 0; open < 3; open++) {
      try (Fixture fixture = Fixture.open(storage)) {
        long next = take(fixture, fixture.table("numbered"), 1);
        assertThat(next).isLessThan(last - 10 * (open == 0 ? 999 : 0));
        assertThat((next - 100) % 10).isZero();
        last = next;
      }
    }
  }

  @Test
  void noNumberIsGivenTwiceWhereverThePowerGoes() {
    for (int call = 1; ; call++) {
      FaultStorage storage = new FaultStorage();
      storage.failAt(call, Fault.POWER_CUT, true);
      Set<Long> given = new HashSet<>();
      boolean isFinished = run(storage, given);
      for (Variant variant : Variant.values()) {
        FaultStorage left = storage.afterCrash(variant, new Random(call));
        try (Fixture fixture = Fixture.open(left)) {
          if (!given.isEmpty()) {
            assertThat(given).doesNotContain(take(fixture, fixture.table("numbered"), 1));
          }
        }
      }
      if (isFinished) {
        assertThat(call).isGreaterThan(ROUNDS / 10);
        return;
      }
    }
  }

  /// Takes numbers in small pieces; only some of the transactions are committed.
  private static boolean run(FaultStorage storage, Set<Long> given) {
    try (Fixture fixture = Fixture.open(storage)) {
      TableDef table = create(fixture, TypeKind.BIGINT, new IdentityDef(true, 1, 1));
      for (int round = 0; round < ROUNDS; round++) {
        int count = 1 + round % 5;
        long first = take(fixture, table, count);
        for (int i = 0; i < count; i++) {
          assertThat(given.add(first + i)).isTrue();
        }
      }
      return true;
    } catch (ProximaException e) {
      return false;
    }
  }

  @Test
  void threadsShareTheNumbers() {
    try (Fixture fixture = Fixture.open(new FaultStorage())) {
      TableDef table = create(fixture, TypeKind.BIGINT, new IdentityDef(false, 1, 1));
      Queue<Long> given = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 200; i++) {
                    given.add(take(fixture, table, 1));
                  }
                }));
      }
      threads.forEach(IdentityTest::join);
      assertThat(new HashSet<>(given)).hasSize(800).hasSize(given.size());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatATypeCannotHoldIsRefusedAndTakesNothing() {
    try (Fixture fixture = Fixture.open(new FaultStorage())) {
      TableDef table = create(fixture, TypeKind.SMALLINT, new IdentityDef(true, 32_766, 1));
      Refusals.refuses(ErrorCode.IDENTITY_EXHAUSTED, () -> take(fixture, table, 3));
      assertThat(take(fixture, table, 2)).isEqualTo(32_766);
      Refusals.refuses(ErrorCode.IDENTITY_EXHAUSTED, () -> take(fixture, table, 1));
    }
  }

  @Test
  void theWholeRangeOfALongCanBeGivenAway() {
    assertThat(new IdentityDef(true, Long.MIN_VALUE, 1).limit(TypeKind.BIGINT))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(new IdentityDef(true, 5, Long.MIN_VALUE).limit(TypeKind.BIGINT)).isEqualTo(2);
    assertThat(new IdentityDef(true, Long.MAX_VALUE, 1).limit(TypeKind.BIGINT)).isEqualTo(1);
  }

  @Test
  void theNumbersOfATableThatIsGoneAreRefused() {
    try (Fixture fixture = Fixture.open(new FaultStorage())) {
      TableDef table = create(fixture, TypeKind.BIGINT, new IdentityDef(true, 1, 1));
      try (Transaction transaction = fixture.engine.begin()) {
        fixture.engine.define(new Definition.TruncateTable(table.name()));
        Refusals.refuses(ErrorCode.WRITE_CONFLICT, () -> transaction.takeIdentity(table, 1));
      }
    }
  }

  @Test
  void onlyOneWholeNumberColumnWithoutDefaultIsNumbered() {
    IdentityDef plain = new IdentityDef(true, 1, 1);
    ColumnDef id = definition(TypeKind.BIGINT, plain).columns().getFirst();
    ColumnDef other =
        new ColumnDef(2, "b", ColumnType.of(TypeKind.INTEGER), false, "", Optional.of(plain));
    assertThatThrownBy(() ->
            new TableDef(
                0, new TableName("public", "t"), 1, List.of(id, other), List.of(), Map.of()))
        .hasMessageContaining("two identity columns");
    assertThatThrownBy(() -> definition(TypeKind.DOUBLE, plain)).hasMessageContaining("SMALLINT");
    assertThatThrownBy(() -> definition(TypeKind.SMALLINT, new IdentityDef(true, 40_000, 1)))
        .hasMessageContaining("first number");
    assertThatThrownBy(() -> new IdentityDef(true, 1, 0)).hasMessageContaining("increment");
  }
}

package io.proxima.engine.txn;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.lsm.LiveTable;
import io.proxima.engine.lsm.TableState;
import io.proxima.engine.lsm.Version;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.OrderedIndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.wal.Allowance;
import io.proxima.engine.wal.LogGroup;
import io.proxima.engine.wal.WalRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes changes of the catalog through their stages.
///
/// - **Threads:** thread-safe.
final class CatalogCommits {
  /// Commits of others wait for the last of so many looks at the rows for a unique index.
  private static final int MOST_LOOKS = 3;

  private final Stages stages;
  private final Entries entries;
  private final CommitOrder order;
  private final Publisher publisher;
  private final WritePressure pressure;

  CatalogCommits(Stages stages, Entries entries, WritePressure pressure) {
    this.stages = stages;
    this.entries = entries;
    this.order = stages.order();
    this.publisher = stages.publisher();
    this.pressure = pressure;
  }

  /// A definition, what it was made for, and who ends it.
  private record Asked(Definition definition, @Nullable Basis basis, Cancellation cancellation) {}

  /// As [CommitPipeline#define].
  long define(Definition definition, @Nullable Basis basis, Cancellation cancellation) {
    publisher.published();
    Asked asked = new Asked(definition, basis, cancellation);
    LogGroup group = null;
    for (int looks = 1; group == null; looks++) {
      group =
          looks < MOST_LOOKS
              ? offer(asked)
              : order.holding(cancellation, stages::requireWritable, () -> offer(asked));
    }
    return group.await();
  }

  /// Looks at the rows if that is necessary, and tries once.
  ///
  /// @return null if rows or time have changed meanwhile
  private @Nullable LogGroup offer(Asked asked) {
    Looked looked = look(asked);
    return entries.offer(
        now -> new WalRecord.Define(now, asked.definition()),
        allowance(asked.definition()),
        entry -> append(asked, entry, looked));
  }

  private static Allowance allowance(Definition definition) {
    return switch (definition) {
      case Definition.DropTable _,
          Definition.DropView _,
          Definition.DropCascade _,
          Definition.DropIndex _,
          Definition.DropConstraint _,
          Definition.DropSchema _,
          Definition.TruncateTable _ ->
          Allowance.RESERVE;
      default -> Allowance.ORDINARY;
    };
  }

  /// That there are no two equal values of a unique index to come, in a table as of a commit.
  private record Looked(TableDef table, long sequence) {
    boolean holds(TableDef now, TableState state) {
      return table.equals(now) && state.table().lastChange() <= sequence;
    }
  }

  /// Looks at the rows that a unique index is to be made for, while others have their turn.
  ///
  /// @return null if there is nothing to look at, or not yet
  private @Nullable Looked look(Asked asked) {
    if (!(asked.definition()
            instanceof Definition.CreateIndex(TableName name, OrderedIndexDef index))
        || !index.isUnique()) {
      return null;
    }
    Published latest = publisher.pin();
    try {
      Catalog catalog = latest.version().catalog();
      Basis basis = asked.basis();
      TableDef table = catalog.table(name);
      TableState state = table == null ? null : latest.version().table(table.id());
      if (table == null
          || state == null
          || (basis != null && basis.generation() != catalog.generation())) {
        return null; // it is found out why when its turn comes
      }
      catalog.apply(asked.definition());
      new UniqueScan(table, index, state.at(latest.sequence(), stages.time().nowMicros()))
          .run(stages.budget(), asked.cancellation());
      stages.failpoints().hit("unique.looked");
      return new Looked(table, latest.sequence());
    } finally {
      latest.version().unpin();
    }
  }

  private @Nullable LogGroup append(Asked asked, Entries.Entry entry, @Nullable Looked looked) {
    // Others have their turn meanwhile, so it comes before the checks.
    order.awaitFree(asked.cancellation(), publisher::published);
    asked.cancellation().check();
    if (asked.basis() != null) {
      require(asked.basis());
    }
    Definition definition = asked.definition();
    return switch (definition) {
      case Definition.CreateIndex create
          when create.index() instanceof OrderedIndexDef index && index.isUnique() ->
          order.whenApplied(
              asked.cancellation(),
              stages::requireWritable,
              () -> appendUnique(create, entry, looked));
      default -> appendNow(definition, entry);
    };
  }

  private void require(Basis basis) {
    if (order.coming().generation() != basis.generation()) {
      throw new ProximaException(
          ErrorCode.WRITE_CONFLICT, "another session has changed the catalog meanwhile");
    }
    int id = basis.tableId();
    TableState state = publisher.last().version().table(id);
    if (state != null
        && (order.inFlight().hasTable(id) || state.table().lastChange() > basis.sequence())) {
      throw Conflict.ofTable(state.table().definition(), "written");
    }
  }

  /// Commits before have become visible.
  ///
  /// @return null if they have changed the table since somebody looked at its rows
  private @Nullable LogGroup appendUnique(
      Definition.CreateIndex create, Entries.Entry entry, @Nullable Looked looked) {
    order.coming().apply(create);
    Published latest = publisher.pin();
    try {
      TableDef table = Objects.requireNonNull(order.coming().table(create.table()));
      TableState state = Objects.requireNonNull(latest.version().table(table.id()));
      return looked != null && looked.holds(table, state) ? appendNow(create, entry) : null;
    } finally {
      latest.version().unpin();
    }
  }

  private @Nullable LogGroup appendNow(Definition definition, Entries.Entry entry) {
    Catalog next = order.coming().apply(definition);
    Version version = publisher.last().version();
    LiveTable fresh = version.fresh(order.coming(), next, stages.budget());
    TableState known = fresh == null ? null : version.table(fresh.definition().id());
    LiveTable before = known == null ? null : known.table().latest();
    stages.failpoints().hit("commit.checked");
    long timeMicros = entry.stamp().micros();
    LogGroup group =
        entries.append(entry, sequence -> apply(definition, next, fresh, sequence, timeMicros));
    if (group == null) {
      return null;
    }
    order.lead(next);
    if (before != null && fresh != null) {
      before.follow(fresh);
    }
    return group;
  }

  private void apply(
      Definition definition,
      Catalog next,
      @Nullable LiveTable fresh,
      long sequence,
      long timeMicros) {
    publisher.publish(
        sequence,
        timeMicros,
        version -> {
          stages.history().defined(definition, sequence);
          return version.with(next, sequence, fresh);
        });
    pressure.defined();
  }
}

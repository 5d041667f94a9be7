package io.proxima.server.session;

import io.proxima.client.PreparedQuery;
import io.proxima.client.SessionException;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.server.copy.CopyTarget;
import io.proxima.server.copy.SqlName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table of this process as the target of a copy: in the transaction that is open, or in one for
/// each batch.
///
/// - **Threads:** one thread.
final class TableTarget implements CopyTarget {
  private final TableDef table;
  private final Transactions transactions;
  private final SessionPlans plans;
  private final Changes changes;
  private final Cancellation cancellation;
  private final @Nullable OpenTransaction outer;
  private final int mark;
  private @Nullable Prepared insert;
  private boolean isComplete;

  TableTarget(
      TableDef table,
      Transactions transactions,
      SessionPlans plans,
      Changes changes,
      Cancellation cancellation) {
    this.table = table;
    this.transactions = transactions;
    this.plans = plans;
    this.changes = changes;
    this.cancellation = cancellation;
    this.outer = transactions.current();
    this.mark = outer == null ? 0 : outer.transaction().mark();
  }

  @Override
  public List<Column> columns() {
    return table.columns().stream()
        .map(column ->
            new Column(column.name(), column.hasDefault() || column.identity().isPresent()))
        .toList();
  }

  @Override
  public boolean isInTransaction() {
    return outer != null;
  }

  @Override
  public PreparedQuery prepare(List<String> names) throws SessionException {
    String sql = SqlName.insert(table.name().schema(), table.name().name(), names);
    return Errors.translating(() -> {
      Prepared prepared = plans.prepare(sql, transactions.catalog());
      insert = prepared;
      return prepared.description(0);
    });
  }

  @Override
  public void write(List<@Nullable Object[]> rows) throws SessionException {
    Errors.translating(() -> {
      if (!transactions.isOpen()) {
        transactions.begin(Optional.empty(), false);
      }
      changes.add(Objects.requireNonNull(insert), rows, cancellation);
      return rows;
    });
  }

  @Override
  public void commit() throws SessionException {
    Errors.translating(() -> {
      if (outer == null) {
        transactions.commit(cancellation);
      }
      isComplete = true;
      return table;
    });
  }

  @Override
  public void close() {
    if (outer == null) {
      transactions.rollback();
    } else if (!isComplete) {
      outer.transaction().rollbackTo(mark);
    }
  }
}

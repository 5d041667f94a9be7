package io.proxima.planner;

import io.proxima.engine.Transaction;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.row.RowTimes;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.exec.Operator;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.expression.Rows;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The plan of a change of rows.
///
/// The source is read to its end before the first write, so that a statement never meets its own
/// rows.
///
/// - **Threads:** immutable.
public final class ModifyPlan {
  /// Rows are read, collected and encoded.
  private static final int COPIES = 3;

  private final Statement.Modify.Kind kind;
  private final TableDef table;
  private final TableDef written;
  private final boolean writesExpiry;
  private final Operator source;
  private final Optional<ConflictPlan> conflict;
  private final Optional<List<Expression>> returning;
  private final CheckPlan checks;
  private final IdentityPlan identity;

  ModifyPlan(Statement.Modify modify, Operator source, Optional<ConflictPlan> conflict) {
    this.checks = new CheckPlan(modify.table(), modify.checks());
    this.identity = new IdentityPlan(modify.table(), modify.numbered());
    this.kind = modify.kind();
    this.table = modify.table();
    this.written = modify.written();
    this.writesExpiry = modify.writesExpiry();
    this.source = source;
    this.conflict = conflict;
    this.returning =
        modify.returning().map(each -> ExpressionCompiler.compileAll(each.expressions()));
  }

  /// What an execution did: how many rows it changed, and what `RETURNING` gives, which has no
  /// columns without that.
  ///
  /// - **Owns:** the memory of `returned`, until it is closed.
  public record Changed(long rowCount, RowBatch returned, Reservation memory)
      implements AutoCloseable {
    @Override
    public void close() {
      memory.close();
    }
  }

  /// Adds the changes to a transaction, whose snapshot is that of `scope`. If it fails, what it
  /// added before must be rolled back by the caller.
  ///
  /// @throws io.proxima.engine.error.ProximaException `DUPLICATE_KEY`, `NOT_NULL`,
  ///   `IDENTITY_EXHAUSTED`, `CHECK_VIOLATION`, `VALUE_TOO_LONG`, `NUMERIC_OUT_OF_RANGE`,
  ///   `DIMENSION_MISMATCH`, `NON_FINITE_VECTOR`, and what [QueryPlan#open] throws
  public Changed execute(Transaction transaction, ExecutionScope scope) {
    List<Key> keys = new ArrayList<>();
    try (Reservation reservation = scope.memory().reserve("rows to write", 0)) {
      RowBatch source = read(scope, keys, reservation);
      RowBatch rows = columns(source);
      if (kind == Statement.Modify.Kind.DELETE) {
        transaction.delete(table, keys);
        return changed(keys.size(), rows, scope);
      }
      RowBatch numbered = identity.number(rows, transaction);
      RowBatch changed = write(transaction, numbered, keys, expiry(source), scope);
      return changed(changed.rowCount(), changed, scope);
    }
  }

  /// The columns of the table.
  private RowBatch columns(RowBatch rows) {
    return !writesExpiry || rows.columns().isEmpty()
        ? rows
        : new RowBatch(rows.rowCount(), rows.columns().subList(0, table.columns().size()));
  }

  /// When the rows expire: empty if the statement does not say it.
  private long[] expiry(RowBatch rows) {
    if (!writesExpiry) {
      return new long[0];
    }
    Column times = rows.columns().getLast();
    long[] expiry = new long[rows.rowCount()];
    for (int row = 0; row < expiry.length; row++) {
      expiry[row] = times.isNull(row) ? RowTimes.NEVER : (Long) times.valueAt(row);
    }
    return expiry;
  }

  private RowBatch write(
      Transaction transaction,
      RowBatch rows,
      List<Key> keys,
      long[] expiresAt,
      ExecutionScope scope) {
    checks.require(rows, scope);
    if (conflict.isPresent()) {
      return conflict.get().execute(rows, transaction, scope);
    }
    if (rows.rowCount() > 0) {
      EncodedRows encoded = AvroRows.of(table).encode(rows);
      switch (kind) {
        case INSERT -> transaction.insert(table, encoded, expiresAt);
        case UPSERT -> transaction.upsert(table, encoded, expiresAt);
        case UPDATE -> transaction.update(table, keys, encoded, expiresAt);
        case DELETE -> throw new IllegalStateException("a delete has no rows to write");
      }
    }
    return rows;
  }

  private Changed changed(long rowCount, RowBatch rows, ExecutionScope scope) {
    Reservation memory = scope.memory().reserve("rows of RETURNING", 0);
    boolean done = false;
    try {
      RowBatch returned = returned(rows, memory, scope);
      done = true;
      return new Changed(rowCount, returned, memory);
    } finally {
      if (!done) {
        memory.close();
      }
    }
  }

  private RowBatch returned(RowBatch rows, Reservation memory, ExecutionScope scope) {
    if (returning.isEmpty()) {
      return new RowBatch(0, List.of());
    }
    Rows input = Rows.of(rows, scope.bindings());
    List<Column> columns = new ArrayList<>();
    for (Expression expression : returning.get()) {
      Column column = expression.column(input);
      memory.grow(HeapSize.of(column));
      columns.add(column);
    }
    return new RowBatch(rows.rowCount(), columns);
  }

  private RowBatch read(ExecutionScope scope, List<Key> keys, Reservation reservation) {
    boolean whole = kind != Statement.Modify.Kind.DELETE || returning.isPresent();
    boolean keyed = kind == Statement.Modify.Kind.UPDATE || kind == Statement.Modify.Kind.DELETE;
    TableRows rows = new TableRows(written);
    try (RowCursor cursor = source.open(scope)) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        scope.cancellation().check();
        reservation.grow(COPIES * HeapSize.of(batch));
        if (whole) {
          rows.add(batch);
        }
        if (keyed) {
          appendKeys(keys, batch.columns().getLast());
        }
      }
    }
    return rows.build();
  }

  private static void appendKeys(List<Key> keys, Column column) {
    for (int row = 0; row < column.rowCount(); row++) {
      Object key = column.valueAt(row);
      keys.add(key instanceof Key whole ? whole : new Key((byte[]) key));
    }
  }
}

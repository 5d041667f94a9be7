package io.proxima.planner;

import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.memory.Reservation;
import io.proxima.engine.query.GetRequest;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.AvroRows;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.EncodedRows;
import io.proxima.engine.row.HeapSize;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.TableDef;
import io.proxima.planner.exec.ExecutionScope;
import io.proxima.planner.expression.Expression;
import io.proxima.planner.expression.ExpressionCompiler;
import io.proxima.planner.expression.Rows;
import io.proxima.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Inserts rows, and leaves alone or updates those whose key exists.
///
/// - **Threads:** immutable.
final class ConflictPlan {
  private static final int LEFT_OUT = -1;

  /// Rows are collected, encoded and returned.
  private static final int COPIES = 3;

  /// A key in a list, a set and a map.
  private static final long KEY_BYTES = 200;

  private final TableDef table;
  private final List<Expression> row;
  private final List<Expression> condition;
  private final CheckPlan checks;

  ConflictPlan(TableDef table, Statement.Conflict conflict, CheckPlan checks) {
    this.table = table;
    this.checks = checks;
    this.row = ExpressionCompiler.compileAll(conflict.row());
    this.condition = ExpressionCompiler.compileAll(conflict.condition());
  }

  /// Writes what is to be written of `rows`.
  ///
  /// @return the rows written, in the order of `rows`
  /// @throws ProximaException `DUPLICATE_KEY` if one row would be updated twice
  RowBatch execute(RowBatch rows, Transaction transaction, ExecutionScope scope) {
    try (Reservation memory = scope.memory().reserve("rows of ON CONFLICT", 0)) {
      memory.grow(COPIES * HeapSize.of(rows) + KEY_BYTES * rows.rowCount());
      return execute(rows, transaction, scope, memory);
    }
  }

  private RowBatch execute(
      RowBatch rows, Transaction transaction, ExecutionScope scope, Reservation memory) {
    if (rows.rowCount() == 0) {
      return rows;
    }
    EncodedRows encoded = AvroRows.of(table).encode(rows);
    if (table.key().isEmpty()) {
      transaction.insert(table, encoded);
      return rows;
    }
    List<Key> keys = keys(encoded.rows());
    Existing existing = existing(transaction.snapshot(), keys, scope, memory);
    boolean[] inserts = new boolean[keys.size()];
    List<Integer> conflicting = new ArrayList<>();
    boolean all = true;
    Set<Key> met = new HashSet<>();
    for (int i = 0; i < inserts.length; i++) {
      boolean isFirst = met.add(keys.get(i));
      if (!isFirst && !row.isEmpty()) {
        throw twice(keys.get(i));
      }
      inserts[i] = isFirst && !existing.rowOfKey.containsKey(keys.get(i));
      all &= inserts[i];
      if (!inserts[i] && !row.isEmpty()) {
        conflicting.add(i);
      }
    }
    if (all) {
      transaction.insert(table, encoded);
      return rows;
    }
    TableRows inserted = new TableRows(table);
    for (int i = 0; i < inserts.length; i++) {
      if (inserts[i]) {
        inserted.add(rows, i);
      }
    }
    if (inserted.rowCount() > 0) {
      transaction.insert(table, AvroRows.of(table).encode(inserted.build()));
    }
    int[] updateOf = new int[inserts.length];
    RowBatch updated = update(rows, keys, conflicting, existing, updateOf, transaction, scope);
    return written(rows, inserts, updated, updateOf);
  }

  private RowBatch update(
      RowBatch rows,
      List<Key> keys,
      List<Integer> conflicting,
      Existing existing,
      int[] updateOf,
      Transaction transaction,
      ExecutionScope scope) {
    Arrays.fill(updateOf, LEFT_OUT);
    TableRows updated = new TableRows(table);
    if (conflicting.isEmpty()) {
      return updated.build();
    }
    int[] there = new int[conflicting.size()];
    int[] excluded = new int[conflicting.size()];
    for (int i = 0; i < there.length; i++) {
      excluded[i] = conflicting.get(i);
      there[i] = Objects.requireNonNull(existing.rowOfKey.get(keys.get(excluded[i])));
    }
    List<Column> columns = new ArrayList<>(existing.rows.select(there, there.length).columns());
    columns.addAll(rows.select(excluded, excluded.length).columns());
    RowBatch both = new RowBatch(there.length, columns);
    Column passes = condition.getFirst().column(Rows.of(both, scope.bindings()));
    int[] passing = new int[there.length];
    List<Key> changed = new ArrayList<>();
    for (int i = 0; i < there.length; i++) {
      if (!passes.isNull(i) && passes.valueAt(i).equals(1L)) {
        updateOf[excluded[i]] = changed.size();
        passing[changed.size()] = i;
        changed.add(keys.get(excluded[i]));
      }
    }
    if (changed.isEmpty()) {
      return updated.build();
    }
    Rows chosen = Rows.of(both.select(passing, changed.size()), scope.bindings());
    updated.add(
        new RowBatch(changed.size(), row.stream().map(each -> each.column(chosen)).toList()));
    RowBatch result = updated.build();
    checks.require(result, scope);
    transaction.update(table, changed, AvroRows.of(table).encode(result));
    return result;
  }

  private RowBatch written(RowBatch rows, boolean[] inserts, RowBatch updated, int[] updateOf) {
    TableRows written = new TableRows(table);
    for (int i = 0; i < inserts.length; i++) {
      if (inserts[i]) {
        written.add(rows, i);
      } else if (updateOf[i] != LEFT_OUT) {
        written.add(updated, updateOf[i]);
      }
    }
    return written.build();
  }

  private List<Key> keys(RowBatch rows) {
    KeyCodec codec = KeyCodec.of(table);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < rows.rowCount(); i++) {
      keys.add(codec.encode(rows, i, 0));
    }
    return keys;
  }

  /// The rows that have one of the keys.
  private record Existing(RowBatch rows, Map<Key, Integer> rowOfKey) {}

  private Existing existing(
      Snapshot snapshot, List<Key> keys, ExecutionScope scope, Reservation memory) {
    List<Integer> columns = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      columns.add(i);
    }
    columns.add(ScanRequest.ROW_KEY);
    GetRequest request =
        new GetRequest(table.id(), columns, List.copyOf(new HashSet<>(keys)), Predicate.TRUE);
    TableRows rows = new TableRows(table);
    Map<Key, Integer> rowOfKey = new HashMap<>();
    try (RowCursor cursor = snapshot.get(request, scope.cancellation())) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        memory.grow(COPIES * HeapSize.of(batch));
        Column found = batch.column(table.columns().size());
        for (int i = 0; i < batch.rowCount(); i++) {
          rowOfKey.put((Key) found.valueAt(i), rows.rowCount() + i);
        }
        rows.add(batch);
      }
    }
    return new Existing(rows.build(), rowOfKey);
  }

  private ProximaException twice(Key key) {
    return new ProximaException(
        ErrorCode.DUPLICATE_KEY,
        "INSERT … ON CONFLICT DO UPDATE into table "
            + table.name()
            + " gives the key "
            + KeyCodec.of(table).describe(key)
            + " twice (constraint "
            + table.keyName()
            + ")");
  }
}

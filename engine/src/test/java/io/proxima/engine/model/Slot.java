package io.proxima.engine.model;

import io.proxima.engine.Snapshot;
import io.proxima.engine.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A transaction or a held snapshot with what it must see.
final class Slot {
  /// A place among the writes.
  record Mark(int mark, Map<String, Content.Table> own) {}

  final Snapshot snapshot;
  final @Nullable Transaction transaction;
  final Content base;
  final long sequence;
  final long timeMicros;

  /// The tables that the transaction has written.
  Map<String, Content.Table> own = new HashMap<>();

  final List<Mark> marks = new ArrayList<>();
  final List<Reading.Scan> scans = new ArrayList<>();

  Slot(Snapshot snapshot, @Nullable Transaction transaction, Content base, long timeMicros) {
    this.snapshot = snapshot;
    this.transaction = transaction;
    this.base = base;
    this.sequence = snapshot.sequence();
    this.timeMicros = timeMicros;
  }

  Content.@Nullable Table table(String name) {
    Content.Table written = own.get(name);
    return written == null ? base.table(name) : written;
  }

  /// The rows of a table that can be seen.
  Content.@Nullable Table visible(String name) {
    Content.Table table = table(name);
    return table == null ? null : table.at(timeMicros);
  }

  void closeScans() {
    scans.forEach(Reading.Scan::close);
    scans.clear();
  }

  void close() {
    closeScans();
    if (transaction == null) {
      snapshot.close();
    } else {
      transaction.close();
    }
  }
}

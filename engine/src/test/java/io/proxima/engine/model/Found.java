package io.proxima.engine.model;

import io.proxima.engine.Snapshot;
import io.proxima.engine.query.ScanRequest;
import io.proxima.engine.row.Key;
import io.proxima.engine.row.Predicate;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// All rows that a database holds.
final class Found {
  private record Place(RowBatch batch, int row) {}

  private final Map<String, TableDef> definitions = new TreeMap<>();
  private final Map<String, Map<Key, Place>> rows = new HashMap<>();

  private Found() {}

  static Found in(Snapshot snapshot, Cancellation cancellation) {
    Found found = new Found();
    for (TableDef table : snapshot.catalog().tables()) {
      found.read(snapshot, table, cancellation);
    }
    return found;
  }

  private void read(Snapshot snapshot, TableDef table, Cancellation cancellation) {
    List<Integer> columns = new ArrayList<>();
    columns.add(ScanRequest.ROW_KEY);
    columns.addAll(all(table));
    Content.Table empty = new Content.Table(table, new TreeMap<>());
    Map<Key, Place> places = new HashMap<>();
    ScanRequest scan = new ScanRequest(table.id(), columns, Predicate.TRUE);
    try (RowCursor cursor = snapshot.scan(scan, cancellation)) {
      for (RowBatch batch = cursor.next(); batch != null; batch = cursor.next()) {
        for (int row = 0; row < batch.rowCount(); row++) {
          Key key = Reading.modelKey(empty, batch, row, 1);
          if (places.put(key, new Place(batch, row)) != null) {
            throw new AssertionError("a row of " + table.name() + " is there twice");
          }
        }
      }
    }
    definitions.put(table.name().name(), table);
    rows.put(table.name().name(), places);
  }

  private static List<Integer> all(TableDef table) {
    return IntStream.range(0, table.columns().size()).boxed().toList();
  }

  boolean is(Content content) {
    return against(content).isEmpty();
  }

  /// How it differs from a state; empty if it does not.
  String against(Content content) {
    if (!definitions.keySet().equals(content.tables().keySet())) {
      return "tables " + content.tables().keySet();
    }
    StringBuilder differences = new StringBuilder();
    content.tables().forEach((name, table) -> differences.append(against(name, table)));
    return differences.toString();
  }

  private String against(String name, Content.Table table) {
    Map<Key, Place> places = rows.getOrDefault(name, Map.of());
    TableDef definition = definitions.get(name);
    if (definition == null || definition.id() != table.definition().id()) {
      return "table " + name + " with id " + table.definition().id() + "; ";
    }
    if (definition.version() != table.definition().version()) {
      return "table " + name + " in version " + definition.version() + "; ";
    }
    StringBuilder differences = new StringBuilder();
    table
        .rows()
        .forEach((key, row) -> {
          Place place = places.get(key);
          if (place == null) {
            differences.append(name).append(" without ").append(row).append("; ");
          } else if (!isSame(row, place, definition)) {
            differences.append(name).append(" with another ").append(row).append("; ");
          }
        });
    if (places.size() > table.rows().size()) {
      differences.append(name).append(" with too many rows; ");
    }
    return differences.toString();
  }

  private static boolean isSame(Row row, Place place, TableDef table) {
    @Nullable Object key = place.batch().column(0).valueAt(place.row());
    return row.isIn(place.batch(), place.row(), all(table), 1)
        && (!row.hasKey() || row.key().equals(key));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    rows.forEach((name, found) -> text.append(name).append(": ").append(found.size()).append(" "));
    return text.toString();
  }
}

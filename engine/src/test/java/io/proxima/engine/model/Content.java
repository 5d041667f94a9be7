package io.proxima.engine.model;

import io.proxima.engine.row.Key;
import io.proxima.engine.schema.TableDef;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All tables of the database at one moment.
///
/// - **Threads:** immutable.
record Content(Map<String, Table> tables) {
  /// A table; without a primary key the `id` stands in the place of the key.
  record Table(TableDef definition, TreeMap<Key, Row> rows) {
    boolean isKeyless() {
      return definition.key().isEmpty();
    }

    /// The rows that have not expired at a time.
    Table at(long timeMicros) {
      if (rows.values().stream().allMatch(row -> row.expiresAt() > timeMicros)) {
        return this;
      }
      Table left = copy();
      left.rows().values().removeIf(row -> row.expiresAt() <= timeMicros);
      return left;
    }

    /// A copy to be changed.
    Table copy() {
      return new Table(definition, new TreeMap<>(rows));
    }
  }

  static final Content EMPTY = new Content(Map.of());

  Content {
    tables = Collections.unmodifiableMap(new TreeMap<>(tables));
  }

  @Nullable Table table(String name) {
    return tables.get(name);
  }

  @Nullable Table table(int id) {
    return tables.values().stream()
        .filter(table -> table.definition().id() == id)
        .findFirst()
        .orElse(null);
  }

  /// What can be seen of it at a time.
  Content at(long timeMicros) {
    Map<String, Table> left = new HashMap<>();
    tables.forEach((name, table) -> left.put(name, table.at(timeMicros)));
    return new Content(left);
  }

  Content with(Map<String, Table> changed) {
    Map<String, Table> all = new HashMap<>(tables);
    all.putAll(changed);
    return new Content(all);
  }

  Content without(String name) {
    Map<String, Table> all = new HashMap<>(tables);
    all.remove(name);
    return new Content(all);
  }

  /// The keys under which two tables hold different versions.
  static Set<Key> changed(Table before, Table after) {
    Set<Key> all = new HashSet<>(before.rows().keySet());
    all.addAll(after.rows().keySet());
    all.removeIf(key -> before.rows().get(key) == after.rows().get(key));
    return all;
  }
}

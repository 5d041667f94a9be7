package io.proxima.engine.lsm;

import io.proxima.engine.io.Storage;
import io.proxima.engine.schema.TableDef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The directories of tables, below those of the schemas they were made in:
/// `schema/<id>/table/<id>`. Their names are ids, so that no name of a user is one of a file and no
/// directory ever belongs to something else. They are there as long as something is in them.
///
/// - **Threads:** thread-safe.
final class TableDirectories {
  private static final String SCHEMAS = "schema";
  private static final String TABLES = "table";

  private final Storage storage;
  private final Map<Integer, Integer> schemas = new ConcurrentHashMap<>();

  /// Those whose names are on the disk, as far as that is known.
  private final Set<String> durable = new HashSet<>(Set.of(""));

  TableDirectories(Storage storage) {
    this.storage = storage;
  }

  /// The directory of a table, whether it exists or not.
  String of(TableDef table) {
    schemas.put(table.id(), table.schemaId());
    return path(table.schemaId(), table.id());
  }

  /// The directory of a table that was asked for by its definition before.
  String of(int tableId) {
    Integer schema = schemas.get(tableId);
    if (schema == null) {
      throw new IllegalArgumentException("nobody has told of table " + tableId);
    }
    return path(schema, tableId);
  }

  static String path(int schemaId, int tableId) {
    return SCHEMAS + "/" + schemaId + "/" + TABLES + "/" + tableId;
  }

  /// Gives what was made elsewhere a name in the directory of a table, durably.
  ///
  /// @param afterRename is called when it has the name
  void move(String from, TableDef table, String name, Runnable afterRename) {
    String directory = of(table);
    synchronized (this) {
      storage.createDirectory(directory);
      storage.rename(from, directory + "/" + name);
    }
    afterRename.run();
    storage.syncDirectory(directory);
    for (String path = directory; !isDurable(path); path = parent(path)) {
      storage.syncDirectory(parent(path));
      setDurable(path);
    }
  }

  private synchronized boolean isDurable(String directory) {
    return durable.contains(directory);
  }

  private synchronized void setDurable(String directory) {
    durable.add(directory);
  }

  private static String parent(String path) {
    int end = path.lastIndexOf('/');
    return end < 0 ? "" : path.substring(0, end);
  }

  /// Removes a directory of a table and those around it as far as nothing is in them.
  synchronized void removeEmpty(String directory) {
    String path = directory;
    while (!path.isEmpty() && storage.exists(path) && storage.list(path).isEmpty()) {
      storage.delete(path);
      durable.remove(path);
      path = parent(path);
    }
  }

  /// The directories there are.
  List<String> all() {
    List<String> found = new ArrayList<>();
    for (String schema : in(SCHEMAS)) {
      for (String tables : in(schema)) {
        found.addAll(in(tables));
      }
    }
    return found;
  }

  /// Removes directories in which there is nothing, whatever they are of.
  void removeEmpty() {
    all().forEach(this::removeEmpty);
    for (String schema : in(SCHEMAS)) {
      in(schema).forEach(this::removeEmpty);
      removeEmpty(schema);
    }
    removeEmpty(SCHEMAS);
  }

  private List<String> in(String directory) {
    return storage.exists(directory)
        ? storage.list(directory).stream().map(name -> directory + "/" + name).toList()
        : List.of();
  }
}

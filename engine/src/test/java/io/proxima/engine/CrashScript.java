package io.proxima.engine;

import io.proxima.engine.row.KeyCodec;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.txn.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What one writer does, commit by commit, and what its own tables hold after each.
///
/// The tables of a writer begin with its name.
final class CrashScript {
  /// One commit: how it is done, and what is there afterwards.
  record Step(Consumer<Fixture> commit, Map<String, String> after) {}

  private final String writer;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, String> state = new TreeMap<>();

  private CrashScript(String writer) {
    this.writer = writer;
  }

  String writer() {
    return writer;
  }

  List<Step> steps() {
    return steps;
  }

  /// What is there before the first step and after `count` steps.
  Map<String, String> after(int count) {
    return count == 0 ? Map.of() : steps.get(count - 1).after();
  }

  /// Inserts, updates and deletes, one row a commit.
  static CrashScript singleCommits(String writer) {
    CrashScript script = new CrashScript(writer).create("a");
    for (int i = 0; i < 5; i++) {
      script.insert("a", i, i + 1, "first");
    }
    return script
        .upsert("a", 1, 2, "second")
        .delete("a", 2)
        .insert("a", 2, 3, "again")
        .delete("a", 0);
  }

  /// One transaction of many rows in two tables, over several frames and log files, and small ones
  /// around it.
  static CrashScript largeTransaction(String writer) {
    CrashScript script = new CrashScript(writer).create("a").create("b").insert("a", 0, 3, "small");
    script.step(
        fixture -> {
          try (Transaction transaction = fixture.engine().begin()) {
            TableDef a = fixture.table(script.name("a"));
            TableDef b = fixture.table(script.name("b"));
            for (int i = 0; i < 4; i++) {
              transaction.insert(a, Fixture.rows(a, 100 + i * 300, 400 + i * 300, "large" + i));
              transaction.insert(b, Fixture.rows(b, i * 300, 300 + i * 300, "large" + i));
            }
            transaction.delete(a, List.of(KeyCodec.of(a).encode(List.of(1L))));
            transaction.commit(Durability.SYNC);
          }
        },
        after -> {
          for (int i = 0; i < 4; i++) {
            script.putRows(after, "a", 100 + i * 300, 400 + i * 300, "large" + i);
            script.putRows(after, "b", i * 300, 300 + i * 300, "large" + i);
          }
          after.remove(script.name("a") + "/1");
        });
    return script.insert("b", 5000, 5002, "small").delete("a", 100);
  }

  /// Tables come, are emptied, go, and come again under the same name.
  static CrashScript definitions(String writer) {
    CrashScript script = new CrashScript(writer).create("a").insert("a", 0, 3, "old").create("b");
    script
        .insert("b", 0, 2, "other")
        .define(
            new Definition.TruncateTable(new TableName("public", script.name("a"))),
            after -> after.keySet().removeIf(key -> key.startsWith(script.name("a") + "/")))
        .insert("a", 1, 2, "new")
        .define(
            new Definition.DropTable(new TableName("public", script.name("b"))),
            after -> after.keySet().removeIf(key -> key.startsWith(script.name("b"))))
        .create("b")
        .insert("b", 1, 2, "new");
    return script;
  }

  private String name(String table) {
    return writer + table;
  }

  private void step(Consumer<Fixture> commit, Consumer<Map<String, String>> effect) {
    effect.accept(state);
    steps.add(new Step(commit, Map.copyOf(state)));
  }

  private CrashScript define(Definition definition, Consumer<Map<String, String>> effect) {
    step(fixture -> fixture.engine().define(definition), effect);
    return this;
  }

  private CrashScript create(String table) {
    return define(
        new Definition.CreateTable(Fixture.definition(name(table))),
        after -> after.put(name(table), ""));
  }

  private CrashScript insert(String table, long from, long to, String text) {
    step(
        fixture ->
            commit(
                fixture,
                transaction -> {
                  TableDef def = fixture.table(name(table));
                  transaction.insert(def, Fixture.rows(def, from, to, text));
                }),
        after -> putRows(after, table, from, to, text));
    return this;
  }

  private CrashScript upsert(String table, long from, long to, String text) {
    step(
        fixture ->
            commit(
                fixture,
                transaction -> {
                  TableDef def = fixture.table(name(table));
                  transaction.upsert(def, Fixture.rows(def, from, to, text));
                }),
        after -> putRows(after, table, from, to, text));
    return this;
  }

  private CrashScript delete(String table, long id) {
    step(
        fixture ->
            commit(
                fixture,
                transaction -> {
                  TableDef def = fixture.table(name(table));
                  transaction.delete(def, List.of(KeyCodec.of(def).encode(List.of(id))));
                }),
        after -> after.remove(name(table) + "/" + id));
    return this;
  }

  private void putRows(Map<String, String> after, String table, long from, long to, String text) {
    for (long id = from; id < to; id++) {
      after.put(name(table) + "/" + id, text);
    }
  }

  private static void commit(Fixture fixture, Consumer<Transaction> writes) {
    try (Transaction transaction = fixture.engine().begin()) {
      writes.accept(transaction);
      transaction.commit(Durability.SYNC);
    }
  }
}

package io.proxima.engine;

import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.ViewDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What one writer does, commit by commit, and what its own tables hold after each.
///
/// The tables of a writer begin with its name.
final class CrashScript {
  /// So small that the scripts need several log files.
  static final long LOG_FILE_BYTES = 16 << 10;

  /// One commit: how it is done, and what is there afterwards. Work on files that changes nothing
  /// is such a step, too.
  record Step(Consumer<Fixture> commit, Map<String, Long> after, boolean isUpkeep) {}

  private final String writer;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, Long> state = new TreeMap<>();

  private CrashScript(String writer) {
    this.writer = writer;
  }

  String writer() {
    return writer;
  }

  List<Step> steps() {
    return steps;
  }

  /// Does everything.
  void runOn(Fixture fixture) {
    steps.forEach(step -> step.commit().accept(fixture));
  }

  /// What is there before the first step and after `count` steps.
  Map<String, Long> after(int count) {
    return count == 0 ? Map.of() : steps.get(count - 1).after();
  }

  /// Inserts, updates and deletes, one row a commit.
  static CrashScript singleCommits(String writer) {
    CrashScript script = new CrashScript(writer).create("a");
    for (int i = 0; i < 5; i++) {
      script.insert("a", i, i + 1, 10);
    }
    return script.upsert("a", 1, 2, 11).delete("a", 2).insert("a", 2, 3, 12).delete("a", 0);
  }

  /// One transaction of many rows in two tables, over several frames and log files, and small ones
  /// around it.
  static CrashScript largeTransaction(String writer) {
    CrashScript script = new CrashScript(writer).create("a").create("b").insert("a", 0, 3, 13);
    script.step(
        fixture ->
            fixture.commit(transaction -> {
              TableDef a = fixture.table(script.name("a"));
              TableDef b = fixture.table(script.name("b"));
              for (int i = 0; i < 4; i++) {
                long at = i * 300;
                transaction.insert(a, Fixture.rowsBetween(a, 100 + at, 400 + at, 50 + i));
                transaction.insert(b, Fixture.rowsBetween(b, at, at + 300, 50 + i));
              }
              transaction.delete(a, Fixture.keys(a, 1));
            }),
        after -> {
          for (int i = 0; i < 4; i++) {
            script.putRows(after, "a", 100 + i * 300, 400 + i * 300, 50 + i);
            script.putRows(after, "b", i * 300, 300 + i * 300, 50 + i);
          }
          after.remove(script.name("a") + "/1");
        });
    return script.insert("b", 5000, 5002, 13).delete("a", 100);
  }

  /// Tables come, are emptied, go, and come again under the same name.
  static CrashScript definitions(String writer) {
    CrashScript script = new CrashScript(writer).create("a").insert("a", 0, 3, 14).create("b");
    script
        .insert("b", 0, 2, 15)
        .define(
            new Definition.TruncateTable(new TableName("public", script.name("a"))),
            after -> after.keySet().removeIf(key -> key.startsWith(script.name("a") + "/")))
        .insert("a", 1, 2, 16)
        .define(
            new Definition.DropTable(new TableName("public", script.name("b"))),
            after -> after.keySet().removeIf(key -> key.startsWith(script.name("b"))))
        .create("b")
        .insert("b", 1, 2, 16)
        .define(new Definition.CreateView(script.view("v"), true), after -> {})
        .define(
            new Definition.DropCascade(new TableName("public", script.name("b"))),
            after -> after.keySet().removeIf(key -> key.startsWith(script.name("b"))))
        .create("b");
    return script;
  }

  /// Rows go into segments, are changed there, and segments are merged, with a table that is made
  /// anew between.
  static CrashScript segments(String writer) {
    return new CrashScript(writer)
        .create("a")
        .create("b")
        .insert("a", 0, 6, 17)
        .insert("b", 0, 3, 17)
        .flush("a")
        .upsert("a", 1, 3, 18)
        .delete("a", 4)
        .insert("a", 6, 8, 18)
        .flush("b")
        .flush("a")
        .delete("a", 0)
        .delete("a", 7)
        .compact("a")
        .upsert("a", 5, 9, 19)
        .define(
            new Definition.TruncateTable(new TableName("public", writer + "b")),
            after -> after.keySet().removeIf(key -> key.startsWith(writer + "b/")))
        .insert("b", 1, 2, 19)
        .flush("b")
        .compact("a")
        .delete("a", 5)
        .insert("a", 0, 1, 20);
  }

  /// So many small commits between flushes that files of the log are left behind again and again.
  static CrashScript shortLogs(String writer) {
    CrashScript script = new CrashScript(writer).create("a").create("b");
    for (int round = 0; round < 3; round++) {
      script.insert("a", 200 * round, 200 * round + 160, round).insert("b", round, round + 1, 7);
      script.flush("b").upsert("a", 200 * round + 5, 200 * round + 120, 30 + round).flush("a");
      script.delete("b", round);
    }
    return script.compact("b").compact("a");
  }

  /// Tables come and go while others have segments.
  static CrashScript definitionsOverSegments(String writer) {
    return new CrashScript(writer)
        .create("a")
        .insert("a", 0, 4, 21)
        .flush("a")
        .create("b")
        .insert("b", 0, 2, 22)
        .flush("b")
        .drop("b")
        .upsert("a", 0, 2, 23)
        .create("b")
        .insert("b", 5, 6, 24)
        .truncate("a")
        .insert("a", 1, 2, 25)
        .flush("a")
        .flush("b")
        .delete("b", 5)
        .compact("b")
        .drop("a")
        .insert("b", 6, 7, 26);
  }

  /// Tables of other schemas have segments, and go with their schema.
  static CrashScript schemas(String writer) {
    CrashScript script = new CrashScript(writer).create("a").insert("a", 0, 2, 27).flush("a");
    for (int round = 0; round < 2; round++) {
      TableName name = new TableName(writer, script.name("b"));
      script
          .define(new Definition.CreateSchema(writer), after -> {})
          .define(
              new Definition.CreateTable(Fixture.definition(name, true)),
              after -> after.put(script.name("b"), -1L))
          .insert("b", 0, 3, round)
          .flush("b")
          .delete("b", 0)
          .insert("b", 3, 4, round)
          .compact("b")
          .define(
              new Definition.DropTable(name),
              after -> after.keySet().removeIf(key -> key.startsWith(script.name("b"))))
          .define(new Definition.DropSchema(writer), after -> {});
    }
    return script.delete("a", 0).compact("a").delete("a", 1).compact("a").insert("a", 5, 6, 28);
  }

  private CrashScript drop(String table) {
    return define(
        new Definition.DropTable(new TableName("public", name(table))),
        after -> after.keySet().removeIf(key -> key.startsWith(name(table))));
  }

  private CrashScript truncate(String table) {
    return define(
        new Definition.TruncateTable(new TableName("public", name(table))),
        after -> after.keySet().removeIf(key -> key.startsWith(name(table) + "/")));
  }

  private CrashScript upkeep(Consumer<Fixture> work) {
    steps.add(new Step(work, Map.copyOf(state), true));
    return this;
  }

  private CrashScript flush(String table) {
    return upkeep(fixture -> fixture.engine.flush(fixture.table(name(table)).id()));
  }

  private CrashScript compact(String table) {
    return upkeep(fixture -> fixture.engine.compact(fixture.table(name(table)).id()));
  }

  /// A view over the table `b`.
  private ViewDef view(String view) {
    return new ViewDef(
        new TableName("public", name(view)),
        Fixture.definition("any", true).columns(),
        "SELECT * FROM " + name("b"),
        "public",
        List.of(new TableName("public", name("b"))));
  }

  private String name(String table) {
    return writer + table;
  }

  private void step(Consumer<Fixture> commit, Consumer<Map<String, Long>> effect) {
    effect.accept(state);
    steps.add(new Step(commit, Map.copyOf(state), false));
  }

  private CrashScript define(Definition definition, Consumer<Map<String, Long>> effect) {
    step(fixture -> fixture.engine.define(definition), effect);
    return this;
  }

  private CrashScript create(String table) {
    return define(
        new Definition.CreateTable(Fixture.definition(name(table), true)),
        after -> after.put(name(table), -1L));
  }

  private CrashScript insert(String table, long from, long to, long v) {
    return write(
        table,
        (transaction, def) -> transaction.insert(def, Fixture.rowsBetween(def, from, to, v)),
        after -> putRows(after, table, from, to, v));
  }

  private CrashScript upsert(String table, long from, long to, long v) {
    return write(
        table,
        (transaction, def) -> transaction.upsert(def, Fixture.rowsBetween(def, from, to, v)),
        after -> putRows(after, table, from, to, v));
  }

  private CrashScript delete(String table, long id) {
    return write(
        table,
        (transaction, def) -> transaction.delete(def, Fixture.keys(def, id)),
        after -> after.remove(name(table) + "/" + id));
  }

  private CrashScript write(
      String table, BiConsumer<Transaction, TableDef> writes, Consumer<Map<String, Long>> effect) {
    step(
        fixture ->
            fixture.commit(transaction -> writes.accept(transaction, fixture.table(name(table)))),
        effect);
    return this;
  }

  private void putRows(Map<String, Long> after, String table, long from, long to, long v) {
    for (long id = from; id < to; id++) {
      after.put(name(table) + "/" + id, v);
    }
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.txn.Durability;
import java.util.Arrays;
import java.util.List;

/// Everything that `SET`, `SHOW` and `RESET` know, each for one session. The list is closed.
// The checker does not know that the types are records.
@SuppressWarnings("ImmutableEnumChecker")
public enum Setting {
  /// What a commit of this session survives. A [Durability].
  DURABILITY(
      "proxima.durability",
      "durability",
      new SettingType.Choice<>(Durability.class),
      "sync",
      "what a commit survives: sync, a failure of the machine; os, one of the process; memory,"
          + " none"),
  /// When a statement ends with 57P70. A `Long`: milliseconds, 0 for never.
  STATEMENT_TIMEOUT(
      "proxima.statement_timeout",
      "statement_timeout",
      new SettingType.Duration(1L << 40),
      "0",
      "time limit of a statement, with the fetching of its rows; 0: none"),
  /// What one statement may keep in memory. A `Long`: bytes, 0 for a quarter of what the database
  /// has.
  STATEMENT_MEMORY(
      "proxima.statement_memory",
      "statement_memory",
      new SettingType.Bytes(1 << 16, 1L << 50),
      "0",
      "memory of a statement; 0: a quarter of the database's"),
  /// Whether nearest-neighbour queries compute every distance. A `Boolean`.
  EXACT(
      "proxima.exact",
      "exact",
      new SettingType.Bool(),
      "off",
      "whether nearest-neighbour queries compute every distance, whatever indexes there are"),
  /// How many of the nearest rows a search by an index is to find. A `Long`: percent, 0 for what
  /// the index was made for.
  TARGET_RECALL(
      "proxima.target_recall",
      "target_recall",
      new SettingType.Whole(0, 100),
      "0",
      "percent of the nearest rows that a search by an index finds; 0: as the index says"),
  /// How many lists a search by an inverted index looks at. A `Long`, 0 for as many as the recall
  /// needs.
  PROBES(
      "ivf.probes",
      "probes",
      new SettingType.Whole(0, SearchMode.MOST_CANDIDATES),
      "0",
      "lists that a search by an inverted index looks at; 0: as many as its recall needs"),
  /// How many candidates a search by an index holds. A `Long`, 0 for as many as the recall needs.
  EF_SEARCH(
      "hnsw.ef_search",
      "ef_search",
      new SettingType.Whole(0, SearchMode.MOST_CANDIDATES),
      "0",
      "candidates that a search by a graph, or by codes of all rows, holds; 0: as the index says"),
  /// Whether plans are kept and literals taken out of statements. A `Boolean`.
  PLAN_CACHE(
      "proxima.plan_cache",
      "plan_cache",
      new SettingType.Bool(),
      "on",
      "whether plans are kept for statements that differ only in literals"),
  /// Whether queries answer without damaged segments. A `Boolean`.
  ALLOW_PARTIAL_RESULTS(
      "proxima.allow_partial_results",
      "allow_partial_results",
      new SettingType.Bool(),
      "off",
      "whether queries leave out the rows of damaged files, with a warning that names them, instead"
          + " of failing with XX001"),
  /// The schema that unqualified names mean. A `String`.
  SCHEMA(
      "search_path",
      "schema",
      new SettingType.Name(),
      Catalog.DEFAULT_SCHEMA,
      "the schema that unqualified names mean");

  private final String key;
  private final String otherName;
  private final SettingType type;
  private final String defaultText;
  private final String description;

  Setting(String key, String otherName, SettingType type, String defaultText, String description) {
    this.key = key;
    this.otherName = otherName;
    this.type = type;
    this.defaultText = defaultText;
    this.description = description;
  }

  /// The name in SQL.
  public String key() {
    return key;
  }

  /// What values it takes.
  public SettingType type() {
    return type;
  }

  /// What it is for.
  public String description() {
    return description;
  }

  /// The value if nobody set one.
  public Object defaultValue() {
    return parse(defaultText);
  }

  /// Reads a value of the class that the constant says.
  ///
  /// @throws ProximaException `INVALID_PARAMETER` naming the range, `UNSUPPORTED`
  public Object parse(String text) {
    return type.read(text.strip()).orElseThrow(() -> wrong(text));
  }

  private ProximaException wrong(String text) {
    return new ProximaException(
        ErrorCode.INVALID_PARAMETER,
        "setting " + key + " takes " + type.range() + ", got '" + text + "'");
  }

  /// Writes a value as `SHOW` does.
  public String format(Object value) {
    return type.format(value);
  }

  /// The setting of that name.
  ///
  /// @throws ProximaException `UNDEFINED_OBJECT` with the names that are near
  public static Setting named(String name) {
    for (Setting setting : values()) {
      if (setting.key.equals(name) || setting.otherName.equals(name)) {
        return setting;
      }
    }
    List<String> known = Arrays.stream(values()).map(Setting::key).toList();
    throw new ProximaException(
        ErrorCode.UNDEFINED_OBJECT,
        "there is no setting named " + name + NearNames.hint(name, known));
  }
}

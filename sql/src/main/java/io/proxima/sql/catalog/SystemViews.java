package io.proxima.sql.catalog;

import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.TypeKind;
import java.util.ArrayList;
import java.util.List;

/// The definitions of all system views.
public final class SystemViews {
  /// The schema of the views that the SQL standard defines.
  public static final String INFORMATION_SCHEMA = "information_schema";

  /// The schema of our own views.
  public static final String PROXIMA = "proxima";

  /// The schemas there are.
  public static final SystemView SCHEMATA =
      standard("schemata", text("catalog_name"), text("schema_name"));

  /// Tables and views.
  public static final SystemView TABLES =
      standard(
          "tables",
          text("table_catalog"),
          text("table_schema"),
          text("table_name"),
          text("table_type"));

  /// Columns of tables and views. `jdbc_type` is a constant of `java.sql.Types`.
  public static final SystemView COLUMNS =
      standard(
          "columns",
          text("table_catalog"),
          text("table_schema"),
          text("table_name"),
          text("column_name"),
          integer("ordinal_position"),
          text("column_default"),
          text("is_nullable"),
          text("data_type"),
          integer("character_maximum_length"),
          integer("numeric_precision"),
          integer("numeric_scale"),
          integer("jdbc_type"),
          integer("vector_dimension"),
          text("vector_element_type"),
          text("is_identity"),
          text("identity_generation"),
          of("identity_start", TypeKind.BIGINT),
          of("identity_increment", TypeKind.BIGINT));

  /// Views with their text.
  public static final SystemView VIEWS =
      standard(
          "views",
          text("table_catalog"),
          text("table_schema"),
          text("table_name"),
          text("view_definition"),
          text("check_option"),
          text("is_updatable"));

  /// Primary keys, conditions, UNIQUE and foreign keys.
  public static final SystemView TABLE_CONSTRAINTS =
      standard(
          "table_constraints",
          text("constraint_schema"),
          text("constraint_name"),
          text("table_schema"),
          text("table_name"),
          text("constraint_type"));

  /// The conditions of tables.
  public static final SystemView CHECK_CONSTRAINTS =
      standard(
          "check_constraints",
          text("constraint_schema"),
          text("constraint_name"),
          text("check_clause"));

  /// The columns of primary keys, UNIQUE and foreign keys. What a foreign key refers to is in the
  /// last columns.
  public static final SystemView KEY_COLUMN_USAGE =
      standard(
          "key_column_usage",
          text("constraint_schema"),
          text("constraint_name"),
          text("table_schema"),
          text("table_name"),
          text("column_name"),
          integer("ordinal_position"),
          integer("position_in_unique_constraint"),
          text("referenced_table_schema"),
          text("referenced_table_name"),
          text("referenced_column_name"));

  /// The foreign keys. `unique_constraint_name` is what they refer to.
  public static final SystemView REFERENTIAL_CONSTRAINTS =
      standard(
          "referential_constraints",
          text("constraint_schema"),
          text("constraint_name"),
          text("unique_constraint_schema"),
          text("unique_constraint_name"),
          text("match_option"),
          text("update_rule"),
          text("delete_rule"),
          text("table_name"),
          text("referenced_table_name"));

  /// The columns of primary keys and indexes; `collation` is A or D, as the index goes.
  public static final SystemView STATISTICS =
      standard(
          "statistics",
          text("table_schema"),
          text("table_name"),
          of("non_unique", TypeKind.BOOLEAN),
          text("index_schema"),
          text("index_name"),
          integer("seq_in_index"),
          text("column_name"),
          text("collation"),
          text("index_type"));

  /// The indexes that were asked for or that a constraint brings. Of a vector index, how many of
  /// the table's files have so many rows that they should have it, and how many of these do.
  public static final SystemView INDEXES =
      own(
          "indexes",
          text("schema_name"),
          text("table_name"),
          text("index_name"),
          text("kind"),
          of("is_unique", TypeKind.BOOLEAN),
          text("made_by"),
          text("columns"),
          text("metric"),
          text("options"),
          integer("segments"),
          integer("indexed_segments"));

  /// The indexes that are being made and those that will be next, with how many of the segments and
  /// rows that lack them are done.
  public static final SystemView INDEX_PROGRESS =
      own(
          "index_progress",
          text("table_schema"),
          text("table_name"),
          text("index_name"),
          text("phase"),
          integer("segments_done"),
          integer("segments"),
          of("rows_done", TypeKind.BIGINT),
          of("row_count", TypeKind.BIGINT),
          of("started_at", TypeKind.TIMESTAMP_TZ),
          of("rows_per_second", TypeKind.DOUBLE),
          of("expected_end", TypeKind.TIMESTAMP_TZ));

  /// What `SHOW ALL` shows.
  public static final SystemView SETTINGS =
      own(
          "settings",
          text("name"),
          text("value"),
          text("default_value"),
          text("unit"),
          text("type"),
          text("choices"),
          of("min_value", TypeKind.BIGINT),
          of("max_value", TypeKind.BIGINT),
          text("description"),
          text("source"));

  /// The open sessions. `transaction_snapshot` is the commit that the open transaction reads.
  public static final SystemView SESSIONS =
      own(
          "sessions",
          of("id", TypeKind.BIGINT),
          text("user_name"),
          text("application_name"),
          of("opened_at", TypeKind.TIMESTAMP_TZ),
          text("state"),
          text("statement"),
          of("in_transaction", TypeKind.BOOLEAN),
          of("transaction_snapshot", TypeKind.BIGINT));

  /// The files of the log with the numbers of their frames; the last one is being written.
  public static final SystemView WAL =
      own(
          "wal",
          text("file"),
          of("first_lsn", TypeKind.BIGINT),
          of("last_lsn", TypeKind.BIGINT),
          of("synced_lsn", TypeKind.BIGINT),
          of("bytes", TypeKind.BIGINT),
          of("is_current", TypeKind.BOOLEAN));

  /// The segments in which rows are that are not in memory.
  public static final SystemView SEGMENTS =
      own(
          "segments",
          text("table_schema"),
          text("table_name"),
          of("segment", TypeKind.BIGINT),
          of("row_count", TypeKind.BIGINT),
          of("deleted_rows", TypeKind.BIGINT),
          of("bytes", TypeKind.BIGINT),
          of("vector_groups", TypeKind.INTEGER),
          of("sparse_groups", TypeKind.INTEGER),
          text("path"),
          of("epoch", TypeKind.BIGINT),
          of("lists", TypeKind.INTEGER));

  /// The background work that is being done or waits, and why it failed if it did. A running merge
  /// says what it has written, how many bytes a second it may write now (NULL for any number), and
  /// whether it waits for that.
  public static final SystemView BACKGROUND =
      own(
          "background",
          text("kind"),
          text("table_schema"),
          text("table_name"),
          of("is_running", TypeKind.BOOLEAN),
          of("failures", TypeKind.BIGINT),
          text("error"),
          of("bytes_written", TypeKind.BIGINT),
          of("rate_limit", TypeKind.BIGINT),
          of("is_waiting", TypeKind.BOOLEAN));

  /// Who holds how much memory; the limit is that of all together.
  public static final SystemView MEMORY =
      own(
          "memory",
          text("consumer"),
          of("used_bytes", TypeKind.BIGINT),
          of("limit_bytes", TypeKind.BIGINT));

  /// What was counted of statements, by their text without literals.
  public static final SystemView STATEMENTS =
      own(
          "statements",
          text("statement"),
          of("executions", TypeKind.BIGINT),
          of("plan_cache_hits", TypeKind.BIGINT),
          of("plan_cache_misses", TypeKind.BIGINT),
          of("total_millis", TypeKind.DOUBLE),
          of("mean_millis", TypeKind.DOUBLE),
          of("row_count", TypeKind.BIGINT));

  /// All of them.
  public static final List<SystemView> ALL =
      List.of(
          SCHEMATA,
          TABLES,
          COLUMNS,
          VIEWS,
          TABLE_CONSTRAINTS,
          KEY_COLUMN_USAGE,
          REFERENTIAL_CONSTRAINTS,
          CHECK_CONSTRAINTS,
          STATISTICS,
          INDEXES,
          INDEX_PROGRESS,
          SETTINGS,
          SESSIONS,
          WAL,
          MEMORY,
          SEGMENTS,
          BACKGROUND,
          STATEMENTS);

  private SystemViews() {}

  /// Whether a schema of that name holds system views, so that users cannot have it.
  public static boolean isSystemSchema(String name) {
    return name.equals(INFORMATION_SCHEMA) || name.equals(PROXIMA) || name.startsWith("$");
  }

  private record Draft(String name, TypeKind kind) {}

  private static Draft of(String name, TypeKind kind) {
    return new Draft(name, kind);
  }

  private static Draft text(String name) {
    return of(name, TypeKind.VARCHAR);
  }

  private static Draft integer(String name) {
    return of(name, TypeKind.INTEGER);
  }

  private static SystemView standard(String name, Draft... columns) {
    return view(INFORMATION_SCHEMA, name, columns);
  }

  private static SystemView own(String name, Draft... columns) {
    return view(PROXIMA, name, columns);
  }

  private static SystemView view(String schema, String name, Draft... drafts) {
    List<ColumnDef> columns = new ArrayList<>();
    for (Draft draft : drafts) {
      columns.add(new ColumnDef(columns.size() + 1, draft.name, ColumnType.of(draft.kind), true));
    }
    return new SystemView(new TableName(schema, name), columns);
  }
}

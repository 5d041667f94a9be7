package io.proxima.sql;

import io.proxima.engine.query.SearchMode;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.ColumnType;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.IndexDef;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.txn.Isolation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rex.RexNode;

/// A statement that was read and checked against one catalog.
///
/// - **Threads:** immutable, but the relational tree of a query belongs to one planning at a time.
public sealed interface Statement {
  /// What each `?` takes, in the order of the text.
  default List<Parameter> parameters() {
    return List.of();
  }

  /// What it says about its searches for nearest rows.
  default SearchMode search() {
    return SearchMode.UNSAID;
  }

  /// What a `?` takes.
  record Parameter(ColumnType type, boolean nullable) {}

  /// A column of a result; `schema`, `table` and `name` are empty unless it is a column of a table.
  /// `identity` says that it is an identity column.
  record OutputColumn(
      String label,
      String schema,
      String table,
      String name,
      ColumnType type,
      boolean nullable,
      boolean identity) {
    /// A column that is none of identity.
    public OutputColumn(
        String label, String schema, String table, String name, ColumnType type, boolean nullable) {
      this(label, schema, table, name, type, nullable, false);
    }
  }

  /// A question for rows. `columns` are those of `root.project()`, in order.
  record Query(
      RelRoot root, List<OutputColumn> columns, List<Parameter> parameters, SearchMode search)
      implements Statement {
    /// Copies the lists.
    public Query {
      columns = List.copyOf(columns);
      parameters = List.copyOf(parameters);
    }
  }

  /// A change of the rows of one table.
  ///
  /// The columns of `source.project()` are: for `INSERT` and `UPSERT` those of the table, in its
  /// order; for `UPDATE` the same, being the whole new row, and then the key of the row; for
  /// `DELETE` the key (see `ScanRequest.ROW_KEY`), after the columns of the table if it returns
  /// rows. A value may have another type than its column: [io.proxima.sql.type.Assignment] converts
  /// and checks it. NULL for a column that is NOT NULL is found only when it runs, unless it is
  /// written as a literal.
  ///
  /// `block` is there if the statement adds one row made of parameters alone, and no more. `checks`
  /// are the conditions of the table, over the columns of a new row. `numbered` says which rows get
  /// a number in the identity column, in whose place the source has NULL. With `writesExpiry` the
  /// source has behind the columns of the table the time at which each row expires, NULL for never.
  record Modify(
      Kind kind,
      TableDef table,
      RelRoot source,
      List<Parameter> parameters,
      Optional<ParameterRow> block,
      Optional<Conflict> conflict,
      Optional<Returning> returning,
      List<RexNode> checks,
      Numbered numbered,
      boolean writesExpiry,
      SearchMode search)
      implements Statement {
    /// Copies the lists.
    public Modify {
      parameters = List.copyOf(parameters);
      checks = List.copyOf(checks);
    }

    /// The columns of the source that are written to.
    public TableDef written() {
      return writesExpiry ? HiddenColumns.withExpiry(table) : table;
    }

    /// The verb.
    public enum Kind {
      INSERT,
      UPSERT,
      UPDATE,
      DELETE
    }
  }

  /// Which of the rows that are written get a number in the identity column: all of them, or those
  /// of `rows`, counted from 0.
  record Numbered(boolean isAll, java.util.Set<Integer> rows) {
    /// None does.
    public static final Numbered NONE = new Numbered(false, java.util.Set.of());

    /// Each does.
    public static final Numbered ALL = new Numbered(true, java.util.Set.of());

    /// Copies the set.
    public Numbered {
      rows = java.util.Set.copyOf(rows);
    }
  }

  /// What an `INSERT` does with a row whose key exists: nothing if `row` is empty. Otherwise it
  /// writes the row that the expressions give, if the one of `condition` is true; both see the
  /// columns of the row that is there, and then those of the row that is not inserted.
  record Conflict(List<RexNode> row, List<RexNode> condition) {
    /// Copies the lists.
    public Conflict {
      row = List.copyOf(row);
      condition = List.copyOf(condition);
    }
  }

  /// What a change gives for each row: expressions over the columns of the row as it was written,
  /// or as it was before it was deleted.
  record Returning(List<RexNode> expressions, List<OutputColumn> columns) {
    /// Copies the lists.
    public Returning {
      expressions = List.copyOf(expressions);
      columns = List.copyOf(columns);
    }
  }

  /// Which `?` (from 0) each column of the table takes; -1: none, the column is NULL.
  record ParameterRow(List<Integer> parameterOfColumn) {
    /// Copies the list.
    public ParameterRow {
      parameterOfColumn = List.copyOf(parameterOfColumn);
    }
  }

  /// Changes of the catalog, to be done in order; none if `IF [NOT] EXISTS` found nothing to do.
  /// They hold for the catalog of the compilation only: compile again before each execution.
  record Define(List<Definition> definitions) implements Statement {
    /// Copies the list.
    public Define {
      definitions = List.copyOf(definitions);
    }
  }

  /// A table gets a column, as [Define] would do it. `value` computes what the rows hold that are
  /// there; without it that is NULL, and a column that is NOT NULL needs a table without rows.
  record AddColumn(TableDef table, ColumnDef column, Optional<Query> value) implements Statement {}

  /// A table becomes `next`, which has one condition more, as [Define] would do it, if `violations`
  /// has no row.
  record AddCheck(TableDef table, TableDef next, Query violations) implements Statement {}

  /// What a session does by itself.
  sealed interface Control extends Statement {}

  /// Opens a transaction; what is not said of it is as the session has it.
  record Begin(Optional<Isolation> isolation, Optional<Boolean> readOnly) implements Control {}

  /// Keeps the writes of the transaction.
  record Commit() implements Control {}

  /// Forgets the writes of the transaction.
  record Rollback() implements Control {}

  /// Marks a place in the transaction.
  record Savepoint(String name) implements Control {}

  /// Forgets what was written since a mark.
  record RollbackTo(String name) implements Control {}

  /// Forgets a mark.
  record ReleaseSavepoint(String name) implements Control {}

  /// Changes a setting, for the transaction only if `local`. `value` is as [Setting#parse] gives
  /// it, or empty for the one the session began with.
  record Set(Setting setting, Optional<Object> value, boolean local) implements Control {}

  /// Gives a setting its default back; all of them if there is no name.
  record Reset(Optional<Setting> setting) implements Control {}

  /// Answers with one row per setting: all of them if there is no name.
  record Show(Optional<Setting> setting) implements Control {}

  /// Declares what the open transaction sees from here on, and whether it reads only.
  record SetTransaction(Optional<Isolation> isolation, Optional<Boolean> readOnly)
      implements Control {}

  /// Writes what a table has in memory to its files.
  record Flush(TableDef table) implements Control {}

  /// Merges the files of a table.
  record Compact(TableDef table) implements Control {}

  /// Reads all files of a table, to find damage.
  record Check(TableDef table) implements Control {}

  /// Makes indexes of a table anew.
  record Reindex(TableDef table, List<IndexDef> indexes) implements Control {
    /// Copies the list.
    public Reindex {
      indexes = List.copyOf(indexes);
    }
  }

  /// Takes the damaged segments of a table out of the database.
  record Quarantine(TableDef table) implements Control {}

  /// Takes the wall clock as it is.
  record AcceptClock() implements Control {}

  /// Rows that pass between the database and a file. `options` are as they are written.
  sealed interface Copy extends Statement {
    /// The file's name.
    String file();

    /// What stands behind `WITH`.
    Map<String, String> options();
  }

  /// Rows of a file for those columns of a table, or if there are none, for the ones that the file
  /// names.
  record CopyFrom(TableDef table, List<String> columns, String file, Map<String, String> options)
      implements Copy {
    /// Copies the collections.
    public CopyFrom {
      columns = List.copyOf(columns);
      options = Map.copyOf(options);
    }
  }

  /// Rows of a query for a file.
  record CopyTo(Query query, String file, Map<String, String> options) implements Copy {
    /// Copies the map.
    public CopyTo {
      options = Map.copyOf(options);
    }
  }

  /// Answers with the plan of a statement instead of running it; `analyze` runs it, too, and with
  /// `recall` compares what its searches find with their exact answers.
  record Explain(Statement inner, boolean analyze, boolean recall, boolean json)
      implements Statement {
    @Override
    public List<Parameter> parameters() {
      return inner.parameters();
    }

    @Override
    public SearchMode search() {
      return inner.search();
    }
  }
}

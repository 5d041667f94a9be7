package io.proxima.server.session;

import io.proxima.engine.Snapshot;
import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.row.Column;
import io.proxima.engine.row.Fill;
import io.proxima.engine.row.RowBatch;
import io.proxima.engine.row.RowCursor;
import io.proxima.engine.schema.Alteration;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.CheckDef;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.Definition;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.schema.VectorIndexDef;
import io.proxima.engine.task.Cancellation;
import io.proxima.engine.txn.Basis;
import io.proxima.sql.Statement;
import io.proxima.sql.type.Assignment;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Runs the statements of one session that change the catalog.
///
/// - **Threads:** one thread at a time.
final class Definitions {
  private final Database database;
  private final Transactions transactions;
  private final Scopes scopes;

  Definitions(Database database, Transactions transactions, Scopes scopes) {
    this.database = database;
    this.transactions = transactions;
    this.scopes = scopes;
  }

  /// Runs a definition, which commits the open transaction first. It is compiled again for the
  /// catalog as it is, and once more whenever another session was faster.
  void run(String sql, String schema, Cancellation cancellation) {
    transactions.requireWritable();
    transactions.commit(cancellation);
    for (int tries = 1; ; tries++) {
      cancellation.check();
      Catalog catalog = database.engine().catalog();
      Statement statement = database.compiler().compile(sql, catalog, schema);
      try {
        run(statement, catalog, cancellation);
        return;
      } catch (ProximaException e) {
        boolean overtaken =
            switch (e.code()) {
              case DUPLICATE_OBJECT, UNDEFINED_TABLE, WRITE_CONFLICT -> true;
              default -> false;
            };
        if (!overtaken || tries == Transactions.MAX_TRIES) {
          throw e;
        }
        Transactions.pause(tries);
      }
    }
  }

  private void run(Statement statement, Catalog catalog, Cancellation cancellation) {
    switch (statement) {
      case Statement.Define define -> {
        for (Definition definition : define.definitions()) {
          database.engine().define(definition, Basis.of(catalog), cancellation);
          if (definition instanceof Definition.CreateIndex(TableName table, VectorIndexDef index)) {
            build(table, index, cancellation);
          }
        }
      }
      case Statement.AddColumn add -> add(add, catalog, cancellation);
      case Statement.AddCheck add -> add(add, catalog, cancellation);
      default -> throw new IllegalStateException("no definition: " + statement);
    }
  }

  /// Waits for the files of an index; without them there is none.
  private void build(TableName name, VectorIndexDef index, Cancellation cancellation) {
    OptionalInt id = idOf(name, index);
    TableDef table = database.engine().catalog().table(name);
    if (table == null) {
      return; // somebody has dropped it meanwhile
    }
    try {
      database.engine().buildIndexes(table.id(), cancellation);
    } catch (ProximaException e) {
      try {
        if (id.isPresent() && id.equals(idOf(name, index))) {
          database
              .engine()
              .define(new Definition.DropIndex(new TableName(name.schema(), index.name())));
        }
      } catch (ProximaException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  /// The number of the index of that name now, if there is one.
  private OptionalInt idOf(TableName name, VectorIndexDef index) {
    TableDef table = database.engine().catalog().table(name);
    return table == null
        ? OptionalInt.empty()
        : table.vectorIndexes().stream()
            .filter(known -> known.name().equals(index.name()))
            .mapToInt(VectorIndexDef::id)
            .findFirst();
  }

  private void add(Statement.AddColumn add, Catalog catalog, Cancellation cancellation) {
    TableDef table = add.table();
    try (Snapshot snapshot = database.engine().snapshot()) {
      TableDef next =
          Alteration.of(table).addColumn(add.column(), fill(add, snapshot, cancellation));
      boolean needsNoRows = add.value().isEmpty() && !add.column().nullable();
      Basis basis =
          needsNoRows ? Basis.of(catalog, table.id(), snapshot.sequence()) : Basis.of(catalog);
      database.engine().define(new Definition.AlterTable(table.name(), next), basis, cancellation);
    }
  }

  private void add(Statement.AddCheck add, Catalog catalog, Cancellation cancellation) {
    TableDef table = add.table();
    try (Snapshot snapshot = database.engine().snapshot()) {
      try (RowCursor rows =
          database.planner().plan(add.violations()).open(scopes.of(snapshot, cancellation))) {
        if (rows.next() != null) {
          CheckDef check = add.next().checks().getLast();
          throw new ProximaException(
              ErrorCode.CHECK_VIOLATION,
              "a row of table "
                  + table.name()
                  + " violates the check "
                  + check.name()
                  + ": "
                  + check.condition());
        }
      }
      database
          .engine()
          .define(
              new Definition.AlterTable(table.name(), add.next()),
              Basis.of(catalog, table.id(), snapshot.sequence()),
              cancellation);
    }
  }

  /// What the rows hold that are there already.
  private String fill(Statement.AddColumn add, Snapshot snapshot, Cancellation cancellation) {
    TableDef table = add.table();
    ColumnDef column = add.column();
    Object value =
        add.value().isEmpty() ? null : value(add, add.value().get(), snapshot, cancellation);
    if (value != null || column.nullable()) {
      return Fill.text(table.name(), column, value);
    }
    if (add.value().isPresent()) {
      throw new ProximaException(
          ErrorCode.NOT_NULL, "column " + column.name() + " is NOT NULL, and its DEFAULT is NULL");
    }
    if (snapshot.rowCount(table.id()) > 0) {
      throw new ProximaException(
          ErrorCode.NOT_NULL,
          "column "
              + column.name()
              + " is NOT NULL, so it needs a DEFAULT that is not NULL for the rows that table "
              + table.name()
              + " has");
    }
    return Fill.unseen(table.name(), column);
  }

  private @Nullable Object value(
      Statement.AddColumn add,
      Statement.Query query,
      Snapshot snapshot,
      Cancellation cancellation) {
    try (RowCursor rows = database.planner().plan(query).open(scopes.of(snapshot, cancellation))) {
      RowBatch row = rows.next();
      if (row == null) {
        throw new IllegalStateException("no value of " + add.column().defaultValue());
      }
      Column value = row.column(0);
      String place = "column " + add.column().name() + " of table " + add.table().name();
      return value.isNull(0)
          ? null
          : Assignment.convert(
              value.valueAt(0), query.columns().getFirst().type(), add.column().type(), place);
    }
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.engine.schema.TableDef;
import io.proxima.engine.schema.TableName;
import io.proxima.engine.txn.Isolation;
import io.proxima.grammar.ast.ObjectKind;
import io.proxima.grammar.ast.SqlMaintain;
import io.proxima.grammar.ast.SqlResetSetting;
import io.proxima.grammar.ast.SqlSetSetting;
import io.proxima.grammar.ast.SqlShow;
import io.proxima.grammar.ast.SqlTransaction;
import io.proxima.sql.catalog.SystemViews;
import io.proxima.sql.type.Located;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.jspecify.annotations.Nullable;

/// Compiles settings and the statements about transactions.
final class ControlCompiler {
  private ControlCompiler() {}

  static Statement.Control set(SqlSetSetting set, Catalog catalog) {
    Setting setting = named(set.name(), set);
    if (set.value() instanceof SqlIdentifier word && word.toString().equals("default")) {
      return set.isLocal()
          ? new Statement.Set(setting, Optional.empty(), true)
          : new Statement.Reset(Optional.of(setting));
    }
    Object value;
    try {
      value = setting.parse(set.valueText());
    } catch (ProximaException e) {
      throw Located.at(set.value().getParserPosition(), e);
    }
    if (setting == Setting.SCHEMA) {
      String schema = (String) value;
      if (!catalog.schemas().contains(schema) && !SystemViews.isSystemSchema(schema)) {
        throw Located.at(
            set.value().getParserPosition(),
            ErrorCode.UNDEFINED_OBJECT,
            "there is no schema named " + schema + NearNames.hint(schema, catalog.schemas()));
      }
    }
    return new Statement.Set(setting, Optional.of(value), set.isLocal());
  }

  static Statement.Control reset(SqlResetSetting reset) {
    return new Statement.Reset(optional(reset.name(), reset));
  }

  static Statement.Control maintain(SqlMaintain maintain, Compilation compilation) {
    SqlIdentifier name = maintain.name();
    boolean isTable = maintain.kind() == ObjectKind.TABLE;
    if (name != null && isTable && maintain.action() == SqlMaintain.Action.CHECK) {
      return new Statement.Check(compilation.target(name));
    }
    if (name == null || maintain.action() != SqlMaintain.Action.REINDEX) {
      throw NotOffered.statement(maintain);
    }
    if (isTable) {
      TableDef table = compilation.target(name);
      return new Statement.Reindex(table, table.allIndexes());
    }
    TableName full = KeyCompiler.indexNamed(name, compilation);
    Compilation.refuseSystem(full, name);
    Catalog.IndexPlace place = compilation.catalog().index(full);
    if (place == null) {
      throw Located.at(
          name.getParserPosition(),
          ErrorCode.UNDEFINED_OBJECT,
          "index " + full + " does not exist");
    }
    return new Statement.Reindex(place.table(), List.of(place.index()));
  }

  static Statement.Control show(SqlShow show) {
    return new Statement.Show(optional(show.name(), show));
  }

  static Statement.Control transaction(SqlTransaction statement) {
    if (statement.isolation() == SqlTransaction.Isolation.SERIALIZABLE) {
      throw NotOffered.at(
          statement.getParserPosition(),
          "isolation level SERIALIZABLE (SNAPSHOT lets two transactions each miss what the other"
              + " writes)");
    }
    Optional<Boolean> readOnly = Optional.ofNullable(statement.readOnly());
    return switch (statement.action()) {
      case BEGIN -> new Statement.Begin(isolation(statement), readOnly);
      case COMMIT -> new Statement.Commit();
      case ROLLBACK -> new Statement.Rollback();
      case SAVEPOINT -> new Statement.Savepoint(savepoint(statement));
      case ROLLBACK_TO -> new Statement.RollbackTo(savepoint(statement));
      case RELEASE -> new Statement.ReleaseSavepoint(savepoint(statement));
      case SET -> new Statement.SetTransaction(isolation(statement), readOnly);
    };
  }

  private static Optional<Isolation> isolation(SqlTransaction statement) {
    SqlTransaction.Isolation asked = statement.isolation();
    if (asked == null) {
      return Optional.empty();
    }
    return Optional.of(
        switch (asked) {
          case READ_UNCOMMITTED, READ_COMMITTED -> Isolation.READ_COMMITTED;
          case REPEATABLE_READ, SNAPSHOT, SERIALIZABLE -> Isolation.SNAPSHOT;
        });
  }

  private static String savepoint(SqlTransaction statement) {
    return Objects.requireNonNull(statement.savepoint());
  }

  private static Optional<Setting> optional(@Nullable String name, SqlNode place) {
    return name == null ? Optional.empty() : Optional.of(named(name, place));
  }

  private static Setting named(String name, SqlNode place) {
    try {
      return Setting.named(name);
    } catch (ProximaException e) {
      throw Located.at(place.getParserPosition(), e);
    }
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.ast.SqlCreateSchema;
import io.proxima.grammar.ast.SqlCreateTable;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlExplainStatement;
import io.proxima.grammar.ast.SqlModification;
import io.proxima.grammar.ast.SqlResetSetting;
import io.proxima.grammar.ast.SqlSetSetting;
import io.proxima.grammar.ast.SqlShow;
import io.proxima.grammar.ast.SqlTransaction;
import io.proxima.grammar.ast.SqlTruncateTable;
import io.proxima.sql.catalog.CatalogSchema;
import java.util.List;
import org.apache.calcite.sql.SqlDelete;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlUpdate;
import org.apache.calcite.sql.parser.SqlParseException;
import org.jspecify.annotations.Nullable;

/// Turns the text of a statement into a checked [Statement].
///
/// - **Threads:** thread-safe.
public final class SqlCompiler {
  private volatile @Nullable CatalogSchema latest;

  /// Reads and checks one statement; a semicolon may follow it. Unqualified names mean
  /// `currentSchema`, then `public`.
  ///
  /// @throws ProximaException with the position in `sql` where it has one
  public Statement compile(String sql, Catalog catalog, String currentSchema) {
    try {
      return compile(parse(sql), new Compilation(schema(catalog), currentSchema));
    } catch (SqlParseException e) {
      throw Errors.of(sql, e);
    } catch (RuntimeException e) {
      throw Errors.of(sql, e);
    } catch (AssertionError e) {
      throw CalciteRefusal.of(e);
    }
  }

  private static SqlNode parse(String sql) throws SqlParseException {
    List<SqlNode> statements = ProximaParser.parseStatements(sql);
    if (statements.size() != 1) {
      throw new ProximaException(
          ErrorCode.SYNTAX_ERROR, "expected one statement, found " + statements.size());
    }
    return statements.getFirst();
  }

  private CatalogSchema schema(Catalog catalog) {
    CatalogSchema known = latest;
    if (known == null || known.catalog() != catalog) {
      known = new CatalogSchema(catalog);
      latest = known;
    }
    return known;
  }

  private static Statement compile(SqlNode node, Compilation compilation) {
    return switch (node) {
      case SqlExplainStatement explain -> explain(explain, compilation);
      case SqlInsert insert -> new ModifyCompiler(compilation).insert(insert, null, null);
      case SqlUpdate update -> new ModifyCompiler(compilation).update(update, null);
      case SqlDelete delete -> new ModifyCompiler(compilation).delete(delete, null);
      case SqlModification modification -> modify(modification, compilation);
      case SqlCreateTable create -> new DefineCompiler(compilation).createTable(create);
      case SqlCreateSchema create -> new DefineCompiler(compilation).createSchema(create);
      case SqlDropObject drop -> new DefineCompiler(compilation).drop(drop);
      case SqlTruncateTable truncate -> new DefineCompiler(compilation).truncate(truncate);
      case SqlSetSetting set -> ControlCompiler.set(set, compilation.catalog());
      case SqlResetSetting reset -> ControlCompiler.reset(reset);
      case SqlShow show -> ControlCompiler.show(show);
      case SqlTransaction transaction -> ControlCompiler.transaction(transaction);
      default -> {
        if (!node.isA(SqlKind.QUERY)) {
          throw NotOffered.statement(node);
        }
        yield new QueryCompiler(compilation).compile(node);
      }
    };
  }

  private static Statement.Explain explain(SqlExplainStatement explain, Compilation compilation) {
    if (explain.isRecall()) {
      throw NotOffered.at(explain.getParserPosition(), "EXPLAIN (RECALL)");
    }
    Statement inner = compile(explain.statement(), compilation);
    return new Statement.Explain(inner, explain.isAnalyze(), explain.isJson());
  }

  private static Statement modify(SqlModification modification, Compilation compilation) {
    ModifyCompiler compiler = new ModifyCompiler(compilation);
    return switch (modification.change()) {
      case SqlInsert insert ->
          compiler.insert(insert, modification.onConflict(), modification.returning());
      case SqlUpdate update -> compiler.update(update, modification.returning());
      case SqlDelete delete -> compiler.delete(delete, modification.returning());
      default -> throw NotOffered.statement(modification);
    };
  }
}

package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.Catalog;
import io.proxima.grammar.ProximaParser;
import io.proxima.grammar.StatementText;
import io.proxima.grammar.ast.SqlAlterTable;
import io.proxima.grammar.ast.SqlCopy;
import io.proxima.grammar.ast.SqlCreateIndex;
import io.proxima.grammar.ast.SqlCreateSchema;
import io.proxima.grammar.ast.SqlCreateTable;
import io.proxima.grammar.ast.SqlCreateView;
import io.proxima.grammar.ast.SqlDropObject;
import io.proxima.grammar.ast.SqlExplainStatement;
import io.proxima.grammar.ast.SqlMaintain;
import io.proxima.grammar.ast.SqlModification;
import io.proxima.grammar.ast.SqlResetSetting;
import io.proxima.grammar.ast.SqlSetSetting;
import io.proxima.grammar.ast.SqlShow;
import io.proxima.grammar.ast.SqlTransaction;
import io.proxima.grammar.ast.SqlTruncateTable;
import io.proxima.sql.catalog.CatalogSchema;
import java.util.Collections;
import java.util.List;
import org.apache.calcite.sql.SqlCall;
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
    SqlNode node = parsed(sql);
    return compile(sql, node, new Compilation(schema(catalog, node), currentSchema, null));
  }

  /// A statement compiled so that its literals can be others, as far as `places` says: then its
  /// parameters go on behind those that it declares, as [Literals#values] orders them. Values must
  /// be convertible as `conversions` says.
  public record Lifted(
      Statement statement,
      Footprint footprint,
      List<LiteralPlace> places,
      List<Literals.Conversion> conversions) {
    /// Copies the lists.
    public Lifted {
      places = List.copyOf(places);
      conversions = List.copyOf(conversions);
    }
  }

  /// As `compile`, with parameters in the place of literals wherever that changes nothing else.
  ///
  /// @throws ProximaException as `compile` of the same text
  public Lifted lift(StatementText text, Catalog catalog, String currentSchema) {
    try {
      LiteralMarker marker = new LiteralMarker(text);
      SqlNode marked = marker.mark(parse(text.sql()));
      Literals literals = Literals.of(text, marker.places());
      LiteralParameters parameters = new LiteralParameters(text, literals);
      Compilation compilation = new Compilation(schema(catalog, marked), currentSchema, parameters);
      Statement statement = compile(marked, compilation);
      return new Lifted(
          statement, compilation.footprint(), marker.places(), parameters.conversions());
    } catch (SqlParseException e) {
      throw Errors.of(text.sql(), e);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      // Whatever is wrong shows with the literals, too; if not, they belong to the statement.
      return fixed(text.sql(), text.literals().size(), catalog, currentSchema);
    }
  }

  /// As `compile`; each of `literalCount` literals belongs to the statement.
  ///
  /// @throws ProximaException as `compile`
  public Lifted fixed(String sql, int literalCount, Catalog catalog, String currentSchema) {
    SqlNode node = parsed(sql);
    Compilation compilation = new Compilation(schema(catalog, node), currentSchema, null);
    return new Lifted(
        compile(sql, node, compilation),
        compilation.footprint(),
        Collections.nCopies(literalCount, LiteralPlace.FIXED),
        List.of());
  }

  private static SqlNode parsed(String sql) {
    try {
      return parse(sql);
    } catch (SqlParseException e) {
      throw Errors.of(sql, e);
    } catch (RuntimeException e) {
      throw Errors.of(sql, e);
    }
  }

  private static Statement compile(String sql, SqlNode node, Compilation compilation) {
    try {
      return compile(node, compilation);
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

  private CatalogSchema schema(Catalog catalog, SqlNode statement) {
    return schema(catalog).timed(HiddenColumns.areIn(statement));
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
    Statement statement = statement(node, compilation);
    if (!(statement instanceof Statement.Query) && !(statement instanceof Statement.Modify)) {
      compilation.relyOnAll();
    }
    return statement;
  }

  private static Statement statement(SqlNode node, Compilation compilation) {
    return switch (node) {
      case SqlExplainStatement explain -> explain(explain, compilation);
      case SqlInsert insert -> new ModifyCompiler(compilation).insert(insert, null, null);
      case SqlUpdate update -> new ModifyCompiler(compilation).update(update, null);
      case SqlDelete delete -> new ModifyCompiler(compilation).delete(delete, null);
      case SqlModification modification -> modify(modification, compilation);
      case SqlCreateTable create -> new DefineCompiler(compilation).createTable(create);
      case SqlCreateSchema create -> new DefineCompiler(compilation).createSchema(create);
      case SqlCreateView create -> new DefineCompiler(compilation).createView(create);
      case SqlAlterTable alter -> new AlterCompiler(compilation).compile(alter);
      case SqlCreateIndex create -> new KeyCompiler(compilation).createIndex(create);
      case SqlDropObject drop -> new DefineCompiler(compilation).drop(drop);
      case SqlTruncateTable truncate -> new DefineCompiler(compilation).truncate(truncate);
      case SqlMaintain maintain -> ControlCompiler.maintain(maintain, compilation);
      case SqlCopy copy -> new CopyCompiler(compilation).compile(copy);
      case SqlSetSetting set -> ControlCompiler.set(set, compilation.catalog());
      case SqlResetSetting reset -> ControlCompiler.reset(reset);
      case SqlShow show -> ControlCompiler.show(show);
      case SqlTransaction transaction -> ControlCompiler.transaction(transaction);
      default -> {
        if (node.getKind() == SqlKind.PROCEDURE_CALL) {
          yield new CallCompiler(compilation).compile((SqlCall) node);
        }
        if (!node.isA(SqlKind.QUERY)) {
          throw NotOffered.statement(node);
        }
        yield new QueryCompiler(compilation).compile(node);
      }
    };
  }

  private static Statement.Explain explain(SqlExplainStatement explain, Compilation compilation) {
    if (explain.isRecall() && !explain.isAnalyze()) {
      throw NotOffered.at(explain.getParserPosition(), "EXPLAIN (RECALL) without ANALYZE");
    }
    Statement inner = compile(explain.statement(), compilation);
    if (explain.isRecall() && !(inner instanceof Statement.Query)) {
      throw NotOffered.at(explain.getParserPosition(), "EXPLAIN (RECALL) of anything but a query");
    }
    return new Statement.Explain(inner, explain.isAnalyze(), explain.isRecall(), explain.isJson());
  }

  private static Statement modify(SqlModification modification, Compilation compilation) {
    ModifyCompiler compiler = new ModifyCompiler(compilation);
    compilation.relyOnAll();
    return switch (modification.change()) {
      case SqlInsert insert ->
          compiler.insert(insert, modification.onConflict(), modification.returning());
      case SqlUpdate update -> compiler.update(update, modification.returning());
      case SqlDelete delete -> compiler.delete(delete, modification.returning());
      default -> throw NotOffered.statement(modification);
    };
  }
}

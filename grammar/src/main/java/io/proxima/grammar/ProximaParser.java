package io.proxima.grammar;

import java.util.List;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlDialect;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.AnsiSqlDialect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SqlConformance;

/// SQL text to parse tree and back.
///
/// Unquoted names fold to lower case, as in PostgreSQL; double quotes keep a name as written; names
/// are compared as they are after that.
///
/// - **Threads:** thread-safe.
public final class ProximaParser {

  /// What the parser and the validator allow beyond the default.
  public static final SqlConformance CONFORMANCE = new ProximaConformance();

  private static final int MAX_IDENTIFIER_LENGTH = 128;

  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withParserFactory(GeneratedParser.FACTORY)
          .withQuoting(Quoting.DOUBLE_QUOTE)
          .withUnquotedCasing(Casing.TO_LOWER)
          .withQuotedCasing(Casing.UNCHANGED)
          .withCaseSensitive(true)
          .withIdentifierMaxLength(MAX_IDENTIFIER_LENGTH)
          .withConformance(CONFORMANCE);

  private static final SqlDialect DIALECT =
      new AnsiSqlDialect(AnsiSqlDialect.DEFAULT_CONTEXT.withIdentifierQuoteString("\""));

  private ProximaParser() {}

  /// The tree of one statement, without a semicolon after it.
  ///
  /// @throws SqlParseException if it is no statement of ours, or nests too deeply; with the
  ///   position
  public static SqlNode parse(String sql) throws SqlParseException {
    return guarded(sql, SqlParser::parseStmt);
  }

  /// The trees of the statements in a text, separated by semicolons; empty if there is none.
  ///
  /// @throws SqlParseException if one of them is wrong
  public static List<SqlNode> parseStatements(String sql) throws SqlParseException {
    return TokenScan.isEmpty(sql) ? List.of() : List.copyOf(guarded(sql, SqlParser::parseStmtList));
  }

  /// The tree of one expression, such as a stored default.
  ///
  /// @throws SqlParseException if it is no expression
  public static SqlNode parseExpression(String sql) throws SqlParseException {
    return guarded(sql, SqlParser::parseExpression);
  }

  /// The text of a tree; parsing it gives the tree again.
  public static String toSql(SqlNode node) {
    return node.toSqlString(writer ->
            writer
                .withDialect(DIALECT)
                .withQuoteAllIdentifiers(true)
                .withAlwaysUseParentheses(false)
                .withSelectListItemsOnSeparateLines(false)
                .withUpdateSetListNewline(false)
                .withClauseStartsLine(false)
                .withIndentation(0))
        .getSql();
  }

  private static <T extends SqlNode> T guarded(String sql, Production<T> production)
      throws SqlParseException {
    TokenScan.check(sql);
    T tree;
    try {
      tree = production.parse(SqlParser.create(sql, CONFIG));
    } catch (SqlParseException e) {
      throw SyntaxError.of(e);
    } catch (StackOverflowError e) {
      throw NestingLimit.error(
          new SqlParserPos(1, 1), "Statement nests too deeply for this thread's stack");
    }
    NestingLimit.checkTree(tree);
    return tree;
  }

  private interface Production<T extends SqlNode> {
    T parse(SqlParser parser) throws SqlParseException;
  }
}

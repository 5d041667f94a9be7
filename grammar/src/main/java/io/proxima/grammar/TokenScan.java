package io.proxima.grammar;

import io.proxima.grammar.NestingLimit.Role;
import java.io.StringReader;
import java.util.regex.Pattern;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

/// Reads a statement's tokens ahead of the parser and counts its nesting.
///
/// - **Cost:** linear in the text; nothing for a text too short to pass a limit.
final class TokenScan implements GeneratedParserConstants {

  private static final Pattern PASSING_CLAUSE = Pattern.compile("(?i)\\bPASSING\\b");

  private TokenScan() {}

  /// @throws SqlParseException if a limit is passed, with the position of the token that passes it
  static void check(String sql) throws SqlParseException {
    if (PASSING_CLAUSE.matcher(sql).find()) {
      refusePassing(sql);
    }
    if (sql.length() <= NestingLimit.MAX_NESTING) {
      return;
    }
    try {
      count(open(sql), new NestingLimit());
    } catch (TokenMgrError e) {
      // What is no token at all is the parser's to report.
      return;
    }
  }

  /// `PASSING` in a function on JSON: the parser would read it and forget it.
  private static void refusePassing(String sql) throws SqlParseException {
    GeneratedParserTokenManager tokens = open(sql);
    boolean isJson = false;
    try {
      for (Token token = tokens.getNextToken(); token.kind != EOF; token = tokens.getNextToken()) {
        isJson |= token.kind == JSON_VALUE || token.kind == JSON_QUERY || token.kind == JSON_EXISTS;
        if (isJson && token.kind == PASSING) {
          throw NestingLimit.error(
              position(token), "PASSING in a function on JSON is not offered yet");
        }
      }
    } catch (TokenMgrError e) {
      // What is no token at all is the parser's to report.
      return;
    }
  }

  /// Whether there is nothing but space and comments.
  static boolean isEmpty(String sql) {
    try {
      return open(sql).getNextToken().kind == EOF;
    } catch (TokenMgrError e) {
      return false;
    }
  }

  private static GeneratedParserTokenManager open(String sql) {
    SimpleCharStream chars = new SimpleCharStream(new StringReader(sql), 1, 1);
    chars.setTabSize(1);
    GeneratedParserTokenManager tokens = new GeneratedParserTokenManager(chars);
    tokens.SwitchTo(DQID);
    return tokens;
  }

  private static void count(GeneratedParserTokenManager tokens, NestingLimit limit)
      throws SqlParseException {
    int before = EOF;
    for (Token token = tokens.getNextToken(); token.kind != EOF; token = tokens.getNextToken()) {
      Role role = before == MAP && token.kind == LT ? Role.OPEN : role(token.kind);
      if (role != null) {
        limit.count(role, bracket(token.kind), position(token));
      }
      // In MAP<…> the > closes; elsewhere no < is open and it changes nothing.
      if (token.kind == GT) {
        limit.count(Role.CLOSE, LT, position(token));
      }
      before = token.kind;
    }
  }

  private static SqlParserPos position(Token token) {
    return new SqlParserPos(token.beginLine, token.beginColumn, token.endLine, token.endColumn);
  }

  private static int bracket(int kind) {
    return switch (kind) {
      case RPAREN -> LPAREN;
      case RBRACKET -> LBRACKET;
      case END -> CASE;
      case RBRACE, LBRACE_D, LBRACE_T, LBRACE_TS, LBRACE_FN -> LBRACE;
      default -> kind;
    };
  }

  private static @Nullable Role role(int kind) {
    return switch (kind) {
      case LPAREN, LBRACKET, LBRACE, LBRACE_D, LBRACE_T, LBRACE_TS, LBRACE_FN, CASE -> Role.OPEN;
      case RPAREN, RBRACKET, RBRACE, END -> Role.CLOSE;
      case COMMA -> Role.COMMA;
      case SEMICOLON -> Role.STATEMENT;
      case UNION, INTERSECT, EXCEPT -> Role.SET_OPERATION;
      case SELECT, FROM, WHERE, GROUP, HAVING, ORDER, QUALIFY, WINDOW, LIMIT -> Role.CLAUSE;
      case SET, VALUES, ON, RETURNING -> Role.CLAUSE;
      case OR -> Role.OR;
      case AND -> Role.AND;
      case LIKE, ILIKE, RLIKE, SIMILAR, LAMBDA, CURSOR -> Role.DESCENT;
      case NOT, IS, IN, BETWEEN, EXISTS, UNIQUE, MEMBER, SUBMULTISET, MULTISET, ARRAY ->
          Role.OPERATOR;
      case CONTAINS, OVERLAPS, EQUALS, PRECEDES, SUCCEEDS -> Role.OPERATOR;
      case EQ, LT, GT, LE, GE, NE, NE2, PLUS, MINUS, STAR, SLASH, PERCENT_REMAINDER, CONCAT ->
          Role.OPERATOR;
      case CARET, AMPERSAND, LEFTSHIFT, INFIX_CAST -> Role.OPERATOR;
      case L2_DISTANCE, NEGATIVE_INNER_PRODUCT, COSINE_DISTANCE -> Role.OPERATOR;
      case L1_DISTANCE, HAMMING_DISTANCE, JACCARD_DISTANCE -> Role.OPERATOR;
      default -> null;
    };
  }
}

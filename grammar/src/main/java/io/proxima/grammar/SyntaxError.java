package io.proxima.grammar;

import java.util.Arrays;
import java.util.List;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParserPos;

/// Says a syntax error in one line: the token that fits nowhere, and what would have fitted if that
/// is little.
final class SyntaxError {

  private static final int MAX_EXPECTED_SHOWN = 6;

  /// What Calcite says of an expression where a statement should be, such as a mistyped SELECT.
  private static final String NOT_A_QUERY = "Non-query expression";

  private SyntaxError() {}

  /// The same error, reworded if it comes from the grammar.
  static SqlParseException of(SqlParseException e) {
    if (String.valueOf(e.getMessage()).startsWith(NOT_A_QUERY)) {
      return new SqlParseException(
          "Syntax error: no statement begins like this",
          e.getPos(),
          e.getExpectedTokenSequences(),
          e.getTokenImages(),
          e.getCause());
    }
    if (!(e.getCause() instanceof ParseException cause) || cause.currentToken == null) {
      return e;
    }
    Token wrong = cause.currentToken.next;
    if (wrong == null) {
      return e;
    }
    boolean atEnd = wrong.kind == GeneratedParserConstants.EOF;
    String message = atEnd ? "Statement ends too early" : "Syntax error at '" + wrong.image + "'";
    return new SqlParseException(
        message + expected(cause),
        new SqlParserPos(wrong.beginLine, wrong.beginColumn, wrong.endLine, wrong.endColumn),
        e.getExpectedTokenSequences(),
        e.getTokenImages(),
        cause);
  }

  private static String expected(ParseException cause) {
    if (cause.expectedTokenSequences == null) {
      return "";
    }
    List<String> words =
        Arrays.stream(cause.expectedTokenSequences)
            .filter(sequence -> sequence.length > 0)
            .map(sequence -> cause.tokenImage[sequence[0]])
            // A control character that Calcite's grammar knows and nobody writes.
            .filter(image -> !image.equals("<BEL>"))
            .map(image -> image.replace("\"", ""))
            .distinct()
            .sorted()
            .toList();
    return words.isEmpty() || words.size() > MAX_EXPECTED_SHOWN
        ? ""
        : ": expected " + String.join(", ", words);
  }
}

package io.proxima.cli;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/// Lets the reader of lines go on to another line until a statement is complete. Words end at
/// blanks: what quotes and backslashes mean is up to SQL.
final class StatementParser extends DefaultParser {
  StatementParser() {
    setQuoteChars(null);
    setEscapeChars(null);
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    boolean isWord =
        switch (line.strip()) {
          case "quit", "exit", "help" -> true;
          default -> false;
        };
    if (context == ParseContext.ACCEPT_LINE && !isWord && !Script.isComplete(line)) {
      throw new EOFError(-1, cursor, "statement goes on", ";");
    }
    return super.parse(line, cursor, ParseContext.COMPLETE);
  }
}

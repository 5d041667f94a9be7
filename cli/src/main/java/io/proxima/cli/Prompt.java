package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Asks the user at a terminal for statements, with history, until they leave.
final class Prompt {
  private final Shell shell;
  private final PrintStream out;

  Prompt(Shell shell, PrintStream out) {
    this.shell = shell;
    this.out = out;
  }

  void run(String url) throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder().name("proxima").encoding(StandardCharsets.UTF_8).build()) {
      terminal.handle(Terminal.Signal.INT, signal -> shell.cancel());
      LineReader reader = reader(terminal);
      out.println("Proxima, connected to " + url + ". Type \\? for help, \\q to leave.");
      while (!shell.isDone()) {
        try {
          String input = reader.readLine("proxima> ").strip();
          shell.setWidth(columns(terminal));
          switch (input) {
            case "quit", "exit", "quit;", "exit;" -> {
              return;
            }
            case "help", "help;" -> out.print(Shell.COMMANDS);
            default -> shell.run(input);
          }
        } catch (UserInterruptException e) {
          out.println("(statement dropped; \\q leaves)");
        } catch (EndOfFileException e) {
          return;
        }
      }
    }
  }

  private static int columns(Terminal terminal) {
    int columns = terminal.getSize().getColumns();
    return columns > 0 ? columns : Shell.WIDTH;
  }

  private static LineReader reader(Terminal terminal) {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("proxima")
        .parser(new StatementParser())
        .variable(
            LineReader.HISTORY_FILE, Path.of(System.getProperty("user.home"), ".proxima_history"))
        .variable(LineReader.SECONDARY_PROMPT_PATTERN, "    ...> ")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .build();
  }

  /// Lets the reader go on to another line until a statement is complete.
  private static final class StatementParser extends DefaultParser {
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
}

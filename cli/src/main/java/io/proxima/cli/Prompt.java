package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// Asks the user at a terminal for statements, with history, until they leave.
final class Prompt {
  private final Shell shell;
  private final Completer completer;
  private final PrintStream out;

  Prompt(Shell shell, Completer completer, PrintStream out) {
    this.shell = shell;
    this.completer = completer;
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

  private LineReader reader(Terminal terminal) {
    Path history = Path.of(System.getProperty("user.home"), ".proxima_history");
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("proxima")
            .parser(new StatementParser())
            .completer(completer)
            .history(new PrivateHistory())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "    ...> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.CASE_INSENSITIVE, true);
    PrivateHistory.file(history).ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return builder.build();
  }
}

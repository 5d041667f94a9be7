package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// The command `proxima`.
public final class Main {
  /// Everything went well.
  static final int OK = 0;

  /// A statement failed, or the database could not be opened.
  static final int FAILED = 1;

  /// The command line makes no sense.
  static final int USAGE = 2;

  private static final String HELP =
      """
      usage: proxima COMMAND

        demo [DIRECTORY]           makes a sample database in a fresh directory and asks it five questions
        sql URL [-c SQL] [-f FILE] a shell on a database, such as jdbc:proxima:file:/path/db
        bench [--quick]            measures kernels, commits and searches
        version                    says what this is

      exit codes: 0 all went well, 1 a statement failed, 2 wrong usage, 3 no suitable Java, 4 the build failed
      """;

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(new Main(System.out, System.err).run(Arrays.asList(args)));
  }

  int run(List<String> args) {
    String command = args.isEmpty() ? "help" : args.getFirst();
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    try {
      return switch (command) {
        case "demo" -> rest.size() > 1 ? usage("demo takes one directory") : Demo.run(rest, out);
        case "sql" -> Shell.run(rest, out, err);
        case "version", "--version" -> version();
        case "help", "--help", "-h" -> help();
        default -> usage("there is no command " + command);
      };
    } catch (UsageException e) {
      return usage(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      err.println(Shell.describe(e));
      return FAILED;
    } catch (IOException e) {
      err.println("error: " + e.getMessage());
      return FAILED;
    }
  }

  private int help() {
    out.print(HELP);
    return OK;
  }

  private int version() {
    String version = Main.class.getPackage().getImplementationVersion();
    out.println(
        "Proxima "
            + (version == null ? "(development)" : version)
            + " on Java "
            + Runtime.version());
    return OK;
  }

  private int usage(String problem) {
    err.println("proxima: " + problem);
    err.print(HELP);
    return USAGE;
  }
}

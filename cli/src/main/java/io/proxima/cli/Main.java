package io.proxima.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/// The command `proxima`.
public final class Main {
  /// Everything went well.
  static final int OK = 0;

  /// A statement failed, the database could not be opened, or it is damaged.
  static final int FAILED = 1;

  /// Nobody reads the output any more; as of a program that a broken pipe ended.
  static final int BROKEN_PIPE = 141;

  /// The command line makes no sense.
  static final int USAGE = 2;

  private static final String HELP =
      """
      usage: proxima COMMAND

        demo [DIRECTORY]            makes a sample database in a fresh directory, asks it five questions
        sql URL [-c SQL] [-f FILE]  a shell on a database, such as jdbc:proxima:file:/path/db, or a path;
                                    -c and -f run statements and leave, as does standard input
                                    that is no terminal; the first statement that fails ends the run
            [--format FORMAT]       table, csv or json (also --csv, --json): rows and nothing else on
                                    standard output
        check [--deep] DIRECTORY    looks for damage in the files of a database that nobody has open;
                                    --deep reads every byte
        bench [--quick]             measures kernels, commits and searches
        version                     says what this is
        help                        says this

      exit codes: 0 all went well, 1 a statement failed, 2 wrong usage, 3 no suitable Java, 4 the build failed,
                  141 nobody reads the output
      """;

  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Runs a command and ends the process with its exit code. Prints UTF-8 whatever the locale says,
  /// and one line for each event of the log.
  public static void main(String[] args) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "%4$s: %5$s%6$s%n");
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(new Main(out, err).run(Arrays.asList(args)));
  }

  int run(List<String> args) {
    String command = args.isEmpty() ? "help" : args.getFirst();
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    if (rest.contains("--help")) {
      return help();
    }
    try {
      return switch (command) {
        case "demo" -> rest.size() > 1 ? usage("demo takes one directory") : Demo.run(rest, out);
        case "sql" -> SqlCommand.of(rest).run(System.in, out, err);
        case "check" -> CheckCommand.run(rest, out, err);
        case "bench" -> usage("bench is run by the launcher of the sources: ./proxima bench");
        case "version", "--version" -> version();
        case "help", "--help", "-h" -> help();
        default -> usage("there is no command " + command);
      };
    } catch (UsageException e) {
      return usage(String.valueOf(e.getMessage()));
    } catch (SQLException e) {
      err.println(Failure.text(e));
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
    err.println("proxima: " + problem + " (proxima help says more)");
    return USAGE;
  }
}

package io.proxima.cli;

import io.proxima.engine.DatabaseCheck;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.io.Storage;
import io.proxima.engine.time.Clock;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Looks for damage in the files of a database that nobody has open.
final class CheckCommand {
  private static final String DEEP = "--deep";
  private static final String FILE_URL = "jdbc:proxima:file:";

  private CheckCommand() {}

  /// Prints a line for each damage and one for all.
  static int run(List<String> args, PrintStream out, PrintStream err) {
    List<String> paths = args.stream().filter(argument -> !argument.equals(DEEP)).toList();
    if (paths.size() != 1 || paths.getFirst().startsWith("--")) {
      throw new UsageException("check takes the directory of a database, and perhaps " + DEEP);
    }
    String text = paths.getFirst();
    Path path = Path.of(text.startsWith(FILE_URL) ? text.substring(FILE_URL.length()) : text);
    if (!Files.exists(path.resolve("manifest"))) {
      err.println("error: there is no database in " + path);
      return Main.FAILED;
    }
    try (Storage storage = Storage.files(path, Clock.system())) {
      return print(DatabaseCheck.run(storage, args.contains(DEEP)), out);
    } catch (ProximaException e) {
      err.println("error " + e.code().sqlState() + ": " + e.getMessage());
      return Main.FAILED;
    }
  }

  private static int print(DatabaseCheck.Report report, PrintStream out) {
    report.damages().forEach(damage -> out.println("damage: " + damage));
    int count = report.damages().size();
    out.printf(
        "%s and %s checked, %s%n",
        count(report.logFiles(), "log file"),
        count(report.segments(), "segment"),
        count == 0 ? "no damage" : count(count, "damage"));
    return count == 0 ? Main.OK : Main.FAILED;
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}

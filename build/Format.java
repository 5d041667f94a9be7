import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Checks or repairs the formatting of every Java file of ours: `Format check|apply ROOT`.
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    Formatter formatter = new Formatter();
    int wrong = 0;
    List<Path> files = sources(root);
    for (Path file : files) {
      String text = Files.readString(file);
      String formatted = formatter.formatSourceAndFixImports(text);
      if (!formatted.equals(text)) {
        wrong++;
        System.out.println((apply ? "formatted " : "not formatted: ") + root.relativize(file));
        if (apply) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (files.isEmpty() || (wrong > 0 && !apply)) {
      System.out.printf(
          "%d of %d files are not formatted; repair with: mvn verify -N -Dformat=apply%n",
          wrong, files.size());
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws Exception {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(f -> f.toString().endsWith(".java"))
          .filter(f -> isOurs(root.relativize(f)))
          .sorted()
          .toList();
    }
  }

  private static boolean isOurs(Path file) {
    return file.startsWith("build")
        || (file.getNameCount() > 3
            && file.getName(1).toString().equals("src")
            && file.getName(3).toString().startsWith("java"));
  }
}

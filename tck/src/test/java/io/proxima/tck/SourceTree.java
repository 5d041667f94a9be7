package io.proxima.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The repository as files: modules, sources and what every `package-info.java` says.
final class SourceTree {
  static final String PREFIX = "io.proxima.";

  private static final String MAY_USE = "May use: ";
  private static final String INVARIANT = "Invariant: ";

  private final Path root;
  private final TreeMap<String, PackageDoc> packages;

  private SourceTree(Path root, TreeMap<String, PackageDoc> packages) {
    this.root = root;
    this.packages = packages;
  }

  /// What one `package-info.java` says; a part that is missing is empty. `name` is without the
  /// prefix.
  record PackageDoc(
      String name,
      String module,
      Path file,
      String sentence,
      Set<String> mayUse,
      String invariant,
      boolean nullMarked) {
    boolean mayUse(String other) {
      return mayUse.contains("everything") || mayUse.contains(other);
    }
  }

  static SourceTree open() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("security/banned.txt"))) {
      root = root.getParent();
    }
    var packages = new TreeMap<String, PackageDoc>();
    for (Path file : files(root, "*/src/main/java/**/package-info.java")) {
      PackageDoc doc = describe(root, file);
      packages.put(doc.name, doc);
    }
    return new SourceTree(root, packages);
  }

  Path root() {
    return root;
  }

  /// By name without prefix, ascending.
  TreeMap<String, PackageDoc> packages() {
    return packages;
  }

  /// The folders of the modules, in the order of the build.
  List<Path> modules() {
    Matcher matcher = Pattern.compile("<module>([^<]+)</module>").matcher(text("pom.xml"));
    return matcher.results().map(m -> root.resolve(m.group(1))).toList();
  }

  List<Path> files(String glob) {
    return files(root, glob);
  }

  String text(String path) {
    return text(root.resolve(path));
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether the top-level class of this name was written by hand.
  boolean hasSource(String className) {
    String path = className.replace('.', '/') + ".java";
    return modules().stream()
        .anyMatch(m ->
            Files.exists(m.resolve("src/main/java").resolve(path))
                || Files.exists(m.resolve("src/main/java17").resolve(path)));
  }

  private static List<Path> files(Path root, String glob) {
    var matcher = root.getFileSystem().getPathMatcher("glob:" + glob);
    List<Path> found = new ArrayList<>();
    var visitor =
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // What is built comes and goes.
            return folder.endsWith("target") || folder.endsWith(".git")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && matcher.matches(root.relativize(file))) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(root, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  private static PackageDoc describe(Path root, Path file) {
    String text = text(file);
    Path relative = root.relativize(file);
    Path folder = relative.subpath(4, relative.getNameCount() - 1);
    String name = folder.toString().replace('/', '.').substring(PREFIX.length());
    List<String> paragraphs =
        Arrays.stream(text.split("\n///[ ]*\n|\n(?!///)"))
            .filter(p -> p.startsWith("///"))
            .map(p -> p.replaceAll("(?m)^///[ ]?", "").replace('\n', ' ').strip())
            .toList();
    var uses = new TreeSet<String>();
    String invariant = "";
    for (String paragraph : paragraphs) {
      if (paragraph.startsWith(MAY_USE)) {
        String list = paragraph.substring(MAY_USE.length()).replaceAll("\\.$", "");
        uses.addAll(Arrays.asList(list.split(", *")));
      }
      if (paragraph.startsWith(INVARIANT)) {
        invariant = paragraph.substring(INVARIANT.length());
      }
    }
    return new PackageDoc(
        name,
        relative.getName(0).toString(),
        file,
        paragraphs.isEmpty() ? "" : paragraphs.getFirst(),
        uses,
        invariant,
        text.contains("@NullMarked"));
  }
}

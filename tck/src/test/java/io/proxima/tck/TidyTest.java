package io.proxima.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.proxima.client.UrlProperty;
import io.proxima.engine.error.ErrorCode;
import io.proxima.sql.Setting;
import io.proxima.tck.SourceTree.PackageDoc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What documents and lists say is still so. With `-Drewrite` the generated parts are written anew.
final class TidyTest {
  private static final String TABLE_START = "<!-- packages: generated from package-info.java -->";
  private static final String CODES_START = "<!-- codes: generated from ErrorCode.java -->";
  private static final String SETTINGS_START = "<!-- settings: generated from Setting.java -->";
  private static final String PROPERTIES_START =
      "<!-- properties: generated from UrlProperty.java -->";
  private static final String END = "<!-- end -->";

  private static final Pattern TYPE_NAME =
      Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
  private static final Pattern SETTINGS = Pattern.compile("record \\w+Settings\\(([^)]*)\\)");
  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|interface|record|enum)\\s+([A-Z]\\w*)");
  private static final List<String> JDK_PACKAGES =
      List.of(
          "java.io",
          "java.lang",
          "java.lang.foreign",
          "java.nio.file",
          "java.sql",
          "java.time",
          "java.util",
          "javax.sql");

  private final SourceTree tree = SourceTree.open();

  @Test
  void everyPackageSaysWhatItIsAndMayUseAndHolds() {
    var wrong = new ArrayList<String>();
    assertThat(tree.packages()).hasSizeGreaterThan(25);
    for (PackageDoc doc : tree.packages().values()) {
      String where = tree.root().relativize(doc.file()) + ":1 ";
      if (!doc.sentence().endsWith(".") || doc.sentence().startsWith("May use")) {
        wrong.add(where + "begins with one sentence");
      }
      if (doc.mayUse().isEmpty()) {
        wrong.add(where + "has a line \"May use: …\"");
      }
      if (!doc.invariant().endsWith(".")) {
        wrong.add(where + "has a line \"Invariant: …\"");
      }
      if (!doc.nullMarked() && !doc.module().equals("jdbc-driver")) {
        wrong.add(where + "is @NullMarked");
      }
    }
    for (Path file : tree.files("*/src/main/java*/**/*.java")) {
      String name = tree.root().relativize(file.getParent()).toString();
      String packageName = name.replaceAll("^.*/io/proxima/", "").replace('/', '.');
      if (!tree.packages().containsKey(packageName)) {
        wrong.add(name + ":1 has no package-info.java");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theTableOfPackagesIsUpToDate() throws IOException {
    var table =
        new StringBuilder("| package | module | what it is | invariant |\n|---|---|---|---|\n");
    for (PackageDoc doc : tree.packages().values()) {
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(doc.name(), doc.module(), doc.sentence(), doc.invariant()));
    }
    generated("ARCHITECTURE.md", TABLE_START, table.toString());
  }

  @Test
  void theTableOfErrorCodesIsUpToDate() throws IOException {
    String source = tree.text("engine/src/main/java/io/proxima/engine/error/ErrorCode.java");
    var table = new StringBuilder("| SQLSTATE | code | kind | when |\n|---|---|---|---|\n");
    for (ErrorCode code : ErrorCode.values()) {
      MatchResult said =
          Pattern.compile("((?:  /// [^\n]*\n)+)  " + code + "\\(")
              .matcher(source)
              .results()
              .findFirst()
              .orElseThrow();
      String when = said.group(1).replaceAll("(?m)^ *///", "").replaceAll("\\s+", " ").strip();
      table.append(
          "| `%s` | `%s` | `%s` | %s |%n".formatted(code.sqlState(), code, code.kind(), when));
    }
    generated("docs/errors.md", CODES_START, table.toString());
  }

  @Test
  void theTableOfSettingsIsUpToDate() throws IOException {
    var table =
        new StringBuilder(
            "| setting | type | takes | default | what it is |\n|---|---|---|---|---|\n");
    for (Setting setting : Setting.values()) {
      table.append(
          "| `%s` | %s | %s | `%s` | %s |%n"
              .formatted(
                  setting.key(),
                  setting.type().name(),
                  setting.type().range(),
                  setting.format(setting.defaultValue()),
                  setting.description()));
    }
    generated("docs/settings.md", SETTINGS_START, table.toString());
  }

  @Test
  void theTableOfPropertiesIsUpToDate() throws IOException {
    var table = new StringBuilder("| property | takes | what it is |\n|---|---|---|\n");
    for (UrlProperty property : UrlProperty.values()) {
      table.append(
          "| `%s` | %s | %s |%n"
              .formatted(property.text(), property.range().replace("|", "\\|"), property.doc()));
    }
    generated("docs/settings.md", PROPERTIES_START, table.toString());
  }

  @Test
  void everyErrorCodeIsProvokedInATest() {
    String tests =
        tree.files("*/src/test/java/**/*.java").stream()
            .filter(f -> !f.endsWith("TidyTest.java"))
            .map(SourceTree::text)
            .collect(Collectors.joining("\n"));
    String scripts =
        tree.files("tck/src/*/resources/**/*.slt").stream()
            .map(SourceTree::text)
            .collect(Collectors.joining("\n"));
    var wrong = new ArrayList<String>();
    for (ErrorCode code : ErrorCode.values()) {
      boolean named = Pattern.compile("\\b" + code + "\\b").matcher(tests).find();
      boolean stated = (tests + scripts).contains(code.sqlState());
      if (!named && !stated && code != ErrorCode.INTERNAL) {
        wrong.add("ErrorCode.java " + code + " is in no test");
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everySettingHasADocAndARangeCheck() {
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (Path file : tree.files("*/src/main/java/**/*Settings.java")) {
      String text = SourceTree.text(file);
      for (MatchResult record : SETTINGS.matcher(text).results().toList()) {
        seen++;
        String doc = text.substring(0, record.start());
        String body = text.substring(record.end());
        for (String component : record.group(1).split(",")) {
          String word = component.strip().replaceAll("^.* ", "");
          String where = tree.root().relativize(file) + " " + word;
          if (!doc.contains("@param " + word) && !doc.contains("`" + word + "`")) {
            wrong.add(where + " has no doc");
          }
          if (component.strip().matches("(int|long|double|Duration) .*") && !body.contains(word)) {
            wrong.add(where + " has no range check");
          }
        }
      }
    }
    assertThat(seen).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void typesNamedInDocumentsExist() {
    Set<String> known = new HashSet<>();
    for (Path file : tree.files("*/src/*/java*/**/*.java")) {
      DECLARED.matcher(SourceTree.text(file)).results().forEach(m -> known.add(m.group(1)));
    }
    for (Path file : tree.files("build/*.java")) {
      DECLARED.matcher(SourceTree.text(file)).results().forEach(m -> known.add(m.group(1)));
    }
    assertThat(known.size()).isGreaterThan(50);
    Predicate<String> isOfTheJdk =
        name -> JDK_PACKAGES.stream().anyMatch(p -> exists(p + "." + name));
    var wrong = new TreeSet<String>();
    List<Path> documents = new ArrayList<>(tree.files("*.md"));
    documents.addAll(tree.files("docs/**.md"));
    assertThat(documents).hasSizeGreaterThan(3);
    for (Path document : documents) {
      List<String> lines = SourceTree.text(document).lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        int line = i + 1;
        TYPE_NAME
            .matcher(lines.get(i))
            .results()
            .map(m -> m.group(1))
            .filter(name -> !known.contains(name) && !isOfTheJdk.test(name))
            .forEach(name ->
                wrong.add(
                    tree.root().relativize(document) + ":" + line + " no type `" + name + "`"));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theBuildBansWhatTheListBans() {
    List<String> listed =
        tree.text("security/banned.txt")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertThat(listed).hasSizeGreaterThan(30);
    assertThat(listed).allMatch(line -> line.split("\\s+", 3).length == 3, "has a reason");
    assertThat(bannedIn("any")).isEqualTo(listed("any", listed));
    assertThat(bannedIn("direct")).isEqualTo(listed("direct", listed));
  }

  private static List<String> listed(String where, List<String> lines) {
    return lines.stream()
        .map(line -> line.split("\\s+", 3))
        .filter(words -> words[0].equals(where))
        .map(words -> words[1])
        .toList();
  }

  private List<String> bannedIn(String where) {
    return Pattern.compile("(?s)<bannedDependencies>(.*?)</bannedDependencies>")
        .matcher(tree.text("pom.xml"))
        .results()
        .map(m -> m.group(1))
        .filter(rule -> rule.contains("(\"" + where + "\")"))
        .flatMap(rule -> Pattern.compile("<exclude>([^<]+)<").matcher(rule).results())
        .map(m -> m.group(1))
        .toList();
  }

  private static boolean exists(String className) {
    try {
      Class.forName(className, false, ClassLoader.getPlatformClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /// Compares the part between two marks, or writes it.
  private void generated(String document, String start, String expected) throws IOException {
    String text = tree.text(document);
    int from = text.indexOf(start) + start.length() + 1;
    int to = text.indexOf(END, from);
    assertThat(from).as("mark in " + document).isGreaterThan(start.length());
    assertThat(to).as("end mark in " + document).isGreaterThan(0);
    if (System.getProperty("rewrite") != null) {
      Files.writeString(
          tree.root().resolve(document), text.substring(0, from) + expected + text.substring(to));
    } else {
      assertThat(text.substring(from, to))
          .as("%s is out of date; refresh with: mvn verify -Drewrite -Dtest=TidyTest", document)
          .isEqualTo(expected);
    }
  }
}

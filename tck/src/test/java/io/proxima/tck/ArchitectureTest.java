package io.proxima.tck;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.proxima.tck.SourceTree.PackageDoc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The house rules about packages and imports, for the main classes of every module.
final class ArchitectureTest {
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?io\\.proxima\\.((?:[a-z0-9]+\\.)*)[A-Z]");

  private static final Pattern IMPORTED_TYPE =
      Pattern.compile("(?m)^import (?:static )?(io\\.proxima(?:\\.[a-z0-9]+)*)\\.([A-Z]\\w*)");

  /// A package whose public types are used from outside of this repository.
  private static final Set<String> PUBLIC_API = Set.of("client", "engine", "jdbc");

  /// Started by name, from a manifest or a script.
  private static final Set<String> STARTED_BY_NAME = Set.of("cli.Main", "cli.Start");

  private static SourceTree tree;
  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    tree = SourceTree.open();
    List<Path> folders =
        tree.modules().stream()
            .filter(m -> !m.endsWith("bench") && !m.endsWith("tck"))
            .map(m -> m.resolve("target/classes"))
            .filter(Files::isDirectory)
            .toList();
    classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludePackageInfos())
            .importPaths(folders);
  }

  @Test
  void enoughIsSeenForTheOtherTestsToMeanSomething() {
    assertThat(classes.size()).isGreaterThan(100);
    assertThat(classes.stream().map(JavaClass::getPackageName).distinct())
        .hasSizeGreaterThan(20)
        .allMatch(name -> tree.packages().containsKey(shortName(name)));
    assertThat(tree.packages()).hasSizeGreaterThan(25);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.proxima.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theListsOfWhatMayBeUsedHaveNoCycles() {
    var open = new TreeMap<String, Set<String>>();
    tree.packages().values().stream()
        .filter(p -> !p.mayUse("everything"))
        .forEach(p -> open.put(p.name(), new HashSet<>(p.mayUse())));
    boolean removed = true;
    while (removed) {
      removed = open.values().removeIf(uses -> uses.stream().noneMatch(open::containsKey));
    }
    assertThat(open).as("packages whose lists lead back to themselves").isEmpty();
  }

  @Test
  void everyPackageThatMayBeUsedExists() {
    var wrong = new ArrayList<String>();
    for (PackageDoc doc : tree.packages().values()) {
      for (String used : doc.mayUse()) {
        boolean known = tree.packages().containsKey(used);
        if (!known && !used.equals("nothing") && !used.equals("everything")) {
          wrong.add(doc.name() + " may use " + used + ", which does not exist");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void packagesUseOnlyWhatTheyList() {
    var wrong = new TreeSet<String>();
    for (JavaClass from : classes) {
      PackageDoc doc = doc(from);
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        String used = shortName(to.getPackageName());
        if (isOurs(to) && !used.equals(doc.name()) && !doc.mayUse(used)) {
          wrong.add(doc.name() + " does not list " + used + ": " + dependency.getDescription());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// Constants are copied by the compiler, so that class files alone do not show every use.
  @Test
  void packagesImportOnlyWhatTheyList() {
    var wrong = new TreeSet<String>();
    int seen = 0;
    for (PackageDoc doc : tree.packages().values()) {
      String folder = tree.root().relativize(doc.file().getParent()).toString();
      for (Path file : tree.files(folder + "/*.java")) {
        Matcher matcher = IMPORT.matcher(SourceTree.text(file));
        while (matcher.find()) {
          seen++;
          String used = matcher.group(1).replaceAll("\\.$", "");
          if (!used.equals(doc.name()) && !doc.mayUse(used)) {
            wrong.add(doc.name() + " does not list " + used + ": " + file.getFileName());
          }
        }
      }
    }
    assertThat(seen).isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  @Test
  void librariesStayWhereTheyBelong() {
    assertThat(
            concat(
                onlyIn(uses("jdk.incubator.vector."), "engine.vector"),
                onlyIn(uses("org.apache.calcite."), "grammar", "sql", "planner"),
                onlyIn(
                    uses("org.apache.avro."), "engine.row", "engine.wal", "engine.schema", "cli"),
                onlyIn(
                    uses("net.jpountz."),
                    "engine.io",
                    "engine.row",
                    "engine.wal",
                    "engine.segment.viper"),
                onlyIn(uses("org.apache.parquet."), "engine.segment.viper"),
                onlyIn(uses("java.sql."), "jdbc", "client.value", "cli", "sql.type"),
                onlyIn(uses("javax.sql."), "jdbc", "cli"),
                onlyIn(uses("org.jline."), "cli"),
                onlyIn(uses("io.netty.")),
                onlyIn(uses("org.apache.commons.")),
                onlyIn(uses("org.slf4j.")),
                onlyIn(uses("org.checkerframework.")),
                onlyIn(uses("javax.annotation."))))
        .isEmpty();
  }

  /// Calcite hands out lists of Guava, so that class files show calls of them.
  @Test
  void guavaIsNotImported() {
    var wrong = new TreeSet<String>();
    for (Path file : tree.files("*/src/main/java*/**/*.java")) {
      if (SourceTree.text(file).contains("com.google.")) {
        wrong.add(tree.root().relativize(file).toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void onlyTheStorageTouchesFiles() {
    assertThat(
            concat(
                onlyIn(
                    uses(
                        "java.nio.file.Files",
                        "java.nio.channels.",
                        "java.io.RandomAccessFile",
                        "java.io.FileInputStream",
                        "java.io.FileOutputStream",
                        "java.io.FileReader",
                        "java.io.FileWriter"),
                    "engine.io",
                    "cli"),
                onlyIn(calls("java.nio.file.Path", "toRealPath"), "engine.io", "cli"),
                onlyIn(uses("java.io.ObjectInputStream", "java.io.ObjectOutputStream"))))
        .isEmpty();
  }

  @Test
  void onlyTheClockReadsTheTime() {
    assertThat(
            concat(
                onlyIn(
                    calls("java.lang.System", "nanoTime", "currentTimeMillis"),
                    "engine.time",
                    "cli"),
                onlyIn(
                    access(a ->
                        a.getTargetOwner().getName().startsWith("java.time.")
                            && (a.getName().equals("now")
                                || (a.getTargetOwner().getSimpleName().equals("Clock")
                                    && a.getName().startsWith("system")))),
                    "engine.time"),
                onlyIn(calls("java.util.Date", "<init>")),
                onlyIn(calls("java.lang.Thread", "sleep"))))
        .isEmpty();
  }

  @Test
  void onlyTheSchedulerMakesThreads() {
    assertThat(
            concat(
                onlyIn(
                    calls(
                        "java.lang.Thread",
                        "<init>",
                        "ofVirtual",
                        "ofPlatform",
                        "startVirtualThread"),
                    "engine.task"),
                onlyIn(
                    uses(
                        "java.util.concurrent.Executors",
                        "java.util.concurrent.ForkJoinPool",
                        "java.util.concurrent.ThreadPoolExecutor",
                        "java.util.Timer"),
                    "engine.task"),
                onlyIn(access(a -> a.getName().startsWith("parallel")))))
        .isEmpty();
  }

  @Test
  void offHeapMemoryComesFromTheBudget() {
    assertThat(
            onlyIn(
                access(a ->
                    a.getTargetOwner().getName().equals("java.lang.foreign.Arena")
                        && a.getName().startsWith("of")),
                "engine.io",
                "engine.memory"))
        .isEmpty();
  }

  @Test
  void randomnessIsSeeded() {
    assertThat(
            concat(
                onlyIn(calls("java.lang.Math", "random")),
                onlyIn(calls("java.util.UUID", "randomUUID"), "engine.io", "server.session"),
                onlyIn(uses("java.util.concurrent.ThreadLocalRandom")),
                onlyIn(uses("java.security.SecureRandom"), "server.session"),
                onlyIn(
                    access(a ->
                        a.getName().equals("<init>")
                            && (a.getTargetOwner().getName().equals("java.util.Random")
                                || a.getTargetOwner()
                                    .getName()
                                    .equals("java.util.SplittableRandom"))
                            && a.getDescription().contains("<init>()")))))
        .isEmpty();
  }

  @Test
  void theProcessBelongsToTheCommandLine() {
    assertThat(
            concat(
                onlyIn(calls("java.lang.System", "exit"), "cli"),
                onlyIn(calls("java.lang.Runtime", "exit", "halt", "addShutdownHook"), "cli"),
                onlyIn(
                    access(a ->
                        a.getTargetOwner().getName().equals("java.lang.System")
                            && (a.getName().equals("out") || a.getName().equals("err"))),
                    "cli"),
                onlyIn(calls("java.util.ServiceLoader", "load"), "jdbc", "server.session")))
        .isEmpty();
  }

  @Test
  void ioExceptionsEndInTheStorage() {
    var wrong = new TreeSet<String>();
    for (JavaClass from : handWritten()) {
      for (JavaMethod method : from.getMethods()) {
        boolean may = List.of("engine.io", "cli").contains(doc(from).name());
        if (!may && method.getThrowsClause().containsType(IOException.class)) {
          wrong.add(method.getFullName());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noStaticFieldChanges() {
    var wrong = new TreeSet<String>();
    for (JavaClass from : handWritten()) {
      for (JavaField field : from.getFields()) {
        Set<JavaModifier> modifiers = field.getModifiers();
        if (modifiers.contains(JavaModifier.STATIC)
            && !modifiers.contains(JavaModifier.FINAL)
            && !modifiers.contains(JavaModifier.SYNTHETIC)) {
          wrong.add(field.getFullName());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void nothingIsPublicThatNoOtherPackageUses() {
    Map<String, Set<String>> users = new HashMap<>();
    for (JavaClass from : classes) {
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        users
            .computeIfAbsent(topLevel(dependency.getTargetClass()), name -> new HashSet<>())
            .add(from.getPackageName());
      }
    }
    List<Path> leaves = new ArrayList<>(tree.files("*/src/test/java/**/*.java"));
    leaves.addAll(tree.files("bench/src/main/java/**/*.java"));
    for (Path file : leaves) {
      String folder = file.getParent().toString().replace('/', '.');
      Matcher matcher = IMPORTED_TYPE.matcher(SourceTree.text(file));
      matcher
          .results()
          .filter(m -> !folder.endsWith(m.group(1)))
          .forEach(m ->
              users
                  .computeIfAbsent(m.group(1) + "." + m.group(2), name -> new HashSet<>())
                  .add(folder));
    }
    Set<String> provided = new HashSet<>(STARTED_BY_NAME);
    for (Path file : tree.files("*/src/main/resources/META-INF/services/*")) {
      SourceTree.text(file).lines().map(ArchitectureTest::shortName).forEach(provided::add);
    }
    var wrong = new TreeSet<String>();
    for (JavaClass type : handWritten()) {
      String name = shortName(type.getName());
      Set<String> by = users.getOrDefault(type.getName(), Set.of());
      if (type.isTopLevelClass()
          && type.getModifiers().contains(JavaModifier.PUBLIC)
          && !PUBLIC_API.contains(doc(type).name())
          && !provided.contains(name)
          && by.stream().allMatch(type.getPackageName()::equals)) {
        wrong.add(name);
      }
    }
    assertThat(wrong).isEmpty();
  }

  /// The classes of other packages that do what `use` finds.
  private static Set<String> onlyIn(Predicate<Object> use, String... packages) {
    var wrong = new TreeSet<String>();
    for (JavaClass from : handWritten()) {
      String name = shortName(from.getPackageName());
      boolean may =
          Arrays.stream(packages).anyMatch(p -> name.equals(p) || name.startsWith(p + "."));
      if (!may) {
        Stream.concat(
                from.getDirectDependenciesFromSelf().stream().filter(use),
                Stream.concat(
                        from.getAccessesFromSelf().stream(),
                        from.getMethodReferencesFromSelf().stream())
                    .filter(use))
            .forEach(found -> wrong.add(((HasDescription) found).getDescription()));
      }
    }
    return wrong;
  }

  private static Predicate<Object> uses(String... prefixes) {
    return found ->
        found instanceof Dependency dependency
            && Arrays.stream(prefixes)
                .anyMatch(p ->
                    dependency.getTargetClass().getBaseComponentType().getName().startsWith(p));
  }

  private static Predicate<Object> calls(String owner, String... names) {
    return access(a ->
        a.getTargetOwner().getName().equals(owner) && Arrays.asList(names).contains(a.getName()));
  }

  private static Predicate<Object> access(Predicate<JavaAccess<?>> test) {
    return found -> found instanceof JavaAccess<?> access && test.test(access);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static List<String> concat(Collection<String>... found) {
    return Arrays.stream(found).flatMap(Collection::stream).toList();
  }

  private static List<JavaClass> handWritten() {
    List<JavaClass> found = classes.stream().filter(c -> tree.hasSource(topLevel(c))).toList();
    assertThat(found.size()).isGreaterThan(50);
    return found;
  }

  private static String topLevel(JavaClass type) {
    String name = type.getBaseComponentType().getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static boolean isOurs(JavaClass type) {
    return type.getName().startsWith(SourceTree.PREFIX);
  }

  private static PackageDoc doc(JavaClass type) {
    return tree.packages().get(shortName(type.getPackageName()));
  }

  private static String shortName(String name) {
    return name.startsWith(SourceTree.PREFIX) ? name.substring(SourceTree.PREFIX.length()) : name;
  }
}

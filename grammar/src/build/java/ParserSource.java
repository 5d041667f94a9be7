import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Text steps of the build around the parser generators; run as a single source file.
///
/// - `template DIR`: changes Calcite's unpacked template where it has no extension point. Each
///   anchor must be there exactly once, so that a new Calcite version fails the build instead of
///   losing a clause in silence.
/// - `grammar FROM TO`: copies the expanded grammar only if it changed, so that an unchanged one is
///   not compiled again.
/// - `java DIR`: takes the generated sources out of the compiler's warnings and out of the doc
///   checks.
final class ParserSource {

  private static final String WARNINGS =
      "@SuppressWarnings({\"cast\", \"deprecation\", \"divzero\", \"empty\", \"fallthrough\","
          + " \"finally\", \"lossy-conversions\", \"rawtypes\", \"removal\", \"serial\","
          + " \"static\", \"this-escape\", \"unchecked\", \"overloads\", \"strictfp\","
          + " \"synchronization\", \"try\", \"varargs\", \"dep-ann\", \"overrides\"})\n";

  private ParserSource() {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "template" -> patchTemplate(Path.of(args[1]));
      case "grammar" -> copyIfChanged(Path.of(args[1]), Path.of(args[2]));
      case "java" -> quieten(Path.of(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private static void patchTemplate(Path codegen) throws IOException {
    Path template = codegen.resolve("templates/Parser.jj");
    String text = Files.readString(template);
    // FETCH [APPROX | EXACT] FIRST n ROWS ONLY [WITH TARGET ACCURACY p]
    text =
        replaceOnce(
            text,
            "SqlNode[] offsetFetch = {null, null};",
            "SqlNode[] offsetFetch = {null, null, null};");
    text =
        replaceOnce(
            text,
            "<FETCH> ( <FIRST> | <NEXT> ) offsetFetch[1]",
            "<FETCH> offsetFetch[2] = FetchModeOpt() ( <FIRST> | <NEXT> ) offsetFetch[1]");
    text =
        replaceOnce(
            text,
            "( <ROW> | <ROWS> ) <ONLY>",
            "( <ROW> | <ROWS> ) <ONLY> offsetFetch[2] = TargetAccuracyOpt(offsetFetch[2])");
    text =
        replaceOnce(
            text,
            "return new SqlOrderBy(getPos(), e,",
            "return new SqlOrderBy(getPos(), FetchMode.attach(e, offsetFetch[2]),");
    // INSERT INTO t [OVERRIDING SYSTEM VALUE] { query | DEFAULT VALUES }
    text =
        replaceOnce(
            text,
            "final Pair<SqlNodeList, SqlNodeList> p;\n}\n{\n    (\n        <INSERT>",
            "final Pair<SqlNodeList, SqlNodeList> p;\n    final boolean overriding;\n}\n{\n    (\n"
                + "        <INSERT>");
    text =
        replaceOnce(
            text,
            "source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) {\n"
                + "        return new SqlInsert(",
            "overriding = OverridingOpt() source = InsertSource() {\n"
                + "        return new SqlInsertion(overriding, ");
    // UPDATE t SET c = DEFAULT
    text =
        replaceOnce(
            text,
            "// TODO:  support DEFAULT also\n"
                + "    <EQ> AddExpression(sourceExpressionList, ExprContext.ACCEPT_SUB_QUERY)",
            "<EQ> AddAssigned(sourceExpressionList)");
    text =
        replaceOnce(
            text,
            "id = CompoundIdentifier() { targetColumnList.add(id); }\n"
                + "        <EQ> AddExpression(sourceExpressionList, ExprContext.ACCEPT_SUB_QUERY)",
            "id = CompoundIdentifier() { targetColumnList.add(id); }\n"
                + "        <EQ> AddAssigned(sourceExpressionList)");
    // VALUE for VALUES is not ours: the word stays free for columns, no text has the token put in
    // its place.
    text =
        replaceOnce(
            text,
            "<VALUE>\n        {\n            s = span();",
            "<BEL>\n        {\n            s = span();");
    Files.writeString(template, text);

    // RETURNING must end a query: as a name it would be taken for the alias of the last table.
    Path config = codegen.resolve("default_config.fmpp");
    Files.writeString(config, replaceOnce(Files.readString(config), "    \"RETURNING\"\n", ""));
  }

  private static String replaceOnce(String text, String anchor, String replacement) {
    int at = text.indexOf(anchor);
    if (at < 0 || text.indexOf(anchor, at + 1) >= 0) {
      throw new IllegalStateException("not exactly once in Calcite's template: " + anchor);
    }
    return text.substring(0, at) + replacement + text.substring(at + anchor.length());
  }

  private static void copyIfChanged(Path from, Path to) throws IOException {
    String text = Files.readString(from);
    if (Files.exists(to) && Files.readString(to).equals(text)) {
      return;
    }
    Files.createDirectories(to.getParent());
    Files.writeString(to, text);
  }

  private static void quieten(Path generated) throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(generated)) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    for (Path source : sources) {
      String text = Files.readString(source);
      if (text.contains("@SuppressWarnings({\"cast\"")) {
        continue;
      }
      text = text.replace("/**", "/*");
      String kept =
          text.replaceFirst(
              "(?m)^(public )?(final )?(class|interface) ", WARNINGS.replace("\\", "\\\\") + "$0");
      if (kept.equals(text)) {
        throw new IllegalStateException("no type found in " + source);
      }
      Files.writeString(source, kept);
    }
  }
}

package io.proxima.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes what is typed from the catalog: tables behind `FROM` and its like, columns of the
/// tables that the statement names, settings behind `SET`, commands behind a backslash, else words
/// of SQL.
final class ShellCompleter implements Completer {
  private static final Set<String> BEFORE_TABLE =
      Set.of("FROM", "JOIN", "INTO", "UPDATE", "TABLE", "COPY", "VIEW", "EXISTS");
  private static final Set<String> BEFORE_SETTING = Set.of("SET", "RESET", "SHOW", "LOCAL");
  private static final List<String> WORDS =
      List.of(
          ("ALL AND APPROX AS ASC AVG BEGIN BETWEEN BIGINT BOOLEAN BY CASE CAST CHECK COALESCE"
                  + " COMMIT CONFLICT COPY COSINE_DISTANCE COUNT CREATE CROSS CURRENT_DATE"
                  + " CURRENT_TIMESTAMP DATE DECIMAL DEFAULT DELETE DESC DESCRIPTOR DISTINCT DO"
                  + " DOUBLE DROP ELSE END EXACT EXCEPT EXISTS EXPLAIN FALSE FETCH FIRST FROM"
                  + " GENERATED GROUP HAVING IDENTITY IN INNER INSERT INTEGER INTERSECT INTO IS"
                  + " JOIN KEY KNN L2_DISTANCE LATERAL LEFT LIKE LIMIT MAX MIN NOT NOTHING NULL"
                  + " OFFSET ON ONLY OR ORDER OUTER OVER PARTITION PRIMARY REAL RELEASE RESET"
                  + " RETURNING RIGHT ROLLBACK ROWS SAVEPOINT SCHEMA SELECT SET SHOW SMALLINT SUM"
                  + " TABLE THEN TIME TIMESTAMP TO TRUE TRUNCATE UNION UPDATE UPSERT USING UUID"
                  + " VALUES VARBINARY VARCHAR VECTOR VECTOR_DISTANCE VECTOR_SEARCH VIEW WHEN"
                  + " WHERE WITH")
              .split(" "));

  private final Names names;

  ShellCompleter(Names names) {
    this.names = names;
  }

  @Override
  public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
    String before = line.line().substring(0, line.cursor());
    int wordStart = before.length() - line.wordCursor();
    int start = before.length();
    while (start > wordStart && isOfName(before.charAt(start - 1))) {
      start--;
    }
    String typed = before.substring(start);
    String kept = before.substring(wordStart, start);
    for (String found : new TreeSet<>(fitting(before.substring(0, start), typed, line.line()))) {
      candidates.add(new Candidate(kept + found, found, null, null, null, null, true));
    }
  }

  private static boolean isOfName(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$' || c == '\\';
  }

  private List<String> fitting(String before, String typed, String statement) {
    String lower = typed.toLowerCase(Locale.ROOT);
    return options(before, typed, statement)
        .filter(option -> option.toLowerCase(Locale.ROOT).startsWith(lower))
        .toList();
  }

  private Stream<String> options(String before, String typed, String statement) {
    if (before.stripLeading().startsWith("\\")) {
      return ofCommand(before.strip().split("\\s+"));
    }
    if (before.isBlank() && typed.startsWith("\\")) {
      return Shell.commandNames().stream();
    }
    String[] words = before.strip().split("[^\\w.$]+");
    String previous = words[words.length - 1].toUpperCase(Locale.ROOT);
    if (BEFORE_SETTING.contains(previous) && words.length <= 2) {
      return names.settings().stream();
    }
    if (BEFORE_TABLE.contains(previous)) {
      return Stream.concat(
          names.tables().stream(), names.schemas().stream().map(schema -> schema + "."));
    }
    int dot = typed.lastIndexOf('.');
    return dot < 0
        ? Stream.concat(columns(statement), words(typed))
        : columnsOf(typed.substring(0, dot), statement).map(typed.substring(0, dot + 1)::concat);
  }

  private Stream<String> ofCommand(String[] words) {
    return switch (words[0]) {
      case "\\d" -> names.tables().stream();
      case "\\format" -> RowFormat.names().stream();
      case "\\pager" -> Stream.of("on", "off");
      case "\\copy" ->
          words.length == 1 ? names.tables().stream() : Stream.of("from", "to", "with");
      default -> Stream.empty();
    };
  }

  /// Words in the case that is typed.
  private static Stream<String> words(String typed) {
    boolean isUpper = typed.isEmpty() || Character.isUpperCase(typed.charAt(typed.length() - 1));
    return WORDS.stream().map(word -> isUpper ? word : word.toLowerCase(Locale.ROOT));
  }

  /// The columns of the tables that a statement names.
  private Stream<String> columns(String statement) {
    return named(statement).stream().flatMap(table -> names.columns(table).stream());
  }

  /// The columns of a table, or of all that are named if it is an alias.
  private Stream<String> columnsOf(String qualifier, String statement) {
    List<String> own = names.columns(qualifier.toLowerCase(Locale.ROOT));
    return own.isEmpty() ? columns(statement) : own.stream();
  }

  private List<String> named(String statement) {
    Set<String> words =
        new TreeSet<>(Arrays.asList(statement.toLowerCase(Locale.ROOT).split("[^\\w.$]+")));
    List<String> named = new ArrayList<>(names.tables());
    named.removeIf(table -> !words.contains(table));
    return named;
  }
}

package io.proxima.client;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The properties that a URL, or the `Properties` beside it, may give: the whole list.
///
/// None names a class, a script or a file to run. Names are written exactly as here.
// The checker does not know that records and copied sets are immutable.
@SuppressWarnings("ImmutableEnumChecker")
public enum UrlProperty {
  /// Name of the user.
  USER(
      "user",
      "Name of the user. A server checks it; a database in process knows no users and takes any.",
      new Form.Text(255),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// Password of the user.
  PASSWORD(
      "password",
      "Password of the user. A server checks it; a database in process takes any.",
      new Form.Text(4_096),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// First schema.
  SCHEMA(
      "schema",
      "Schema that unqualified names mean at first; public if not given.",
      new Form.Text(255),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// When a commit is acknowledged.
  DURABILITY(
      "durability",
      "When a commit is acknowledged: sync, on the disk (the default); os, handed to the operating"
          + " system; memory, not yet written.",
      new Form.Choice(List.of("sync", "os", "memory")),
      EnumSet.of(ProximaUrl.Kind.FILE)),
  /// Refuses writes.
  READ_ONLY(
      "readOnly",
      "Whether the connection refuses writes at first.",
      new Form.Choice(List.of("true", "false")),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// Memory of the database.
  MAX_MEMORY(
      "maxMemory",
      "Memory the database may use: bytes, or a number followed by k, m, g or t (powers of 1024);"
          + " three quarters of the Java heap if not given.",
      new Form.Bytes(1L << 20, 1L << 50, false),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// Room on the disk.
  DISK_RESERVE(
      "diskReserve",
      "Room on the disk that the database keeps, so that rows can be deleted and tables dropped"
          + " when it is full: bytes, or a number followed by k, m, g or t; 1m if not given.",
      new Form.Bytes(1L << 20, 1L << 40, false),
      EnumSet.of(ProximaUrl.Kind.FILE)),
  /// How fast segments are merged.
  COMPACTION_RATE(
      "compactionRate",
      "Bytes that merging the files of tables writes in a second while nobody waits for it: a"
          + " number, or one followed by k, m, g or t; 64m if not given; 0 is no limit. While"
          + " writers wait for memory, or for a table with many files, there is none.",
      new Form.Bytes(1L << 20, 1L << 40, true),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// Plans that are kept.
  PLAN_CACHE(
      "planCache",
      "How many plans of statements the database keeps at most, in a 32nd of its memory; 1000 if"
          + " not given; 0 keeps none.",
      new Form.Whole(0, 1_000_000),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// Directories for files of the server.
  COPY_ROOTS(
      "copyRoots",
      "Directories, with commas between them, in which COPY may read and write files; none if not"
          + " given.",
      new Form.Text(4_096),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// Rows per fetch.
  FETCH_SIZE(
      "fetchSize",
      "Rows to fetch at a time; 0 leaves it to the database.",
      new Form.Whole(0, 1_000_000),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// How long a database outlives its last connection.
  CLOSE_DELAY(
      "closeDelay",
      "Seconds that the database stays open behind its last connection; 0 closes it at once.",
      new Form.Whole(0, 86_400),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// How far back the database can be read.
  HISTORY_RETENTION(
      "historyRetention",
      "Seconds for which deleted and replaced rows are kept, so that the database can be read as it"
          + " was; 0, if not given, keeps nothing.",
      new Form.Whole(0, 315_360_000),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// When expired rows go.
  TTL_PURGE_GRACE(
      "ttlPurgeGrace",
      "Seconds that the database must have been open since a row expired before it is dropped for"
          + " good; 3600 if not given. Until then a clock that was wrong does no harm.",
      new Form.Whole(0, 31_536_000),
      EnumSet.of(ProximaUrl.Kind.FILE, ProximaUrl.Kind.MEMORY)),
  /// Who is connected.
  APPLICATION_NAME(
      "applicationName",
      "Name of the application, shown where the database lists its sessions.",
      new Form.Text(128),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// Limit of opening.
  LOGIN_TIMEOUT(
      "loginTimeout",
      "Seconds that opening a connection may take; 0 is no limit.",
      new Form.Whole(0, 86_400),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// How JDBC shows vectors.
  VECTOR_TYPE(
      "vectorType",
      "What a vector is to JDBC: other (Types.OTHER, float[]), array (java.sql.Array), varchar"
          + " (text), binary (little-endian floats).",
      new Form.Choice(List.of("other", "array", "varchar", "binary")),
      EnumSet.allOf(ProximaUrl.Kind.class)),
  /// Limit of each statement.
  QUERY_TIMEOUT(
      "queryTimeout",
      "Seconds that a statement may take if it says nothing else; 0 is no limit.",
      new Form.Whole(0, 2_000_000),
      EnumSet.allOf(ProximaUrl.Kind.class));

  private final String text;
  private final String doc;
  private final Form form;
  private final Set<ProximaUrl.Kind> kinds;

  UrlProperty(String text, String doc, Form form, Set<ProximaUrl.Kind> kinds) {
    this.text = text;
    this.doc = doc;
    this.form = form;
    this.kinds = Set.copyOf(kinds);
  }

  /// The name as it is written in a URL.
  public String text() {
    return text;
  }

  /// What it does, in a sentence.
  public String doc() {
    return doc;
  }

  /// Whether URLs of that kind take it.
  public boolean isFor(ProximaUrl.Kind kind) {
    return kinds.contains(kind);
  }

  /// The values it takes, if they are few; otherwise empty.
  public List<String> choices() {
    return form instanceof Form.Choice choice ? choice.values() : List.of();
  }

  /// The least and the largest number it takes, beside 0 perhaps; empty if it takes no numbers.
  public List<Long> bounds() {
    return form.bounds();
  }

  /// Whether it is a number of bytes.
  public boolean isSize() {
    return form instanceof Form.Bytes;
  }

  /// What values it takes, in words.
  public String range() {
    return form.range();
  }

  /// The property of that name.
  public static Optional<UrlProperty> of(String text) {
    return Arrays.stream(values()).filter(p -> p.text.equals(text)).findFirst();
  }

  /// All names, for messages.
  static String names() {
    return Arrays.stream(values()).map(UrlProperty::text).collect(Collectors.joining(", "));
  }

  /// Refuses a value that is outside the range.
  void check(String value) throws SessionException {
    if (!form.takes(value)) {
      String found = this == PASSWORD ? "" : ", found '" + UrlParser.printable(value) + "'";
      throw new SessionException(
          "22023", "property " + text + ": expected " + form.range() + found);
    }
  }

  /// The number that a checked value means.
  long number(String value) {
    return form.number(value);
  }

  /// What values a property takes.
  private sealed interface Form {
    boolean takes(String value);

    String range();

    default long number(String value) {
      return Long.parseLong(value);
    }

    default List<Long> bounds() {
      return List.of();
    }

    /// Any text up to a length.
    record Text(int maxLength) implements Form {
      @Override
      public boolean takes(String value) {
        return value.length() <= maxLength;
      }

      @Override
      public String range() {
        return "text of up to " + maxLength + " characters";
      }
    }

    /// One of some words.
    record Choice(List<String> values) implements Form {
      @Override
      public boolean takes(String value) {
        return values.contains(value);
      }

      @Override
      public String range() {
        return String.join(" | ", values);
      }
    }

    /// A whole number.
    record Whole(long min, long max) implements Form {
      @Override
      public boolean takes(String value) {
        if (!value.matches("[0-9]{1,18}")) {
          return false;
        }
        long number = number(value);
        return number >= min && number <= max;
      }

      @Override
      public List<Long> bounds() {
        return List.of(min, max);
      }

      @Override
      public String range() {
        return "a number from " + min + " to " + max;
      }
    }

    /// A number of bytes, with a unit if wanted, or 0 if that means something.
    record Bytes(long min, long max, boolean takesZero) implements Form {
      @Override
      public boolean takes(String value) {
        if (!value.matches("[0-9]{1,16}[kmgtKMGT]?")) {
          return false;
        }
        long number = number(value);
        return (number >= min && number <= max) || (takesZero && number == 0);
      }

      @Override
      public long number(String value) {
        int last = value.length() - 1;
        int unit = "kmgt".indexOf(Character.toLowerCase(value.charAt(last))) + 1;
        long count = Long.parseLong(unit == 0 ? value : value.substring(0, last));
        long bytes = count << (10 * unit);
        return bytes >> (10 * unit) == count ? bytes : Long.MAX_VALUE;
      }

      @Override
      public List<Long> bounds() {
        return List.of(takesZero ? 0 : min, max);
      }

      @Override
      public String range() {
        return (takesZero ? "0, or " : "")
            + "a size from "
            + (min >> 20)
            + "m to "
            + (max >> 40)
            + "t";
      }
    }
  }
}

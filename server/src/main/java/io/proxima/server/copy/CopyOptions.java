package io.proxima.server.copy;

import io.proxima.client.SessionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The options of one `COPY`.
///
/// @param hasHeader whether the first record of a csv names the columns
/// @param delimiter what stands between the fields of a csv
/// @param quote what stands around fields of a csv, and twice for itself within them
/// @param nullText what stands for NULL in a csv, unquoted
/// @param givenBatchRows how many rows are committed together, 0: all; if it was said
/// @param overwrite whether a file that exists is replaced
public record CopyOptions(
    CopyFormat format,
    boolean hasHeader,
    char delimiter,
    char quote,
    String nullText,
    Optional<Long> givenBatchRows,
    boolean overwrite) {
  private static final long BATCH_ROWS = 100_000;
  private static final long MAX_BATCH_ROWS = 1_000_000_000;
  private static final int LONGEST_NULL = 64;
  private static final List<String> CSV_ONLY = List.of("header", "delimiter", "quote", "null");

  /// Reads the options for copying from (or else to) a file; those that are missing have their
  /// defaults, the format that of the file's name.
  ///
  /// @throws SessionException `42704` an option that does not exist, `22023` one that does not
  ///   belong there or has another value than it takes
  public static CopyOptions of(boolean isFrom, String file, Map<String, String> given)
      throws SessionException {
    CopyFormat format =
        given.containsKey("format") ? format(given.get("format")) : CopyFormat.ofFile(file);
    for (String name : given.keySet()) {
      require(isFrom, format, name);
    }
    CopyOptions options =
        new CopyOptions(
            format,
            flag("header", given.getOrDefault("header", "true")),
            character("delimiter", given.getOrDefault("delimiter", ",")),
            character("quote", given.getOrDefault("quote", "\"")),
            given.getOrDefault("null", ""),
            batchRows(given),
            flag("overwrite", given.getOrDefault("overwrite", "false")));
    options.requireDistinct();
    return options;
  }

  /// How many rows are committed together; 0: all.
  ///
  /// @throws SessionException `25000` if rows are to be committed where a transaction is open
  long batchRows(boolean isInTransaction) throws SessionException {
    if (!isInTransaction) {
      return givenBatchRows.orElse(BATCH_ROWS);
    }
    if (givenBatchRows.orElse(0L) > 0) {
      throw new SessionException(
          "25000",
          "batch_rows = "
              + givenBatchRows.get()
              + " would commit the open transaction; leave it out, or commit first");
    }
    return 0;
  }

  private static void require(boolean isFrom, CopyFormat format, String name)
      throws SessionException {
    switch (name) {
      case "format" -> {}
      case "header", "delimiter", "quote", "null" -> {
        if (format != CopyFormat.CSV) {
          throw new SessionException(
              "22023", "option " + name + " belongs to csv, the format is " + format.text());
        }
      }
      case "batch_rows" -> requireDirection(isFrom, name, "FROM");
      case "overwrite" -> requireDirection(!isFrom, name, "TO");
      default ->
          throw new SessionException(
              "42704",
              "COPY has no option "
                  + name
                  + ": it takes format, batch_rows (FROM), overwrite (TO), and for csv "
                  + String.join(", ", CSV_ONLY));
    }
  }

  private static void requireDirection(boolean isRight, String name, String direction)
      throws SessionException {
    if (!isRight) {
      throw new SessionException("22023", "option " + name + " belongs to COPY … " + direction);
    }
  }

  private static CopyFormat format(String text) throws SessionException {
    return switch (text) {
      case "csv" -> CopyFormat.CSV;
      case "jsonl" -> CopyFormat.JSONL;
      case "parquet", "avro", "npy", "fvecs" ->
          throw new SessionException("0A000", "COPY with format " + text + " is not offered yet");
      default -> throw wrong("format", "csv or jsonl", text);
    };
  }

  private static boolean flag(String name, String text) throws SessionException {
    return switch (text) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default -> throw wrong(name, "true or false", text);
    };
  }

  private static char character(String name, String text) throws SessionException {
    String meant = text.equals("\\t") ? "\t" : text;
    boolean isOne = meant.length() == 1 && meant.charAt(0) < 128;
    if (!isOne || (Character.isISOControl(meant.charAt(0)) && !meant.equals("\t"))) {
      throw wrong(name, "one character of ASCII, or \\t", text);
    }
    return meant.charAt(0);
  }

  private static Optional<Long> batchRows(Map<String, String> given) throws SessionException {
    String text = given.get("batch_rows");
    if (text == null) {
      return Optional.empty();
    }
    if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > MAX_BATCH_ROWS) {
      throw wrong("batch_rows", "a number from 0 to " + MAX_BATCH_ROWS, text);
    }
    return Optional.of(Long.parseLong(text));
  }

  /// A csv that could be read in two ways is refused.
  private void requireDistinct() throws SessionException {
    if (delimiter == quote) {
      throw new SessionException("22023", "delimiter and quote are both '" + quote + "'");
    }
    boolean isPlain =
        nullText.length() <= LONGEST_NULL
            && nullText.indexOf(delimiter) < 0
            && nullText.indexOf(quote) < 0
            && nullText.chars().noneMatch(Character::isISOControl);
    if (!isPlain) {
      throw wrong(
          "null",
          "up to " + LONGEST_NULL + " characters without delimiter, quote and ends of lines",
          nullText);
    }
  }

  private static SessionException wrong(String name, String expected, String found) {
    return new SessionException(
        "22023", "option " + name + " takes " + expected + ", got '" + found + "'");
  }
}

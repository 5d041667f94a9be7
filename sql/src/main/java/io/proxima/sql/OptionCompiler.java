package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.engine.schema.ColumnDef;
import io.proxima.engine.schema.TableOptions;
import io.proxima.grammar.ast.SqlOption;
import io.proxima.sql.type.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserUtil;

/// Reads the options of a table as [TableOptions] keeps them.
final class OptionCompiler {
  /// What a table may have one day.
  private static final List<String> LATER = List.of("storage", "wal", "memtable");

  private OptionCompiler() {}

  /// The options as they are written, each once; their values are not checked yet.
  static Map<String, String> options(List<SqlOption> written) {
    Map<String, String> options = new LinkedHashMap<>();
    for (SqlOption option : written) {
      requireKnown(option.name(), option);
      String value = option.name().equals(TableOptions.TTL) ? micros(option) : option.valueText();
      if (options.put(option.name(), value) != null) {
        throw Located.at(
            option.getParserPosition(),
            ErrorCode.SYNTAX_ERROR,
            "option " + option.name() + " is set twice");
      }
    }
    return options;
  }

  /// Refuses what there is not, with what there is.
  static void requireKnown(String name, SqlNode place) {
    if (LATER.contains(name)) {
      throw NotOffered.at(place.getParserPosition(), "option " + name + " of a table");
    }
    if (!TableOptions.NAMES.contains(name)) {
      ProximaException error = TableOptions.unknown(name);
      throw Located.at(
          place.getParserPosition(),
          error.code(),
          error.getMessage() + NearNames.hint(name, TableOptions.NAMES));
    }
  }

  /// Checks the values for a table of these columns.
  static void check(Map<String, String> options, List<ColumnDef> columns, List<SqlOption> written) {
    for (SqlOption option : written) {
      String value = options.getOrDefault(option.name(), "");
      try {
        TableOptions.check(Map.of(option.name(), value), columns);
      } catch (ProximaException e) {
        throw Located.at(option.getParserPosition(), e);
      }
    }
  }

  private static String micros(SqlOption option) {
    if (option.value() instanceof SqlIntervalLiteral literal) {
      SqlIntervalLiteral.IntervalValue value =
          literal.getValueAs(SqlIntervalLiteral.IntervalValue.class);
      SqlIntervalQualifier unit = value.getIntervalQualifier();
      if (!unit.isYearMonth()) {
        long millis = SqlParserUtil.intervalToMillis(value.getIntervalLiteral(), unit);
        return String.valueOf(Math.multiplyExact(value.getSign() * millis, 1000L));
      }
    }
    throw Located.at(
        option.getParserPosition(),
        TableOptions.wrong(
            TableOptions.TTL,
            "an interval of days to seconds, such as INTERVAL '90' DAY",
            option.valueText()));
  }
}

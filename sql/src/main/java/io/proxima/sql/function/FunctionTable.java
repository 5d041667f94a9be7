package io.proxima.sql.function;

import java.util.List;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.sql.validate.SqlNameMatcher;
import org.apache.calcite.sql.validate.SqlNameMatchers;
import org.jspecify.annotations.Nullable;

/// All operators and functions a statement can name: those of the standard, a few of PostgreSQL,
/// and ours. Their names are found in any case.
///
/// - **Threads:** immutable.
public final class FunctionTable implements SqlOperatorTable {
  private static final List<SqlOperator> POSTGRESQL =
      List.of(
          SqlLibraryOperators.LEAST,
          SqlLibraryOperators.GREATEST,
          SqlLibraryOperators.LENGTH,
          SqlLibraryOperators.SUBSTR_POSTGRESQL,
          SqlLibraryOperators.STRPOS,
          SqlLibraryOperators.LEFT,
          SqlLibraryOperators.RIGHT,
          SqlLibraryOperators.REPEAT,
          SqlLibraryOperators.REVERSE,
          SqlLibraryOperators.LPAD,
          SqlLibraryOperators.RPAD,
          SqlLibraryOperators.STARTS_WITH,
          SqlLibraryOperators.ILIKE,
          SqlLibraryOperators.NOT_ILIKE,
          new NowFunction(),
          SequenceFunction.INSTANCE);

  private static final SqlNameMatcher ANY_CASE = SqlNameMatchers.withCaseSensitive(false);

  /// The one table.
  public static final FunctionTable INSTANCE = new FunctionTable();

  private final SqlOperatorTable standard = SqlStdOperatorTable.instance();
  private final SqlOperatorTable more =
      SqlOperatorTables.of(
          Stream.concat(POSTGRESQL.stream(), VectorOperators.ALL.stream()).toList());

  private FunctionTable() {}

  @Override
  public void lookupOperatorOverloads(
      SqlIdentifier name,
      @Nullable SqlFunctionCategory category,
      SqlSyntax syntax,
      List<SqlOperator> found,
      SqlNameMatcher matcher) {
    more.lookupOperatorOverloads(name, category, syntax, found, ANY_CASE);
    standard.lookupOperatorOverloads(name, category, syntax, found, ANY_CASE);
  }

  @Override
  public List<SqlOperator> getOperatorList() {
    return Stream.concat(more.getOperatorList().stream(), standard.getOperatorList().stream())
        .toList();
  }
}

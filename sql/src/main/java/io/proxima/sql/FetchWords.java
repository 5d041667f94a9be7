package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.query.SearchMode;
import io.proxima.grammar.ast.FetchMode;
import io.proxima.sql.type.Located;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Takes what `FETCH` says about nearest rows, `APPROX`, `EXACT` and `TARGET ACCURACY`, off the
/// queries of a statement. It counts for all of its searches, the strictest if there are several.
final class FetchWords extends SqlBasicVisitor<@Nullable Void> {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private SearchMode found = SearchMode.UNSAID;

  private FetchWords() {}

  static SearchMode takeFrom(SqlNode query) {
    FetchWords words = new FetchWords();
    query.accept(words);
    return words.found;
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    if (call instanceof SqlSelect select) {
      FetchMode mode = FetchMode.take(select);
      if (mode != null) {
        found = found.and(meant(mode, select));
      }
    }
    return super.visit(call);
  }

  private static SearchMode meant(FetchMode mode, SqlSelect select) {
    SearchMode said =
        switch (mode.kind()) {
          case UNSPECIFIED -> SearchMode.UNSAID;
          case APPROX -> SearchMode.UNSAID.withExact(false);
          case EXACT -> SearchMode.EXACT;
        };
    BigDecimal accuracy = mode.accuracyPercent();
    if (accuracy == null) {
      return said;
    }
    if (accuracy.compareTo(BigDecimal.ONE) < 0 || accuracy.compareTo(HUNDRED) > 0) {
      throw Located.at(
          select.getParserPosition(),
          ErrorCode.INVALID_PARAMETER,
          "TARGET ACCURACY takes 1 to 100 percent, got " + accuracy.toPlainString());
    }
    return said.withTarget(accuracy.setScale(0, RoundingMode.CEILING).intValueExact());
  }
}

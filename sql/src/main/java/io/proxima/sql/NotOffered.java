package io.proxima.sql;

import io.proxima.engine.error.ErrorCode;
import io.proxima.engine.error.ProximaException;
import io.proxima.grammar.ast.NamedStatement;
import io.proxima.sql.type.Located;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlExplain;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/// Refuses by name what the parser reads and nobody executes yet.
final class NotOffered extends SqlBasicVisitor<@Nullable Void> {
  private NotOffered() {}

  /// Looks for clauses.
  static void check(SqlNode query) {
    query.accept(new NotOffered());
  }

  /// The error for something at a place in the text.
  static CalciteContextException at(SqlParserPos place, String what) {
    return Located.at(place, ErrorCode.UNSUPPORTED, what + " is not offered yet");
  }

  /// The error for a whole statement.
  static ProximaException statement(SqlNode statement) {
    return new ProximaException(ErrorCode.UNSUPPORTED, name(statement) + " is not offered yet");
  }

  private static String name(SqlNode statement) {
    return switch (statement) {
      case NamedStatement named -> named.statementName();
      case SqlSetOption option -> "ALTER " + option.getScope();
      case SqlExplain _ -> "DESCRIBE STATEMENT"; // EXPLAIN itself is ours
      default -> statement.getKind().name().replace('_', ' ');
    };
  }

  @Override
  public @Nullable Void visit(SqlCall call) {
    SqlParserPos place = call.getParserPosition();
    switch (call.getKind()) {
      case TABLESAMPLE -> throw at(place, "TABLESAMPLE");
      case MATCH_RECOGNIZE -> throw at(place, "MATCH_RECOGNIZE");
      case PIVOT, UNPIVOT -> throw at(place, call.getKind().name());
      default -> {
        // Looked into below.
      }
    }
    return super.visit(call);
  }
}
